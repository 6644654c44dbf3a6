//! SKUs: one by one with all their parameters, or a whole page of them in one column.

use super::store::skus::{self as store, FullSku, ListedSku, Narrowed};
use super::store::{
    difference, families, insert_sku_changes, list_history, lock_catalogue, parameters, schema,
};
use super::typed::Typed;
use super::values::{Said, codes, set, shown};
use super::{
    CellForm, LinkRow, SkuDesk, SkuField, SkuFilter, SkuForm, SkuLine, SkuTable, ValueRow, in_tree_order,
    plain,
};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::catalog::completeness::{Has, percent};
use crate::catalog::counted;
use crate::catalog::parameter::ParameterKind;
use crate::catalog::part_number::strict_key;
use crate::catalog::store::list_shown;
use crate::error::Result;
use crate::ids::{FamilyId, SkuId};
use crate::op::{OpContext, Tx};
use crate::quantity::QuantityRule;
use crate::rejection::{Problem, Rejection};
use rust_decimal::Decimal;
use serde_json::{Value as Json, json};
use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, HashMap};

/// The audit trail's word for a SKU.
const KIND: &str = "sku";
/// Fields of a SKU the table can fill in besides parameters, as columns are called in addresses.
pub const FIELD_COLUMNS: [&str; 2] = ["@lead_time_days", "@status"];
/// What a SKU may be.
const STATES: [&str; 2] = ["active", "discontinued"];
/// Most days until a part can leave.
const LONGEST_LEAD: i32 = 730;

/// A page of SKUs with the parameters of their category as columns.
///
/// # Errors
/// `Forbidden`; `NotFound` for a family or category that is none.
pub async fn list_skus(op: &OpContext, filter: &SkuFilter) -> Result<SkuTable> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let mut by = Narrowed {
        family: id_of(&filter.family)?,
        category: id_of(&filter.category)?,
        key: strict_key(&filter.q),
        lacks: filter.lacks.trim().to_owned(),
        page: filter.page.max(1),
    };
    let (category, of_zh, of_en) = match (by.family, by.category) {
        (Some(id), _) => {
            let family = families::find_family(&mut tx, id).await?.ok_or(Rejection::NotFound)?.row;
            (Some(family.category_id), family.name_zh, family.name_en)
        }
        (None, Some(id)) => {
            let tree = schema::list_tree(&mut tx).await?;
            let found = tree.into_iter().find(|c| c.id == id).ok_or(Rejection::NotFound)?;
            (Some(id), found.name_zh, found.name_en)
        }
        (None, None) => (None, String::new(), String::new()),
    };
    let columns = match category {
        Some(id) => schema::list_links(&mut tx, id).await?,
        None => Vec::new(),
    };
    store::plan_for_each(&mut tx).await?;
    let total = store::count_skus(&mut tx, &by).await?;
    by.page = by.page.min(u32::try_from(total.div_ceil(u64::from(super::PAGE))).unwrap_or(u32::MAX).max(1));
    let listed = store::list_skus(&mut tx, &by).await?;
    let mut links: HashMap<_, Vec<LinkRow>> = HashMap::new();
    for sku in &listed {
        if let Entry::Vacant(entry) = links.entry(sku.category_id) {
            entry.insert(schema::list_links(&mut tx, sku.category_id).await?);
        }
    }
    let ids: Vec<SkuId> = listed.iter().map(|listed| listed.sku.id).collect();
    let mut named = list_shown(&mut tx, &ids).await?;
    drop(tx);
    let rows = listed
        .into_iter()
        .map(|listed| {
            let shown = named.remove(&listed.sku.id).unwrap_or_default();
            SkuLine { shown, ..line(listed, &links) }
        })
        .collect();
    let filter = SkuFilter { page: by.page, ..filter.clone() };
    Ok(SkuTable { filter, rows, total, columns, of_zh, of_en })
}

