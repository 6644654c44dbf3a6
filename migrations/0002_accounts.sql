create schema accounts;
grant usage on schema accounts to tc_gate, tc_buyer, tc_staff, tc_worker;

create table accounts.price_groups (
  id uuid primary key,
  code text not null constraint price_groups_code_uniq unique,
  name_zh text not null,
  name_en text not null
);
grant select on accounts.price_groups to tc_buyer, tc_staff, tc_worker;
grant insert, update on accounts.price_groups to tc_staff;

create table accounts.companies (
  id uuid primary key,
  code text not null constraint companies_code_uniq unique,
  name text not null check (length(name) between 1 and 200),
  uscc text constraint companies_uscc_uniq unique check (uscc ~ '^[0-9A-Z]{15,20}$'),
  kind text not null default 'end_user' check (kind in ('dealer', 'hardware_store', 'machine_builder', 'end_user')),
  status text not null default 'approved' check (status in ('pending', 'approved', 'refused', 'suspended')),
  price_group_id uuid references accounts.price_groups (id),
  document_language text not null default 'zh' check (document_language in ('zh', 'en')),
  phone text,
  bank_note text,
  created_at timestamptz not null default now(),
  created_by uuid
);
create index companies_price_group_idx on accounts.companies (price_group_id);
alter table accounts.companies enable row level security;
alter table accounts.companies force row level security;
create policy companies_buyer on accounts.companies to tc_buyer using (id = app.company());
create policy companies_staff on accounts.companies to tc_staff using (true) with check (true);
create policy companies_gate on accounts.companies to tc_gate using (true);
create policy companies_worker on accounts.companies to tc_worker using (true);
grant select on accounts.companies to tc_buyer, tc_staff, tc_worker;
grant select (id, code, name, status) on accounts.companies to tc_gate;
grant insert, update on accounts.companies to tc_staff;

create table accounts.people (
  id uuid primary key,
  email text not null check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 100),
  phone text,
  language text not null default 'zh' check (language in ('zh', 'en')),
  password_hash text,
  created_at timestamptz not null default now(),
  constraint people_email_uniq unique (email)
);
grant select, update (password_hash, language) on accounts.people to tc_gate;
grant select (id, name), update (language) on accounts.people to tc_buyer;
grant select (id, email, name, phone, language), insert (id, email, name, phone, language) on accounts.people to tc_staff;
grant select (id, email, name, language) on accounts.people to tc_worker;

create table accounts.memberships (
  company_id uuid not null references accounts.companies (id),
  person_id uuid not null references accounts.people (id),
  role text not null check (role in ('owner', 'buyer', 'finance', 'viewer')),
  constraint memberships_pkey primary key (company_id, person_id)
);
create index memberships_person_idx on accounts.memberships (person_id);
alter table accounts.memberships enable row level security;
alter table accounts.memberships force row level security;
create policy memberships_buyer on accounts.memberships to tc_buyer using (company_id = app.company());
create policy memberships_staff on accounts.memberships to tc_staff using (true) with check (true);
create policy memberships_gate on accounts.memberships to tc_gate using (true);
create policy memberships_worker on accounts.memberships to tc_worker using (true);
grant select on accounts.memberships to tc_gate, tc_buyer, tc_staff, tc_worker;
grant insert, update, delete on accounts.memberships to tc_staff;

create table accounts.staff_roles (
  person_id uuid not null references accounts.people (id),
  role text not null check (role in ('customer_service', 'sales', 'warehouse', 'finance', 'admin')),
  constraint staff_roles_pkey primary key (person_id, role)
);
grant select on accounts.staff_roles to tc_gate, tc_staff;

-- Only the SHA-256 of the cookie's token is kept.
create table accounts.sessions (
  token_hash bytea primary key check (length(token_hash) = 32),
  person_id uuid not null references accounts.people (id),
  kind text not null check (kind in ('buyer', 'staff')),
  company_id uuid,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  -- a session may only act for a company its person belongs to; leaving the company ends it
  constraint sessions_membership_fkey foreign key (company_id, person_id)
    references accounts.memberships (company_id, person_id) on delete cascade,
  constraint sessions_company_check check ((kind = 'buyer') = (company_id is not null))
);
create index sessions_person_idx on accounts.sessions (person_id);
create index sessions_membership_idx on accounts.sessions (company_id, person_id);
grant select, insert, update, delete on accounts.sessions to tc_gate;

create unlogged table accounts.rate_windows (
  key text not null,
  window_start timestamptz not null,
  hits int not null default 1,
  constraint rate_windows_pkey primary key (key, window_start)
);
grant select, insert, update, delete on accounts.rate_windows to tc_gate;

create table accounts.addresses (
  id uuid primary key,
  company_id uuid not null references accounts.companies (id),
  recipient text not null check (length(recipient) between 1 and 100),
  phone text not null check (length(phone) between 5 and 30),
  region text not null,
  street text not null check (length(street) between 1 and 300),
  is_default boolean not null default false,
  constraint addresses_company_id_uniq unique (company_id, id)
);
create unique index addresses_default_uniq on accounts.addresses (company_id) where is_default;
alter table accounts.addresses enable row level security;
alter table accounts.addresses force row level security;
create policy addresses_buyer on accounts.addresses to tc_buyer using (company_id = app.company()) with check (company_id = app.company());
create policy addresses_staff on accounts.addresses to tc_staff using (true) with check (true);
grant select, insert, update, delete on accounts.addresses to tc_buyer, tc_staff;

-- Who did what, for whom, before and after. Append-only.
create table accounts.audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor uuid not null,
  company_id uuid,
  acting_for boolean not null default false,
  operation text not null,
  object_kind text not null,
  object_id uuid,
  detail jsonb not null default '{}',
  reason text
);
create index audit_object_idx on accounts.audit (object_kind, object_id);
create index audit_company_idx on accounts.audit (company_id);
alter table accounts.audit enable row level security;
alter table accounts.audit force row level security;
create policy audit_buyer on accounts.audit for insert to tc_buyer with check (company_id = app.company());
create policy audit_staff on accounts.audit to tc_staff using (true) with check (true);
grant insert on accounts.audit to tc_buyer;
grant select, insert on accounts.audit to tc_staff;
create trigger audit_append_only before update or delete or truncate on accounts.audit for each statement execute function app.refuse_change();

-- What a plain form post said and kept, shown once more on the page it came from. Lost on a crash, like the page itself.
create unlogged table accounts.echoes (
  id uuid primary key,
  token_hash bytea,                              -- only the session that posted may read it
  payload jsonb not null,
  expires_at timestamptz not null
);
create index echoes_expiry_idx on accounts.echoes (expires_at);
grant select, insert, delete on accounts.echoes to tc_gate;
