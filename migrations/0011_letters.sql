-- Whom a letter about this message has reached: nobody is written to twice because another's server was away.
alter table notifications.outbox add column told uuid[] not null default '{}';
-- disputes are told to the house's finance
grant select on accounts.staff_roles to tc_worker;
