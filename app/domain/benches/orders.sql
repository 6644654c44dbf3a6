-- {orders} orders of ten lines: any company, any part. What they point at beside that is not there: nothing here asks for it.
set session_replication_role = replica;
create temp table buyers as select id, row_number() over () as n from accounts.companies;
create temp table wanted as select id, part_number, row_number() over () as n from catalog.skus;
create unique index on wanted (n);
create temp table placed as
  select gen_random_uuid() as id, b.id as company, o.n from generate_series(1, {orders}) o (n)
  join buyers b on b.n = 1 + (o.n * 7919::bigint) % (select count(*) from buyers);
insert into orders.orders (id, company_id, number, cart_id, placed_at, placed_by, acting_for, payment, ship_to, net, tax, gross)
  select id, company, 'SO-' || n, gen_random_uuid(), timestamptz '2026-03-01' - interval '1 day' * (n % 60), gen_random_uuid(), false, 'account', '{}', 0, 0, 0 from placed;
insert into orders.order_lines (id, company_id, order_id, line_no, sku_id, part_number, name_zh, name_en, unit, ordered, unit_price,
    price_basis, tax_mode, vat_rate, net, tax, gross, explanation, promised_on)
  select gen_random_uuid(), p.company, p.id, l.n, w.id, w.part_number, '', '', 'piece', 1 + l.n, 10, 1, 'gross', 0.13, 0, 0, 0, '{}', current_date
  from placed p cross join generate_series(1, 10) l (n)
  join wanted w on w.n = 1 + (p.n * 104729::bigint + l.n * 7907) % (select count(*) from wanted);
set session_replication_role = origin;
analyze orders.orders, orders.order_lines;
