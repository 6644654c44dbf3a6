create schema receivables;
grant usage on schema receivables to tc_buyer, tc_staff, tc_worker;

-- One row per customer: terms, limit and the counters its postings lock.
create table receivables.accounts (
  company_id uuid primary key references accounts.companies (id),
  currency text not null default 'CNY',
  credit_limit numeric(18,2) check (credit_limit >= 0),      -- null: account trade is off
  term_anchor text not null default 'shipment' check (term_anchor in ('shipment', 'statement')),
  term_cutoff_day int check (term_cutoff_day between 1 and 28),   -- of a statement month; null: its last day
  term_month_offset int not null default 0 check (term_month_offset between 0 and 12),
  term_day_offset int not null default 30 check (term_day_offset between 0 and 365),
  term_fixed_day int check (term_fixed_day between 1 and 31),
  hold_reason text,
  receivable numeric(18,2) not null default 0,
  advances numeric(18,2) not null default 0 check (advances >= 0),
  last_seq bigint not null default 0,
  last_posted_at timestamptz not null default '-infinity'
);

create table receivables.transactions (
  id uuid primary key,
  company_id uuid not null references receivables.accounts (company_id),
  kind text not null check (kind in ('shipment', 'receipt', 'application', 'return', 'adjustment', 'reversal')),
  document_id uuid,
  reverses_id uuid,
  occurred_on date not null,
  posted_at timestamptz not null,
  actor uuid not null,
  memo text not null default '',
  constraint transactions_company_id_uniq unique (company_id, id),
  constraint transactions_reverses_fkey foreign key (company_id, reverses_id) references receivables.transactions (company_id, id)
);
create unique index transactions_reverses_uniq on receivables.transactions (reverses_id) where reverses_id is not null;
create unique index transactions_shipment_uniq on receivables.transactions (document_id) where kind = 'shipment';

-- Double entry: debit positive, credit negative. Accounts as in 小企业会计准则 (facts 2.16).
create table receivables.entries (
  transaction_id uuid not null,
  company_id uuid not null,
  account text not null check (account in ('1002', '1122', '2203', '222101', '6001', '6603')),
  amount numeric(18,2) not null check (amount <> 0),
  constraint entries_pkey primary key (transaction_id, account),
  constraint entries_transaction_fkey foreign key (company_id, transaction_id) references receivables.transactions (company_id, id)
);
create index entries_company_idx on receivables.entries (company_id, account);

-- The customer's own column of figures: gapless, one row per thing he can check and dispute.
create table receivables.account_entries (
  company_id uuid not null references receivables.accounts (company_id),
  seq bigint not null check (seq > 0),
  transaction_id uuid not null,
  kind text not null check (kind in ('shipment', 'receipt', 'return', 'adjustment')),
  occurred_on date not null,
  posted_at timestamptz not null,
  amount numeric(18,2) not null check (amount <> 0),
  balance numeric(18,2) not null,                             -- receivable − advances after this entry
  document_number text not null,
  order_id uuid,
  order_line_id uuid,
  shipment_line_id uuid,
  due_on date,
  settled numeric(18,2) not null default 0,                   -- of a debit: what receipts were applied
  constraint account_entries_pkey primary key (company_id, seq),
  constraint account_entries_settled_check check (settled >= 0 and settled <= greatest(amount, 0)),
  constraint account_entries_transaction_fkey foreign key (company_id, transaction_id) references receivables.transactions (company_id, id),
  constraint account_entries_order_fkey foreign key (company_id, order_id) references orders.orders (company_id, id),
  constraint account_entries_line_fkey foreign key (company_id, order_line_id) references orders.order_lines (company_id, id)
);
create index account_entries_transaction_idx on receivables.account_entries (company_id, transaction_id);
create index account_entries_open_idx on receivables.account_entries (company_id, due_on) where settled < amount;

create table receivables.receipts (
  id uuid primary key,
  company_id uuid not null references receivables.accounts (company_id),
  number text not null constraint receipts_number_uniq unique,
  received_on date not null,
  amount numeric(18,2) not null check (amount > 0),
  bank_reference text not null check (length(bank_reference) between 1 and 100),
  note text not null default '',
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  constraint receipts_company_id_uniq unique (company_id, id),
  constraint receipts_bank_reference_uniq unique (company_id, bank_reference)
);

