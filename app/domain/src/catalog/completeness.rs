//! How complete the catalogue is: per SKU, and per category with what is missing most.
//!
//! A listed parameter counts one, a required one two, a picture one, a document one. The score of a category is the mean
//! of its active SKUs: within a category they all have the same points to get, so it is counted set-wise.

#[cfg(feature = "ssr")]
use super::edit::LinkRow;
use super::edit::ParameterBrief;
use crate::ids::CategoryId;
use serde::{Deserialize, Serialize};

/// What one SKU has.
#[cfg(feature = "ssr")]
pub(crate) struct Has<'a> {
    pub(crate) parameters: &'a std::collections::BTreeMap<String, serde_json::Value>,
    pub(crate) picture: bool,
    pub(crate) document: bool,
}

/// Points of a picture and a document together.
const PAPERS: u64 = 2;

fn weight(required: bool) -> u64 {
    if required { 2 } else { 1 }
}

/// The score of one SKU, in percent, rounded down: 100 means that nothing is missing.
#[cfg(feature = "ssr")]
pub(crate) fn percent(links: &[LinkRow], has: &Has<'_>) -> u32 {
    let all: u64 = links.iter().map(|l| weight(l.required)).sum();
    let filled = |l: &&LinkRow| has.parameters.contains_key(&l.parameter.code);
    let got: u64 = links.iter().filter(filled).map(|l| weight(l.required)).sum();
    share(got + u64::from(has.picture) + u64::from(has.document), all + PAPERS)
}

fn share(got: u64, all: u64) -> u32 {
    u32::try_from(got * 100 / all.max(1)).unwrap_or(100)
}

/// A parameter SKUs of a category lack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gap {
    /// The parameter.
    pub parameter: ParameterBrief,
    /// A SKU without it is incomplete.
    pub required: bool,
    /// Active SKUs without it.
    pub missing: u64,
}

/// How complete a category is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CategoryScore {
    /// The category.
    pub id: CategoryId,
    /// Name, 中文
    pub name_zh: String,
    /// Name, English
    pub name_en: String,
    /// Active SKUs.
    pub skus: u64,
    /// Mean of their scores, in percent, rounded down.
    pub percent: u32,
    /// What is missing, required first, then by how many SKUs lack it.
    pub gaps: Vec<Gap>,
    /// Active SKUs without a picture.
    pub without_picture: u64,
    /// Active SKUs without a document.
    pub without_document: u64,
}

/// The figures of one category, as the database counts them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The category.
    pub id: CategoryId,
    /// Name, 中文
    pub name_zh: String,
    /// Name, English
    pub name_en: String,
    /// Active SKUs.
    pub skus: u64,
    /// Those without a picture.
    pub without_picture: u64,
    /// Those without a document.
    pub without_document: u64,
}

/// Scores a category: `links` are all it lists, each with the SKUs that lack it.
pub fn score(counted: Counted, links: Vec<Gap>) -> CategoryScore {
    let skus = counted.skus;
    let all: u64 = links.iter().map(|g| weight(g.required)).sum::<u64>() + PAPERS;
    let filled: u64 = links.iter().map(|g| weight(g.required) * skus.saturating_sub(g.missing)).sum();
    let papers = 2 * skus - (counted.without_picture + counted.without_document).min(2 * skus);
    let mut gaps: Vec<Gap> = links.into_iter().filter(|g| g.missing > 0).collect();
    gaps.sort_by(|a, b| {
        let key = |g: &Gap| (!g.required, std::cmp::Reverse(g.missing));
        key(a).cmp(&key(b)).then_with(|| a.parameter.code.cmp(&b.parameter.code))
    });
    CategoryScore {
        id: counted.id,
        name_zh: counted.name_zh,
        name_en: counted.name_en,
        skus,
        percent: share(filled + papers, all * skus),
        gaps,
        without_picture: counted.without_picture,
        without_document: counted.without_document,
    }
}

#[cfg(feature = "ssr")]
pub use service::list_scores;

#[cfg(feature = "ssr")]
mod service {
    //! Asking for the scores.

    use super::{CategoryScore, score};
    use crate::accounts::permission::Permission;
    use crate::catalog::edit::store::completeness as store;
    use crate::error::Result;
    use crate::ids::CategoryId;
    use crate::op::OpContext;

    /// All categories with SKUs, the least complete first; one of them when it is named.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn list_scores(op: &OpContext, only: Option<CategoryId>) -> Result<Vec<CategoryScore>> {
        op.require(Permission::EditCatalogue)?;
        let mut tx = op.read().await?;
        store::allow_long(&mut tx).await?;
        let counted = store::count_categories(&mut tx, only).await?;
        let mut gaps = store::list_missing(&mut tx, only).await?;
        drop(tx);
        let mut scores: Vec<CategoryScore> = counted
            .into_iter()
            .map(|c| {
                let links = gaps.remove(&c.id).unwrap_or_default();
                score(c, links)
            })
            .collect();
        scores.sort_by(|a, b| (a.percent, &a.name_en).cmp(&(b.percent, &b.name_en)));
        Ok(scores)
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use crate::catalog::parameter::ParameterKind;
    use crate::ids::ParameterId;
    use serde_json::json;
    use std::collections::BTreeMap;
    use uuid::Uuid;

    fn brief(code: &str) -> ParameterBrief {
        ParameterBrief {
            id: ParameterId(Uuid::nil()),
            code: code.into(),
            name_zh: code.into(),
            name_en: code.into(),
            kind: ParameterKind::Text,
            unit: String::new(),
            many: false,
        }
    }

    fn link(code: &str, required: bool) -> LinkRow {
        LinkRow { parameter: brief(code), position: 0, facet: true, required, distinguishes: false }
    }

    #[test]
    fn a_required_parameter_counts_twice() {
        let links = [link("thread", true), link("length", false)];
        let parameters = BTreeMap::from([("thread".to_owned(), json!("M8"))]);
        let has = |picture, document| Has { parameters: &parameters, picture, document };
        assert_eq!(percent(&links, &has(false, false)), 40); // 2 of 2 + 1 + 2
        assert_eq!(percent(&links, &has(true, true)), 80);
        assert_eq!(percent(&[], &has(false, true)), 50);
    }

    #[test]
    fn a_category_is_the_mean_of_its_parts_and_names_the_worst_gap_first() {
        let gap = |code: &str, required, missing| Gap { parameter: brief(code), required, missing };
        let counted = Counted {
            id: CategoryId(Uuid::nil()),
            name_zh: "螺钉".into(),
            name_en: "Screws".into(),
            skus: 4,
            without_picture: 4,
            without_document: 1,
        };
        let links = vec![gap("length", false, 3), gap("thread", true, 1), gap("pitch", false, 0)];
        let scored = score(counted, links);
        // of (1 + 2 + 1 + 2) × 4 = 24: length 1, thread 6, pitch 4, papers 3
        assert_eq!(scored.percent, 14 * 100 / 24);
        let order: Vec<_> = scored.gaps.iter().map(|g| g.parameter.code.as_str()).collect();
        assert_eq!(order, ["thread", "length"]);
    }
}
