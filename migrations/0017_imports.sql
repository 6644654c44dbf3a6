-- Imports of the catalogue as jobs: who brought which file, what it would do and did, and what it takes to undo it.

-- What an import may change of a SKU. Compared before an undo: a SKU that was changed since is left alone.
create function catalog.sku_state(s catalog.skus) returns jsonb language sql stable parallel safe as $$
  select jsonb_build_object('family_id', s.family_id, 'part_key', s.part_key, 'unit', s.unit, 'pack_size', s.pack_size,
    'moq', s.moq, 'multiple', s.multiple, 'price_basis', s.price_basis, 'lead_time_days', s.lead_time_days,
    'parameters', s.parameters, 'status', s.status) $$;
create function catalog.family_state(f catalog.families) returns jsonb language sql stable parallel safe as $$
  select jsonb_build_object('category_id', f.category_id, 'standard', f.standard, 'brand', f.brand, 'name_zh', f.name_zh,
    'name_en', f.name_en) $$;
grant execute on function catalog.sku_state(catalog.skus), catalog.family_state(catalog.families) to tc_staff;

create table catalog.imports (
  id uuid primary key,
  -- the version people see and undo by
  version bigint generated always as identity constraint imports_version_uniq unique,
  -- the house itself, without a row of its own, at the command line
  person_id uuid not null,
  file_name text not null check (length(file_name) between 1 and 255),
  mapping jsonb not null,
  state text not null constraint imports_state_check check (state in
    ('mapping', 'checking', 'waiting', 'running', 'done', 'failed', 'undoing', 'undone', 'discarded')),
  -- header and first rows, for the form of what each column is
  sample jsonb not null default '{}',
  -- what the last check found: examples of changes, parameters nobody knows
  report jsonb not null default '{}',
  rows_total int not null default 0 check (rows_total >= 0),
  -- rows of the file done with; a run that was cut off goes on behind them
  rows_done int not null default 0 check (rows_done >= 0),
  added int not null default 0,
  changed int not null default 0,
  unchanged int not null default 0,
  refused int not null default 0,
  restored int not null default 0,
  kept int not null default 0,
  failure text not null default '',
  -- counts what people did to it: a form drawn before is refused
  revision int not null default 1,
  created_at timestamptz not null,
  ended_at timestamptz,
  -- whoever works at it says so again and again; after this another one may
  lease_until timestamptz
);
create index imports_open_idx on catalog.imports (version) where state in ('checking', 'running', 'undoing');
create index imports_person_idx on catalog.imports (person_id);

-- The file in pieces, until the import has come to its end.
create table catalog.import_files (
  import_id uuid not null references catalog.imports (id),
  part int not null check (part >= 0),
  bytes bytea not null,
  constraint import_files_pkey primary key (import_id, part)
);

-- What an import changed: the state before, none for a new SKU, and a digest of the state it left behind. No key to the
-- SKUs: a million rows are written in one go.
create table catalog.import_effects (
  import_id uuid not null references catalog.imports (id),
  sku_id uuid not null,
  before jsonb,
  after uuid not null,
  -- changed since, so an undo left it alone
  kept boolean not null default false,
  constraint import_effects_pkey primary key (import_id, sku_id)
);
create table catalog.import_families (
  import_id uuid not null references catalog.imports (id),
  family_id uuid not null references catalog.families (id),
  before jsonb not null,
  after uuid not null,
  constraint import_families_pkey primary key (import_id, family_id)
);
create index import_families_family_idx on catalog.import_families (family_id);

-- Rows that could not be taken, with what stood in them.
create table catalog.import_problems (
  import_id uuid not null references catalog.imports (id),
  number int not null generated always as identity,
  in_row int not null,
  problem jsonb not null,
  cells jsonb not null check (jsonb_typeof(cells) = 'array'),
  constraint import_problems_pkey primary key (import_id, number)
);

-- What the columns of a supplier's file are, by name.
create table catalog.import_mappings (
  name text not null constraint import_mappings_pkey primary key check (length(name) between 1 and 60),
  mapping jsonb not null,
  saved_by uuid not null,
  saved_at timestamptz not null
);

-- The desk's own: no company, no buyer. The worker claims what is to be done and then acts as the person who asked.
grant select, insert on catalog.imports, catalog.import_files, catalog.import_effects, catalog.import_families,
  catalog.import_problems, catalog.import_mappings to tc_staff;
grant update (mapping, state, sample, report, rows_total, rows_done, added, changed, unchanged, refused, restored, kept,
  failure, revision, ended_at, lease_until) on catalog.imports to tc_staff;
grant update (after, kept) on catalog.import_effects to tc_staff;
grant update (after) on catalog.import_families to tc_staff;
grant update (mapping, saved_by, saved_at) on catalog.import_mappings to tc_staff;
grant delete on catalog.import_files, catalog.import_effects, catalog.import_families, catalog.import_problems,
  catalog.import_mappings to tc_staff;
grant select, update (state, failure, lease_until, ended_at) on catalog.imports to tc_worker;
