//! Prices a document lowers without naming them. A base price that falls takes along what percentages published long ago make
//! of it; a price or percentage that is taken away lets another one hold, of its list or of a less specific one; a list that
//! takes promotions from now on lets them undercut it.
//!
//! For every part with a floor that the document touches, the engine prices those who see it, now and with the document, at
//! every quantity and on every day on which something changes. What becomes lower than it was and is below the floor counts,
//! once a part, whoever pays it and however many do. What stays or rises does not: it was granted when it was published.
//!
//! Nobody pays each price alone: companies under the same contracts and of the same group are one [`Seat`]. When a base price
//! falls, they are asked in the order of what they have off, until the largest percentage left keeps the floor.
//!
//! Not looked at: a list that ends earlier or begins, for parts the document does not name. Another list then prices them.

use super::floors::FloorBook;
use super::percents::{PORTION, Wanted, by_part, lines_with};
use super::rules::Ruling;
use super::seats::{Seat, seats_in_tx};
use crate::error::Result;
use crate::ids::{FamilyId, ListId, SkuId};
use crate::money::UnitPrice;
use crate::op::Tx;
use crate::pricing::resolve::quick::{Quick, Won};
use crate::pricing::resolve::{depth_of, discounted, with_vat};
use crate::pricing::store::change_lines::LineWishes;
use crate::pricing::store::percents::{self as store, Floored};
use crate::pricing::store::steps::{LineRung, Rate};
use crate::pricing::terms::{
    Discount, DiscountTarget, FamilyFacts, ListKind, PriceLine, PriceList, Validity,
};
use crate::pricing::timeline::Wish;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What becomes lower than it was and is below the floor.
#[derive(Default)]
pub(super) struct Lowered {
    /// How many parts.
    pub parts: usize,
    /// One of them, and the list that then prices it for somebody.
    pub first: Option<(SkuId, ListId)>,
}

/// The prices a document says.
pub(super) struct Said<'a> {
    /// Its lines, and those it makes hold longer.
    pub all: &'a LineWishes,
    /// Its lines.
    pub lines: &'a LineWishes,
    /// The parts of all of them that have a floor.
    pub floored: &'a Floored,
    /// Their floors.
    pub floors: &'a FloorBook,
}

/// What a document lowers without naming it, but for parts its percentages count for already. None where more than `most`
/// parts would have to be looked at.
pub(super) async fn below_in_tx(
    tx: &mut Tx,
    ruling: &Ruling,
    said: Said<'_>,
    counted: &HashSet<SkuId>,
    most: usize,
) -> Result<Option<Lowered>> {
    if said.all.is_empty() && ruling.percents.is_empty() && ruling.heads.is_empty() {
        return Ok(Some(Lowered::default()));
    }
    let seats = seats_in_tx(tx, ruling).await?;
    let touched = Touched::new(ruling, said.all, &seats);
    let known: HashSet<SkuId> = said.floored.parts.iter().map(|(sku, _)| *sku).collect();
    let others = touched.others_in_tx(tx, &known).await?;
    let named = said.floored.parts.iter().copied();
    let named: Vec<(SkuId, FamilyId)> = match touched.opened.is_empty() && touched.percents.is_empty() {
        true => named.filter(|(sku, _)| touched.stirs(*sku)).collect(),
        false => named.collect(),
    };
    if named.len() + others.parts.len() > most {
        return Ok(None);
    }
    let mut look = Look::new(ruling, touched, &seats, by_part(said.lines.iter()));
    for portion in named.chunks(PORTION) {
        look.look_in_tx(tx, portion, said.floored, said.floors, counted).await?;
    }
    for portion in others.parts.chunks(PORTION) {
        let floors = others.book_in_tx(tx, portion, ruling.vat_rate).await?;
        look.look_in_tx(tx, portion, &others, &floors, counted).await?;
    }
    Ok(Some(look.found))
}

/// Whether a price is lower than what there was; where there was none, or in another currency, it needs a look.
fn is_lower(new: &UnitPrice, old: Option<UnitPrice>, vat_rate: Decimal) -> bool {
    old.is_none_or(|old| old.currency != new.currency || with_vat(new, vat_rate) < with_vat(&old, vat_rate))
}

