//! SQL that finds what rows of prices name: lists and whose, parts, categories, brands, by the thousand.

use super::known_basis;
use crate::error::Result;
use crate::ids::{CategoryId, ChangeId, CompanyId, ListId, SkuId};
use crate::op::Tx;
use crate::rejection::{CategoryName, Problem, Thing};
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Parts by 型号, each with how many units its prices are stated for.
pub(in crate::pricing) async fn parts(
    tx: &mut Tx,
    wanted: &[String],
) -> Result<HashMap<String, (SkuId, u32)>> {
    let rows = sqlx::query!(
        "select id, part_number, price_basis from catalog.skus where part_number = any($1)",
        wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|row| Ok((row.part_number, (SkuId(row.id), known_basis(row.price_basis)?))))
        .collect()
}

/// Categories by code, or by a name that one alone has; as they were written.
pub(in crate::pricing) async fn categories(
    tx: &mut Tx,
    wanted: &[String],
) -> Result<HashMap<String, CategoryId>> {
    let wanted: HashSet<&str> = wanted.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let wanted: Vec<String> = wanted.into_iter().map(str::to_owned).collect();
    let rows = sqlx::query!(
        r#"select n.name as "name!", c.id from unnest($1::text[]) as n (name) join catalog.categories c on c.code = n.name
           union all
           select n.name, (array_agg(c.id))[1] from unnest($1::text[]) as n (name)
           join catalog.categories c on lower(n.name) in (lower(c.name_zh), lower(c.name_en))
           where not exists (select from catalog.categories o where o.code = n.name) group by n.name having count(*) = 1"#,
        &wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().filter_map(|row| Some((row.name, CategoryId(row.id?)))).collect())
}

/// Why these texts mean no category: several are called so, or a family is. What is not among them is nothing at all.
pub(in crate::pricing) async fn no_categories(
    tx: &mut Tx,
    thing: Thing,
    wanted: &[String],
) -> Result<HashMap<String, Problem>> {
    let rows = sqlx::query!(
        r#"select n.name as "typed!", c.code as "code?", c.name_zh as "name_zh?", c.name_en as "name_en?",
             (select count(*) from catalog.categories o where lower(n.name) in (lower(o.name_zh), lower(o.name_en))) as "same!"
           from unnest($1::text[]) as n (name) left join lateral (
             select distinct c.code, c.name_zh, c.name_en from catalog.families f join catalog.categories c on c.id = f.category_id
             where lower(n.name) in (lower(f.code), lower(f.name_zh), lower(f.name_en)) order by c.code limit 3) c on true
           order by n.name, c.code"#,
        wanted
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: HashMap<String, Problem> = HashMap::new();
    for row in rows {
        let typed = row.typed.clone();
        let problem = found.entry(row.typed).or_insert_with(|| match row.same {
            0 => Problem::IsFamily { typed, categories: Vec::new() },
            _ => Problem::SeveralCalled { thing, typed },
        });
        let of_family = row.code.zip(row.name_zh).zip(row.name_en);
        if let (Problem::IsFamily { categories, .. }, Some(((code, name_zh), name_en))) = (problem, of_family)
        {
            categories.push(CategoryName { code, name_zh, name_en });
        }
    }
    found.retain(
        |_, problem| !matches!(problem, Problem::IsFamily { categories, .. } if categories.is_empty()),
    );
    Ok(found)
}

/// The category of a code or a name, or why there is none.
pub(in crate::pricing) async fn category(
    tx: &mut Tx,
    name: &str,
) -> Result<std::result::Result<CategoryId, Problem>> {
    let wanted = [name.to_owned()];
    if let Some(found) = categories(tx, &wanted).await?.remove(name) {
        return Ok(Ok(found));
    }
    let why = no_categories(tx, Thing::Category, &wanted).await?.remove(name);
    Ok(Err(why.unwrap_or(Problem::NoSuch { thing: Thing::Category, typed: name.to_owned() })))
}

/// Brands by how they were written: `brand:NSK` or `NSK`.
pub(in crate::pricing) async fn brands(tx: &mut Tx, wanted: &[String]) -> Result<HashMap<String, String>> {
    let names: Vec<String> =
        wanted.iter().map(|name| bare(name).to_owned()).filter(|n| !n.is_empty()).collect();
    if names.is_empty() {
        return Ok(HashMap::new());
    }
    let known =
        sqlx::query_scalar!("select distinct brand from catalog.families where brand = any($1)", &names)
            .fetch_all(&mut **tx)
            .await?;
    let written = wanted.iter().filter(|name| known.iter().any(|brand| brand == bare(name)));
    Ok(written.map(|name| (name.clone(), bare(name).to_owned())).collect())
}

fn bare(name: &str) -> &str {
    name.trim_start_matches("brand:").trim()
}

/// The 型号 of a part.
pub(in crate::pricing) async fn part_number(tx: &mut Tx, sku: SkuId) -> Result<String> {
    Ok(sqlx::query_scalar!("select part_number from catalog.skus where id = $1", sku.0)
        .fetch_one(&mut **tx)
        .await?)
}

/// The 型号 of parts.
pub(in crate::pricing) async fn part_numbers(tx: &mut Tx, skus: &[SkuId]) -> Result<HashMap<SkuId, String>> {
    let wanted: Vec<Uuid> = skus.iter().map(|sku| sku.0).collect();
    let rows = sqlx::query!("select id, part_number from catalog.skus where id = any($1)", &wanted)
        .fetch_all(&mut **tx)
        .await?;
    Ok(rows.into_iter().map(|row| (SkuId(row.id), row.part_number)).collect())
}

/// The list with precedence among the contracts of companies and the lists of groups, by their codes.
pub(in crate::pricing) struct Holder {
    pub code: String,
    pub company: Option<CompanyId>,
    pub group: Option<Uuid>,
    pub name: String,
    pub list: Option<ListId>,
}

/// Companies by code, each with the contract that counts first of those that have not ended on a day.
pub(in crate::pricing) async fn companies_by_code(
    tx: &mut Tx,
    codes: &[String],
    day: NaiveDate,
) -> Result<Vec<Holder>> {
    let rows = sqlx::query!(
        r#"select c.id, c.code, c.name, (select l.id from pricing.lists l where l.company_id = c.id and l.kind = 'contract'
             and (l.valid_to is null or l.valid_to > $2) order by l.valid_from desc, l.code limit 1) as list
           from accounts.companies c where c.code = any($1)"#,
        codes,
        day
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holder {
            code: row.code,
            company: Some(CompanyId(row.id)),
            group: None,
            name: row.name,
            list: row.list.map(ListId),
        })
        .collect())
}

