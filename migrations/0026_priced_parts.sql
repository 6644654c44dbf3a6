-- A price, published or drafted, is of a part that is there: looked at once a statement, not once a row. It was a third of
-- what writing a row cost. Parts are withdrawn, never deleted, by every role; should the owner of the database delete one,
-- nobody writes a price meanwhile and one that has prices stays.
alter table pricing.lines drop constraint lines_sku_id_fkey;
alter table pricing.change_lines drop constraint change_lines_sku_id_fkey;
create function pricing.refuse_unknown_parts() returns trigger language plpgsql as $$
begin
  -- part by part (`offset 0` keeps it so): for one row as for a hundred thousand
  if exists (select from touched t where not exists (select from catalog.skus s where s.id = t.sku_id offset 0)) then
    raise exception 'a price is of a part that is there' using errcode = 'foreign_key_violation', constraint = tg_table_name || '_part_check';
  end if;
  return null;
end $$;
do $$
declare t text;
begin
  foreach t in array array['lines', 'change_lines'] loop
    execute format('create trigger %I after insert on pricing.%I referencing new table as touched for each statement execute function pricing.refuse_unknown_parts()', t || '_parts_added', t);
    execute format('create trigger %I before update of sku_id on pricing.%I for each row when (old.sku_id <> new.sku_id) execute function app.refuse_change()', t || '_parts_stay', t);
  end loop;
end $$;

create function pricing.hold_prices() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  lock table pricing.lines, pricing.change_lines in share mode;
  return null;
end $$;
create function pricing.refuse_with_prices() returns trigger language plpgsql security definer set search_path = pg_catalog as $$
begin
  if exists (select from touched t where exists (select from pricing.lines l where l.sku_id = t.id)
      or exists (select from pricing.change_lines l where l.sku_id = t.id)) then
    raise exception 'a part with prices stays' using errcode = 'foreign_key_violation', constraint = 'skus_priced_check';
  end if;
  return null;
end $$;
-- They see every line or say that they cannot: an owner who is no superuser is held to row policies too.
alter function pricing.refuse_with_prices() set row_security = off;
alter function pricing.refuse_with_lines() set row_security = off;
create trigger skus_leaving before delete on catalog.skus for each statement execute function pricing.hold_prices();
create trigger skus_priced after delete on catalog.skus referencing old table as touched
  for each statement execute function pricing.refuse_with_prices();
create trigger skus_id_stays before update of id on catalog.skus for each row when (old.id <> new.id) execute function app.refuse_change();
