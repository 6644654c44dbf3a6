//! Choosing among what was found: a family's own page, parts side by side, and which columns a browser keeps.

use super::AppError;
use super::catalog::{Results, pairs_of};
#[cfg(feature = "ssr")]
use domain::catalog::SearchQuery;
use domain::catalog::compare::Comparison;
use domain::catalog::files::DocumentView;
use domain::catalog::query::query_string;
use domain::ids::SkuId;
use domain::pricing::explanation::PriceView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// A family and its selection table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyShown {
    /// Code in addresses.
    pub code: String,
    /// Chinese, English.
    pub name: (String, String),
    /// Standard and maker, those there are.
    pub marks: Vec<String>,
    /// What it is: Chinese, English; lines between line ends.
    pub description: (String, String),
    /// Pictures and papers all its parts have.
    pub documents: Vec<DocumentView>,
    /// Its parts.
    pub results: Results,
}

/// Parts side by side and what they cost the company in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compared {
    /// The parts.
    pub comparison: Comparison,
    /// Prices at the smallest order; none for visitors.
    pub prices: HashMap<SkuId, PriceView>,
    /// The seller's calendar day, from which dates of delivery count.
    pub today: chrono::NaiveDate,
}

/// The page of a family, narrowed down by the address's query string.
#[server]
pub async fn load_family_page(
    code: String,
    #[server(default)] query: String,
) -> Result<FamilyShown, AppError> {
    use super::backend::{Backend, answer, op};
    use domain::catalog::{edit::families::describe_family, files::service::list_of_family};
    let (backend, op) = (Backend::of_request()?, op().await?);
    let asked = SearchQuery::from_pairs(&pairs_of(&query));
    let mut query = SearchQuery { family: Some(code.clone()), category: None, text: String::new(), ..asked };
    let kept_for = recall_columns(&backend.catalog, &mut query);
    let found = domain::pricing::selection::family(&op, &backend.catalog, &backend.prices, &code, &query);
    let (family, prices, beside) = found.await.map_err(answer)?;
    let results = Results {
        page: family.page,
        prices,
        closest: Vec::new(),
        others: Vec::new(),
        known: Vec::new(),
        own: beside.own,
        instead: beside.instead,
        notes: beside.notes,
        query,
        kept_for,
        today: op.today(),
    };
    Ok(FamilyShown {
        name: (family.name_zh, family.name_en),
        marks: [family.standard, family.brand].into_iter().filter(|mark| !mark.is_empty()).collect(),
        description: describe_family(&op, &code).await.map_err(answer)?,
        documents: list_of_family(&op, &code).await.map_err(answer)?,
        code: family.code,
        results,
    })
}

/// Parts side by side, named in the address's query string.
#[server]
pub async fn load_comparison(#[server(default)] query: String) -> Result<Compared, AppError> {
    use super::backend::{Backend, answer, op};
    let (backend, op) = (Backend::of_request()?, op().await?);
    let named = part_numbers(&query);
    let (comparison, prices) =
        domain::pricing::selection::compare(&op, &backend.catalog, &named).await.map_err(answer)?;
    Ok(Compared { comparison, prices, today: op.today() })
}

