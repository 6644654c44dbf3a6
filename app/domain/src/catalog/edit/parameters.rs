//! Parameters and the names of their values. What SKUs carry decides what may still change.

use super::store::parameters as store;
use super::store::{
    difference, insert_all_changed, insert_schema_change, list_history, lock_catalogue, schema,
};
use super::typed::{Typed, aliases, refused};
use super::{ParameterBrief, ParameterDesk, ParameterForm, ParameterRow, ValueForm, ValueRow};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::catalog::parameter::{ParameterKind, StoredValue};
use crate::error::Result;
use crate::ids::ParameterId;
use crate::op::{OpContext, Tx};
use crate::rejection::{Problem, Rejection};
use serde_json::{Value as Json, json};

/// The audit trail's word for a parameter.
const KIND: &str = "parameter";
/// Named values a parameter may have.
const MOST_VALUES: usize = 5_000;
/// Other names a parameter or a value may have.
const MOST_ALIASES: usize = 50;

/// All parameters, narrowed by a text.
///
/// # Errors
/// `Forbidden`.
pub async fn list_parameters(op: &OpContext, text: &str) -> Result<Vec<ParameterRow>> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let rows = store::list_parameters(&mut tx, text.trim()).await?;
    Ok(rows)
}

/// What the parameters of these codes are called, for parts' pages. Visitors may ask.
///
/// # Errors
/// Database errors.
pub async fn name_parameters(op: &OpContext, codes: &[String]) -> Result<Vec<ParameterBrief>> {
    let mut tx = op.read().await?;
    let found = store::list_named(&mut tx, codes).await?;
    Ok(found)
}

/// One parameter with its values.
///
/// # Errors
/// `Forbidden`, `NotFound`.
pub async fn load_parameter(op: &OpContext, id: ParameterId) -> Result<ParameterDesk> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let (parameter, aliases, version) =
        store::find_parameter(&mut tx, id).await?.ok_or(Rejection::NotFound)?;
    let values = store::list_values(&mut tx, id).await?;
    let categories = store::list_categories_of(&mut tx, id).await?;
    let skus = store::count_carrying(&mut tx, &parameter.code, None).await?;
    let history = list_history(&mut tx, KIND, id.0).await?;
    Ok(ParameterDesk { parameter, aliases, version, values, categories, skus, history })
}

/// Adds a parameter to the schema.
///
/// # Errors
/// `Forbidden`; `Fields`.
pub async fn create_parameter(op: &OpContext, form: &ParameterForm) -> Result<ParameterId> {
    op.require(Permission::EditCatalogue)?;
    let mut typed = Typed::default();
    let code = typed.code("code", &form.code, '_');
    let (new, aliases) = read(typed, form, ParameterId::new(), code)?;
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    store::insert_parameter(&mut tx, &new, &aliases).await?;
    insert_schema_change(&mut tx).await?;
    let detail = json!({ "after": facts(&new, &aliases) });
    audit::record_in_tx(&mut tx, op, "create_parameter", (KIND, new.id.0), detail).await?;
    tx.commit().await?;
    Ok(new.id)
}

