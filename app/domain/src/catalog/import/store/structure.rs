//! What SKUs hang on: categories, parameters, what categories list, named values, families. An import adds to it; what the
//! desk has set of names, order and filters stays.

use crate::catalog::import::known::{Known, KnownParameter};
use crate::catalog::import::mapping::Mapping;
use crate::catalog::import::plan::{PlannedFamily, PlannedValue};
use crate::catalog::parameter::{ParameterKind, natural_cmp};
use crate::error::{Error, Result};
use crate::ids::{CategoryId, FamilyId, ImportId, ParameterId};
use crate::op::Tx;
use crate::rejection::{FieldProblem, Problem};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Ids of what SKUs hang on.
#[derive(Default)]
pub(in crate::catalog::import) struct Structure {
    pub(in crate::catalog::import) categories: HashMap<String, Uuid>,
    pub(in crate::catalog::import) parameters: HashMap<String, Uuid>,
    pub(in crate::catalog::import) families: HashMap<String, Uuid>,
}

/// A portion of thousands of rows may take longer, and wait longer for its turn, than what a person waits for.
pub(in crate::catalog::import) async fn be_patient(tx: &mut Tx) -> Result<()> {
    sqlx::query!("set local statement_timeout = '2min'").execute(&mut **tx).await?;
    sqlx::query!("set local lock_timeout = '1min'").execute(&mut **tx).await?;
    Ok(())
}

/// Writers of the catalogue one after the other: the versions in `catalog.changes` then appear in their order.
pub(in crate::catalog::import) async fn lock_catalogue(tx: &mut Tx) -> Result<()> {
    be_patient(tx).await?;
    sqlx::query!("select pg_advisory_xact_lock(7215004)").execute(&mut **tx).await?;
    Ok(())
}

/// All names and ids an import may need.
pub(in crate::catalog::import) async fn load_known(tx: &mut Tx) -> Result<(Known, Structure)> {
    let (mut known, mut structure) = (Known::default(), Structure::default());
    let rows = sqlx::query!("select id, code, name_zh, name_en, kind, unit, many from catalog.parameters")
        .fetch_all(&mut **tx)
        .await?;
    let mut parameters = HashMap::new();
    for r in rows {
        let kind = ParameterKind::parse(&r.kind).ok_or_else(|| Error::Internal("parameter kind".into()))?;
        structure.parameters.insert(r.code.clone(), r.id);
        parameters.insert(r.id, KnownParameter::new(r.code, (r.name_zh, r.name_en), kind, r.unit, r.many));
    }
    let rows =
        sqlx::query!("select parameter_id, code, name_zh, name_en, aliases from catalog.parameter_values")
            .fetch_all(&mut **tx)
            .await?;
    for r in rows {
        let Some(parameter) = parameters.get_mut(&r.parameter_id) else { continue };
        let names = [r.name_zh.as_str(), r.name_en.as_str()].into_iter();
        parameter.name_value(&r.code, names.chain(r.aliases.iter().map(String::as_str)));
    }
    parameters.into_values().for_each(|parameter| known.add_parameter(parameter));
    let rows = sqlx::query!("select id, code, name_zh, name_en from catalog.categories")
        .fetch_all(&mut **tx)
        .await?;
    for r in rows {
        known.add_category(&r.code, &r.name_zh, &r.name_en);
        structure.categories.insert(r.code, r.id);
    }
    let rows = sqlx::query!(
        "select c.code as category, p.code as parameter from catalog.categories c
         join catalog.category_parameters l on l.category_id = any(c.path) join catalog.parameters p on p.id = l.parameter_id"
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter().for_each(|r| known.add_listed(r.category, r.parameter));
    let rows = sqlx::query!(
        "select f.id, f.code, c.code as category, f.name_zh, f.name_en from catalog.families f
         join catalog.categories c on c.id = f.category_id order by f.code"
    )
    .fetch_all(&mut **tx)
    .await?;
    for r in rows {
        known.add_family(&r.code, &r.category, (&r.name_zh, &r.name_en));
        structure.families.insert(r.code, r.id);
    }
    Ok((known, structure))
}

/// Parameters that exist as something else: kind and unit never change, values already stored are in them.
pub(in crate::catalog::import) fn conflicts(mapping: &Mapping, known: &Known) -> Vec<FieldProblem> {
    let differs = |def: &&super::super::mapping::ParameterDef| {
        known.parameter(&def.code).is_some_and(|k| k.def.kind != def.kind || k.def.unit != def.unit)
    };
    let problem = |def: &super::super::mapping::ParameterDef| {
        let typed = format!("{} {}", def.kind.as_str(), def.unit);
        FieldProblem::new(&def.code, Problem::Malformed { typed })
    };
    mapping.parameters.iter().filter(differs).map(problem).collect()
}

/// Categories and parameters the mapping brings, noted for an undo. Returns whether anything was new.
pub(in crate::catalog::import) async fn insert_schema(
    tx: &mut Tx,
    import: ImportId,
    mapping: &Mapping,
    structure: &mut Structure,
) -> Result<bool> {
    let mut changed = false;
    for def in mapping.categories.iter().filter(|def| !structure.categories.contains_key(&def.code)) {
        let done = sqlx::query!(
            "with made as (
               insert into catalog.categories as c (id, parent_id, code, name_zh, name_en, position)
               values ($1, (select id from catalog.categories where code = $2), $3, $4, $5, $6) on conflict (code) do nothing
               returning c.id, catalog.category_state(c) as state)
             insert into catalog.import_added (import_id, kind, category_id, after) select $7, 'category', id, state from made",
            CategoryId::new().0,
            def.parent,
            def.code,
            def.name_zh,
            def.name_en,
            def.position,
            import.0
        )
        .execute(&mut **tx)
        .await?;
        changed |= done.rows_affected() > 0;
    }
    for def in mapping.parameters.iter().filter(|def| !structure.parameters.contains_key(&def.code)) {
        let done = sqlx::query!(
            "with made as (
               insert into catalog.parameters as p (id, code, name_zh, name_en, kind, unit, many)
               values ($1, $2, $3, $4, $5, $6, $8)
               on conflict (code) do nothing returning p.id, catalog.parameter_state(p) as state)
             insert into catalog.import_added (import_id, kind, parameter_id, after) select $7, 'parameter', id, state from made",
            ParameterId::new().0,
            def.code,
            def.name_zh,
            def.name_en,
            def.kind.as_str(),
            def.unit,
            import.0,
            def.says_several()
        )
        .execute(&mut **tx)
        .await?;
        changed |= done.rows_affected() > 0;
    }
    let rows = sqlx::query!("select id, code from catalog.categories").fetch_all(&mut **tx).await?;
    structure.categories = rows.into_iter().map(|r| (r.code, r.id)).collect();
    let rows = sqlx::query!("select id, code from catalog.parameters").fetch_all(&mut **tx).await?;
    structure.parameters = rows.into_iter().map(|r| (r.code, r.id)).collect();
    Ok(changed)
}

