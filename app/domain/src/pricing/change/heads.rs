//! The name and the end of a list and whether promotions may undercut it, changed by a document like its prices. Days that are
//! over stay: no end is set or taken back to before today, and a list that ended before today does not begin again, for it
//! would have held in between.

use super::draft::open_in_tx;
use super::write::by_rung;
use crate::audit;
use crate::error::Result;
use crate::ids::ChangeId;
use crate::op::{OpContext, Tx};
use crate::pricing::store::change_lines::LineWishes;
use crate::pricing::store::{heads as store, steps};
use crate::pricing::terms::ListKind;
use crate::pricing::timeline::{Wish, on};
use crate::rejection::{FieldProblem, Problem, Rejection, Thing};
use chrono::NaiveDate;
use serde_json::json;

/// What of a list's head can be changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its name as customers read it.
    pub name: String,
    /// First day on which it no longer holds.
    pub end: Option<NaiveDate>,
    /// Whether a promotion may undercut it.
    pub promotions: bool,
}

/// What somebody wants of a head; what is none stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Another name.
    pub name: Option<String>,
    /// Another end; the inner one is none for open-ended.
    pub end: Option<Option<NaiveDate>>,
    /// Whether promotions may undercut it.
    pub promotions: Option<bool>,
}

impl Head {
    /// This head with a wish fulfilled; an end is moved to today at the earliest. None when that would make a list hold again
    /// that ended before today.
    fn with(self, wanted: &Wanted, today: NaiveDate) -> Option<Head> {
        let is_over = self.end.is_some_and(|end| end < today);
        let end = match wanted.end {
            Some(Some(end)) if is_over && end <= today => self.end,
            Some(_) if is_over => return None,
            Some(end) => end.map(|end| end.max(today)),
            None => self.end,
        };
        let promotions = wanted.promotions.unwrap_or(self.promotions);
        Some(Head { name: wanted.name.clone().unwrap_or(self.name), end, promotions })
    }

    /// What a head becomes when only these wishes had ever been fulfilled on what it was first; `now` says what is over. None
    /// as in [`Head::with`].
    fn anew(now: Head, first: Head, wishes: &[Wanted], today: NaiveDate) -> Option<Head> {
        let would = wishes.iter().fold(first, |head, wanted| Head {
            name: wanted.name.clone().unwrap_or(head.name),
            end: wanted.end.unwrap_or(head.end),
            promotions: wanted.promotions.unwrap_or(head.promotions),
        });
        let Head { name, end, promotions } = would;
        now.with(&Wanted { name: Some(name), end: Some(end), promotions: Some(promotions) }, today)
    }
}

