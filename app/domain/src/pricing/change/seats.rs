//! Who pays alike: a price hangs on the contracts a company is under and on its group, and on nothing else of it.

use super::rules::{Rules, Ruling};
use crate::error::Result;
use crate::ids::{CompanyId, ListId};
use crate::op::Tx;
use crate::pricing::store::percents as store;
use crate::pricing::terms::{ListKind, PriceList, Terms, Validity, VatRate};
use chrono::NaiveDate;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};
use uuid::Uuid;

/// All who are under the same contracts and of the same group.
pub(super) struct Seat {
    /// The company that has contracts, and those above it; nobody: without contracts.
    pub path: Vec<CompanyId>,
    pub group: Option<Uuid>,
    /// The lists that are open to them.
    pub lists: HashSet<ListId>,
    terms: OnceLock<(Terms, Terms)>,
}

/// Everybody who pays another price than somebody else, may be.
pub(super) async fn seats_in_tx(tx: &mut Tx, ruling: &Ruling) -> Result<Vec<Seat>> {
    let lists = || ruling.after.lists.values();
    let groups: BTreeSet<Uuid> = lists().filter_map(|own| own.group).collect();
    let holders: BTreeSet<Uuid> = lists().filter_map(|own| Some(own.company?.0)).collect();
    let holders: Vec<Uuid> = holders.into_iter().collect();
    // a group without a list is like none
    let known = |group: Option<Uuid>| group.filter(|group| groups.contains(group));
    let below = store::those_below(tx, &holders).await?;
    let below: BTreeSet<_> = below.into_iter().map(|(path, group)| (path, known(group))).collect();
    let alone =
        std::iter::once(None).chain(groups.iter().copied().map(Some)).map(|group| (Vec::new(), group));
    let mut by_owner: HashMap<(Option<CompanyId>, Option<Uuid>), Vec<ListId>> = HashMap::new();
    for own in lists() {
        by_owner.entry((own.company, own.group)).or_default().push(own.list.id);
    }
    let seat = |(path, group): (Vec<CompanyId>, Option<Uuid>)| {
        let owners = path.iter().map(|company| (Some(*company), None));
        let owners: BTreeSet<_> = owners.chain([(None, group), (None, None)]).collect();
        let lists = owners.iter().filter_map(|owner| by_owner.get(owner)).flatten().copied().collect();
        Seat { path, group, lists, terms: OnceLock::new() }
    };
    Ok(alone.chain(below).map(seat).collect())
}

impl Seat {
    /// The lists that let promotions in where a list after them does not.
    pub fn let_in(&self, ruling: &Ruling) -> Vec<ListId> {
        // from the most specific on
        let rank = |list: &PriceList| match list.kind {
            ListKind::Quote | ListKind::Promotion => None,
            ListKind::Contract => Some(0),
            ListKind::Group => Some(1),
            ListKind::Base => Some(2),
        };
        let lists = self.lists.iter().filter_map(|id| ruling.after.list(*id));
        let ranked: Vec<(u8, &PriceList)> = lists.filter_map(|list| Some((rank(list)?, list))).collect();
        let last_closed =
            ranked.iter().filter(|(_, list)| !list.allows_promotion).map(|(rank, _)| *rank).max();
        let lets_in = |(rank, list): &&(u8, &PriceList)| {
            list.allows_promotion && last_closed.is_some_and(|closed| *rank <= closed)
        };
        ranked.iter().filter(lets_in).map(|(_, list)| list.id).collect()
    }

    /// What counts for them now and with the document.
    pub fn terms(&self, ruling: &Ruling) -> &(Terms, Terms) {
        self.terms.get_or_init(|| {
            let of = |rules: &Rules| Terms {
                lists: self
                    .lists
                    .iter()
                    .filter_map(|id| rules.lists.get(id)?.open_to(&self.path, self.group))
                    .collect(),
                discounts: self.lists.iter().flat_map(|id| rules.discounts_of(*id)).cloned().collect(),
                vat: Arc::new([VatRate {
                    rate: ruling.vat_rate,
                    validity: Validity { from: NaiveDate::MIN, to: None },
                }]),
                ..Terms::default()
            };
            (of(&ruling.before), of(&ruling.after))
        })
    }
}
