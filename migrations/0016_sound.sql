-- What a form post said is kept for its browser: the last few of each sender, so that nobody can fill the disk with them.
alter table accounts.echoes add column sender text not null default '';
create index echoes_sender_idx on accounts.echoes (sender, id);