create table receivables.allocations (
  company_id uuid not null,
  receipt_id uuid not null,
  seq bigint not null,                                        -- the account entry it settles
  amount numeric(18,2) not null check (amount > 0),
  constraint allocations_pkey primary key (receipt_id, seq),
  constraint allocations_receipt_fkey foreign key (company_id, receipt_id) references receivables.receipts (company_id, id),
  constraint allocations_entry_fkey foreign key (company_id, seq) references receivables.account_entries (company_id, seq)
);
create index allocations_entry_idx on receivables.allocations (company_id, seq);

create function receivables.check_transaction() returns trigger language plpgsql as $$
declare total numeric; customer numeric; shown numeric; parts int;
begin
  select coalesce(sum(amount), 0), coalesce(sum(amount) filter (where account in ('1122', '2203')), 0), count(*)
    into total, customer, parts from receivables.entries where transaction_id = new.id;
  if parts < 2 or total <> 0 then
    raise exception 'transaction does not balance' using errcode = 'check_violation', constraint = 'transactions_balance_check';
  end if;
  select coalesce(sum(amount), 0) into shown from receivables.account_entries where company_id = new.company_id and transaction_id = new.id;
  if shown <> customer then
    raise exception 'customer entries differ from the ledger' using errcode = 'check_violation', constraint = 'transactions_customer_check';
  end if;
  return null;
end $$;
create constraint trigger transactions_balance after insert on receivables.transactions deferrable initially deferred for each row execute function receivables.check_transaction();
create function receivables.check_parts() returns trigger language plpgsql as $$
declare n int;
begin
  -- an entry may only be added by the transaction that posted its header
  select count(*) into n from receivables.transactions t where t.id = new.transaction_id and t.xmin::text = (txid_current() % 4294967296)::text;
  if n = 0 then
    raise exception 'entries belong to the posting transaction' using errcode = 'check_violation', constraint = 'entries_posted_check';
  end if;
  return new;
end $$;
create trigger entries_same_transaction before insert on receivables.entries for each row execute function receivables.check_parts();
create trigger account_entries_same_transaction before insert on receivables.account_entries for each row execute function receivables.check_parts();

create trigger transactions_append_only before update or delete or truncate on receivables.transactions for each statement execute function app.refuse_change();
create trigger entries_append_only before update or delete or truncate on receivables.entries for each statement execute function app.refuse_change();
create trigger allocations_append_only before update or delete or truncate on receivables.allocations for each statement execute function app.refuse_change();
create trigger receipts_append_only before update or delete or truncate on receivables.receipts for each statement execute function app.refuse_change();
-- of a posted entry only what receipts were applied may move
create function receivables.keep_entry() returns trigger language plpgsql as $$
begin
  if to_jsonb(new) - 'settled' is distinct from to_jsonb(old) - 'settled' then
    raise exception 'account_entries is append-only' using errcode = 'restrict_violation', constraint = 'append_only';
  end if;
  return new;
end $$;
create trigger account_entries_once before update on receivables.account_entries for each row execute function receivables.keep_entry();
create trigger account_entries_keep before delete or truncate on receivables.account_entries for each statement execute function app.refuse_change();

do $$
declare t text;
begin
  foreach t in array array['accounts', 'transactions', 'entries', 'account_entries', 'receipts', 'allocations'] loop
    execute format('alter table receivables.%I enable row level security', t);
    execute format('alter table receivables.%I force row level security', t);
    execute format('create policy %I on receivables.%I to tc_buyer using (company_id = app.company()) with check (company_id = app.company())', t || '_buyer', t);
    execute format('create policy %I on receivables.%I to tc_staff using (true) with check (true)', t || '_staff', t);
    execute format('create policy %I on receivables.%I for select to tc_worker using (true)', t || '_worker', t);
    execute format('grant select on receivables.%I to tc_buyer, tc_staff, tc_worker', t);
    execute format('grant insert on receivables.%I to tc_staff', t);
  end loop;
end $$;
grant update on receivables.accounts to tc_staff;
-- `for no key update` on the own account while an order is placed needs an update grant; the column guards nothing
grant update (last_posted_at) on receivables.accounts to tc_buyer;
grant update (settled) on receivables.account_entries to tc_staff;
