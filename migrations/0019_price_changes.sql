-- A price is a row of steps: from this day on, this price, until the next row of the same rung; a row without a price ends
-- it. Two prices for one rung on one day cannot be written, and a new price is one new row, however many there are.

alter table pricing.lines drop constraint lines_rung_excl, drop constraint lines_validity_check, drop constraint lines_pkey,
  drop constraint lines_company_id_fkey,                  -- the key with the list holds the company already
  drop column id, alter column unit_price drop not null,
  add column change_id uuid;                              -- the document that wrote it; none for what was set up
insert into pricing.lines (list_id, company_id, sku_id, min_qty, unit_price, price_basis, valid_from)
  select list_id, company_id, sku_id, min_qty, null, price_basis, valid_to from pricing.lines l
  where valid_to is not null and not exists (select from pricing.lines n
    where n.list_id = l.list_id and n.sku_id = l.sku_id and n.min_qty = l.min_qty and n.valid_from = l.valid_to);
drop index pricing.lines_sku_list_idx;
alter table pricing.lines drop column valid_to,
  add constraint lines_pkey primary key (sku_id, list_id, min_qty, valid_from);
comment on column pricing.lines.unit_price is 'Null: from this day on the rung has no price.';

alter table pricing.discounts drop constraint discounts_rung_excl, drop constraint discounts_validity_check, drop constraint discounts_pkey,
  drop column id, alter column percent drop not null,
  add column change_id uuid;
insert into pricing.discounts (list_id, company_id, category_id, brand, min_qty, percent, valid_from)
  select list_id, company_id, category_id, brand, min_qty, null, valid_to from pricing.discounts d
  where valid_to is not null and not exists (select from pricing.discounts n where n.list_id = d.list_id
    and n.category_id is not distinct from d.category_id and n.brand is not distinct from d.brand and n.min_qty = d.min_qty and n.valid_from = d.valid_to);
drop index pricing.discounts_list_idx;
alter table pricing.discounts drop column valid_to,
  add constraint discounts_rung_uniq unique nulls not distinct (list_id, category_id, brand, min_qty, valid_from);
comment on column pricing.discounts.percent is 'Null: from this day on the rung has no discount.';

-- Who acts at the command line: whoever holds the machine. Has no password and no seat.
insert into accounts.people (id, email, name) values ('00000000-0000-0000-0000-000000000000', 'command-line@localhost', 'command line')
  on conflict do nothing;

-- 调价单: what is to change on which lists, drafted by one, looked at by another, published whole and taken back whole.
create table pricing.changes (
  id uuid primary key,
  number text not null constraint changes_number_uniq unique,
  title text not null check (length(title) between 1 and 200),
  reason text not null default '' check (length(reason) <= 1000),
  starts_on date not null,                                -- for lines that name no day of their own
  state text not null default 'draft' check (state in ('draft', 'review', 'published', 'rolled_back', 'discarded')),
  revision int not null default 1,                        -- counts the edits of the draft
  created_by uuid not null references accounts.people (id),
  created_at timestamptz not null,
  hands uuid[] not null,                                  -- everybody who wrote on it
  submitted_by uuid references accounts.people (id),
  submitted_at timestamptz,
  published_by uuid references accounts.people (id),
  published_at timestamptz,
  floor_reason text check (length(floor_reason) between 1 and 1000),   -- why it may go below the floor
  below_floor int not null default 0,                     -- how many of its prices do
  taken_back_by uuid references accounts.people (id),
  taken_back_at timestamptz,
  taken_back_reason text check (length(taken_back_reason) <= 1000),
  constraint changes_published_check check ((published_at is not null) = (state in ('published', 'rolled_back'))
    and (published_at is null) = (published_by is null)),
  constraint changes_taken_back_check check ((taken_back_at is not null) = (state = 'rolled_back')
    and (taken_back_at is null) = (taken_back_by is null))
);
create index changes_state_idx on pricing.changes (state, created_at desc);
create index changes_created_by_idx on pricing.changes (created_by);
create index changes_submitted_by_idx on pricing.changes (submitted_by);
create index changes_published_by_idx on pricing.changes (published_by);
create index changes_taken_back_by_idx on pricing.changes (taken_back_by);

-- A list to be made, or the head of one to be changed.
create table pricing.change_lists (
  change_id uuid not null references pricing.changes (id),
  list_id uuid not null,                                  -- no key: a list to be made is not there yet
  head jsonb not null,
  before jsonb,                                           -- written when published; null for a list that was made
  constraint change_lists_pkey primary key (change_id, list_id)
);
create table pricing.change_lines (
  change_id uuid not null references pricing.changes (id),
  list_id uuid not null,
  sku_id uuid not null references catalog.skus (id),
  min_qty numeric(18,4) not null default 1 check (min_qty > 0),
  valid_from date not null,
  valid_to date,
  unit_price numeric(18,6) check (unit_price >= 0 and unit_price < 1000000000),   -- null: takes the price away
  price_basis int not null default 1 check (price_basis in (1, 10, 100, 1000)),
  constraint change_lines_pkey primary key (change_id, list_id, sku_id, min_qty, valid_from),
  constraint change_lines_validity_check check (valid_to > valid_from)
);
create index change_lines_sku_idx on pricing.change_lines (sku_id);
create table pricing.change_discounts (
  change_id uuid not null references pricing.changes (id),
  list_id uuid not null,
  category_id uuid references catalog.categories (id),
  brand text,
  min_qty numeric(18,4) not null default 1 check (min_qty > 0),
  valid_from date not null,
  valid_to date,
  percent numeric(6,3) check (percent >= 0 and percent < 100),
  constraint change_discounts_one_target_check check (category_id is null or brand is null),
  constraint change_discounts_validity_check check (valid_to > valid_from),
  constraint change_discounts_uniq unique nulls not distinct (change_id, list_id, category_id, brand, min_qty, valid_from)
);
create index change_discounts_category_idx on pricing.change_discounts (category_id);

