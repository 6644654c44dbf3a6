//! What rows of a file mean, compared with the customers there are. Decides, reads and writes nothing.

use super::columns::Columns;
use super::{Difference, Report};
use crate::accounts::standing::put::CustomerState;
use crate::accounts::standing::{COMPANY_KINDS, GroupChoice};
use crate::accounts::uscc;
use crate::ids::{CompanyId, PriceGroupId};
use crate::quantity::read_number;
use crate::receivables::terms::{Anchor, Terms};
use crate::rejection::{FieldProblem, Problem, Thing};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Differences kept of one check.
const SHOWN: usize = 200;
/// Most levels of the tree.
const MOST_LEVELS: usize = 8;
/// Takes a group or a company above away.
const NONE: &str = "-";

/// Everything an import may change of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct State {
    /// Who he is and where he stands.
    pub customer: CustomerState,
    /// None: account trade is off.
    pub credit_limit: Option<Decimal>,
    /// When deliveries fall due.
    pub terms: Terms,
}

/// What there is to compare with.
pub(super) struct Known {
    pub companies: Vec<(CompanyId, State)>,
    pub groups: Vec<GroupChoice>,
    /// The group of new customers, by kind.
    pub kind_groups: HashMap<String, PriceGroupId>,
    /// Brought by an import that was undone: a file that names them brings them back.
    pub withdrawn: HashSet<CompanyId>,
}

/// A row that can be taken and changes something.
pub(super) struct Planned {
    pub row: u32,
    pub id: Option<CompanyId>,
    /// As he is; none for a new customer.
    pub before: Option<State>,
    pub after: State,
}

/// All that a file would do.
#[derive(Default)]
pub(super) struct Plan {
    pub entries: Vec<Planned>,
    pub report: Report,
}

/// A row with its number.
pub(super) type Row = (u32, Vec<String>);

/// Compares the rows with what there is; problems stand under the headings of the file.
pub(super) fn plan(
    known: &Known,
    (header, columns): (&[String], &Columns),
    rows: &[Row],
    unread: &[FieldProblem],
) -> Plan {
    let index = Index::of(known);
    let (mut entries, mut problems) = (Vec::new(), unread.to_vec());
    let mut seen: HashSet<(&str, String)> = HashSet::new();
    for (number, cells) in rows {
        let mut reader = Reader { known, index: &index, columns, cells, row: *number, problems: Vec::new() };
        let entry = reader.read(&mut seen);
        match entry.filter(|_| reader.problems.is_empty()) {
            Some(entry) => entries.push(entry),
            None => problems.append(&mut reader.problems),
        }
    }
    refuse_bad_parents(known, &mut entries, &mut problems);
    let refused: HashSet<u32> = problems.iter().filter_map(|p| p.row).collect();
    let mut report = Report { rows: rows.len() + unread.len(), refused: refused.len(), ..Report::default() };
    let total = entries.len();
    entries.retain(|entry| entry.before.as_ref() != Some(&entry.after));
    report.added = entries.iter().filter(|entry| entry.before.is_none()).count();
    report.changed = entries.len() - report.added;
    report.unchanged = total - entries.len();
    report.differences = entries.iter().take(SHOWN).map(|entry| difference(known, entry)).collect();
    problems.sort_by_key(|p| p.row);
    let heading = |field: &str| columns.place(field).and_then(|at| header.get(at)).map(String::as_str);
    let under = |problem: FieldProblem| {
        let heading = heading(&problem.field);
        problem.under(heading)
    };
    report.problems = problems.into_iter().map(under).collect();
    Plan { entries, report }
}

struct Index<'a> {
    by_code: HashMap<&'a str, usize>,
    by_uscc: HashMap<&'a str, usize>,
}

impl<'a> Index<'a> {
    fn of(known: &'a Known) -> Self {
        let states = || known.companies.iter().map(|(_, state)| &state.customer).enumerate();
        let with_uscc = states().filter_map(|(n, c)| Some((c.uscc.as_deref()?, n)));
        Index { by_code: states().map(|(n, c)| (c.code.as_str(), n)).collect(), by_uscc: with_uscc.collect() }
    }
}

struct Reader<'a> {
    known: &'a Known,
    index: &'a Index<'a>,
    columns: &'a Columns,
    cells: &'a [String],
    row: u32,
    problems: Vec<FieldProblem>,
}

