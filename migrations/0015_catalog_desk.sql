-- The desk keeps the catalogue: its schema, its families and SKUs, their papers and pictures.

-- What has to be there for a part to be complete, and what tells the parts of a family from each other.
alter table catalog.category_parameters
  add column if not exists required boolean not null default false,
  add column if not exists distinguishes boolean not null default false;
alter table catalog.families
  add column description_zh text not null default '',
  add column description_en text not null default '';

-- Whoever saves says which state he saw. Counted here, so that an import counts as well.
alter table catalog.categories add column version int not null default 1;
alter table catalog.parameters add column version int not null default 1;
alter table catalog.families add column version int not null default 1;
alter table catalog.skus add column version int not null default 1;
create function catalog.count_version() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  return new;
end $$;
create trigger categories_version before update on catalog.categories for each row execute function catalog.count_version();
create trigger parameters_version before update on catalog.parameters for each row execute function catalog.count_version();
create trigger families_version before update on catalog.families for each row execute function catalog.count_version();
create trigger skus_version before update on catalog.skus for each row execute function catalog.count_version();

grant delete on catalog.parameter_values to tc_staff;

-- A paper, picture or drawing of a family or of one SKU. Its files are its versions; the last one is shown.
create table catalog.documents (
  id uuid primary key,
  family_id uuid references catalog.families (id),
  sku_id uuid references catalog.skus (id),
  kind text not null check (kind in ('picture', 'drawing', 'datasheet', 'certificate', 'manual')),
  title_zh text not null,
  title_en text not null,
  language text not null check (language in ('zh', 'en', 'both', 'none')),
  withdrawn_at timestamptz,
  version int not null default 1,
  constraint documents_owner_check check (num_nonnulls(family_id, sku_id) = 1)
);
create index documents_family_idx on catalog.documents (family_id) where family_id is not null;
create index documents_sku_idx on catalog.documents (sku_id) where sku_id is not null;
create trigger documents_version before update on catalog.documents for each row execute function catalog.count_version();

-- One file under its own address for ever. The bytes lie in the data folder under their hash.
create table catalog.document_files (
  id uuid primary key,
  document_id uuid not null references catalog.documents (id),
  number int not null check (number >= 1),
  sha256 bytea not null check (length(sha256) = 32),
  media_type text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg', 'image/webp')),
  bytes bigint not null check (bytes between 1 and 20971520),
  width int check (width > 0),
  height int check (height > 0),
  uploaded_by uuid not null,
  uploaded_at timestamptz not null,
  constraint document_files_number_uniq unique (document_id, number)
);
create trigger document_files_append_only before update or delete or truncate on catalog.document_files
  for each statement execute function app.refuse_change();

grant select on catalog.documents to tc_buyer, tc_staff, tc_worker;
grant select (id, document_id, number, sha256, media_type, bytes, width, height) on catalog.document_files to tc_buyer, tc_worker;
grant select, insert on catalog.document_files to tc_staff;
grant insert, update (kind, title_zh, title_en, language, withdrawn_at) on catalog.documents to tc_staff;

-- Whether a SKU has a picture (or, with false, a document) of its own or of its family that is shown.
create function catalog.has_document(sku uuid, family uuid, picture boolean) returns boolean language sql stable parallel safe
  as $$ select exists (select from catalog.documents d where d.withdrawn_at is null and (d.kind = 'picture') = picture
                         and (d.sku_id = sku or d.family_id = family)) $$;
grant execute on function catalog.has_document(uuid, uuid, boolean) to tc_buyer, tc_staff, tc_worker;