/// The part numbers an address names to be compared, each once.
pub fn part_numbers(query: &str) -> Vec<String> {
    let mut numbers: Vec<String> = Vec::new();
    for (key, value) in pairs_of(query).into_iter().take(100) {
        let number: String = value.trim().chars().take(120).collect();
        if key == "part" && !number.is_empty() && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

/// Keeps the columns of a category in this browser and goes back to the table, which shows them; without any it shows the
/// usual ones again.
#[server(endpoint = "choose_columns")]
pub async fn choose_columns(
    #[server(default)] category: String,
    #[server(default)] columns: Vec<String>,
    #[server(default)] usual: String,
    #[server(default)] back: String,
) -> Result<(), AppError> {
    let chosen = if usual.is_empty() { columns } else { Vec::new() };
    let chosen: Vec<String> = chosen.into_iter().filter(|code| is_code(code)).take(40).collect();
    keep_columns(&super::backend::Backend::of_request()?, &category, &chosen);
    leptos_axum::redirect(&with_columns(&super::form::local(&back), &chosen));
    Ok(())
}

/// The address with these columns instead of those it had; what the last form said is gone.
pub fn with_columns(address: &str, columns: &[String]) -> String {
    let (path, query) = address.split_once('?').unwrap_or((address, ""));
    let stays = |pair: &(String, String)| !["col", "echo", "page"].contains(&pair.0.as_str());
    let mut pairs: Vec<_> = pairs_of(query).into_iter().filter(stays).collect();
    pairs.extend(columns.iter().map(|code| ("col".to_owned(), code.clone())));
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", query_string(&pairs)) }
}

#[cfg(feature = "ssr")]
mod kept {
    use super::super::backend::{Backend, cookie};
    use super::super::frame::add_cookie;
    use domain::catalog::{Catalog, SearchQuery, service};
    use http::request::Parts;
    use leptos::prelude::use_context;

    /// What the name of such a cookie begins with; the category's code follows.
    const NAME: &str = "cols.";
    /// Categories whose columns a browser keeps; a request's head has no room for all of them.
    const MOST: usize = 12;

    /// A code as the catalogue has them; nothing else gets into a cookie.
    pub(super) fn is_code(text: &str) -> bool {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'-';
        !text.is_empty() && text.len() <= 60 && text.bytes().all(plain)
    }

    /// Puts the columns this browser keeps for the query's category into it, unless the address names some. Says which
    /// category that is.
    pub(in crate::api) fn recall_columns(catalog: &Catalog, query: &mut SearchQuery) -> String {
        let category = service::category_of(catalog, query).filter(|code| is_code(code)).unwrap_or_default();
        if query.columns.is_empty() {
            let kept = cookie(&format!("{NAME}{category}")).unwrap_or_default();
            query.columns =
                kept.split('.').filter(|code| is_code(code)).take(40).map(str::to_owned).collect();
        }
        category
    }

    /// Writes them; of too many categories the first is forgotten.
    pub(super) fn keep_columns(backend: &Backend, category: &str, columns: &[String]) {
        if !category.is_empty() && !is_code(category) {
            return;
        }
        let secure = if backend.secure { "; Secure" } else { "" };
        let write = |name: &str, value: &str, age: u32| {
            add_cookie(&format!("{name}={value}; Path=/; Max-Age={age}; HttpOnly; SameSite=Lax{secure}"));
        };
        let name = format!("{NAME}{category}");
        let known = names();
        if known.len() >= MOST && !known.contains(&name) {
            known.iter().take(known.len() + 1 - MOST).for_each(|first| write(first, "", 0));
        }
        write(&name, &columns.join("."), if columns.is_empty() { 0 } else { 31_536_000 });
    }

    /// Names of these cookies in this request.
    fn names() -> Vec<String> {
        let Some(parts) = use_context::<Parts>() else { return Vec::new() };
        let all = parts.headers.get_all(http::header::COOKIE);
        let pairs = all.iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
        let names = pairs.filter_map(|pair| pair.trim().split_once('=').map(|(name, _)| name.to_owned()));
        names
            .filter(|name| name.strip_prefix(NAME).is_some_and(|rest| rest.is_empty() || is_code(rest)))
            .collect()
    }
}
#[cfg(feature = "ssr")]
pub(super) use kept::recall_columns;
#[cfg(feature = "ssr")]
use kept::{is_code, keep_columns};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chosen_columns_take_the_place_of_those_in_the_address() {
        let columns = ["length".to_owned(), "head_height".to_owned()];
        let back = "/search?q=M8&col=thread&page=3&echo=1&sort=-length";
        assert_eq!(with_columns(back, &columns), "/search?q=M8&sort=-length&col=length&col=head_height");
        assert_eq!(with_columns("/families/a?col=thread", &[]), "/families/a");
    }

    #[test]
    fn a_part_is_named_once() {
        assert_eq!(part_numbers("?part=A%2F1&from=q&part=B&part=A%2F1&part="), ["A/1", "B"]);
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn only_codes_get_into_a_cookie() {
        assert!(is_code("head_height") && is_code("o-rings"));
        assert!(!is_code("a;Path=/") && !is_code("a.b") && !is_code(""));
    }
}
