create schema notifications;
grant usage on schema notifications to tc_buyer, tc_staff, tc_worker;

-- Written by the business transaction itself: what happened and mail about it cannot part.
create table notifications.outbox (
  id uuid primary key,
  company_id uuid,
  message jsonb not null,
  dedupe text not null constraint outbox_dedupe_uniq unique,
  state text not null default 'queued' check (state in ('queued', 'sending', 'sent', 'dead')),
  run_at timestamptz not null default now(),
  attempts int not null default 0,
  locked_until timestamptz,
  last_error text,
  created_at timestamptz not null default now(),
  done_at timestamptz
);
create index outbox_due_idx on notifications.outbox (run_at) where state in ('queued', 'sending');
create index outbox_company_idx on notifications.outbox (company_id);
alter table notifications.outbox enable row level security;
alter table notifications.outbox force row level security;
create policy outbox_buyer on notifications.outbox for insert to tc_buyer with check (company_id = app.company());
create policy outbox_staff on notifications.outbox to tc_staff using (true) with check (true);
create policy outbox_worker on notifications.outbox to tc_worker using (true) with check (true);
grant insert on notifications.outbox to tc_buyer;
grant select, insert, update on notifications.outbox to tc_staff, tc_worker;
