create schema orders;
grant usage on schema orders to tc_buyer, tc_staff, tc_worker;

-- One open cart per company and person; a clerk's cart for a company is his own.
create table orders.carts (
  id uuid primary key,
  company_id uuid not null references accounts.companies (id),
  owner_id uuid not null references accounts.people (id),
  acting_for boolean not null default false,
  attempt_key uuid not null,
  order_id uuid,
  created_at timestamptz not null default now(),
  constraint carts_company_id_uniq unique (company_id, id)
);
create unique index carts_open_uniq on orders.carts (company_id, owner_id, acting_for) where order_id is null;

create table orders.cart_lines (
  cart_id uuid not null,
  company_id uuid not null,
  sku_id uuid not null references catalog.skus (id),
  position int not null,
  quantity numeric(18,4) not null check (quantity > 0 and quantity <= 100000000),
  shown_price numeric(18,6),                    -- what the buyer saw, per shown_basis
  shown_basis int,
  note text not null default '' check (length(note) <= 500),
  constraint cart_lines_pkey primary key (cart_id, sku_id),
  constraint cart_lines_cart_fkey foreign key (company_id, cart_id) references orders.carts (company_id, id) on delete cascade
);
create index cart_lines_cart_idx on orders.cart_lines (company_id, cart_id);
create index cart_lines_sku_idx on orders.cart_lines (sku_id);

create table orders.orders (
  id uuid primary key,
  company_id uuid not null references accounts.companies (id),
  number text not null constraint orders_number_uniq unique,
  cart_id uuid not null,
  placed_at timestamptz not null,
  placed_by uuid not null references accounts.people (id),
  acting_for boolean not null,                  -- true: a clerk placed it for the company
  payment text not null check (payment in ('account', 'transfer')),
  po_number text not null default '' check (length(po_number) <= 60),
  requested_on date,
  note text not null default '' check (length(note) <= 2000),
  ship_to jsonb not null,                       -- the address as it was
  currency text not null default 'CNY',
  net numeric(18,2) not null,
  tax numeric(18,2) not null,
  gross numeric(18,2) not null check (gross = net + tax and gross >= 0),
  constraint orders_company_id_uniq unique (company_id, id),
  constraint orders_cart_uniq unique (cart_id),
  constraint orders_cart_fkey foreign key (company_id, cart_id) references orders.carts (company_id, id)
);
create index orders_company_placed_idx on orders.orders (company_id, placed_at desc);
alter table orders.carts add constraint carts_order_fkey foreign key (company_id, order_id) references orders.orders (company_id, id) deferrable initially deferred;

create table orders.order_lines (
  id uuid primary key,
  company_id uuid not null,
  order_id uuid not null,
  line_no int not null check (line_no > 0),
  sku_id uuid not null references catalog.skus (id),
  part_number text not null,
  name_zh text not null,
  name_en text not null,
  unit text not null,
  ordered numeric(18,4) not null check (ordered > 0),
  reserved numeric(18,4) not null default 0 check (reserved >= 0),
  shipped numeric(18,4) not null default 0 check (shipped >= 0),
  cancelled numeric(18,4) not null default 0 check (cancelled >= 0),
  open numeric(18,4) generated always as (ordered - reserved - shipped - cancelled) stored,
  unit_price numeric(18,6) not null check (unit_price >= 0),
  price_basis int not null,
  tax_mode text not null check (tax_mode in ('gross', 'net')),
  vat_rate numeric(6,4) not null,
  net numeric(18,2) not null,
  tax numeric(18,2) not null,
  gross numeric(18,2) not null check (gross = net + tax),
  explanation jsonb not null,                   -- the buyer's form; the staff trace is in line_traces
  promised_on date not null,
  note text not null default '',
  constraint order_lines_company_id_uniq unique (company_id, id),
  constraint order_lines_order_uniq unique (company_id, order_id, id),
  constraint order_lines_no_uniq unique (order_id, line_no),
  constraint order_lines_ledger_check check (ordered - reserved - shipped - cancelled >= 0),
  constraint order_lines_order_fkey foreign key (company_id, order_id) references orders.orders (company_id, id)
);
create index order_lines_order_idx on orders.order_lines (company_id, order_id);
create index order_lines_sku_idx on orders.order_lines (sku_id);
-- the desk's queue: a few hundred lines among all there ever were
create index order_lines_outstanding_idx on orders.order_lines (company_id, order_id) where ordered > shipped + cancelled;

-- Margin and every rule considered, frozen for staff only: no grant to tc_buyer but insert.
create table orders.line_traces (
  order_line_id uuid primary key,
  company_id uuid not null,
  trace jsonb not null,
  constraint line_traces_line_fkey foreign key (company_id, order_line_id) references orders.order_lines (company_id, id)
);

-- The header shows the sums of its lines, or the transaction does not commit.
create function orders.check_totals() returns trigger language plpgsql as $$
declare bad uuid; target uuid;
begin
  -- two statements: one expression naming both would look for both columns in either table
  if tg_table_name = 'orders' then target := new.id; else target := new.order_id; end if;
  select o.id into bad from orders.orders o
  cross join lateral (select coalesce(sum(net), 0) as net, coalesce(sum(tax), 0) as tax, coalesce(sum(gross), 0) as gross
    from orders.order_lines where company_id = o.company_id and order_id = o.id) l
  where o.id = target and (o.net, o.tax, o.gross) is distinct from (l.net, l.tax, l.gross);
  if bad is not null then
    raise exception 'order totals differ from their lines' using errcode = 'check_violation', constraint = 'orders_totals_check';
  end if;
  return null;
end $$;
create constraint trigger orders_totals after insert or update on orders.orders deferrable initially deferred for each row execute function orders.check_totals();
create constraint trigger order_lines_totals after insert or update of net, tax, gross on orders.order_lines deferrable initially deferred for each row execute function orders.check_totals();

do $$
declare t text;
begin
  foreach t in array array['carts', 'cart_lines', 'orders', 'order_lines', 'line_traces'] loop
    execute format('alter table orders.%I enable row level security', t);
    execute format('alter table orders.%I force row level security', t);
    execute format('create policy %I on orders.%I to tc_buyer using (company_id = app.company()) with check (company_id = app.company())', t || '_buyer', t);
    execute format('create policy %I on orders.%I to tc_staff using (true) with check (true)', t || '_staff', t);
    execute format('create policy %I on orders.%I for select to tc_worker using (true)', t || '_worker', t);
  end loop;
end $$;
grant select, insert, update, delete on orders.carts, orders.cart_lines to tc_buyer, tc_staff;
grant select, insert on orders.orders, orders.order_lines to tc_buyer, tc_staff;
grant update (reserved, cancelled) on orders.order_lines to tc_buyer;
grant update (reserved, shipped, cancelled, promised_on) on orders.order_lines to tc_staff;
grant insert on orders.line_traces to tc_buyer;
grant select, insert on orders.line_traces to tc_staff;
grant select on orders.orders, orders.order_lines to tc_worker;