fn line(listed: ListedSku, links: &HashMap<crate::ids::CategoryId, Vec<LinkRow>>) -> SkuLine {
    let none = Vec::new();
    let links = links.get(&listed.category_id).unwrap_or(&none);
    let sku = &listed.sku;
    let kind = |code: &str| links.iter().map(|l| &l.parameter).find(|p| p.code == code).map(|p| p.kind);
    let mut values: BTreeMap<String, String> =
        sku.parameters.iter().map(|(code, value)| (code.clone(), shown(kind(code), value))).collect();
    values.insert("@lead_time_days".into(), sku.lead_time_days.to_string());
    values.insert("@status".into(), sku.status.clone());
    SkuLine {
        id: sku.id,
        part_number: sku.part_number.clone(),
        version: sku.version,
        active: sku.status == "active",
        percent: percent(links, &has(&listed)),
        family_zh: listed.family_zh,
        family_en: listed.family_en,
        values,
        shown: Vec::new(),
    }
}

fn has(listed: &ListedSku) -> Has<'_> {
    Has { parameters: &listed.sku.parameters, picture: listed.has_picture, document: listed.has_document }
}

/// One SKU with the fields of its category.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn load_sku(op: &OpContext, id: SkuId) -> Result<SkuDesk> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let listed = store::load_skus(&mut tx, &[id]).await?.into_iter().next().ok_or(Rejection::NotFound)?;
    let family = families::find_family(&mut tx, listed.sku.family_id).await?.ok_or(Rejection::NotFound)?.row;
    let links = schema::list_links(&mut tx, family.category_id).await?;
    let percent = percent(&links, &has(&listed));
    let fields = fields(&mut tx, links, &listed.sku.parameters).await?;
    let history = list_history(&mut tx, KIND, id.0).await?;
    drop(tx);
    let version = listed.sku.version;
    let form = form_of(&listed.sku, &fields);
    Ok(SkuDesk { id: Some(id), version, family, form, fields, percent, history })
}

/// The empty form of a new SKU of a family.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn new_sku(op: &OpContext, family: FamilyId) -> Result<SkuDesk> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let family = families::find_family(&mut tx, family).await?.ok_or(Rejection::NotFound)?.row;
    let links = schema::list_links(&mut tx, family.category_id).await?;
    let fields = fields(&mut tx, links, &BTreeMap::new()).await?;
    drop(tx);
    let one = || "1".to_owned();
    let form = SkuForm {
        unit: "piece".into(),
        pack_size: one(),
        moq: one(),
        multiple: one(),
        price_basis: one(),
        lead_time_days: "15".into(),
        status: "active".into(),
        ..SkuForm::default()
    };
    Ok(SkuDesk { id: None, version: 0, family, form, fields, percent: 0, history: Vec::new() })
}

/// Adds a SKU to a family.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Fields`.
pub async fn create_sku(op: &OpContext, family: FamilyId, form: &SkuForm) -> Result<SkuId> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    let found = families::find_family(&mut tx, family).await?.ok_or(Rejection::NotFound)?.row;
    let links = schema::list_links(&mut tx, found.category_id).await?;
    let fields = fields(&mut tx, links, &BTreeMap::new()).await?;
    let new = read(form, SkuId::new(), family, 0, &fields, BTreeMap::new())?;
    store::insert_sku(&mut tx, &new, op.now).await?;
    insert_sku_changes(&mut tx, &[new.id]).await?;
    let detail = json!({ "after": facts(&new) });
    audit::record_in_tx(&mut tx, op, "create_sku", (KIND, new.id.0), detail).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// Changes a SKU. Parameters the form does not show stay as they are.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields`.
