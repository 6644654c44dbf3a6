create schema pricing;
grant usage on schema pricing to tc_buyer, tc_staff, tc_worker;

-- A list is for everybody (base), for a customer group, or for one company (contract).
create table pricing.lists (
  id uuid primary key,
  kind text not null check (kind in ('base', 'group', 'contract', 'promotion')),
  company_id uuid references accounts.companies (id),
  group_id uuid references accounts.price_groups (id),
  code text not null constraint lists_code_uniq unique,
  name text not null,
  currency text not null default 'CNY' check (currency ~ '^[A-Z]{3}$'),
  tax_mode text not null default 'gross' check (tax_mode in ('gross', 'net')),
  version int not null default 1,
  allows_promotion boolean not null default true,
  valid_from date not null,
  valid_to date,                               -- half-open, in the seller's time zone
  changed_at timestamptz not null default now(),
  constraint lists_scope_check check ((kind = 'contract') = (company_id is not null) and (kind = 'group') <= (group_id is not null)),
  constraint lists_validity_check check (valid_to > valid_from),
  constraint lists_company_id_uniq unique nulls not distinct (company_id, id)
);
create index lists_company_idx on pricing.lists (company_id) where company_id is not null;
create index lists_group_idx on pricing.lists (group_id) where group_id is not null;

create extension if not exists btree_gist;

create table pricing.lines (
  id uuid primary key,
  list_id uuid not null references pricing.lists (id),
  company_id uuid references accounts.companies (id),    -- copied from the list, so that the row policy can see it
  sku_id uuid not null references catalog.skus (id),
  min_qty numeric(18,4) not null default 1 check (min_qty > 0),
  unit_price numeric(18,6) not null check (unit_price >= 0 and unit_price < 1000000000),
  price_basis int not null default 1 check (price_basis in (1, 10, 100, 1000)),
  valid_from date not null,
  valid_to date,
  constraint lines_validity_check check (valid_to > valid_from),
  constraint lines_list_company_fkey foreign key (company_id, list_id) references pricing.lists (company_id, id),
  -- two prices for the same rung on the same day cannot exist: ties are impossible
  constraint lines_rung_excl exclude using gist (list_id with =, sku_id with =, min_qty with =, daterange(valid_from, valid_to) with &&)
);
create index lines_list_sku_idx on pricing.lines (list_id, sku_id);
create index lines_sku_idx on pricing.lines (sku_id);
create index lines_company_idx on pricing.lines (company_id) where company_id is not null;

-- Percent off the base list, for a company's contract or a group; on a category, a brand, or everything.
create table pricing.discounts (
  id uuid primary key,
  list_id uuid not null references pricing.lists (id),
  company_id uuid references accounts.companies (id),
  category_id uuid references catalog.categories (id),
  brand text,
  min_qty numeric(18,4) not null default 1 check (min_qty > 0),
  percent numeric(6,3) not null check (percent >= 0 and percent < 100),
  valid_from date not null,
  valid_to date,
  constraint discounts_one_target_check check (category_id is null or brand is null),
  constraint discounts_validity_check check (valid_to > valid_from),
  constraint discounts_list_company_fkey foreign key (company_id, list_id) references pricing.lists (company_id, id),
  constraint discounts_rung_excl exclude using gist (list_id with =, coalesce(category_id, '00000000-0000-0000-0000-000000000000') with =,
    coalesce(brand, '') with =, min_qty with =, daterange(valid_from, valid_to) with &&)
);
create index discounts_list_idx on pricing.discounts (list_id);
create index discounts_category_idx on pricing.discounts (category_id);
create index discounts_company_idx on pricing.discounts (company_id) where company_id is not null;

create table pricing.vat_rates (
  code text not null,
  rate numeric(6,4) not null check (rate >= 0 and rate < 1),
  valid_from date not null,
  valid_to date,
  constraint vat_rates_excl exclude using gist (code with =, daterange(valid_from, valid_to) with &&)
);

-- Never granted to tc_buyer: what a part costs us and where our own floor lies.
create table pricing.costs (
  sku_id uuid primary key references catalog.skus (id),
  cost numeric(18,6) not null check (cost >= 0),
  price_basis int not null default 1 check (price_basis in (1, 10, 100, 1000))
);
create table pricing.floors (
  id uuid primary key,
  sku_id uuid references catalog.skus (id),
  category_id uuid references catalog.categories (id),
  min_price numeric(18,6),
  price_basis int not null default 1 check (price_basis in (1, 10, 100, 1000)),
  min_margin_percent numeric(6,3),
  constraint floors_scope_check check ((sku_id is null) <> (category_id is null)),
  constraint floors_rule_check check (min_price is not null or min_margin_percent is not null)
);
create index floors_sku_idx on pricing.floors (sku_id);
create index floors_category_idx on pricing.floors (category_id);

do $$
declare t text;
begin
  foreach t in array array['lists', 'lines', 'discounts'] loop
    execute format('alter table pricing.%I enable row level security', t);
    execute format('alter table pricing.%I force row level security', t);
    execute format('create policy %I on pricing.%I to tc_staff using (true) with check (true)', t || '_staff', t);
    execute format('create policy %I on pricing.%I to tc_worker using (true)', t || '_worker', t);
    execute format('grant select, insert, update, delete on pricing.%I to tc_staff', t);
    execute format('grant select on pricing.%I to tc_buyer, tc_worker', t);
  end loop;
end $$;
-- A buyer sees the base lists, the lists of his company's group, and his own contract; nobody else's.
create policy lists_buyer on pricing.lists for select to tc_buyer using (
  company_id = app.company()
  or (company_id is null and (group_id is null or group_id = (select c.price_group_id from accounts.companies c where c.id = app.company())))
);
create policy lines_buyer on pricing.lines for select to tc_buyer using (
  company_id = app.company() or (company_id is null and list_id in (select l.id from pricing.lists l))
);
create policy discounts_buyer on pricing.discounts for select to tc_buyer using (
  company_id = app.company() or (company_id is null and list_id in (select l.id from pricing.lists l))
);
grant select on pricing.vat_rates to tc_buyer, tc_staff, tc_worker;
grant select, insert, update, delete on pricing.costs, pricing.floors to tc_staff;
grant insert, update on pricing.vat_rates to tc_staff;
