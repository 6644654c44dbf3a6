-- Runtime roles own nothing and bypass nothing. The server gives them passwords at start.
-- tc_gate  signs people in and reads sessions;   tc_buyer serves members of a company
-- tc_staff serves the distributor's own people;  tc_worker sends mail and runs jobs
do $$
declare r text;
begin
  foreach r in array array['tc_gate', 'tc_buyer', 'tc_staff', 'tc_worker'] loop
    if not exists (select 1 from pg_roles where rolname = r) then
      execute format('create role %I login noinherit nosuperuser nocreatedb nocreaterole nobypassrls', r);
    end if;
  end loop;
end $$;

revoke all on schema public from public;

create schema app;
grant usage on schema app to tc_gate, tc_buyer, tc_staff, tc_worker;

-- The company this transaction acts for; null when none was set, so policies fail closed.
create function app.company() returns uuid language sql stable parallel safe
  as $$ select nullif(current_setting('app.company', true), '')::uuid $$;

-- Facts that are written once: ledger, movements, audit, keys.
create function app.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation', constraint = 'append_only';
end $$;

create table app.settings (
  key text primary key,
  value jsonb not null
);
grant select on app.settings to tc_gate, tc_buyer, tc_staff, tc_worker;
grant insert, update on app.settings to tc_staff;

-- Next number per kind of document and year; people see it through a keyed permutation.
create table app.counters (
  kind text not null,
  year int not null,
  next bigint not null default 1 check (next > 0),
  constraint counters_pkey primary key (kind, year)
);
grant select, insert, update on app.counters to tc_buyer, tc_staff;

create table app.operation_keys (
  company_id uuid not null,
  operation text not null,
  key uuid not null,
  fingerprint bytea not null,
  state text not null default 'done' check (state in ('done', 'rejected')),
  result_id uuid,
  rejection jsonb,
  created_at timestamptz not null default now(),
  constraint operation_keys_pkey primary key (company_id, operation, key)
);
alter table app.operation_keys enable row level security;
alter table app.operation_keys force row level security;
create policy operation_keys_buyer on app.operation_keys to tc_buyer using (company_id = app.company()) with check (company_id = app.company());
create policy operation_keys_staff on app.operation_keys to tc_staff using (true) with check (true);
grant select, insert, update on app.operation_keys to tc_buyer, tc_staff;
-- The result is filled in by the transaction that took the key; afterwards nothing changes it.
create function app.operation_keys_once() returns trigger language plpgsql as $$
begin
  if old.result_id is not null or old.rejection is not null then
    raise exception 'operation key was answered' using errcode = 'restrict_violation', constraint = 'append_only';
  end if;
  return new;
end $$;
create trigger operation_keys_once before update on app.operation_keys for each row execute function app.operation_keys_once();
create trigger operation_keys_keep before delete or truncate on app.operation_keys for each statement execute function app.refuse_change();
