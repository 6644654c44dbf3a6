-- A catalogue of a million parts: parameters with several values, and change notices that need no lock between writers.

-- Several values of one parameter at once, e.g. approvals: stored as a list.
alter table catalog.parameters add column many boolean not null default false
  constraint parameters_many_check check (not many or kind in ('enum', 'text'));

-- A notice names a SKU, the schema (categories, parameters, values, families), a SKU's stock having come or gone, or all.
-- `tx` lets a reader find what was committed since it last looked without writers waiting for one another: whatever
-- belongs to a transaction that was not over then is read again.
delete from catalog.changes;
alter table catalog.changes
  alter column sku_id drop not null,
  add column kind text not null default 'sku' constraint changes_kind_check check (kind in ('sku', 'schema', 'stock', 'all')),
  add column tx xid8 not null default pg_current_xact_id(),
  add column at timestamptz not null default now(),
  add constraint changes_sku_check check ((sku_id is not null) = (kind in ('sku', 'stock')));
create index changes_tx_idx on catalog.changes (tx);
create index changes_at_idx on catalog.changes (at);
grant delete on catalog.changes to tc_worker;

-- Whether anything of a SKU can leave today: noted only when it turns, so an ordinary order writes nothing here.
create function catalog.note_stock() returns trigger language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'INSERT' then
    if new.on_hand > new.reserved then
      insert into catalog.changes (kind, sku_id) values ('stock', new.sku_id);
    end if;
  elsif (new.on_hand > new.reserved) <> (old.on_hand > old.reserved) then
    insert into catalog.changes (kind, sku_id) values ('stock', new.sku_id);
  end if;
  return null;
end $$;
create trigger levels_note_stock after insert or update of on_hand, reserved on inventory.levels
  for each row execute function catalog.note_stock();
-- the worker's role reads the index of every process
grant select on inventory.levels to tc_worker;