/// The company of a code, or the only one whose name has this text in it; else why none.
pub(in crate::pricing) async fn company_called(
    tx: &mut Tx,
    text: &str,
) -> Result<std::result::Result<CompanyId, Problem>> {
    let found = sqlx::query!(
        r#"select id, code = upper($1) as "exact!" from accounts.companies
           where code = upper($1) or ($1 <> '' and strpos(lower(name), lower($1)) > 0) order by 2 desc limit 2"#,
        text
    )
    .fetch_all(&mut **tx)
    .await?;
    let (thing, typed) = (Thing::Customer, text.to_owned());
    Ok(match found.as_slice() {
        [] => Err(Problem::NoSuch { thing, typed }),
        [one] => Ok(CompanyId(one.id)),
        [first, ..] if first.exact => Ok(CompanyId(first.id)),
        _ => Err(Problem::SeveralCalled { thing, typed }),
    })
}

/// Groups by code, each with the list that counts first of those that have not ended on a day.
pub(in crate::pricing) async fn groups_by_code(
    tx: &mut Tx,
    codes: &[String],
    day: NaiveDate,
) -> Result<Vec<Holder>> {
    let rows = sqlx::query!(
        r#"select g.id, g.code, g.name_zh, (select l.id from pricing.lists l where l.group_id = g.id and l.kind = 'group'
             and (l.valid_to is null or l.valid_to > $2) order by l.valid_from desc, l.code limit 1) as list
           from accounts.price_groups g where g.code = any($1)"#,
        codes,
        day
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows
        .into_iter()
        .map(|row| Holder {
            code: row.code,
            company: None,
            group: Some(row.id),
            name: row.name_zh,
            list: row.list.map(ListId),
        })
        .collect())
}

/// Lists by code; those a document makes among them. A quote stays what was offered.
pub(in crate::pricing) async fn lists_by_code(
    tx: &mut Tx,
    change: ChangeId,
    codes: &[String],
) -> Result<Vec<(String, ListId)>> {
    let rows = sqlx::query!(
        r#"select l.code as "code!", l.id as "id!" from pricing.lists l where l.code = any($2) and l.kind <> 'quote'
           union all
           select h.head ->> 'code', h.list_id from pricing.change_lists h where h.change_id = $1 and h.head ->> 'code' = any($2)
             and not exists (select from pricing.lists l where l.id = h.list_id)"#,
        change.0,
        codes
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.code, ListId(row.id))).collect())
}

/// Lists by the names people know them by, where one alone is called so, quotes aside; names in upper case.
pub(in crate::pricing) async fn lists_by_name(
    tx: &mut Tx,
    names: &[String],
) -> Result<Vec<(String, ListId)>> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let rows = sqlx::query!(
        r#"select upper(l.name) as "name!", (array_agg(l.id))[1] as "id!" from pricing.lists l
           where upper(l.name) = any($1) and l.kind <> 'quote' group by upper(l.name) having count(*) = 1"#,
        names
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (row.name, ListId(row.id))).collect())
}

/// Of these names, in upper case, those that several lists have.
pub(in crate::pricing) async fn shared_list_names(tx: &mut Tx, names: &[String]) -> Result<HashSet<String>> {
    if names.is_empty() {
        return Ok(HashSet::new());
    }
    let rows = sqlx::query_scalar!(
        r#"select upper(l.name) as "name!" from pricing.lists l
           where upper(l.name) = any($1) and l.kind <> 'quote' group by upper(l.name) having count(*) > 1"#,
        names
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().collect())
}

/// The list of a code or of a name no other has, those a document makes among them; else why none.
pub(in crate::pricing) async fn list(
    tx: &mut Tx,
    change: ChangeId,
    typed: &str,
) -> Result<std::result::Result<ListId, Problem>> {
    let said = [typed.trim().to_uppercase()];
    let mut found = lists_by_code(tx, change, &said).await?;
    if found.is_empty() {
        found = lists_by_name(tx, &said).await?;
    }
    if let Some((_, list)) = found.into_iter().next() {
        return Ok(Ok(list));
    }
    let shared = !shared_list_names(tx, &said).await?.is_empty();
    let (thing, typed) = (Thing::List, typed.trim().to_owned());
    Ok(Err(if shared { Problem::SeveralCalled { thing, typed } } else { Problem::NoSuch { thing, typed } }))
}
