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