/// What a wish may do to prices nobody named.
enum Stir {
    Nothing,
    /// A base price is set: percentages are off it.
    Base,
    /// Something else may hold now.
    Uncovers,
}

/// What a document touches.
struct Touched<'a> {
    ruling: &'a Ruling,
    /// The prices it says, by part.
    said: HashMap<SkuId, Vec<&'a (LineRung, Wish<Rate>)>>,
    /// The percentages that may let something else hold.
    percents: Vec<(ListId, &'a DiscountTarget)>,
    /// The lists that take promotions from now on.
    opened: Vec<ListId>,
    /// The lists that promotions may undercut, while they may not undercut one that holds without them.
    let_in: HashSet<ListId>,
}

impl<'a> Touched<'a> {
    fn new(ruling: &'a Ruling, lines: &'a LineWishes, seats: &[Seat]) -> Self {
        let mut said: HashMap<SkuId, Vec<_>> = HashMap::new();
        for wish in lines {
            said.entry(wish.0.sku).or_default().push(wish);
        }
        let let_in = seats.iter().flat_map(|seat| seat.let_in(ruling)).collect();
        let opened = ruling.heads.iter().filter(|head| head.lets_promotions_in());
        let opened = opened.map(|head| head.list).collect();
        let mut touched = Touched { ruling, said, percents: Vec::new(), opened, let_in };
        let percents = ruling.percents.iter();
        let stirring = percents
            .filter(|(rung, wish)| matches!(touched.stir(rung.list, wish.value.is_none()), Stir::Uncovers));
        touched.percents = stirring.map(|(rung, _)| (rung.list, &rung.target)).collect();
        touched
    }

    fn stir(&self, list: ListId, is_taken_away: bool) -> Stir {
        let Some(list) = self.ruling.after.list(list) else { return Stir::Nothing };
        let is_promotion = list.kind == ListKind::Promotion;
        let covers = self.ruling.made.contains(&list.id)
            || self.ruling.heads.iter().any(|head| head.list == list.id)
            || self.let_in.contains(&list.id);
        match list.kind {
            ListKind::Quote => Stir::Nothing,
            _ if is_taken_away || (covers && !is_promotion) => Stir::Uncovers,
            ListKind::Base if !self.ruling.after.discounts.is_empty() => Stir::Base,
            _ => Stir::Nothing,
        }
    }

    fn on(&self, sku: SkuId) -> impl Iterator<Item = (&'a (LineRung, Wish<Rate>), Stir)> {
        let own = self.said.get(&sku).map(Vec::as_slice).unwrap_or_default();
        own.iter().map(move |wish| (*wish, self.stir(wish.0.list, wish.1.value.is_none())))
    }

    /// Whether one of its prices of a part may do anything to others.
    fn stirs(&self, sku: SkuId) -> bool {
        self.on(sku).any(|(_, stir)| !matches!(stir, Stir::Nothing))
    }

    /// The parts with a floor that it touches by percentages and promotions, but for those known.
    async fn others_in_tx(&self, tx: &mut Tx, known: &HashSet<SkuId>) -> Result<Floored> {
        let mut targets: Vec<&DiscountTarget> = self.percents.iter().map(|(_, target)| *target).collect();
        let mut others = Floored::default();
        if !self.opened.is_empty() {
            let promoted = store::promoted(tx).await?;
            (others, _) = store::floored_among(tx, &promoted, self.ruling.vat_rate).await?;
            let rules = &self.ruling.after;
            let promotions = rules.lists.values().filter(|own| own.list.kind == ListKind::Promotion);
            let percents = promotions.flat_map(|own| rules.discounts_of(own.list.id));
            targets.extend(percents.map(|discount| &discount.target));
        }
        if !targets.is_empty() {
            others = others.and(store::floored(tx, &targets).await?);
        }
        others.parts.retain(|(sku, _)| !known.contains(sku));
        Ok(others)
    }

