-- Companies below companies, the groups customers fall into by their kind, and quotes as a source of prices.

-- The way up from every company, kept by the database as that of categories is.
alter table accounts.companies add column parent_id uuid references accounts.companies (id),
  add column path uuid[];
-- the row policies hold for the owner of the table too
alter table accounts.companies no force row level security;
update accounts.companies set path = array[id];
alter table accounts.companies force row level security;
alter table accounts.companies alter column path set not null,
  add constraint companies_own_parent_check check (parent_id <> id),
  -- a company that stands on its own way up is in a circle
  add constraint companies_circle_check check (not (id = any(path[2:]))),
  add constraint companies_path_check check (path[1] = id and array_length(path, 1) <= 8);
comment on column accounts.companies.path is 'Itself first, the head of the group last.';
create index companies_parent_idx on accounts.companies (parent_id) where parent_id is not null;
create index companies_path_idx on accounts.companies using gin (path);

-- Two moves at once could close a circle that neither of them sees: one at a time.
create function accounts.lock_tree() returns void language sql as $$ select pg_advisory_xact_lock(7215020) $$;

create function accounts.set_path() returns trigger language plpgsql as $$
begin
  if new.parent_id is not null then
    perform accounts.lock_tree();
  end if;
  new.path := array[new.id] || coalesce((select p.path from accounts.companies p where p.id = new.parent_id), '{}');
  return new;
end $$;
create trigger companies_path before insert or update of parent_id on accounts.companies
  for each row execute function accounts.set_path();

create function accounts.move_those_below() returns trigger language plpgsql as $$
begin
  update accounts.companies c set path = c.path[:array_position(c.path, new.id) - 1] || new.path
    where c.path @> array[new.id] and c.id <> new.id;
  return null;
end $$;
create trigger companies_below after update of parent_id on accounts.companies
  for each row when (old.path is distinct from new.path) execute function accounts.move_those_below();

-- A list may be a quote: of one company, and of nobody below it.
alter table pricing.lists drop constraint lists_kind_check,
  add constraint lists_kind_check check (kind in ('base', 'group', 'contract', 'promotion', 'quote')),
  drop constraint lists_scope_check,
  add constraint lists_scope_check check (
    (kind in ('contract', 'quote')) = (company_id is not null) and (kind = 'group') <= (group_id is not null));

-- A buyer reads what is his company's, the contracts of the companies it stands below, and what is for everybody or for
-- his group. The way up is asked for once per statement.
alter policy lists_buyer on pricing.lists using (
  (company_id = any((select c.path from accounts.companies c where c.id = app.company())::uuid[])
    and (kind = 'contract' or company_id = app.company()))
  or (company_id is null and group_id is null)
  or (company_id is null and group_id = (select c.price_group_id from accounts.companies c where c.id = app.company()))
);
alter policy lines_buyer on pricing.lines using (
  company_id = app.company() or list_id in (select l.id from pricing.lists l)
);
alter policy discounts_buyer on pricing.discounts using (
  company_id = app.company() or list_id in (select l.id from pricing.lists l)
);

-- Which group a customer of a kind is put into when he is created.
create table accounts.kind_groups (
  kind text primary key check (kind in ('dealer', 'hardware_store', 'machine_builder', 'end_user')),
  price_group_id uuid references accounts.price_groups (id)
);
create index kind_groups_group_idx on accounts.kind_groups (price_group_id);
insert into accounts.kind_groups (kind) values ('dealer'), ('hardware_store'), ('machine_builder'), ('end_user');
grant select, update (price_group_id) on accounts.kind_groups to tc_staff;

