-- A seat offered to somebody who may not be here yet. Ends accepted, withdrawn or by its time.
create table accounts.invitations (
  id uuid primary key,
  company_id uuid not null references accounts.companies (id),
  email text not null check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 100),
  role text not null check (role in ('owner', 'buyer', 'finance', 'viewer')),
  language text not null check (language in ('zh', 'en')),
  invited_by uuid not null references accounts.people (id),
  invited_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_at timestamptz,
  accepted_by uuid references accounts.people (id),
  withdrawn_at timestamptz,
  constraint invitations_company_id_uniq unique (company_id, id),
  constraint invitations_accepted_check check ((accepted_at is null) = (accepted_by is null)),
  constraint invitations_ended_check check (accepted_at is null or withdrawn_at is null)
);
create unique index invitations_open_uniq on accounts.invitations (company_id, email) where accepted_at is null and withdrawn_at is null;
alter table accounts.invitations enable row level security;
alter table accounts.invitations force row level security;
create policy invitations_buyer on accounts.invitations to tc_buyer using (company_id = app.company()) with check (company_id = app.company());
create policy invitations_staff on accounts.invitations to tc_staff using (true) with check (true);
create policy invitations_gate on accounts.invitations to tc_gate using (true);
create policy invitations_worker on accounts.invitations for select to tc_worker using (true);
grant select, insert, update (withdrawn_at) on accounts.invitations to tc_buyer, tc_staff;
grant select, update (accepted_at, accepted_by) on accounts.invitations to tc_gate;
grant select on accounts.invitations to tc_worker;

-- Asked for by anybody under any address; whether somebody has it only the letter tells.
create table accounts.password_resets (
  id uuid primary key,
  email text not null check (email = lower(email) and length(email) <= 254),
  requested_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index password_resets_email_idx on accounts.password_resets (email) where used_at is null;
create index password_resets_expiry_idx on accounts.password_resets (expires_at);
grant select, insert, update (used_at), delete on accounts.password_resets to tc_gate;
grant select on accounts.password_resets to tc_worker;

-- What stands in a letter's link: only its SHA-256. One more with each try to send the letter; using one ends them all.
create table accounts.link_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  invitation_id uuid references accounts.invitations (id) on delete cascade,
  reset_id uuid references accounts.password_resets (id) on delete cascade,
  constraint link_tokens_one_check check (num_nonnulls(invitation_id, reset_id) = 1)
);
create index link_tokens_invitation_idx on accounts.link_tokens (invitation_id);
create index link_tokens_reset_idx on accounts.link_tokens (reset_id);
grant insert on accounts.link_tokens to tc_worker;
grant select, delete on accounts.link_tokens to tc_gate;

-- The gate seats somebody only where an invitation he accepted says so.
grant insert (id, email, name, language, password_hash) on accounts.people to tc_gate;
drop policy memberships_gate on accounts.memberships;
create policy memberships_gate on accounts.memberships for select to tc_gate using (true);
create policy memberships_invited on accounts.memberships for insert to tc_gate with check (exists (
  select from accounts.invitations i
  where i.company_id = memberships.company_id and i.accepted_by = memberships.person_id and i.role = memberships.role));
grant insert on accounts.memberships to tc_gate;
create policy audit_gate on accounts.audit for insert to tc_gate with check (operation in ('accept_invitation', 'set_password'));
grant insert on accounts.audit to tc_gate;
grant usage on schema notifications to tc_gate;
create policy outbox_gate on notifications.outbox for insert to tc_gate with check (company_id is null);
grant insert on notifications.outbox to tc_gate;
