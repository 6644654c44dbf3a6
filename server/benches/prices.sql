-- 200 companies; a base list with every SKU, a contract per company: 10 % off all and 500 lines of its own.
-- Run as the database's owner, past row policies.
begin;
insert into accounts.companies (id, code, name)
  select gen_random_uuid(), 'C-' || (10000 + n), '压测公司 ' || n from generate_series(1, 200) n;
insert into receivables.accounts (company_id) select id from accounts.companies on conflict do nothing;
insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01') on conflict do nothing;
insert into pricing.lists (id, kind, code, name, valid_from) values (gen_random_uuid(), 'base', 'BENCH', 'Bench', '2026-01-01');
alter table pricing.lines disable trigger user;
insert into pricing.lines (list_id, sku_id, min_qty, unit_price, price_basis, valid_from)
  select l.id, s.id, 1, 1 + (('x' || substr(md5(s.part_number), 1, 6))::bit(24)::int % 100000)::numeric / 100, 100, '2026-01-01'
  from catalog.skus s cross join pricing.lists l where l.code = 'BENCH';
insert into pricing.lists (id, kind, company_id, code, name, valid_from)
  select gen_random_uuid(), 'contract', c.id, 'CON-' || c.code, 'Contract ' || c.code, '2026-01-01' from accounts.companies c;
insert into pricing.discounts (list_id, company_id, percent, valid_from)
  select l.id, l.company_id, 10, '2026-01-01' from pricing.lists l where l.kind = 'contract';
insert into pricing.lines (list_id, company_id, sku_id, min_qty, unit_price, price_basis, valid_from)
  select l.id, l.company_id, s.id, 1, 5, 100, '2026-01-01'
  from pricing.lists l cross join (select id from catalog.skus order by md5(part_number) limit 500) s where l.kind = 'contract';
alter table pricing.lines enable trigger user;
commit;
analyze;