/// Writes into a draft what is to become of the head of a list.
///
/// # Errors
/// `Forbidden`; `NotFound`; `Stale` when it is no draft any more; `Fields` for an unknown list, one that has ended, a name that
/// is too long, an end before today, promotions that may undercut a promotion, or when nothing would change.
pub async fn set(op: &OpContext, number: &str, code: &str, wanted: Wanted) -> Result<()> {
    let mut tx = op.begin().await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    let code = code.trim();
    let refused = |field: &str, problem| Rejection::Fields(vec![FieldProblem::new(field, problem)]);
    let Some(found) = store::find_head(&mut tx, code).await? else {
        let (thing, typed) = (Thing::List, code.to_owned());
        return Err(refused("list", Problem::NoSuch { thing, typed }).into());
    };
    let (list, now) = (found.list, found.head);
    if now.end.is_some_and(|end| end < op.today()) {
        return Err(refused("list", Problem::ListEnded { list: code.to_owned() }).into());
    }
    let wanted = Wanted {
        name: wanted
            .name
            .map(|typed| typed.trim().to_owned())
            .filter(|typed| !typed.is_empty() && *typed != now.name),
        end: wanted.end.filter(|end| *end != now.end),
        promotions: wanted.promotions.filter(|promotions| *promotions != now.promotions),
    };
    if wanted == Wanted::default() {
        return Err(refused("name", Problem::Missing).into());
    }
    if wanted.name.as_ref().is_some_and(|name| name.chars().count() > 200) {
        return Err(refused("name", Problem::TooLong { max: 200 }).into());
    }
    if let Some(Some(end)) =
        wanted.end.filter(|end| end.is_some_and(|end| end <= found.from || end < op.today()))
    {
        let last = end.pred_opt().unwrap_or(end);
        return Err(refused("until", Problem::OutOfRange { typed: last.to_string() }).into());
    }
    if wanted.promotions.is_some() && found.kind == ListKind::Promotion {
        return Err(refused("promotions", Problem::UnknownChoice { typed: code.to_owned() }).into());
    }
    store::put_wish(&mut tx, change.id, list, &wanted).await?;
    let detail =
        json!({ "list": code, "name": wanted.name, "end": wanted.end, "promotions": wanted.promotions });
    audit::record_in_tx(&mut tx, op, "change_price_list", ("price_change", change.id.0), detail).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the change of a list's head out of a draft.
///
/// # Errors
/// `Forbidden`; `NotFound` when it is not in it; `Stale` when it is no draft any more.
pub async fn remove(op: &OpContext, number: &str, code: &str) -> Result<()> {
    let mut tx = op.begin().await?;
    let change = open_in_tx(&mut tx, op, number).await?;
    if !store::remove_wish(&mut tx, change.id, code.trim()).await? {
        return Err(Rejection::NotFound.into());
    }
    tx.commit().await?;
    Ok(())
}

/// The prices a document makes hold longer by moving the ends of lists: they count as wanted by it when floors are looked at.
pub(super) async fn longer_in_tx(tx: &mut Tx, op: &OpContext, change: ChangeId) -> Result<LineWishes> {
    let mut found = LineWishes::new();
    for wish in store::wishes(tx, change).await? {
        let (Some(old), Some(new)) = (wish.now.end, wish.wanted.end) else { continue };
        if !wish.moves_later() {
            continue;
        }
        let from = old.max(op.today());
        let steps = steps::lines_within(tx, wish.list, None, "").await?;
        for (rung, steps) in by_rung(steps) {
            if let Some(value) = on(&steps, from).and_then(|step| step.value) {
                found.push((rung, Wish { from, to: new, value: Some(value), by: None }));
            }
        }
    }
    Ok(found)
}

/// Fulfils what a document wants of heads, and keeps what they were.
pub(super) async fn publish_in_tx(tx: &mut Tx, op: &OpContext, change: ChangeId) -> Result<()> {
    for wish in store::wishes(tx, change).await? {
        store::keep(tx, change, wish.list, &wish.now).await?;
        // it ended while the document waited
        let head = wish.now.with(&wish.wanted, op.today()).ok_or(Rejection::Stale)?;
        store::write(tx, wish.list, &head).await?;
    }
    Ok(())
}

/// Takes back what a document made of heads. `Fields` when a list has ended that would have to hold again.
pub(super) async fn take_back_in_tx(tx: &mut Tx, op: &OpContext, change: ChangeId) -> Result<()> {
    for wish in store::wishes(tx, change).await? {
        let (first, stand) = store::history(tx, wish.list, change).await?;
        let first = first.unwrap_or_else(|| wish.now.clone());
        let Some(head) = Head::anew(wish.now, first, &stand, op.today()) else {
            let problem = Problem::ListEnded { list: wish.code };
            return Err(Rejection::Fields(vec![FieldProblem::new("reason", problem)]).into());
        };
        store::write(tx, wish.list, &head).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn head(name: &str, end: Option<&str>) -> Head {
        Head { name: name.into(), end: end.map(day), promotions: true }
    }

    fn becomes(name: &str, end: Option<&str>) -> Option<Head> {
        Some(head(name, end))
    }

    fn ends(end: Option<&str>) -> Wanted {
        Wanted { end: Some(end.map(day)), ..Wanted::default() }
    }

    #[test]
    fn an_end_moves_but_not_into_what_is_over() {
        let today = day("2026-06-10");
        let open = head("Contract", None);
        assert_eq!(
            open.clone().with(&ends(Some("2026-12-31")), today),
            becomes("Contract", Some("2026-12-31"))
        );
        assert_eq!(open.with(&ends(Some("2026-03-01")), today), becomes("Contract", Some("2026-06-10")));
        // one that ends today holds again: no day is over yet
        assert_eq!(head("Contract", Some("2026-06-10")).with(&ends(None), today), becomes("Contract", None));
        let over = head("Contract", Some("2026-06-09"));
        assert_eq!(over.clone().with(&ends(None), today), None);
        assert_eq!(over.clone().with(&ends(Some("2026-06-01")), today), Some(over));
        let renamed = Wanted { name: Some("New".into()), ..Wanted::default() };
        assert_eq!(
            head("Contract", Some("2025-01-01")).with(&renamed, today),
            becomes("New", Some("2025-01-01"))
        );
    }

    #[test]
    fn what_another_document_wants_stays_when_one_is_taken_back() {
        let today = day("2026-06-10");
        let first = head("Contract", Some("2026-05-01"));
        let renamed = Wanted { name: Some("New".into()), ..Wanted::default() };
        // it would have ended in May; it did not, so it ends today
        let now = head("New", Some("2027-01-01"));
        let stands = std::slice::from_ref(&renamed);
        assert_eq!(Head::anew(now.clone(), first.clone(), stands, today), becomes("New", Some("2026-06-10")));
        assert_eq!(Head::anew(now, first, &[ends(None)], today), becomes("Contract", None));
        // it would hold had it not been ended the day before yesterday: that cannot be made good
        assert_eq!(Head::anew(head("New", Some("2026-06-08")), head("Contract", None), stands, today), None);
    }

    #[test]
    fn promotions_are_kept_out_and_let_in_again() {
        let today = day("2026-06-10");
        let kept_out = Wanted { promotions: Some(false), ..Wanted::default() };
        let closed = Head { promotions: false, ..head("Contract", None) };
        assert_eq!(head("Contract", None).with(&kept_out, today).as_ref(), Some(&closed));
        assert_eq!(closed.clone().with(&ends(None), today).as_ref(), Some(&closed));
        let first = head("Contract", None);
        assert_eq!(Head::anew(closed.clone(), first.clone(), &[], today), Some(first.clone()));
        assert_eq!(Head::anew(closed.clone(), first, &[kept_out], today), Some(closed));
    }
}