/// Lets categories list parameters they did not list; new ones come last, in this order.
pub(in crate::catalog::import) async fn insert_links(
    tx: &mut Tx,
    import: ImportId,
    links: &[(Uuid, Uuid, bool)],
) -> Result<bool> {
    if links.is_empty() {
        return Ok(false);
    }
    let categories: Vec<Uuid> = links.iter().map(|l| l.0).collect();
    let parameters: Vec<Uuid> = links.iter().map(|l| l.1).collect();
    let facets: Vec<bool> = links.iter().map(|l| l.2).collect();
    let done = sqlx::query!(
        "with made as (
         insert into catalog.category_parameters as l (category_id, parameter_id, position, facet)
         select w.category, w.parameter, row_number() over (partition by w.category order by w.at)::int
             + coalesce((select max(c.position) from catalog.category_parameters c where c.category_id = w.category), -1),
           w.facet
         from unnest($1::uuid[], $2::uuid[], $3::boolean[]) with ordinality as w(category, parameter, facet, at)
         where not exists (select from catalog.category_parameters c
                           where c.category_id = w.category and c.parameter_id = w.parameter)
         on conflict (category_id, parameter_id) do nothing
         returning l.category_id, l.parameter_id, catalog.link_state(l) as state)
         insert into catalog.import_added (import_id, kind, category_id, parameter_id, after)
         select $4, 'link', category_id, parameter_id, state from made",
        &categories,
        &parameters,
        &facets,
        import.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// Links for SKUs whose family the file does not say: by what they carry now.
pub(in crate::catalog::import) async fn insert_links_of(
    tx: &mut Tx,
    import: ImportId,
    skus: &[Uuid],
) -> Result<bool> {
    let rows = sqlx::query!(
        r#"select distinct f.category_id, p.id, (p.kind <> 'text') as "facet!"
           from catalog.skus s join catalog.families f on f.id = s.family_id
           cross join lateral jsonb_object_keys(s.parameters) k(code)
           join catalog.parameters p on p.code = k.code
           where s.id = any($1) and not exists (select from catalog.category_parameters c
             where c.category_id = f.category_id and c.parameter_id = p.id)
           order by f.category_id, p.id"#,
        skus
    )
    .fetch_all(&mut **tx)
    .await?;
    let links: Vec<_> = rows.into_iter().map(|r| (r.category_id, r.id, r.facet)).collect();
    insert_links(tx, import, &links).await
}

/// Named values. A name somebody gave stays; other names are added to those there are.
pub(in crate::catalog::import) async fn upsert_values(
    tx: &mut Tx,
    import: ImportId,
    values: &[(&(String, String), &PlannedValue)],
    structure: &Structure,
) -> Result<bool> {
    let known =
        values.iter().filter_map(|(of, v)| structure.parameters.get(&of.0).map(|id| (*id, &of.1, *v)));
    let known: Vec<(Uuid, &String, &PlannedValue)> = known.collect();
    if known.is_empty() {
        return Ok(false);
    }
    let ids: Vec<Uuid> = known.iter().map(|(id, ..)| *id).collect();
    let codes: Vec<String> = known.iter().map(|(_, code, _)| (*code).clone()).collect();
    let zh: Vec<String> = known.iter().map(|(.., v)| v.name_zh.clone()).collect();
    let en: Vec<String> = known.iter().map(|(.., v)| v.name_en.clone()).collect();
    // no name has a control character in it
    let aliases: Vec<String> = known.iter().map(|(.., v)| v.aliases.join("\n")).collect();
    let rows = sqlx::query!(
        r#"with written as (
           insert into catalog.parameter_values as v (parameter_id, code, name_zh, name_en, aliases)
           select w.parameter, w.code, w.zh, w.en, string_to_array(w.aliases, e'\n')
           from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) as w(parameter, code, zh, en, aliases)
           on conflict (parameter_id, code) do update set
             name_zh = case when v.name_zh = v.code then excluded.name_zh else v.name_zh end,
             name_en = case when v.name_en = v.code then excluded.name_en else v.name_en end,
             aliases = (select coalesce(array_agg(distinct a order by a), '{}') from unnest(v.aliases || excluded.aliases) a)
           where (v.name_zh = v.code and excluded.name_zh <> v.code) or (v.name_en = v.code and excluded.name_en <> v.code)
             or not v.aliases @> excluded.aliases
           returning v.parameter_id, v.code, (v.xmax = 0) as new, catalog.value_state(v) as state),
           noted as (
             insert into catalog.import_added (import_id, kind, parameter_id, value, after)
             select $6, 'value', parameter_id, code, state from written where new),
           again as (
             update catalog.import_added a set after = w.state from written w
             where a.import_id = $6 and a.kind = 'value' and a.parameter_id = w.parameter_id and a.value = w.code)
           select parameter_id as "parameter_id!", code as "code!", new as "new!" from written"#,
        &ids,
        &codes,
        &zh,
        &en,
        &aliases,
        import.0
    )
    .fetch_all(&mut **tx)
    .await?;
    let changed = !rows.is_empty();
    let mut new: BTreeMap<Uuid, BTreeSet<String>> = BTreeMap::new();
    for row in rows.into_iter().filter(|r| r.new) {
        new.entry(row.parameter_id).or_default().insert(row.code);
    }
    for (parameter, codes) in &new {
        place_values(tx, *parameter, codes).await?;
    }
    Ok(changed)
}

