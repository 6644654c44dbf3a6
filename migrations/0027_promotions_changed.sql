-- Whether promotions may undercut a list is changed by a document too, beside its name and its end.
alter table pricing.change_heads add column allows_promotion boolean,   -- null: stays
  drop constraint change_heads_something_check,
  add constraint change_heads_something_check check (name is not null or changes_end or allows_promotion is not null);

-- What it was before: until now it was what it is.
alter table pricing.heads_before add column allows_promotion boolean;
alter table pricing.heads_before disable trigger heads_before_append_only;
-- the row policies hold for the owner of the table too
alter table pricing.lists no force row level security;
update pricing.heads_before b set allows_promotion = l.allows_promotion from pricing.lists l where l.id = b.list_id;
alter table pricing.lists force row level security;
alter table pricing.heads_before enable trigger heads_before_append_only;
alter table pricing.heads_before alter column allows_promotion set not null;
