-- A document that is taken back leaves what would hold had it never been published: its rungs are worked out anew from what was
-- set up and from what the documents that still stand want, in the order they were published.
create sequence pricing.publications;
alter table pricing.changes add column publication bigint;   -- the how-manieth: what was published later is written over the rest
alter table pricing.changes disable trigger changes_way;
update pricing.changes c set publication = n.n
  from (select id, row_number() over (order by published_at, number) as n from pricing.changes where published_at is not null) n where n.id = c.id;
alter table pricing.changes enable trigger changes_way;
select setval('pricing.publications', max(publication)) from pricing.changes having max(publication) is not null;
alter table pricing.changes add constraint changes_publication_uniq unique (publication),
  drop constraint changes_published_check,
  add constraint changes_published_check check ((published_at is not null) = (state in ('published', 'rolled_back'))
    and (published_at is null) = (published_by is null) and (published_at is null) = (publication is null));
create trigger changes_kept before delete or truncate on pricing.changes for each statement execute function app.refuse_change();

-- What the rungs of a document held when it was published, from its first day on: what it says it changed, and, of rows no
-- document wrote, what holds again when all that was written over them is taken back. Only replaced rows were kept before.
alter table pricing.displaced_lines rename to lines_before;
alter table pricing.displaced_discounts rename to discounts_before;
alter table pricing.lines_before drop constraint displaced_lines_pkey, drop constraint displaced_lines_change_id_fkey,
  add constraint lines_before_pkey primary key (sku_id, list_id, min_qty, change_id, valid_from);
alter table pricing.discounts_before rename constraint displaced_discounts_uniq to discounts_before_uniq;
alter table pricing.discounts_before drop constraint displaced_discounts_change_id_fkey;
alter trigger displaced_lines_append_only on pricing.lines_before rename to lines_before_append_only;
alter trigger displaced_discounts_append_only on pricing.discounts_before rename to discounts_before_append_only;
insert into pricing.lines_before (change_id, list_id, sku_id, min_qty, valid_from, unit_price, price_basis, set_by)
  select n.change_id, n.list_id, n.sku_id, n.min_qty, o.valid_from, o.unit_price, o.price_basis, o.change_id
  from pricing.change_lines n join pricing.changes c on c.id = n.change_id and c.published_at is not null
  cross join lateral (select * from pricing.lines o where o.sku_id = n.sku_id and o.list_id = n.list_id and o.min_qty = n.min_qty
    and o.valid_from <= n.valid_from and o.change_id is distinct from n.change_id order by o.valid_from desc limit 1) o
  on conflict do nothing;
insert into pricing.discounts_before (change_id, list_id, category_id, brand, min_qty, valid_from, percent, set_by)
  select n.change_id, n.list_id, n.category_id, n.brand, n.min_qty, o.valid_from, o.percent, o.change_id
  from pricing.change_discounts n join pricing.changes c on c.id = n.change_id and c.published_at is not null
  cross join lateral (select * from pricing.discounts o where o.list_id = n.list_id and o.category_id is not distinct from n.category_id
    and o.brand is not distinct from n.brand and o.min_qty = n.min_qty and o.valid_from <= n.valid_from
    and o.change_id is distinct from n.change_id order by o.valid_from desc limit 1) o
  on conflict do nothing;

-- Lists to be made; what is to become of lists that are there, another name or another end; and what they were before.
alter table pricing.change_lists drop column before;
create table pricing.change_heads (
  change_id uuid not null references pricing.changes (id),
  list_id uuid not null references pricing.lists (id),
  name text check (length(name) between 1 and 200),       -- null: stays
  changes_end boolean not null,
  valid_to date,                                          -- with changes_end: null is open-ended
  constraint change_heads_pkey primary key (change_id, list_id),
  constraint change_heads_something_check check (name is not null or changes_end),
  constraint change_heads_end_check check (changes_end or valid_to is null)
);
create index change_heads_list_idx on pricing.change_heads (list_id);
create table pricing.heads_before (
  change_id uuid not null references pricing.changes (id),
  list_id uuid not null references pricing.lists (id),
  name text not null,
  valid_to date,
  constraint heads_before_pkey primary key (change_id, list_id)
);
create index heads_before_list_idx on pricing.heads_before (list_id);
create trigger heads_before_append_only before update or delete or truncate on pricing.heads_before
  for each statement execute function app.refuse_change();

-- The rungs of documents are looked up by rung; that their document is there, and in the right state, once a statement.
alter table pricing.change_lines drop constraint change_lines_pkey, drop constraint change_lines_change_id_fkey,
  add constraint change_lines_pkey primary key (sku_id, list_id, min_qty, change_id, valid_from);
create index change_lines_change_idx on pricing.change_lines (change_id, list_id);
drop index pricing.change_lines_sku_idx;
alter table pricing.change_discounts drop constraint change_discounts_change_id_fkey;
create index change_discounts_list_idx on pricing.change_discounts (list_id);
create function pricing.refuse_unless() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct change_id from touched) t
      where not exists (select from pricing.changes c where c.id = t.change_id and c.state = tg_argv[0])) then
    raise exception 'a price change is written on while it is in %', tg_argv[0] using errcode = 'check_violation', constraint = 'changes_' || tg_argv[0] || '_check';
  end if;
  return null;
end $$;
do $$
declare t text;
begin
  foreach t in array array['change_lines', 'change_discounts'] loop
    execute format('drop trigger %I on pricing.%I', t || '_added', t);
    execute format('drop trigger %I on pricing.%I', t || '_changed', t);
    execute format('drop trigger %I on pricing.%I', t || '_removed', t);
  end loop;
  foreach t in array array['change_lines', 'change_discounts', 'change_heads', 'change_lists'] loop
    execute format('create trigger %I after insert on pricing.%I referencing new table as touched for each statement execute function pricing.refuse_unless(''draft'')', t || '_added', t);
    execute format('create trigger %I after update on pricing.%I referencing new table as touched for each statement execute function pricing.refuse_unless(''draft'')', t || '_changed', t);
    execute format('create trigger %I after delete on pricing.%I referencing old table as touched for each statement execute function pricing.refuse_unless(''draft'')', t || '_removed', t);
  end loop;
  foreach t in array array['lines_before', 'discounts_before', 'heads_before'] loop
    execute format('create trigger %I after insert on pricing.%I referencing new table as touched for each statement execute function pricing.refuse_unless(''review'')', t || '_added', t);
  end loop;
end $$;
drop function pricing.refuse_unless_draft();
grant select, insert, update, delete on pricing.change_heads to tc_staff;
grant select, insert on pricing.heads_before to tc_staff;
grant usage on sequence pricing.publications to tc_staff;