/// Gives new values their place: in the canonical order when the others stand in it, else behind what the desk has ordered.
async fn place_values(tx: &mut Tx, parameter: Uuid, new: &BTreeSet<String>) -> Result<()> {
    let rows = sqlx::query!(
        "select code, position from catalog.parameter_values where parameter_id = $1 order by position, code",
        parameter
    )
    .fetch_all(&mut **tx)
    .await?;
    let stood: Vec<(String, i32)> =
        rows.into_iter().filter(|r| !new.contains(&r.code)).map(|r| (r.code, r.position)).collect();
    let canonical = stood.is_sorted_by(|a, b| natural_cmp(&a.0, &b.0) != Ordering::Greater);
    let last = stood.iter().map(|(_, position)| *position).max().unwrap_or(0);
    let mut fresh: Vec<&String> = new.iter().collect();
    if canonical {
        fresh.extend(stood.iter().map(|(code, _)| code));
    }
    fresh.sort_by(|a, b| natural_cmp(a, b));
    let codes: Vec<String> = fresh.into_iter().cloned().collect();
    let from = if canonical { 0 } else { last };
    sqlx::query!(
        "update catalog.parameter_values v set position = $3 + n.at::int
         from unnest($2::text[]) with ordinality as n(code, at)
         where v.parameter_id = $1 and v.code = n.code and v.position is distinct from $3 + n.at::int",
        parameter,
        &codes,
        from
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Families in columns, one array per column.
struct Columns {
    codes: Vec<String>,
    categories: Vec<Option<Uuid>>,
    standards: Vec<Option<String>>,
    brands: Vec<Option<String>>,
    zh: Vec<Option<String>>,
    en: Vec<Option<String>>,
}

fn columns(families: &[(&String, &PlannedFamily)], structure: &Structure) -> Columns {
    let text = |of: fn(&PlannedFamily) -> &Option<String>| -> Vec<Option<String>> {
        families.iter().map(|(_, f)| of(f).clone()).collect()
    };
    let category = |f: &PlannedFamily| f.category.as_ref().and_then(|c| structure.categories.get(c)).copied();
    Columns {
        codes: families.iter().map(|(code, _)| (*code).clone()).collect(),
        categories: families.iter().map(|(_, f)| category(f)).collect(),
        standards: text(|f| &f.standard),
        brands: text(|f| &f.brand),
        zh: text(|f| &f.name_zh),
        en: text(|f| &f.name_en),
    }
}

/// Families, new or changed; what stood before is kept for an undo. Returns how many.
pub(in crate::catalog::import) async fn upsert_families(
    tx: &mut Tx,
    import: ImportId,
    families: &[(&String, &PlannedFamily)],
    structure: &mut Structure,
) -> Result<usize> {
    if families.is_empty() {
        return Ok(0);
    }
    let c = columns(families, structure);
    let ids: Vec<Uuid> = families.iter().map(|_| FamilyId::new().0).collect();
    let rows = sqlx::query!(
        r#"with incoming as materialized (
             select i.*, f.id as old_id, catalog.family_state(f) as before
             from unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::text[], $7::text[], $8::text[])
               as i(id, code, category, standard, brand, zh, en)
             left join catalog.families f on f.code = i.code),
           changed as (
             update catalog.families f set category_id = coalesce(i.category, f.category_id),
               standard = coalesce(i.standard, f.standard), brand = coalesce(i.brand, f.brand),
               name_zh = coalesce(i.zh, f.name_zh), name_en = coalesce(i.en, f.name_en)
             from incoming i
             where f.id = i.old_id and (f.category_id, f.standard, f.brand, f.name_zh, f.name_en) is distinct from
               (coalesce(i.category, f.category_id), coalesce(i.standard, f.standard), coalesce(i.brand, f.brand),
                coalesce(i.zh, f.name_zh), coalesce(i.en, f.name_en))
             returning f.id, f.code, i.before, md5(catalog.family_state(f)::text)::uuid as after),
           noted as (
             insert into catalog.import_families (import_id, family_id, before, after)
             select $1, id, before, after from changed
             on conflict (import_id, family_id) do update set after = excluded.after),
           added as (
             insert into catalog.families (id, category_id, code, standard, brand, name_zh, name_en)
             select i.id, i.category, i.code, coalesce(i.standard, ''), coalesce(i.brand, ''), i.zh, i.en
             from incoming i where i.old_id is null
             returning id, code)
           select id as "id!", code as "code!" from changed union all select id, code from added"#,
        import.0,
        &ids,
        &c.codes,
        &c.categories as &[Option<Uuid>],
        &c.standards as &[Option<String>],
        &c.brands as &[Option<String>],
        &c.zh as &[Option<String>],
        &c.en as &[Option<String>]
    )
    .fetch_all(&mut **tx)
    .await?;
    let changed = rows.len();
    structure.families.extend(rows.into_iter().map(|r| (r.code, r.id)));
    Ok(changed)
}