-- A quote: a list of one company that prices once he has accepted it, until its last day.
create table pricing.quotes (
  list_id uuid primary key,
  company_id uuid not null references accounts.companies (id),
  number text not null constraint quotes_number_uniq unique,
  state text not null default 'offered' check (state in ('offered', 'accepted', 'withdrawn')),
  offered_at timestamptz not null,
  offered_by uuid not null,
  last_day date not null,                      -- the list ends the day after
  note text not null default '' check (length(note) <= 500),
  below_floor_reason text check (length(below_floor_reason) <= 500),   -- never granted to tc_buyer
  closed_at timestamptz,
  closed_by uuid,
  accepted_on date,
  constraint quotes_list_fkey foreign key (company_id, list_id) references pricing.lists (company_id, id),
  constraint quotes_closed_check check ((state = 'offered') = (closed_at is null) and (closed_at is null) = (closed_by is null)),
  constraint quotes_accepted_check check ((state = 'accepted') <= (accepted_on is not null and accepted_on <= last_day))
);
create index quotes_list_idx on pricing.quotes (company_id, list_id);
create index quotes_company_idx on pricing.quotes (company_id, offered_at desc);
alter table pricing.quotes enable row level security;
alter table pricing.quotes force row level security;
create policy quotes_staff on pricing.quotes to tc_staff using (true) with check (true);
create policy quotes_worker on pricing.quotes to tc_worker using (true);
create policy quotes_buyer on pricing.quotes for select to tc_buyer using (company_id = app.company());
create policy quotes_buyer_accepts on pricing.quotes for update to tc_buyer
  using (company_id = app.company() and state = 'offered') with check (company_id = app.company() and state = 'accepted');
grant select (list_id, company_id, number, state, offered_at, last_day, note, closed_at, accepted_on) on pricing.quotes to tc_buyer;
grant update (state, closed_at, closed_by, accepted_on) on pricing.quotes to tc_buyer;
grant select, insert, update on pricing.quotes to tc_staff;
grant select on pricing.quotes to tc_worker;

-- An offer is accepted or withdrawn, once; what it says stays.
create function pricing.quotes_forward() returns trigger language plpgsql as $$
begin
  if not (old.state = 'offered' and new.state in ('accepted', 'withdrawn'))
    or (new.list_id, new.company_id, new.number, new.offered_at, new.offered_by, new.last_day, new.note)
      is distinct from (old.list_id, old.company_id, old.number, old.offered_at, old.offered_by, old.last_day, old.note) then
    raise exception 'a quote only goes forward' using errcode = 'restrict_violation', constraint = 'quotes_forward';
  end if;
  return new;
end $$;
create trigger quotes_forward before update on pricing.quotes for each row execute function pricing.quotes_forward();

-- Files of customers: what was brought, what it would do and did, and what it takes to undo it. The desk's own.
create table accounts.customer_imports (
  id uuid primary key,
  version bigint generated always as identity constraint customer_imports_version_uniq unique,
  -- the house itself, without a row of its own, at the command line
  person_id uuid not null,
  file_name text not null check (length(file_name) between 1 and 255),
  state text not null constraint customer_imports_state_check check (state in ('waiting', 'done', 'undone', 'discarded')),
  header jsonb not null,
  -- the file's rows, until the import has come to its end
  rows jsonb not null,
  columns jsonb not null,
  report jsonb not null,
  -- rows that could not be taken, with what stood in them
  problems jsonb not null,
  restored int not null default 0,
  kept jsonb not null default '[]',
  -- counts what people did to it: a form drawn before is refused
  revision int not null default 1,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index customer_imports_person_idx on accounts.customer_imports (person_id);

create table accounts.customer_import_effects (
  import_id uuid not null references accounts.customer_imports (id),
  company_id uuid not null references accounts.companies (id),
  before jsonb,
  after jsonb not null,
  constraint customer_import_effects_pkey primary key (import_id, company_id)
);
create index customer_import_effects_company_idx on accounts.customer_import_effects (company_id);
alter table accounts.customer_import_effects enable row level security;
alter table accounts.customer_import_effects force row level security;
create policy customer_import_effects_staff on accounts.customer_import_effects to tc_staff using (true) with check (true);
grant select, insert on accounts.customer_imports, accounts.customer_import_effects to tc_staff;
grant update (state, rows, columns, report, problems, restored, kept, revision, ended_at) on accounts.customer_imports to tc_staff;