-- Rows of a file that could not be taken, as they were, to be put right and brought again.
create table pricing.change_refused (
  change_id uuid not null references pricing.changes (id),
  row_no int not null,                                    -- 0: the heading
  problem jsonb,
  cells text[] not null,
  constraint change_refused_pkey primary key (change_id, row_no)
);
grant select, insert, delete on pricing.change_refused to tc_staff;

-- Rows a publication replaced or removed, as they were: what taking it back puts in their place again.
create table pricing.displaced_lines (
  change_id uuid not null references pricing.changes (id),
  list_id uuid not null,
  sku_id uuid not null,
  min_qty numeric(18,4) not null,
  valid_from date not null,
  unit_price numeric(18,6),
  price_basis int not null,
  set_by uuid,                                            -- the document that had written it
  constraint displaced_lines_pkey primary key (change_id, list_id, sku_id, min_qty, valid_from)
);
create table pricing.displaced_discounts (
  change_id uuid not null references pricing.changes (id),
  list_id uuid not null,
  category_id uuid,
  brand text,
  min_qty numeric(18,4) not null,
  valid_from date not null,
  percent numeric(6,3),
  set_by uuid,
  constraint displaced_discounts_uniq unique nulls not distinct (change_id, list_id, category_id, brand, min_qty, valid_from)
);
create trigger displaced_lines_append_only before update or delete or truncate on pricing.displaced_lines
  for each statement execute function app.refuse_change();
create trigger displaced_discounts_append_only before update or delete or truncate on pricing.displaced_discounts
  for each statement execute function app.refuse_change();

-- The way of a document, and that nobody publishes what he wrote himself where the house wants four eyes.
create function pricing.check_way() returns trigger language plpgsql as $$
begin
  if (old.state, new.state) not in (('draft', 'draft'), ('draft', 'review'), ('draft', 'discarded'), ('review', 'draft'),
      ('review', 'discarded'), ('review', 'published'), ('published', 'rolled_back')) then
    raise exception 'a price change cannot go from % to %', old.state, new.state using errcode = 'check_violation', constraint = 'changes_way_check';
  end if;
  if old.state = 'review' and new.state = 'published' and new.published_by = any (new.hands)
      and exists (select from app.settings where key = 'prices' and (value ->> 'four_eyes')::boolean) then
    raise exception 'another pair of eyes has to publish it' using errcode = 'check_violation', constraint = 'changes_four_eyes_check';
  end if;
  return new;
end $$;
create trigger changes_way before update on pricing.changes for each row execute function pricing.check_way();
create function pricing.refuse_unless_draft() returns trigger language plpgsql as $$
begin
  if exists (select from (select distinct change_id from touched) t join pricing.changes c on c.id = t.change_id where c.state <> 'draft') then
    raise exception 'only a draft can be written on' using errcode = 'check_violation', constraint = 'changes_draft_check';
  end if;
  return null;
end $$;
do $$
declare t text;
begin
  foreach t in array array['change_lines', 'change_discounts'] loop
    execute format('create trigger %I after insert on pricing.%I referencing new table as touched for each statement execute function pricing.refuse_unless_draft()', t || '_added', t);
    execute format('create trigger %I after update on pricing.%I referencing new table as touched for each statement execute function pricing.refuse_unless_draft()', t || '_changed', t);
    execute format('create trigger %I after delete on pricing.%I referencing old table as touched for each statement execute function pricing.refuse_unless_draft()', t || '_removed', t);
    execute format('grant select, insert, update, delete on pricing.%I to tc_staff', t);
  end loop;
end $$;
grant select, insert, update on pricing.changes to tc_staff;
grant select, insert, delete, update on pricing.change_lists to tc_staff;
grant select, insert on pricing.displaced_lines, pricing.displaced_discounts to tc_staff;
grant select on pricing.changes, pricing.change_lines, pricing.change_discounts, pricing.change_lists to tc_worker;

-- Floors: of a brand too, one at a place, and who said so.
alter table pricing.floors add column brand text, add column reason text not null default '',
  add column set_by uuid references accounts.people (id), add column set_at timestamptz,
  drop constraint floors_scope_check,
  add constraint floors_scope_check check (num_nonnulls(sku_id, category_id, brand) = 1);
delete from pricing.floors f using pricing.floors later
  where later.id > f.id and (later.sku_id, later.category_id) is not distinct from (f.sku_id, f.category_id);
alter table pricing.floors add constraint floors_place_uniq unique nulls not distinct (sku_id, category_id, brand);
create index floors_set_by_idx on pricing.floors (set_by);
drop index pricing.floors_sku_idx;