/// How many of these families are new or would change.
pub(in crate::catalog::import) async fn count_families(
    tx: &mut Tx,
    families: &[(&String, &PlannedFamily)],
    structure: &Structure,
) -> Result<usize> {
    let c = columns(families, structure);
    let count = sqlx::query_scalar!(
        r#"select count(*) as "count!"
           from unnest($1::text[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[])
             as i(code, category, standard, brand, zh, en)
           left join catalog.families f on f.code = i.code
           where f.id is null or (f.category_id, f.standard, f.brand, f.name_zh, f.name_en) is distinct from
             (coalesce(i.category, f.category_id), coalesce(i.standard, f.standard), coalesce(i.brand, f.brand),
              coalesce(i.zh, f.name_zh), coalesce(i.en, f.name_en))"#,
        &c.codes,
        &c.categories as &[Option<Uuid>],
        &c.standards as &[Option<String>],
        &c.brands as &[Option<String>],
        &c.zh as &[Option<String>],
        &c.en as &[Option<String>]
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// Names or the tree changed: no single SKU to point at.
pub(in crate::catalog::import) async fn insert_schema_change(tx: &mut Tx) -> Result<()> {
    sqlx::query!("insert into catalog.changes (kind) values ('schema')").execute(&mut **tx).await?;
    Ok(())
}

/// So much changed that the indexes read everything.
pub(in crate::catalog::import) async fn insert_all_changed(tx: &mut Tx) -> Result<()> {
    sqlx::query!("insert into catalog.changes (kind) values ('all')").execute(&mut **tx).await?;
    Ok(())
}