    /// Whether a price is one the document says itself: those are counted as its lines.
    fn says(&self, sku: SkuId, won: &Won, day: NaiveDate) -> bool {
        let Some(line_from) = won.line_from else { return false };
        self.said.get(&sku).into_iter().flatten().any(|(rung, wish)| {
            let days = Validity { from: wish.from, to: wish.to };
            let same = |rate: Rate| (rate.price, rate.basis) == (won.price.price, won.price.basis);
            (rung.list, rung.min_qty) == (won.list, line_from)
                && wish.value.is_some_and(same)
                && days.holds(day)
        })
    }
}

/// A part with all its prices.
struct Part<'a> {
    sku: SkuId,
    facts: &'a FamilyFacts,
    before: Vec<PriceLine>,
    after: Vec<PriceLine>,
}

/// Seats by what they have off, the most first.
type Ranked = Arc<[(Decimal, usize)]>;

struct Look<'a> {
    ruling: &'a Ruling,
    touched: Touched<'a>,
    seats: &'a [Seat],
    /// By the targets of percentages a family is in.
    ranked: HashMap<Vec<&'a DiscountTarget>, Ranked>,
    /// What percentages are off.
    targets: BTreeSet<&'a DiscountTarget>,
    /// What the document wants of lines.
    wanted: Wanted,
    found: Lowered,
}

impl<'a> Look<'a> {
    fn new(ruling: &'a Ruling, touched: Touched<'a>, seats: &'a [Seat], wanted: Wanted) -> Self {
        let all = ruling.after.discounts.values().flatten();
        let targets = all.map(|discount| &discount.target).collect();
        Look { ruling, touched, seats, ranked: HashMap::new(), targets, wanted, found: Lowered::default() }
    }

    /// Looks at some parts.
    async fn look_in_tx(
        &mut self,
        tx: &mut Tx,
        portion: &[(SkuId, FamilyId)],
        floored: &Floored,
        floors: &FloorBook,
        counted: &HashSet<SkuId>,
    ) -> Result<()> {
        let mut by_family: HashMap<FamilyId, Ranked> = HashMap::new();
        let mut suspects: Vec<(SkuId, &FamilyFacts, Ranked)> = Vec::new();
        for (sku, family) in portion.iter().filter(|(sku, _)| !counted.contains(sku)) {
            let Some(facts) = floored.families.get(family).map(|family| &family.facts) else { continue };
            let ranked = by_family.entry(*family).or_insert_with(|| self.ranked(facts));
            if self.may_lower(*sku, facts, ranked, floors) {
                suspects.push((*sku, facts, ranked.clone()));
            }
        }
        let skus: Vec<SkuId> = suspects.iter().map(|(sku, ..)| *sku).collect();
        let steps = store::all_lines_of_parts(tx, &skus).await?;
        let today = self.ruling.today;
        let mut before = lines_with(steps.clone(), &[], &mut Wanted::new(), today);
        let mut after = lines_with(steps, &skus, &mut self.wanted, today);
        for (sku, facts, ranked) in suspects {
            let [before, after] = [&mut before, &mut after].map(|all| all.remove(&sku).unwrap_or_default());
            let part = Part { sku, facts, before, after };
            if let Some(list) = self.lowered(&part, &ranked, floors) {
                self.found.parts += 1;
                self.found.first.get_or_insert((sku, list));
            }
        }
        Ok(())
    }