pub async fn save_sku(op: &OpContext, id: SkuId, version: i32, form: &SkuForm) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    let listed = store::load_skus(&mut tx, &[id]).await?.into_iter().next().ok_or(Rejection::NotFound)?;
    let old = listed.sku;
    schema::stale_unless(old.version == version)?;
    let links = schema::list_links(&mut tx, listed.category_id).await?;
    let fields = fields(&mut tx, links, &old.parameters).await?;
    let new = read(form, id, old.family_id, version, &fields, old.parameters.clone())?;
    if let Some(detail) = difference(&facts(&old), &facts(&new)) {
        store::update_sku(&mut tx, &new, op.now).await?;
        insert_sku_changes(&mut tx, &[id]).await?;
        audit::record_in_tx(&mut tx, op, "save_sku", (KIND, id.0), detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Fills in one column of the table for several SKUs at once; returns how many changed. One row that cannot be taken
/// refuses all, with its number.
///
/// # Errors
/// `Forbidden`, `NotFound`; `Stale` when one of them changed meanwhile; `Fields`.
pub async fn save_column(op: &OpContext, column: &str, cells: &[CellForm]) -> Result<u32> {
    op.require(Permission::EditCatalogue)?;
    if cells.len() > super::PAGE as usize {
        return Err(Rejection::NotFound.into());
    }
    let mut ids = Vec::new();
    for cell in cells {
        ids.push(cell.sku.trim().parse::<SkuId>().map_err(|_| Rejection::NotFound)?);
    }
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    let field = column_field(&mut tx, column).await?;
    let mut stored: HashMap<SkuId, FullSku> =
        store::load_skus(&mut tx, &ids).await?.into_iter().map(|l| (l.sku.id, l.sku)).collect();
    let (mut typed, mut changed, mut stale) = (Typed::default(), Vec::new(), false);
    for ((number, cell), id) in (1u32..).zip(cells).zip(ids) {
        typed.in_row(number);
        let old = stored.remove(&id).ok_or(Rejection::NotFound)?;
        let mut new = old.clone();
        match &field {
            Some(field) => set(&mut typed, "value", field, Said::Typed(&cell.value), &mut new.parameters),
            None if column == "@status" => new.status = typed.choice("value", &cell.value, &STATES),
            None => {
                new.lead_time_days = typed.whole("value", &cell.value, old.lead_time_days, (0, LONGEST_LEAD));
            }
        }
        if let Some(detail) = difference(&facts(&old), &facts(&new)) {
            stale |= cell.version.trim() != old.version.to_string();
            changed.push((new, detail));
        }
    }
    typed.done()?;
    schema::stale_unless(!stale)?;
    for (new, detail) in &changed {
        store::update_sku(&mut tx, new, op.now).await?;
        audit::record_in_tx(&mut tx, op, "save_sku", (KIND, new.id.0), detail.clone()).await?;
    }
    let ids: Vec<SkuId> = changed.iter().map(|(new, _)| new.id).collect();
    if !ids.is_empty() {
        insert_sku_changes(&mut tx, &ids).await?;
    }
    tx.commit().await?;
    Ok(u32::try_from(ids.len()).unwrap_or(u32::MAX))
}

/// The parameter a column is of; none for a field of the SKU itself.
async fn column_field(tx: &mut Tx, column: &str) -> Result<Option<SkuField>> {
    if FIELD_COLUMNS.contains(&column) {
        return Ok(None);
    }
    let all = parameters::list_parameters(tx, "").await?;
    let found = all.into_iter().find(|row| row.parameter.code == column).ok_or(Rejection::NotFound)?;
    let link = unlisted(found.parameter);
    let values = named(tx, &link).await?;
    Ok(Some(SkuField { link, values }))
}

fn unlisted(parameter: super::ParameterBrief) -> LinkRow {
    LinkRow { parameter, position: i32::MAX, facet: false, required: false, distinguishes: false }
}

/// Fields of a SKU: what its category lists, then what it carries besides.
async fn fields(tx: &mut Tx, links: Vec<LinkRow>, carried: &BTreeMap<String, Json>) -> Result<Vec<SkuField>> {
    let listed = |code: &String| links.iter().any(|l| l.parameter.code == *code);
    let besides: Vec<&String> = carried.keys().filter(|code| !listed(code)).collect();
    let mut more = Vec::new();
    if !besides.is_empty() {
        let all = parameters::list_parameters(tx, "").await?;
        more.extend(
            all.into_iter().map(|r| r.parameter).filter(|p| besides.contains(&&p.code)).map(unlisted),
        );
    }
    let mut fields = Vec::new();
    for link in links.into_iter().chain(more) {
        let values = named(tx, &link).await?;
        fields.push(SkuField { link, values });
    }
    Ok(fields)
}

async fn named(tx: &mut Tx, link: &LinkRow) -> Result<Vec<ValueRow>> {
    match link.parameter.kind {
        ParameterKind::Enum => parameters::list_values(tx, link.parameter.id).await,
        _ => Ok(Vec::new()),
    }
}

fn read(
    form: &SkuForm,
    id: SkuId,
    family_id: FamilyId,
    version: i32,
    fields: &[SkuField],
    mut parameters: BTreeMap<String, Json>,
) -> Result<FullSku> {
    let mut typed = Typed::default();
    let part_number = typed.needed("part_number", &form.part_number, 100);
    let part_key = strict_key(&part_number);
    if part_key.is_empty() && !part_number.is_empty() {
        typed.note("part_number", Problem::Malformed { typed: part_number.clone() });
    }
    let unit = counted::meant(&typed.needed("unit", &form.unit, 20));
    let (pack_size, moq) = (typed.amount("pack_size", &form.pack_size), typed.amount("moq", &form.moq));
    let multiple = typed.amount("multiple", &form.multiple);
    if !(QuantityRule { moq, multiple }).is_consistent() {
        typed.note("moq", Problem::OutOfRange { typed: format!("{} / {}", plain(moq), plain(multiple)) });
    }
    let basis = typed.choice("price_basis", &form.price_basis, &["1", "10", "100", "1000"]);
    let lead_time_days = typed.whole("lead_time_days", &form.lead_time_days, 15, (0, LONGEST_LEAD));
    let status = typed.choice("status", &form.status, &STATES);
    for field in fields {
        let code = &field.link.parameter.code;
        let said = match (form.ticked.get(code), form.parameters.get(code)) {
            (Some(ticked), _) => Said::Ticked(ticked),
            (None, Some(text)) => Said::Typed(text),
            // what the form did not show stays
            (None, None) => continue,
        };
        set(&mut typed, &format!("parameters[{code}]"), field, said, &mut parameters);
    }
    typed.done()?;
    let price_basis = basis.parse().unwrap_or(1);
    Ok(FullSku {
        id,
        family_id,
        part_number,
        part_key,
        unit,
        pack_size,
        moq,
        multiple,
        price_basis,
        lead_time_days,
        status,
        parameters,
        version,
    })
}

fn form_of(sku: &FullSku, fields: &[SkuField]) -> SkuForm {
    let stored = |field: &SkuField| {
        let parameter = &field.link.parameter;
        let value = sku.parameters.get(&parameter.code)?;
        Some((parameter.code.clone(), shown(Some(parameter.kind), value)))
    };
    let several = |field: &SkuField| {
        let parameter = &field.link.parameter;
        let codes = sku.parameters.get(&parameter.code).map(|value| codes(parameter.kind, value));
        parameter.many.then(|| (parameter.code.clone(), codes.unwrap_or_default()))
    };
    let number = |n: Decimal| plain(n);
    SkuForm {
        part_number: sku.part_number.clone(),
        unit: sku.unit.clone(),
        pack_size: number(sku.pack_size),
        moq: number(sku.moq),
        multiple: number(sku.multiple),
        price_basis: sku.price_basis.to_string(),
        lead_time_days: sku.lead_time_days.to_string(),
        status: sku.status.clone(),
        parameters: fields.iter().filter_map(stored).collect(),
        ticked: fields.iter().filter_map(several).collect(),
    }
}

fn facts(sku: &FullSku) -> Json {
    let mut facts = json!({ "part_number": sku.part_number, "unit": sku.unit, "pack_size": plain(sku.pack_size),
        "moq": plain(sku.moq), "multiple": plain(sku.multiple), "price_basis": sku.price_basis,
        "lead_time_days": sku.lead_time_days, "status": sku.status });
    for (code, value) in &sku.parameters {
        facts[format!("p.{code}")] = json!(shown(None, value));
    }
    facts
}

fn id_of<T: std::str::FromStr>(text: &str) -> Result<Option<T>> {
    match text.trim() {
        "" => Ok(None),
        text => Ok(Some(text.parse().map_err(|_| Rejection::NotFound)?)),
    }
}

/// The tree to choose a category from.
///
/// # Errors
/// `Forbidden`.
pub async fn categories(op: &OpContext) -> Result<Vec<super::CategoryRow>> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let tree = schema::list_tree(&mut tx).await?;
    Ok(in_tree_order(tree))
}
