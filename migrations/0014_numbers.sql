-- Numbers people know beside ours: the customer's own, another maker's, the one a part had before.
create schema numbers;
grant usage on schema numbers to tc_buyer, tc_staff, tc_worker;

-- A customer's own number means one part; a part may have several, one of them is printed.
create table numbers.own (
  id uuid primary key,
  company_id uuid not null references accounts.companies (id),
  sku_id uuid not null references catalog.skus (id),
  number text not null check (length(number) between 1 and 60),
  number_key text not null check (number_key <> ''),          -- strict search key, facts 2.11
  note text not null default '' check (length(note) <= 200),
  printed boolean not null,
  changed_at timestamptz not null,
  changed_by uuid not null references accounts.people (id),
  constraint own_key_uniq unique (company_id, number_key)
);
create unique index own_printed_uniq on numbers.own (company_id, sku_id) where printed;
create index own_company_sku_idx on numbers.own (company_id, sku_id);
create index own_sku_idx on numbers.own (sku_id);
create index own_changed_by_idx on numbers.own (changed_by);
alter table numbers.own enable row level security;
alter table numbers.own force row level security;
create policy own_buyer on numbers.own to tc_buyer using (company_id = app.company()) with check (company_id = app.company());
create policy own_staff on numbers.own to tc_staff using (true) with check (true);
grant select, insert, update, delete on numbers.own to tc_buyer, tc_staff;

-- Another maker's or a competitor's number and what of ours does its work. Everybody's: no company, no policy.
create table numbers.cross_references (
  id uuid primary key,
  brand text not null check (length(brand) between 1 and 60),
  brand_key text not null check (brand_key <> ''),
  number text not null check (length(number) between 1 and 60),
  number_key text not null check (number_key <> ''),
  sku_id uuid not null references catalog.skus (id),
  grade text not null check (grade in ('drop_in', 'functional', 'upgrade')),
  source text not null check (length(source) between 1 and 200),   -- who says so
  noted_on date not null,
  changed_at timestamptz not null,
  changed_by uuid not null references accounts.people (id),
  constraint cross_references_uniq unique (brand_key, number_key, sku_id)
);
create index cross_references_key_idx on numbers.cross_references (number_key);
-- people write the brand too, before the number or behind it
create index cross_references_branded_idx on numbers.cross_references ((brand_key || number_key));
create index cross_references_number_brand_idx on numbers.cross_references ((number_key || brand_key));
create index cross_references_sku_idx on numbers.cross_references (sku_id);
create index cross_references_changed_by_idx on numbers.cross_references (changed_by);
grant select on numbers.cross_references to tc_buyer, tc_staff, tc_worker;
grant insert, update, delete on numbers.cross_references to tc_staff;

-- What takes the place of a part, from a day on.
create table numbers.replacements (
  sku_id uuid primary key references catalog.skus (id),
  replaced_by uuid not null references catalog.skus (id),
  from_on date not null,
  note text not null default '' check (length(note) <= 200),
  changed_at timestamptz not null,
  changed_by uuid not null references accounts.people (id),
  constraint replacements_self_check check (sku_id <> replaced_by)
);
create index replacements_replaced_by_idx on numbers.replacements (replaced_by);
create index replacements_changed_by_idx on numbers.replacements (changed_by);
grant select on numbers.replacements to tc_buyer, tc_staff, tc_worker;
grant insert, update, delete on numbers.replacements to tc_staff;

-- The part at the end of the chain on a day; null when nothing takes its place by then. A chain longer than eight is none.
create function numbers.successor(part uuid, day date) returns uuid language sql stable parallel safe as $$
  with recursive chain(id, step) as (
    select r.replaced_by, 1 from numbers.replacements r where r.sku_id = part and r.from_on <= day
    union all
    select r.replaced_by, c.step + 1 from chain c join numbers.replacements r on r.sku_id = c.id and r.from_on <= day where c.step < 8)
  select id from chain order by step desc limit 1