    /// The targets the parts of a family are in.
    fn targets_of(&self, facts: &FamilyFacts) -> Vec<&'a DiscountTarget> {
        let categories = facts.categories.iter().map(|id| DiscountTarget::Category(*id));
        let others = [DiscountTarget::Brand(facts.brand.clone()), DiscountTarget::All];
        categories.chain(others).filter_map(|target| self.targets.get(&target).copied()).collect()
    }

    /// The seats with anything off the parts of a family from today on, and all without contracts.
    fn ranked(&mut self, facts: &FamilyFacts) -> Ranked {
        let targets = self.targets_of(facts);
        if let Some(known) = self.ranked.get(&targets) {
            return known.clone();
        }
        let holds = |discount: &&Discount| discount.validity.to.is_none_or(|to| to > self.ruling.today);
        let counts = |discount: &&Discount| depth_of(&discount.target, facts).is_some();
        let most = |discounts: &Vec<Discount>| {
            discounts.iter().filter(holds).filter(counts).map(|discount| discount.percent).max()
        };
        let mut by_kind: HashMap<ListKind, HashMap<ListId, Decimal>> = HashMap::new();
        for (id, discounts) in &self.ruling.after.discounts {
            let Some((list, most)) = self.ruling.after.list(*id).zip(most(discounts)) else { continue };
            by_kind.entry(list.kind).or_default().insert(*id, most);
        }
        let of_seat = |(at, seat): (usize, &Seat)| {
            let off = |kind| {
                let of = by_kind.get(&kind)?;
                seat.lists.iter().filter_map(|list| of.get(list)).max().copied()
            };
            let [contract, group, promotion] =
                [ListKind::Contract, ListKind::Group, ListKind::Promotion].map(off);
            // under a contract without a percentage it is as without one, unless only the contract lets promotions in
            let lets_in =
                || promotion.is_some() && seat.lists.iter().any(|list| self.touched.let_in.contains(list));
            (seat.path.is_empty() || contract.is_some() || lets_in())
                .then(|| (contract.max(group).max(promotion).unwrap_or_default(), at))
        };
        let mut ranked: Vec<(Decimal, usize)> = self.seats.iter().enumerate().filter_map(of_seat).collect();
        ranked.sort_by(|(a, x), (b, y)| (b, x).cmp(&(a, y)));
        let ranked = Ranked::from(ranked);
        self.ranked.insert(targets, ranked.clone());
        ranked
    }

    /// Whether its prices have to be read: what is wanted of it, by the largest percentage, is below the floor, or something
    /// else may hold.
    fn may_lower(&self, sku: SkuId, facts: &FamilyFacts, ranked: &Ranked, floors: &FloorBook) -> bool {
        let most = ranked.first().map_or(Decimal::ZERO, |(most, _)| *most);
        !self.touched.opened.is_empty()
            || self.percents_on(facts).next().is_some()
            || self.touched.on(sku).any(|((rung, wish), stir)| match stir {
                Stir::Nothing => false,
                Stir::Uncovers => true,
                Stir::Base => {
                    self.ruling.after.list(rung.list).zip(wish.value).is_some_and(|(list, rate)| {
                        floors.is_below(sku, &discounted(&price_of(list, &rate), most))
                    })
                }
            })
    }

    /// The lists whose percentages on the parts of a family may let something else hold.
    fn percents_on(&self, facts: &FamilyFacts) -> impl Iterator<Item = ListId> {
        let on = self.touched.percents.iter().filter(move |(_, target)| depth_of(target, facts).is_some());
        on.map(|(list, _)| *list)
    }

    /// The list that lowers a part for somebody, below its floor.
    fn lowered(&self, part: &Part<'_>, ranked: &Ranked, floors: &FloorBook) -> Option<ListId> {
        let mut asked: HashSet<usize> = HashSet::new();
        let by_base = self.by_base(part, ranked, floors);
        let uncovered: BTreeSet<ListId> = self
            .touched
            .on(part.sku)
            .filter(|(_, stir)| matches!(stir, Stir::Uncovers))
            .map(|((rung, _), _)| rung.list)
            .chain(self.percents_on(part.facts))
            .chain(self.touched.opened.iter().copied())
            .collect();
        let seeing = uncovered.iter().flat_map(|list| self.seeing(*list, part));
        by_base
            .into_iter()
            .chain(seeing)
            .filter(|seat| asked.insert(*seat))
            .find_map(|seat| self.lowered_at(&self.seats[seat], part, floors))
    }

    /// Who has so much off that a base price that falls comes below the floor.
    fn by_base(&self, part: &Part<'_>, ranked: &Ranked, floors: &FloorBook) -> Vec<usize> {
        let (was, will) = (self.ruling.before.base(), self.ruling.after.base());
        let on_base = |(rung, _): &(LineRung, Wish<Rate>)| will.has(rung.list);
        if !self.touched.on(part.sku).any(|(wish, _)| on_base(wish)) {
            return Vec::new();
        }
        let lines = || part.before.iter().chain(&part.after).filter(|line| will.has(line.list));
        let days: BTreeSet<NaiveDate> = std::iter::once(self.ruling.today)
            .chain(
                was.turns(&part.before).chain(will.turns(&part.after)).filter(|day| *day > self.ruling.today),
            )
            .collect();
        let quantities: BTreeSet<Decimal> = lines().map(|line| line.min_qty).collect();
        let mut fallen: Vec<UnitPrice> = Vec::new();
        for (day, quantity) in days.iter().flat_map(|day| quantities.iter().map(move |q| (*day, *q))) {
            let Some(new) = will.price(part.after.iter(), quantity, day) else { continue };
            if is_lower(&new, was.price(part.before.iter(), quantity, day), self.ruling.vat_rate) {
                fallen.push(new);
            }
        }
        let is_below = |percent: &Decimal| {
            fallen.iter().any(|price| floors.is_below(part.sku, &discounted(price, *percent)))
        };
        ranked.iter().take_while(|(percent, _)| is_below(percent)).map(|(_, seat)| *seat).collect()
    }

    /// Who sees a list that may let something else hold for a part.
    fn seeing(&self, list: ListId, part: &Part<'_>) -> Vec<usize> {
        let Some(own) = self.ruling.after.lists.get(&list) else { return Vec::new() };
        let sees = |seat: &Seat| match own.list.kind {
            ListKind::Base => seat.path.is_empty(),
            // under a contract that says nothing it is as without one
            ListKind::Group => seat.path.is_empty() && seat.group == own.group,
            ListKind::Contract => own.company.is_some_and(|company| seat.path.contains(&company)),
            ListKind::Promotion => seat.lists.contains(&list),
            ListKind::Quote => false,
        };
        // the lowest promotion counts: without one of its prices it is lower only where another of its own holds
        let says = || {
            let percents = self.ruling.after.discounts_of(list).iter();
            part.after.iter().any(|line| line.list == list)
                || percents
                    .map(|discount| &discount.target)
                    .any(|target| depth_of(target, part.facts).is_some())
        };
        if own.list.kind == ListKind::Promotion && !says() {
            return Vec::new();
        }
        self.seats.iter().enumerate().filter(|(_, seat)| sees(seat)).map(|(at, _)| at).collect()
    }

    /// The list that lowers a part for one seat, below its floor, at some quantity on some day from today on.
    fn lowered_at(&self, seat: &Seat, part: &Part<'_>, floors: &FloorBook) -> Option<ListId> {
        let (was, will) = seat.terms(self.ruling);
        let [before, after] = [&part.before, &part.after]
            .map(|lines| lines.iter().filter(|line| seat.lists.contains(&line.list)).collect::<Vec<_>>());
        let percents = || {
            let all = was.discounts.iter().chain(will.discounts.iter());
            all.filter(|discount| depth_of(&discount.target, part.facts).is_some())
        };
        let lines = || before.iter().chain(&after);
        let lists = was.lists.iter().chain(will.lists.iter()).map(|list| list.validity);
        let spans = lines().map(|line| line.validity).chain(percents().map(|d| d.validity)).chain(lists);
        let turns = spans.flat_map(|days| std::iter::once(days.from).chain(days.to));
        let today = self.ruling.today;
        let days: BTreeSet<NaiveDate> =
            std::iter::once(today).chain(turns.filter(|day| *day > today)).collect();
        let quantities: BTreeSet<Decimal> =
            lines().map(|line| line.min_qty).chain(percents().map(|d| d.min_qty)).collect();
        for day in days {
            let (was, will) = (Quick::new(was, day)?, Quick::new(will, day)?);
            let (off_before, off_after) = (was.discounts(part.facts), will.discounts(part.facts));
            for quantity in &quantities {
                let won = will.won(&off_after, after.iter().copied(), *quantity);
                let below = won.filter(|won| floors.is_below(part.sku, &won.price));
                let Some(won) = below.filter(|won| !self.touched.says(part.sku, won, day)) else { continue };
                let old = was.price(&off_before, before.iter().copied(), *quantity);
                if is_lower(&won.price, old, self.ruling.vat_rate) {
                    return Some(won.list);
                }
            }
        }
        None
    }
}

fn price_of(list: &PriceList, rate: &Rate) -> UnitPrice {
    UnitPrice { price: rate.price, basis: rate.basis, tax_mode: list.tax_mode, currency: list.currency }
}
