create schema billing;
grant usage on schema billing to tc_buyer, tc_staff, tc_worker;

create table billing.statements (
  id uuid primary key,
  company_id uuid not null references receivables.accounts (company_id),
  number text not null,
  version int not null default 1 check (version > 0),
  period_from date not null,
  period_to date not null,                       -- inclusive, as printed
  from_seq bigint not null,                      -- first entry shown
  to_seq bigint not null,                        -- last entry shown; from_seq - 1 when nothing moved
  opening numeric(18,2) not null,
  closing numeric(18,2) not null,
  content_hash bytea not null check (length(content_hash) = 32),
  issued_at timestamptz not null,
  issued_by uuid not null,
  confirmed_at timestamptz,
  confirmed_by uuid,
  constraint statements_number_uniq unique (number, version),
  constraint statements_company_id_uniq unique (company_id, id),
  constraint statements_period_check check (period_to >= period_from),
  constraint statements_seq_check check (to_seq >= from_seq - 1),
  constraint statements_confirmed_check check ((confirmed_at is null) = (confirmed_by is null)),
  -- each entry is on one statement only: opening(n+1) = closing(n)
  constraint statements_seq_excl exclude using gist (company_id with =, int8range(from_seq, to_seq, '[]') with &&) where (to_seq >= from_seq)
);
create index statements_company_idx on billing.statements (company_id, period_to desc);

create table billing.disputes (
  id uuid primary key,
  company_id uuid not null,
  statement_id uuid not null,
  seq bigint not null,
  reason text not null check (reason in ('quantity', 'price', 'not_received', 'returned', 'other')),
  note text not null default '' check (length(note) <= 1000),
  raised_by uuid not null,
  raised_at timestamptz not null,
  resolution text check (resolution in ('upheld', 'rejected', 'withdrawn')),
  resolution_note text,
  resolved_by uuid,
  resolved_at timestamptz,
  constraint disputes_statement_fkey foreign key (company_id, statement_id) references billing.statements (company_id, id),
  constraint disputes_entry_fkey foreign key (company_id, seq) references receivables.account_entries (company_id, seq),
  constraint disputes_resolved_check check ((resolution is null) = (resolved_at is null))
);
create index disputes_statement_idx on billing.disputes (company_id, statement_id);
create unique index disputes_open_uniq on billing.disputes (company_id, seq) where resolution is null;

create table billing.invoices (
  id uuid primary key,
  company_id uuid not null references accounts.companies (id),
  number text not null constraint invoices_number_uniq unique,
  issued_at timestamptz not null,
  issued_on date not null,
  issued_by uuid not null,
  title_name text not null,
  title_tax_number text not null,
  net numeric(18,2) not null,
  tax numeric(18,2) not null,
  gross numeric(18,2) not null check (gross = net + tax),
  constraint invoices_company_id_uniq unique (company_id, id)
);
create index invoices_company_idx on billing.invoices (company_id, issued_on desc);

create table billing.invoice_lines (
  company_id uuid not null,
  invoice_id uuid not null,
  line_no int not null,
  shipment_line_id uuid not null,
  constraint invoice_lines_pkey primary key (invoice_id, line_no),
  -- a delivered line is never invoiced twice
  constraint invoice_lines_shipment_line_uniq unique (shipment_line_id),
  constraint invoice_lines_invoice_fkey foreign key (company_id, invoice_id) references billing.invoices (company_id, id),
  constraint invoice_lines_shipment_line_fkey foreign key (company_id, shipment_line_id) references shipping.shipment_lines (company_id, id)
);
create index invoice_lines_company_idx on billing.invoice_lines (company_id, invoice_id);

do $$
declare t text;
begin
  foreach t in array array['statements', 'disputes', 'invoices', 'invoice_lines'] loop
    execute format('alter table billing.%I enable row level security', t);
    execute format('alter table billing.%I force row level security', t);
    execute format('create policy %I on billing.%I to tc_buyer using (company_id = app.company()) with check (company_id = app.company())', t || '_buyer', t);
    execute format('create policy %I on billing.%I to tc_staff using (true) with check (true)', t || '_staff', t);
    execute format('create policy %I on billing.%I for select to tc_worker using (true)', t || '_worker', t);
    execute format('grant select on billing.%I to tc_buyer, tc_staff, tc_worker', t);
  end loop;
end $$;
grant insert on billing.statements, billing.invoices, billing.invoice_lines to tc_staff;
grant insert on billing.disputes to tc_buyer, tc_staff;
grant update (confirmed_at, confirmed_by) on billing.statements to tc_buyer;
grant update (resolution, resolution_note, resolved_by, resolved_at) on billing.disputes to tc_buyer, tc_staff;
create function billing.keep_statement() returns trigger language plpgsql as $$
begin
  if old.confirmed_at is not null
    or to_jsonb(new) - 'confirmed_at' - 'confirmed_by' is distinct from to_jsonb(old) - 'confirmed_at' - 'confirmed_by' then
    raise exception 'a statement is frozen, once confirmed altogether' using errcode = 'restrict_violation', constraint = 'append_only';
  end if;
  return new;
end $$;
create trigger statements_keep before update on billing.statements for each row execute function billing.keep_statement();
create trigger statements_append_only before delete or truncate on billing.statements for each statement execute function app.refuse_change();
create trigger invoices_append_only before update or delete or truncate on billing.invoices for each statement execute function app.refuse_change();
create trigger invoice_lines_append_only before update or delete or truncate on billing.invoice_lines for each statement execute function app.refuse_change();