$$;

-- What two parts of a family share when they differ in material and finish only.
create function catalog.alike(parameters jsonb) returns text language sql immutable parallel safe
  as $$ select md5((parameters - array['material', 'finish', 'coating', 'surface', 'colour'])::text) $$;
create index skus_alike_idx on catalog.skus (family_id, catalog.alike(parameters));

-- The customer's own number as it was when he ordered: papers print this one.
alter table orders.order_lines add column customer_part_number text not null default '' check (length(customer_part_number) <= 60);

-- Searches that found nothing, by text and by who searched; visitors are counted without saying who.
create schema searches;
grant usage on schema searches to tc_buyer, tc_staff, tc_worker;

-- How the desk closed a text: what answers it, or why nothing will. Written once.
create table searches.answers (
  id uuid primary key,
  text_key text not null,
  kind text not null check (kind in ('alias', 'cross_reference', 'sku', 'dismissed')),
  sku_id uuid references catalog.skus (id),
  search_for text not null default '' check (length(search_for) <= 200),   -- what to search for now
  reason text not null default '' check (length(reason) <= 500),
  answered_at timestamptz not null,
  answered_by uuid not null references accounts.people (id),
  constraint answers_sku_check check ((kind in ('cross_reference', 'sku')) = (sku_id is not null)),
  constraint answers_dismissed_check check (kind <> 'dismissed' or reason <> '')
);
create index answers_sku_idx on searches.answers (sku_id);
create index answers_answered_by_idx on searches.answers (answered_by);
create trigger answers_append_only before update or delete or truncate on searches.answers for each statement execute function app.refuse_change();

create table searches.failed (
  id uuid primary key,
  text_key text not null check (length(text_key) between 1 and 120),
  typed text not null check (length(typed) between 1 and 120),
  company_id uuid references accounts.companies (id),
  person_id uuid references accounts.people (id),
  times int not null default 1 check (times > 0),
  first_at timestamptz not null,
  last_at timestamptz not null,
  answer_id uuid references searches.answers (id),
  seen_at timestamptz,                           -- the searcher has read that it is there
  constraint failed_who_check check (company_id is null or person_id is not null)
);
create unique index failed_open_uniq on searches.failed (text_key, company_id, person_id) nulls not distinct where answer_id is null;
create index failed_company_idx on searches.failed (company_id);
create index failed_person_idx on searches.failed (person_id, first_at);
create index failed_answer_idx on searches.failed (answer_id);
-- what is there now and not read yet: a handful, asked for with every page of results
create index failed_unread_idx on searches.failed (company_id, person_id) where answer_id is not null and seen_at is null;
alter table searches.failed enable row level security;
alter table searches.failed force row level security;
create policy failed_buyer on searches.failed to tc_buyer
  using (company_id is not distinct from app.company() and (company_id is not null or person_id is null))
  with check (company_id is not distinct from app.company() and (company_id is not null or person_id is null));
create policy failed_staff on searches.failed to tc_staff using (true) with check (true);
create policy failed_worker on searches.failed for select to tc_worker using (true);
grant select, insert, update (typed, times, last_at, seen_at) on searches.failed to tc_buyer;
grant select, insert, update on searches.failed to tc_staff;
grant select on searches.failed to tc_worker;

-- A buyer reads the answers to his own company's searches only: what others look for is their matter.
alter table searches.answers enable row level security;
alter table searches.answers force row level security;
create policy answers_buyer on searches.answers for select to tc_buyer
  using (exists (select from searches.failed f where f.answer_id = answers.id and f.company_id = app.company()));
create policy answers_staff on searches.answers to tc_staff using (true) with check (true);
create policy answers_worker on searches.answers for select to tc_worker using (true);
grant select on searches.answers to tc_buyer, tc_staff, tc_worker;
grant insert on searches.answers to tc_staff;
