-- A house of any size: {skus} parts, 50 to a family, {companies} companies with a contract of 100 lines each (half of them
-- among the 200 most wanted parts), {groups} groups with a list of 50 lines and a discount, one base list with every part. Every
-- part has a cost, and a floor that it is not below.
alter table catalog.skus disable trigger user;
insert into pricing.vat_rates (code, rate, valid_from) values ('standard', 0.13, '2019-04-01');
insert into catalog.categories (id, code, name_zh, name_en) values (gen_random_uuid(), 'root', '根', 'root');
insert into catalog.categories (id, parent_id, code, name_zh, name_en)
  select gen_random_uuid(), (select id from catalog.categories where code = 'root'), 'c' || n, '类', 'c' from generate_series(1, 50) n;
insert into catalog.families (id, category_id, code, brand, name_zh, name_en)
  select gen_random_uuid(), (select id from catalog.categories where code = 'c' || (1 + n % 50)), 'f' || n, 'B' || (n % 20), '系', 'F'
  from generate_series(1, {families}) n;
insert into catalog.skus (id, family_id, part_number, part_key)
  select gen_random_uuid(), f.id, f.code || '-' || n, upper(f.code || n) from catalog.families f, generate_series(1, 50) n;
insert into accounts.price_groups (id, code, name_zh, name_en) select gen_random_uuid(), 'G' || n, '组', 'G' from generate_series(1, {groups}) n;
insert into accounts.companies (id, code, name, price_group_id)
  select gen_random_uuid(), 'C-' || (10000 + n), 'Co ' || n, (select id from accounts.price_groups where code = 'G' || (1 + n % {groups}))
  from generate_series(1, {companies}) n;
insert into pricing.lists (id, kind, code, name, valid_from) values (gen_random_uuid(), 'base', 'BASE', 'Base', '2026-01-01');
insert into pricing.lists (id, kind, group_id, code, name, valid_from)
  select gen_random_uuid(), 'group', id, 'GRP-' || code, 'g', '2026-01-01' from accounts.price_groups;
insert into pricing.lists (id, kind, company_id, code, name, valid_from)
  select gen_random_uuid(), 'contract', id, 'CON-' || code, 'c', '2026-01-01' from accounts.companies;
insert into pricing.discounts (list_id, percent, valid_from) select id, 5, '2026-01-01' from pricing.lists where kind = 'group';
insert into pricing.costs (sku_id, cost) select id, 5 from catalog.skus;
insert into pricing.floors (id, category_id, min_price, price_basis, reason)
  select gen_random_uuid(), id, 7, 1, 'bench' from catalog.categories where code = 'root';
create temp table parts as select id, row_number() over (order by md5(part_number)) as n from catalog.skus;
create unique index on parts (n);
insert into pricing.lines (list_id, sku_id, unit_price, valid_from)
  select (select id from pricing.lists where code = 'BASE'), id, 10 + n % 100, '2026-01-01' from parts;
insert into pricing.lines (list_id, company_id, sku_id, unit_price, valid_from)
  select l.id, l.company_id, p.id, 8, '2026-01-01' from pricing.lists l
  cross join lateral (select distinct (hashtext(l.id::text || n)::bigint & 2147483647) % case when n % 2 = 0 then 200 else {skus} end + 1 as n
    from generate_series(1, case when l.kind = 'group' then 50 else 105 end) n) w
  join parts p on p.n = w.n where l.kind <> 'base';
alter table catalog.skus enable trigger user;
