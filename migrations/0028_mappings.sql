-- What the columns of a file are is saved by name for files of every kind, not of the catalogue alone.
alter table catalog.import_mappings add column kind text not null default 'catalogue'
  constraint import_mappings_kind_check check (kind in ('catalogue', 'prices', 'customers'));
alter table catalog.import_mappings alter column kind drop default;
alter table catalog.import_mappings drop constraint import_mappings_pkey;
alter table catalog.import_mappings add constraint import_mappings_pkey primary key (kind, name);
alter table catalog.import_mappings set schema app;

-- Files of prices whose headings say too little: they wait until somebody has said what their columns are.
create table pricing.files (
  id uuid not null constraint files_pkey primary key,
  person_id uuid not null,
  file_name text not null check (length(file_name) between 1 and 255),
  header jsonb not null check (jsonb_typeof(header) = 'array'),
  -- code of the list of rows that name none, as typed beside the file
  list text not null,
  starts_on date not null,
  -- the document it became; its rows are let go of then
  change_id uuid constraint files_change_fkey references pricing.changes (id),
  created_at timestamptz not null
);
create index files_change_idx on pricing.files (change_id);
create index files_created_idx on pricing.files (created_at);

-- Their rows in pieces: number and cells each, and what of them could not be read.
create table pricing.file_rows (
  file_id uuid not null constraint file_rows_file_fkey references pricing.files (id) on delete cascade,
  part int not null check (part >= 0),
  rows jsonb not null check (jsonb_typeof(rows) = 'array'),
  unread jsonb not null check (jsonb_typeof(unread) = 'array'),
  count int not null check (count >= 0),
  constraint file_rows_pkey primary key (file_id, part)
);

-- The desk's own: no company, no buyer.
grant select, insert, delete on pricing.files, pricing.file_rows to tc_staff;
grant update (change_id) on pricing.files to tc_staff;

-- Thousands of customers come from one file, a statement for all of them: whoever moves may have a company above him that
-- moves in the same statement. The way up of those below is then reckoned from what stands there at its end, by the parents
-- themselves; for most, who have nobody below, that is one look into an index.
create or replace function accounts.move_those_below() returns trigger language plpgsql as $$
begin
  with recursive below (id, path) as (
    select c.id, array[c.id] || n.path from accounts.companies n join accounts.companies c on c.parent_id = n.id
    where n.id = new.id
    union all
    -- a circle ends at the length the constraint refuses
    select c.id, array[c.id] || b.path from below b join accounts.companies c on c.parent_id = b.id
    where array_length(b.path, 1) <= 8)
  update accounts.companies c set path = b.path from below b where c.id = b.id and c.path is distinct from b.path;
  return null;
end $$;
