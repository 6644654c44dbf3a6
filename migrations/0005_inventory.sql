create schema inventory;
grant usage on schema inventory to tc_buyer, tc_staff, tc_worker;

create table inventory.levels (
  sku_id uuid primary key references catalog.skus (id),
  on_hand numeric(18,4) not null default 0,
  reserved numeric(18,4) not null default 0,
  constraint levels_reserved_check check (reserved >= 0 and reserved <= on_hand)
);
grant select, update on inventory.levels to tc_buyer, tc_staff;
grant insert on inventory.levels to tc_staff;

-- Why on_hand is what it is. Append-only; the level is the sum.
create table inventory.movements (
  id uuid primary key,
  sku_id uuid not null references catalog.skus (id),
  delta numeric(18,4) not null check (delta <> 0),
  reason text not null check (reason in ('opening', 'received', 'shipped', 'counted')),
  shipment_id uuid,
  actor uuid,
  at timestamptz not null default now()
);
create index movements_sku_idx on inventory.movements (sku_id);
grant select, insert on inventory.movements to tc_staff;
create trigger movements_append_only before update or delete or truncate on inventory.movements for each statement execute function app.refuse_change();
-- The level follows the movements and can never disagree with them.
create function inventory.apply_movement() returns trigger language plpgsql as $$
begin
  -- update first: the row an upsert proposes would be checked as if it were the level, and no level is below nothing
  update inventory.levels set on_hand = on_hand + new.delta where sku_id = new.sku_id;
  if not found then
    insert into inventory.levels (sku_id, on_hand) values (new.sku_id, new.delta)
    on conflict (sku_id) do update set on_hand = inventory.levels.on_hand + new.delta;
  end if;
  return new;
end $$;
create trigger movements_apply after insert on inventory.movements for each row execute function inventory.apply_movement();
-- nobody writes on_hand by hand
revoke update on inventory.levels from tc_buyer, tc_staff;
grant update (reserved) on inventory.levels to tc_buyer;
grant update (reserved, on_hand) on inventory.levels to tc_staff;
