-- The catalogue belongs to nobody: no company, no price, no policy.
create schema catalog;
grant usage on schema catalog to tc_buyer, tc_staff, tc_worker;

create table catalog.categories (
  id uuid primary key,
  parent_id uuid references catalog.categories (id),
  code text not null constraint categories_code_uniq unique check (code ~ '^[a-z0-9-]+$'),
  name_zh text not null,
  name_en text not null,
  position int not null default 0
);
create index categories_parent_idx on catalog.categories (parent_id);

create table catalog.parameters (
  id uuid primary key,
  code text not null constraint parameters_code_uniq unique check (code ~ '^[a-z0-9_]+$'),
  name_zh text not null,
  name_en text not null,
  kind text not null check (kind in ('enum', 'number', 'range', 'text', 'boolean')),
  unit text not null default ''
);

-- Values of an enum parameter in their domain order (M3 before M4, not text order).
create table catalog.parameter_values (
  parameter_id uuid not null references catalog.parameters (id),
  code text not null,
  name_zh text not null,
  name_en text not null,
  aliases text[] not null default '{}',
  position int not null default 0,
  constraint parameter_values_pkey primary key (parameter_id, code)
);

create table catalog.category_parameters (
  category_id uuid not null references catalog.categories (id),
  parameter_id uuid not null references catalog.parameters (id),
  position int not null default 0,
  facet boolean not null default true,
  constraint category_parameters_pkey primary key (category_id, parameter_id)
);
create index category_parameters_parameter_idx on catalog.category_parameters (parameter_id);

create table catalog.families (
  id uuid primary key,
  category_id uuid not null references catalog.categories (id),
  code text not null constraint families_code_uniq unique,
  standard text not null default '',
  brand text not null default '',
  name_zh text not null,
  name_en text not null
);
create index families_category_idx on catalog.families (category_id);

create table catalog.skus (
  id uuid primary key,
  family_id uuid not null references catalog.families (id),
  part_number text not null check (length(part_number) between 1 and 100),
  part_key text not null,                     -- strict search key, facts 2.11
  unit text not null default 'piece',
  pack_size numeric(18,4) not null default 1 check (pack_size > 0),
  moq numeric(18,4) not null default 1 check (moq > 0),
  multiple numeric(18,4) not null default 1 check (multiple > 0),
  price_basis int not null default 1 check (price_basis in (1, 10, 100, 1000)),
  lead_time_days int not null default 15 check (lead_time_days between 0 and 730),
  -- {"thread": "M8", "length": "40", "voltage": ["10", "30"]}: code -> value in the parameter's own unit
  parameters jsonb not null default '{}' check (jsonb_typeof(parameters) = 'object'),
  status text not null default 'active' check (status in ('active', 'discontinued')),
  changed_at timestamptz not null default now(),
  constraint skus_part_number_uniq unique (part_number)
);
create index skus_family_idx on catalog.skus (family_id);
create index skus_part_key_idx on catalog.skus (part_key);

-- What the in-process index of every server has still to apply.
create table catalog.changes (
  version bigint generated always as identity primary key,
  sku_id uuid not null
);
grant select on all tables in schema catalog to tc_buyer, tc_staff, tc_worker;
grant insert, update on catalog.categories, catalog.parameters, catalog.parameter_values, catalog.category_parameters,
  catalog.families, catalog.skus, catalog.changes to tc_staff;
grant delete on catalog.category_parameters to tc_staff;