impl Reader<'_> {
    fn said(&self, field: &str) -> Option<&str> {
        let cell = self.cells.get(self.columns.place(field)?)?.trim();
        Some(cell).filter(|cell| !cell.is_empty())
    }

    fn problem(&mut self, field: &str, problem: Problem) {
        self.problems.push(FieldProblem::in_row(field, self.row, problem));
    }

    fn read(&mut self, seen: &mut HashSet<(&'static str, String)>) -> Option<Planned> {
        let code = self.said("code").map(str::to_uppercase);
        let uscc = self.uscc();
        for (field, said) in [("code", &code), ("uscc", &uscc)] {
            if let Some(said) = said.as_ref().filter(|said| !seen.insert((field, (*said).clone()))) {
                self.problem(field, Problem::Twice { typed: said.clone() });
            }
        }
        let of_uscc = uscc.as_ref().and_then(|uscc| self.index.by_uscc.get(uscc.as_str()).copied());
        let found = match &code {
            Some(code) => self.index.by_code.get(code.as_str()).copied(),
            None => of_uscc,
        };
        if code.is_none() && uscc.is_none() {
            self.problem("code", Problem::Missing);
        }
        if of_uscc.is_some() && of_uscc != found {
            self.problem("uscc", Problem::Taken);
        }
        if let Some(code) = code.as_ref().filter(|code| found.is_none() && !is_code(code)) {
            self.problem("code", Problem::Malformed { typed: code.clone() });
        }
        let before = found.map(|n| &self.known.companies[n]);
        let mut after = before.map_or_else(|| fresh(code.unwrap_or_default()), |(_, state)| state.clone());
        self.customer(&mut after.customer, before.is_none());
        if uscc.is_some() {
            after.customer.uscc = uscc;
        }
        if before.is_some_and(|(id, _)| self.known.withdrawn.contains(id)) {
            after.customer.status = "approved".to_owned();
        }
        self.terms(&mut after);
        Some(Planned {
            row: self.row,
            id: before.map(|(id, _)| *id),
            before: before.map(|(_, state)| state.clone()),
            after,
        })
    }

    fn uscc(&mut self) -> Option<String> {
        let typed = self.said("uscc")?.to_owned();
        let code = uscc::normalise(&typed);
        match uscc::check(&code) {
            uscc::UsccCheck::Malformed => self.problem("uscc", Problem::Malformed { typed }),
            uscc::UsccCheck::CheckDigit if !self.columns.keep_uscc => {
                self.problem("uscc", Problem::CheckDigit)
            }
            uscc::UsccCheck::CheckDigit | uscc::UsccCheck::Valid => {}
        }
        Some(code)
    }

    fn customer(&mut self, customer: &mut CustomerState, is_new: bool) {
        match self.said("name").map(str::to_owned) {
            Some(name) if name.chars().count() > 200 => self.problem("name", Problem::TooLong { max: 200 }),
            Some(name) => customer.name = name,
            None if is_new => self.problem("name", Problem::Missing),
            None => {}
        }
        if let Some(typed) = self.said("kind").map(str::to_owned) {
            match kind_called(&typed) {
                Some(kind) => customer.kind = kind.to_owned(),
                None => self.problem("kind", Problem::UnknownChoice { typed }),
            }
        }
        if is_new {
            customer.group = self.known.kind_groups.get(&customer.kind).copied();
        }
        match self.said("group").map(str::to_owned) {
            Some(typed) if typed == NONE => customer.group = None,
            Some(typed) => match self.group_called(&typed) {
                Some(group) => customer.group = Some(group),
                None => self.problem("group", Problem::NoSuch { thing: Thing::Group, typed }),
            },
            None => {}
        }
        match self.said("parent") {
            Some(NONE) => customer.parent = None,
            Some(typed) => customer.parent = Some(typed.to_uppercase()),
            None => {}
        }
        if let Some(typed) = self.said("phone").map(str::to_owned) {
            let plain = |c: char| c.is_ascii_digit() || "+- ()".contains(c);
            if (5..=30).contains(&typed.len()) && typed.chars().all(plain) {
                customer.phone = Some(typed);
            } else {
                self.problem("phone", Problem::Malformed { typed });
            }
        }
    }

    fn group_called(&self, typed: &str) -> Option<PriceGroupId> {
        let same = |name: &str| name.to_lowercase() == typed.to_lowercase();
        let found = |g: &&GroupChoice| same(&g.code) || same(&g.name_zh) || same(&g.name_en);
        self.known.groups.iter().find(found).map(|g| g.id)
    }

    fn terms(&mut self, state: &mut State) {
        if let Some(typed) = self.said("payment_days").map(str::to_owned) {
            let digits = typed.trim_end_matches("天").trim_end_matches("days").trim();
            match digits.parse::<u32>() {
                Ok(days) => {
                    let terms = Terms {
                        anchor: Anchor::Shipment,
                        cutoff_day: None,
                        month_offset: 0,
                        day_offset: days,
                        fixed_day: None,
                    };
                    match terms.is_valid() {
                        true => state.terms = terms,
                        false => self.problem("payment_days", Problem::OutOfRange { typed }),
                    }
                }
                Err(_) => self.problem("payment_days", Problem::NotANumber { typed }),
            }
        }
        if let Some(typed) = self.said("credit_limit").map(str::to_owned) {
            match read_number(typed.trim_start_matches(['\u{a5}', '\u{ffe5}'])).map(|n| n.normalize()) {
                None => self.problem("credit_limit", Problem::NotANumber { typed }),
                Some(n) if n < Decimal::ZERO || n >= Decimal::from(1_000_000_000) || n.scale() > 2 => {
                    self.problem("credit_limit", Problem::OutOfRange { typed });
                }
                Some(n) => state.credit_limit = Some(n),
            }
        }
    }
}

