-- What an import added to the schema is known, so that an undo can take it away; a saved mapping of columns can be renamed.
grant update (name) on catalog.import_mappings to tc_staff;

-- What can be taken back must not have been touched since: a digest of what people write of it, as of SKUs and families.
create function catalog.category_state(c catalog.categories) returns uuid language sql stable parallel safe as $$
  select md5(jsonb_build_array(c.parent_id, c.name_zh, c.name_en)::text)::uuid $$;
create function catalog.parameter_state(p catalog.parameters) returns uuid language sql stable parallel safe as $$
  select md5(jsonb_build_array(p.name_zh, p.name_en, p.kind, p.unit, p.many)::text)::uuid $$;
create function catalog.value_state(v catalog.parameter_values) returns uuid language sql stable parallel safe as $$
  select md5(jsonb_build_array(v.name_zh, v.name_en, to_jsonb(v.aliases))::text)::uuid $$;
create function catalog.link_state(l catalog.category_parameters) returns uuid language sql stable parallel safe as $$
  select md5(jsonb_build_array(l.facet, l.required, l.distinguishes)::text)::uuid $$;
grant execute on function catalog.category_state(catalog.categories), catalog.parameter_state(catalog.parameters),
  catalog.value_state(catalog.parameter_values), catalog.link_state(catalog.category_parameters) to tc_staff;

-- What an import added: a category, a parameter, a value of one (by its code), a parameter a category lists. No keys to
-- them: they may go, and what stays here after an undo is what somebody uses.
create table catalog.import_added (
  import_id uuid not null references catalog.imports (id),
  kind text not null constraint import_added_kind_check check (kind in ('category', 'parameter', 'value', 'link')),
  category_id uuid,
  parameter_id uuid,
  value text,
  after uuid not null,
  constraint import_added_uniq unique nulls not distinct (import_id, kind, category_id, parameter_id, value),
  constraint import_added_what_check check ((kind in ('category', 'link')) = (category_id is not null)
    and (kind <> 'category') = (parameter_id is not null) and (kind = 'value') = (value is not null))
);
grant select, insert, update (after), delete on catalog.import_added to tc_staff;
grant delete on catalog.categories, catalog.parameters to tc_staff;

-- SKUs an import brought that its undo withdrew: what they carry is used by nobody. There while the undo runs.
create table catalog.import_withdrawn (
  import_id uuid not null references catalog.imports (id),
  sku_id uuid not null,
  constraint import_withdrawn_pkey primary key (import_id, sku_id)
);
grant select, insert, delete on catalog.import_withdrawn to tc_staff;
