-- What a form post said is kept for its browser: the last few of each sender, so that nobody can fill the disk with them.
alter table accounts.echoes add column sender text not null default '';
create index echoes_sender_idx on accounts.echoes (sender, id);

-- Tries that count no longer are forgotten by the worker. Names of any length are counted by their hash.
delete from accounts.rate_windows;
create index rate_windows_start_idx on accounts.rate_windows (window_start);
grant select, delete on accounts.rate_windows to tc_worker;

-- Who sits in the company already and accepts another seat changes to it; like any seat, only by an invitation he accepted.
create policy memberships_moved on accounts.memberships for update to tc_gate using (exists (
  select from accounts.invitations i
  where i.company_id = memberships.company_id and i.accepted_by = memberships.person_id)) with check (exists (
  select from accounts.invitations i
  where i.company_id = memberships.company_id and i.accepted_by = memberships.person_id and i.role = memberships.role));
grant update (role) on accounts.memberships to tc_gate;

-- Document numbers: a permutation of the year's counter under a secret of this installation, which no role of the process
-- can read. The numbers given so far came from a permutation anybody could undo: their years go on in a block of their own.
create table app.number_secret (
  the_one boolean primary key default true check (the_one),
  secret bytea not null check (length(secret) = 32)
);
insert into app.number_secret (secret)
  values (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
update app.counters set next = ((next - 2) / 900000 + 1) * 900000 + 1 where year > 0 and next > 1;

-- Permutes 0 to 899 999: each round adds a keyed hash of one part to the other, which can be undone only with the key.
create function app.scattered(key bytea, n bigint) returns bigint language plpgsql immutable strict as $$
declare
  a bigint := n / 1000;
  b bigint := n % 1000;
  h bytea;
begin
  for round in 1..5 loop
    h := sha256(key || int8send(round) || int8send(b));
    a := (a + get_byte(h, 0) * 65536 + get_byte(h, 1) * 256 + get_byte(h, 2)) % 900;
    h := sha256(key || int8send(-round) || int8send(a));
    b := (b + get_byte(h, 0) * 65536 + get_byte(h, 1) * 256 + get_byte(h, 2)) % 1000;
  end loop;
  return a * 1000 + b;
end $$;

-- Blocks of 900 000 numbers; those beyond the first have a seventh digit, so that none repeats within its year.
create function app.next_number(document text, of_year int) returns bigint language plpgsql strict security definer
  set search_path = '' as $$
declare
  n bigint;
  block bigint;
  key bytea;
begin
  insert into app.counters as c (kind, year, next) values (document, of_year, 2)
    on conflict on constraint counters_pkey do update set next = c.next + 1 returning c.next - 2 into n;
  block := n / 900000;
  select sha256(s.secret || convert_to(document, 'UTF8') || int8send(of_year) || int8send(block)) into strict key
    from app.number_secret s;
  return 100000 + app.scattered(key, n % 900000) + block * 1000000;
end $$;
revoke all on function app.scattered(bytea, bigint), app.next_number(text, int) from public;
grant execute on function app.next_number(text, int) to tc_buyer, tc_staff;
revoke all on app.counters from tc_buyer;

-- Browsers somebody signed in with before: they have tries of their own, so that strangers cannot keep him waiting. Only the
-- SHA-256 of what their cookie holds.
create table accounts.known_browsers (
  token_hash bytea not null check (length(token_hash) = 32),
  person_id uuid not null references accounts.people (id),
  expires_at timestamptz not null,
  constraint known_browsers_pkey primary key (token_hash, person_id)
);
create index known_browsers_person_idx on accounts.known_browsers (person_id);
create index known_browsers_expiry_idx on accounts.known_browsers (expires_at);
grant select, insert, update (expires_at) on accounts.known_browsers to tc_gate;
grant select, delete on accounts.known_browsers to tc_worker;

-- A letter that was given up may be tried again by somebody who put right what stood in its way: two more days.
alter table notifications.outbox add column tried_since timestamptz not null default now();
update notifications.outbox set tried_since = created_at;
create index outbox_dead_idx on notifications.outbox (id) where state = 'dead';

-- A member reads the names of his own company's people and of the house's, and changes nobody. No force: the owner sets up
-- the first people.
create function accounts.is_staff(person uuid) returns boolean language sql stable strict security definer
  set search_path = '' as $$ select exists (select from accounts.staff_roles s where s.person_id = person) $$;
revoke all on function accounts.is_staff(uuid) from public;
grant execute on function accounts.is_staff(uuid) to tc_buyer;
alter table accounts.people enable row level security;
create policy people_members on accounts.people for select to tc_buyer using (exists (
  select from accounts.memberships m where m.company_id = app.company() and m.person_id = people.id));
create policy people_house on accounts.people for select to tc_buyer using (accounts.is_staff(id));
create policy people_gate on accounts.people to tc_gate using (true) with check (true);
create policy people_staff on accounts.people to tc_staff using (true) with check (true);
create policy people_worker on accounts.people for select to tc_worker using (true);
revoke update (language) on accounts.people from tc_buyer;

-- Is a bank's number on another customer's receipt too? Finance is told.
create index receipts_reference_idx on receivables.receipts (bank_reference);