/// A customer of whom nothing is known but his number.
fn fresh(code: String) -> State {
    let customer = CustomerState {
        code,
        name: String::new(),
        uscc: None,
        kind: COMPANY_KINDS[0].to_owned(),
        group: None,
        parent: None,
        phone: None,
        status: "approved".to_owned(),
    };
    State { customer, credit_limit: None, terms: Terms::default() }
}

fn is_code(code: &str) -> bool {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || "-._".contains(c);
    (1..=30).contains(&code.len()) && code != NONE && code.chars().all(plain)
}

fn kind_called(typed: &str) -> Option<&'static str> {
    let plain = typed.to_lowercase().replace([' ', '-'], "_");
    Some(match plain.as_str() {
        "end_user" | "终端" | "终端用户" => "end_user",
        "machine_builder" | "oem" | "主机厂" => "machine_builder",
        "hardware_store" | "五金店" => "hardware_store",
        "dealer" | "经销商" => "dealer",
        _ => return None,
    })
}

/// Refuses rows whose company above is unknown, would close a circle, or makes the tree too deep; a row that goes takes
/// those that name it with it.
fn refuse_bad_parents(known: &Known, entries: &mut Vec<Planned>, problems: &mut Vec<FieldProblem>) {
    loop {
        // by number, or by row where a new one has none yet
        let key = |entry: &Planned| match entry.after.customer.code.as_str() {
            "" => format!("row {}", entry.row),
            code => code.to_owned(),
        };
        let mut above: BTreeMap<String, Option<&str>> = BTreeMap::new();
        for (_, state) in &known.companies {
            above.insert(state.customer.code.clone(), state.customer.parent.as_deref());
        }
        let mut rows: HashMap<String, usize> = HashMap::new();
        for (n, entry) in entries.iter().enumerate() {
            let was = entry.before.as_ref().map(|before| &before.customer.parent);
            above.insert(key(entry), entry.after.customer.parent.as_deref());
            if was != Some(&entry.after.customer.parent) {
                rows.insert(key(entry), n);
            }
        }
        let mut bad: HashMap<usize, Problem> = HashMap::new();
        for (n, entry) in entries.iter().enumerate() {
            if let Some(parent) = entry.after.customer.parent.as_deref().filter(|p| !above.contains_key(*p)) {
                let typed = parent.to_owned();
                bad.insert(n, Problem::NoSuch { thing: Thing::Customer, typed });
            }
        }
        for start in above.keys() {
            let Some(problem) = fault_above(start, &above) else { continue };
            // whoever changes something on the way up is refused, the nearest of them
            let mut at = Some(start.as_str());
            for _ in 0..=MOST_LEVELS {
                let Some(code) = at else { break };
                if let Some(n) = rows.get(code) {
                    bad.entry(*n).or_insert(problem);
                    break;
                }
                at = above.get(code).copied().flatten();
            }
        }
        if bad.is_empty() {
            return;
        }
        let mut n = 0;
        entries.retain(|entry| {
            let problem = bad.remove(&n);
            n += 1;
            let Some(problem) = problem else { return true };
            problems.push(FieldProblem::in_row("parent", entry.row, problem));
            false
        });
    }
}

/// What is wrong with the way up from a company.
fn fault_above(start: &str, above: &BTreeMap<String, Option<&str>>) -> Option<Problem> {
    let mut at = above.get(start).copied().flatten();
    let mut levels = 1;
    while let Some(code) = at {
        levels += 1;
        if code == start {
            return Some(Problem::Circular);
        }
        if levels > MOST_LEVELS {
            return Some(Problem::TooDeep { most: 8 });
        }
        at = above.get(code).copied().flatten();
    }
    None
}

fn difference(known: &Known, entry: &Planned) -> Difference {
    let texts = |state: &State| -> Vec<(&str, String)> {
        let c = &state.customer;
        let group = c.group.and_then(|id| known.groups.iter().find(|g| g.id == id));
        let plain = |text: &Option<String>| text.clone().unwrap_or_default();
        vec![
            ("name", c.name.clone()),
            ("uscc", plain(&c.uscc)),
            ("kind", c.kind.clone()),
            ("group", group.map(|g| g.code.clone()).unwrap_or_default()),
            ("parent", plain(&c.parent)),
            ("phone", plain(&c.phone)),
            ("status", c.status.clone()),
            ("payment_days", state.terms.day_offset.to_string()),
            ("credit_limit", state.credit_limit.map(|l| l.normalize().to_string()).unwrap_or_default()),
        ]
    };
    let before = texts(entry.before.as_ref().unwrap_or(&fresh(String::new())));
    let pairs = before.into_iter().zip(texts(&entry.after));
    let changed = pairs.filter(|((_, before), (_, after))| before != after);
    let fields = changed.map(|((field, before), (_, after))| (field.to_owned(), before, after)).collect();
    let customer = &entry.after.customer;
    Difference {
        row: entry.row,
        code: customer.code.clone(),
        name: customer.name.clone(),
        is_new: entry.before.is_none(),
        fields,
    }
}
