//! The lists and percentages of the house as they are, and as they will be with a document. Quotes are left out: no document
//! touches them; and so are contracts it cannot make another price under.

use super::simulate::as_owned;
use super::write::fulfilled;
use crate::error::Result;
use crate::ids::{ChangeId, CompanyId, ListId};
use crate::op::{OpContext, Tx};
use crate::pricing::resolve::quick::BaseLists;
use crate::pricing::store::change_lines::{self, DiscountWishes};
use crate::pricing::store::floors::vat_rate;
use crate::pricing::store::heads::{self, HeadWish};
use crate::pricing::store::simulation::OwnedList;
use crate::pricing::store::steps::{as_discounts, discounts_of};
use crate::pricing::store::{changes, percents as store};
use crate::pricing::terms::{Discount, Holder, ListKind, PriceList};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// Lists, and what percentages they say.
#[derive(Default)]
pub(super) struct Rules {
    pub lists: HashMap<ListId, OwnedList>,
    pub discounts: HashMap<ListId, Vec<Discount>>,
}

impl Rules {
    fn new(lists: impl Iterator<Item = OwnedList>, discounts: Vec<Discount>) -> Self {
        let mut rules =
            Rules { lists: lists.map(|own| (own.list.id, own)).collect(), discounts: HashMap::new() };
        for discount in discounts.into_iter().filter(|discount| rules.lists.contains_key(&discount.list)) {
            rules.discounts.entry(discount.list).or_default().push(discount);
        }
        rules
    }

    /// What a list says of percentages.
    pub fn discounts_of(&self, list: ListId) -> &[Discount] {
        self.discounts.get(&list).map(Vec::as_slice).unwrap_or_default()
    }

    pub fn list(&self, list: ListId) -> Option<&PriceList> {
        self.lists.get(&list).map(|own| &own.list)
    }

    pub fn base(&self) -> BaseLists<'_> {
        BaseLists::of(self.lists.values().map(|own| &own.list))
    }
}

impl OwnedList {
    /// The list as it is open to a company of this way up and this group; none when it is not.
    pub(super) fn open_to(&self, path: &[CompanyId], group: Option<Uuid>) -> Option<PriceList> {
        let holder = match (self.company, self.group) {
            (Some(owner), _) => {
                let steps_up = path.iter().position(|above| *above == owner)?;
                // a quote is its company's own
                if self.list.kind == ListKind::Quote && steps_up > 0 {
                    return None;
                }
                Some(Holder { company: owner, steps_up, known_as: None })
            }
            (None, Some(own)) if group != Some(own) => return None,
            _ => None,
        };
        Some(PriceList { holder, ..self.list.clone() })
    }
}

/// What a document does to the rules.
pub(super) struct Ruling {
    pub before: Rules,
    pub after: Rules,
    /// The percentages it says or takes away.
    pub percents: DiscountWishes,
    /// What it wants of the heads of lists.
    pub heads: Vec<HeadWish>,
    /// The lists it makes.
    pub made: HashSet<ListId>,
    pub today: NaiveDate,
    pub vat_rate: Decimal,
}

impl Ruling {
    /// Before its publication or in the middle of it: what it makes is never among what is there before.
    pub async fn load(tx: &mut Tx, op: &OpContext, change: ChangeId) -> Result<Ruling> {
        let today = op.today();
        let percents = change_lines::discount_wishes(tx, change).await?;
        let heads = heads::wishes(tx, change).await?;
        let mut made = HashMap::new();
        for (id, head) in changes::list_heads(tx, change).await? {
            made.insert(id, as_owned(id, serde_json::from_value(head)?));
        }
        let mut lists = store::lists(tx, change, today).await?;
        lists.retain(|own| !made.contains_key(&own.list.id));
        let ids: Vec<Uuid> = lists.iter().map(|own| own.list.id.0).collect();
        let now = discounts_of(tx, &ids).await?;
        let mut after = lists.clone();
        for own in &mut after {
            if let Some(head) = heads.iter().find(|head| head.list == own.list.id) {
                head.fulfil(&mut own.list);
            }
        }
        let made_ids = made.keys().copied().collect();
        let with = as_discounts(fulfilled(&now, percents.clone(), today));
        Ok(Ruling {
            before: Rules::new(lists.into_iter(), as_discounts(now)),
            after: Rules::new(after.into_iter().chain(made.into_values()), with),
            percents,
            heads,
            made: made_ids,
            today,
            vat_rate: vat_rate(tx, today).await?,
        })
    }
}