/// Renames a parameter or changes what its values are.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields`, also when SKUs carry values that would not fit another kind, or any value
/// while the unit changes.
pub async fn save_parameter(
    op: &OpContext,
    id: ParameterId,
    version: i32,
    form: &ParameterForm,
) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let (old, known) = lock(&mut tx, id, version).await?;
    let (new, aliases) = read(Typed::default(), form, id, old.code.clone())?;
    let otherwise = new.kind != old.kind || new.many != old.many;
    if otherwise {
        let field = if new.kind == old.kind { "many" } else { "kind" };
        refuse_misfits(&mut tx, field, &new).await?;
    }
    if new.unit != old.unit {
        let parts = store::count_carrying(&mut tx, &old.code, None).await?;
        if parts > 0 {
            return Err(refused("unit", Problem::InUse { parts, example: String::new() }).into());
        }
    }
    if let Some(detail) = difference(&facts(&old, &known), &facts(&new, &aliases)) {
        store::update_parameter(&mut tx, &new, &aliases, version).await?;
        match otherwise {
            true => insert_all_changed(&mut tx).await?,
            false => insert_schema_change(&mut tx).await?,
        }
        audit::record_in_tx(&mut tx, op, "save_parameter", (KIND, id.0), detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Writes a named value, a new one or one that is there, with its other names and its place.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields`, also for a parameter whose values have no names.
pub async fn save_value(op: &OpContext, id: ParameterId, version: i32, form: &ValueForm) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut typed = Typed::default();
    let code = typed.needed("code", &form.code, 100);
    let name_zh = typed.needed("name_zh", &form.name_zh, 200);
    let name_en = typed.needed("name_en", &form.name_en, 200);
    let names = read_aliases(&mut typed, &form.aliases, &code);
    let place = typed.whole("position", &form.position, 0, (0, 100_000));
    typed.done()?;
    let mut tx = op.begin().await?;
    let parameter = lock(&mut tx, id, version).await?;
    if !matches!(parameter.0.kind, ParameterKind::Enum) {
        let problem = Problem::UnknownChoice { typed: parameter.0.kind.as_str().to_owned() };
        return Err(refused("code", problem).into());
    }
    let before = store::list_values(&mut tx, id).await?;
    let old = before.iter().find(|v| v.code == code);
    if old.is_none() && before.len() >= MOST_VALUES {
        return Err(refused("code", Problem::OutOfRange { typed: before.len().to_string() }).into());
    }
    let ordered = placed(&before, &code, place);
    let position = i32::try_from(ordered.iter().position(|c| *c == code).unwrap_or(0) + 1).unwrap_or(0);
    let new = ValueRow { code, name_zh, name_en, aliases: names, position };
    let detail = difference(&old.map_or(json!({}), value_facts), &value_facts(&new));
    if let Some(mut detail) = detail {
        detail["value"] = json!(new.code);
        store::upsert_value(&mut tx, id, &new).await?;
        store::number_values(&mut tx, id, &ordered).await?;
        close_values(&mut tx, op, &parameter, version, "save_value", detail).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes a named value away.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` while SKUs carry it.
pub async fn remove_value(op: &OpContext, id: ParameterId, version: i32, code: &str) -> Result<()> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let parameter = lock(&mut tx, id, version).await?;
    let before = store::list_values(&mut tx, id).await?;
    let old = before.iter().find(|v| v.code == code).ok_or(Rejection::NotFound)?;
    let parts = store::count_carrying(&mut tx, &parameter.0.code, Some(code)).await?;
    if parts > 0 {
        return Err(refused("code", Problem::InUse { parts, example: code.to_owned() }).into());
    }
    store::delete_value(&mut tx, id, code).await?;
    let detail = json!({ "value": code, "before": value_facts(old) });
    close_values(&mut tx, op, &parameter, version, "remove_value", detail).await?;
    tx.commit().await?;
    Ok(())
}

async fn close_values(
    tx: &mut Tx,
    op: &OpContext,
    (parameter, aliases): &(ParameterBrief, Vec<String>),
    version: i32,
    operation: &str,
    detail: Json,
) -> Result<()> {
    store::update_parameter(tx, parameter, aliases, version).await?;
    insert_schema_change(tx).await?;
    audit::record_in_tx(tx, op, operation, (KIND, parameter.id.0), detail).await
}

/// The parameter as it stands, and what else it is called.
async fn lock(tx: &mut Tx, id: ParameterId, version: i32) -> Result<(ParameterBrief, Vec<String>)> {
    lock_catalogue(tx).await?;
    let (parameter, aliases, stored) = store::find_parameter(tx, id).await?.ok_or(Rejection::NotFound)?;
    schema::stale_unless(stored == version)?;
    Ok((parameter, aliases))
}

/// Values stay as they are stored, so a kind that cannot read one of them is refused, and one value where some have several.
async fn refuse_misfits(tx: &mut Tx, field: &str, new: &ParameterBrief) -> Result<()> {
    let carried = store::list_carried(tx, &new.code).await?;
    let fits = |value: &Json| {
        let stored: Option<StoredValue> = serde_json::from_value(value.clone()).ok();
        stored.is_some_and(|stored| {
            let count = stored.count(new.kind);
            stored.values(new.kind).len() == count && (new.many || count == 1)
        })
    };
    let misfits: Vec<&(Json, i64)> = carried.iter().filter(|(value, _)| !fits(value)).collect();
    let Some((value, _)) = misfits.first() else { return Ok(()) };
    let parts = misfits.iter().map(|(_, skus)| u64::try_from(*skus).unwrap_or(0)).sum();
    let example = match value {
        Json::String(text) => text.clone(),
        Json::Array(texts) => texts.iter().filter_map(Json::as_str).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    };
    Err(refused(field, Problem::InUse { parts, example }).into())
}

/// All codes in their order with this one at the place asked for; without a place where it is, else last.
fn placed(values: &[ValueRow], code: &str, place: i32) -> Vec<String> {
    let mut codes: Vec<String> = values.iter().map(|v| v.code.clone()).collect();
    let known = codes.iter().position(|c| c == code);
    let at = match (usize::try_from(place).ok().filter(|p| *p > 0), known) {
        (Some(place), _) => place - 1,
        (None, Some(known)) => known,
        (None, None) => codes.len(),
    };
    codes.retain(|c| c != code);
    codes.insert(at.min(codes.len()), code.to_owned());
    codes
}

/// Other names as typed, without the one it has anyway.
fn read_aliases(typed: &mut Typed, text: &str, code: &str) -> Vec<String> {
    let names = aliases(text, code);
    if names.iter().any(|a| a.chars().count() > 100 || a.chars().any(char::is_control)) {
        typed.note("aliases", Problem::TooLong { max: 100 });
    } else if names.len() > MOST_ALIASES {
        typed.note("aliases", Problem::OutOfRange { typed: names.len().to_string() });
    }
    names
}

fn read(
    mut typed: Typed,
    form: &ParameterForm,
    id: ParameterId,
    code: String,
) -> Result<(ParameterBrief, Vec<String>)> {
    let name_zh = typed.needed("name_zh", &form.name_zh, 200);
    let name_en = typed.needed("name_en", &form.name_en, 200);
    let kind = ParameterKind::parse(form.kind.trim());
    if kind.is_none() {
        typed.note("kind", Problem::UnknownChoice { typed: form.kind.trim().to_owned() });
    }
    let unit = typed.text("unit", &form.unit, 20);
    let kind = kind.unwrap_or(ParameterKind::Text);
    if !unit.is_empty() && !kind.is_numeric() {
        typed.note("unit", Problem::UnknownChoice { typed: unit.clone() });
    }
    let many = form.many == "yes";
    if many && !matches!(kind, ParameterKind::Enum | ParameterKind::Text) {
        typed.note("many", Problem::SeveralWordsOnly);
    }
    let aliases = read_aliases(&mut typed, &form.aliases, &code);
    typed.done()?;
    Ok((ParameterBrief { id, code, name_zh, name_en, kind, unit, many }, aliases))
}

fn facts(p: &ParameterBrief, aliases: &[String]) -> Json {
    json!({ "code": p.code, "name_zh": p.name_zh, "name_en": p.name_en, "kind": p.kind.as_str(), "unit": p.unit,
        "many": p.many, "aliases": aliases })
}

fn value_facts(v: &ValueRow) -> Json {
    json!({ "name_zh": v.name_zh, "name_en": v.name_en, "aliases": v.aliases, "position": v.position })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_goes_where_it_is_put_and_pushes_the_rest() {
        let value = |code: &str| ValueRow {
            code: code.into(),
            name_zh: String::new(),
            name_en: String::new(),
            aliases: Vec::new(),
            position: 0,
        };
        let values = ["M3", "M4", "M5"].map(value);
        assert_eq!(placed(&values, "M5", 1), ["M5", "M3", "M4"]);
        assert_eq!(placed(&values, "M3.5", 2), ["M3", "M3.5", "M4", "M5"]);
        assert_eq!(placed(&values, "M6", 0), ["M3", "M4", "M5", "M6"]);
        assert_eq!(placed(&values, "M4", 0), ["M3", "M4", "M5"]);
        assert_eq!(placed(&values, "M6", 99), ["M3", "M4", "M5", "M6"]);
    }
}
