-- What people call a parameter besides: 内孔 and ID are the bore.
alter table catalog.parameters
  add column aliases text[] not null default '{}',
  add constraint parameters_aliases_check check (cardinality(aliases) <= 50);
