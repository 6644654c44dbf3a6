create schema shipping;
grant usage on schema shipping to tc_buyer, tc_staff, tc_worker;

create table shipping.shipments (
  id uuid primary key,
  company_id uuid not null,
  order_id uuid not null,
  number text not null constraint shipments_number_uniq unique,
  shipped_at timestamptz not null,
  shipped_by uuid not null,
  carrier text not null,
  tracking_number text not null check (length(tracking_number) between 3 and 40),
  transaction_id uuid,                           -- null: everything in it was free of charge
  constraint shipments_company_id_uniq unique (company_id, id),
  constraint shipments_order_fkey foreign key (company_id, order_id) references orders.orders (company_id, id),
  constraint shipments_transaction_fkey foreign key (company_id, transaction_id) references receivables.transactions (company_id, id)
);
create index shipments_order_idx on shipping.shipments (company_id, order_id);

create table shipping.shipment_lines (
  id uuid primary key,
  company_id uuid not null,
  shipment_id uuid not null,
  order_id uuid not null,
  order_line_id uuid not null,
  quantity numeric(18,4) not null check (quantity > 0),
  net numeric(18,2) not null,
  tax numeric(18,2) not null,
  gross numeric(18,2) not null check (gross = net + tax),
  constraint shipment_lines_company_id_uniq unique (company_id, id),
  constraint shipment_lines_line_uniq unique (shipment_id, order_line_id),
  constraint shipment_lines_shipment_fkey foreign key (company_id, shipment_id) references shipping.shipments (company_id, id),
  constraint shipment_lines_order_line_fkey foreign key (company_id, order_id, order_line_id) references orders.order_lines (company_id, order_id, id)
);
create index shipment_lines_order_line_idx on shipping.shipment_lines (company_id, order_line_id);
create index shipment_lines_shipment_idx on shipping.shipment_lines (company_id, shipment_id);
alter table receivables.account_entries add constraint account_entries_shipment_line_fkey
  foreign key (company_id, shipment_line_id) references shipping.shipment_lines (company_id, id) deferrable initially deferred;

create table shipping.tracking_events (
  id uuid primary key,
  company_id uuid not null,
  shipment_id uuid not null,
  happened_at timestamptz not null,
  state text not null check (state in ('collected', 'in_transit', 'out_for_delivery', 'delivered', 'problem', 'returned')),
  place text not null default '',
  description text not null default '' check (length(description) <= 500),
  source text not null default 'staff',
  recorded_at timestamptz not null default now(),
  constraint tracking_events_once_uniq unique (shipment_id, happened_at, state, description),
  constraint tracking_events_shipment_fkey foreign key (company_id, shipment_id) references shipping.shipments (company_id, id)
);
create index tracking_events_shipment_idx on shipping.tracking_events (company_id, shipment_id, happened_at);
create trigger shipments_append_only before update or delete or truncate on shipping.shipments for each statement execute function app.refuse_change();
create trigger shipment_lines_append_only before update or delete or truncate on shipping.shipment_lines for each statement execute function app.refuse_change();
create trigger tracking_events_append_only before update or delete or truncate on shipping.tracking_events for each statement execute function app.refuse_change();

do $$
declare t text;
begin
  foreach t in array array['shipments', 'shipment_lines', 'tracking_events'] loop
    execute format('alter table shipping.%I enable row level security', t);
    execute format('alter table shipping.%I force row level security', t);
    execute format('create policy %I on shipping.%I to tc_buyer using (company_id = app.company())', t || '_buyer', t);
    execute format('create policy %I on shipping.%I to tc_staff using (true) with check (true)', t || '_staff', t);
    execute format('create policy %I on shipping.%I for select to tc_worker using (true)', t || '_worker', t);
    execute format('grant select on shipping.%I to tc_buyer, tc_staff, tc_worker', t);
    execute format('grant insert on shipping.%I to tc_staff', t);
  end loop;
end $$;
