//! Parts side by side: a column each, a row per parameter, what differs marked; prices, stock, and into the cart.

use crate::api::catalog::pairs_of;
use crate::api::form::Echo;
use crate::api::selection::{Compared, load_comparison};
use crate::components::echo::{EchoNote, beside_field, use_echo};
use crate::components::frame::buyer_company;
use crate::components::numbers::OwnNumber;
use crate::components::once::once;
use crate::components::part::{PartLink, Supply, family_href};
use crate::components::price::{Price, Tiers, ladder, tax_note};
use crate::components::quantity::{QuantityInput, QuantityProblem};
use crate::components::waits::waits;
use crate::i18n::catalog::{steps, unit, words as catalog_words};
use crate::i18n::selection::{differing, words};
use crate::i18n::{Lang, current_lang, format};
use crate::pages::search::href;
use domain::accounts::CompanyBrief;
use domain::catalog::compare::{ComparedPart, Comparison, differs};
use domain::catalog::query::query_string;
use domain::catalog::{STANDARD, SearchQuery, SkuRow};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

/// What the address says beside the parts.
#[derive(Clone)]
struct Asked {
    /// Part numbers, as the catalogue writes them.
    parts: Vec<String>,
    /// The search they were ticked in.
    from: String,
    /// Only rows that differ.
    differing: bool,
}

impl Asked {
    /// The page of these parts.
    fn href(&self) -> String {
        let mut pairs: Vec<_> = self.parts.iter().map(|number| ("part".to_owned(), number.clone())).collect();
        if self.differing {
            pairs.push(("only".to_owned(), "differences".to_owned()));
        }
        if !self.from.is_empty() {
            pairs.push(("from".to_owned(), self.from.clone()));
        }
        if pairs.is_empty() { "/compare".to_owned() } else { format!("/compare?{}", query_string(&pairs)) }
    }

    fn without(&self, number: &str) -> Self {
        let parts = self.parts.iter().filter(|part| *part != number).cloned().collect();
        Self { parts, ..self.clone() }
    }

    /// The results they come from, with the parts still ticked.
    fn results(&self) -> String {
        let from = SearchQuery::from_pairs(&pairs_of(&self.from));
        href(&SearchQuery { compared: self.parts.clone(), ..from })
    }
}

/// The parts named in the address.
#[component]
pub fn Compare() -> impl IntoView {
    let search = use_location().search.get_untracked();
    let compared = load_comparison(search.clone());
    let echo = use_echo();
    view! {
        {waits(async move {
            let company = buyer_company();
            let echo = echo.await;
            match compared.await {
                Ok(compared) => {
                    let pair = |name: &str| pairs_of(&search).into_iter().find(|(key, _)| key == name);
                    let asked = Asked {
                        parts: compared.comparison.parts.iter().map(|part| part.row.part_number.clone()).collect(),
                        from: pair("from").map(|(_, from)| from).unwrap_or_default(),
                        differing: pair("only").is_some_and(|(_, only)| only == "differences"),
                    };
                    view! { <Shown compared=compared asked=asked company=company echo=echo /> }.into_any()
                }
                Err(error) => view! { <crate::pages::error::Failed error=error /> }.into_any(),
            }
        })}
    }
}

#[component]
fn Shown(compared: Compared, asked: Asked, company: Option<CompanyBrief>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let Comparison { unknown, left_out, .. } = &compared.comparison;
    let told = [(w.unknown, unknown), (w.left_out, left_out)].map(|(lead, numbers)| {
        (!numbers.is_empty()).then(|| {
            view! { <p class="note warn" role="note">{lead} " " <span class="sku">{numbers.join(", ")}</span></p> }
        })
    });
    let some = !compared.comparison.parts.is_empty();
    let results = asked.results();
    view! {
        <Title text=w.compare_title />
        <div class="pagehead">
            <h1>{w.compare_title}</h1>
            {some.then(|| view! { <p class="end noprint"><a href=results.clone()>{w.to_results}</a></p> })}
        </div>
        <EchoNote echo=echo.clone() />
        <div class="stack">
        {told.collect_view()}
        {if some {
            view! { <Table compared=compared asked=asked company=company echo=echo /> }.into_any()
        } else {
            view! {
                <div class="empty">
                    <b>{w.compare_none}</b>
                    <p>{w.compare_none_lead}</p>
                    <a class="btn" href=results>
                        {w.to_results}
                    </a>
                </div>
            }
                .into_any()
        }}
        </div>
    }
}

/// One row: what it is about, its unit, what each part has.
struct Line {
    name: String,
    unit: String,
    cells: Vec<String>,
}

impl Line {
    fn differs(&self) -> bool {
        differs(&self.cells)
    }
}

fn lines(comparison: &Comparison, lang: Lang) -> Vec<Line> {
    let w = catalog_words(lang);
    let parts = &comparison.parts;
    let of = |what: &dyn Fn(&ComparedPart) -> String| parts.iter().map(what).collect::<Vec<_>>();
    let fact = |name: &str, cells| Line { name: name.into(), unit: String::new(), cells };
    // what is a parameter too is said once, as a fact
    let own = comparison.columns.iter().filter(|column| column.code != STANDARD);
    let parameters = own.map(|column| Line {
        name: column.name(lang).to_owned(),
        unit: column.unit.clone(),
        cells: of(&|part| part.row.parameter(&column.code, lang).unwrap_or_default().to_owned()),
    });
    let before = [
        fact(w.standard, of(&|part| part.row.standard(lang).to_owned())),
        fact(w.brand, of(&|part| part.brand.clone())),
    ];
    let behind = [
        fact(w.unit, of(&|part| unit(&part.row.unit, lang))),
        fact(w.pack, of(&|part| format::quantity(part.row.pack_size))),
        fact(w.moq, of(&|part| steps(part.row.moq, part.row.multiple, lang))),
        fact(w.lead_time, of(&|part| format!("{} {}", part.row.lead_time_days, w.days))),
    ];
    let all = before.into_iter().chain(parameters).chain(behind);
    all.filter(|line| line.cells.iter().any(|cell| !cell.is_empty())).collect()
}

#[component]
fn Table(compared: Compared, asked: Asked, company: Option<CompanyBrief>, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let all = lines(&compared.comparison, lang);
    let (count, of) = (all.iter().filter(|line| line.differs()).count(), all.len());
    let rows = all.into_iter().filter(|line| !asked.differing || line.differs()).map(line_row).collect_view();
    let several = asked.parts.len() > 1;
    let other = Asked { differing: !asked.differing, ..asked.clone() };
    let switch = several.then(|| {
        view! {
            <p class="row noprint">
                <span class="num">{differing(count, of, lang)}</span>
                <a class="btn s" href=other.href()>
                    {if asked.differing { w.show_all } else { w.differs_only }}
                </a>
            </p>
        }
    });
    let action = once("/api/add_to_cart", &echo);
    let back = asked.href();
    let bought = view! { <Bought compared=compared.clone() buyer=company.is_some() echo=echo /> };
    let table = view! {
        <div class="scroll">
            <table class="tbl compare">
                <Head compared=compared asked=asked />
                <tbody>{rows}</tbody>
                {bought}
            </table>
        </div>
    };
    let c = catalog_words(lang);
    let form = match company {
        Some(company) => view! {
            <form method="post" action=action class="stack" aria-label=c.add>
                <input type="hidden" name="company" value=company.id.to_string() />
                <input type="hidden" name="back" value=back />
                {table}
                <div class="deal">
                    <p>{c.fill_hint}</p>
                    <button class="btn go end">{c.add}</button>
                </div>
            </form>
        }
        .into_any(),
        None => table.into_any(),
    };
    view! { <div class="stack">{switch} {form}</div> }
}

#[component]
fn Head(compared: Compared, asked: Asked) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let remove = catalog_words(lang).remove;
    let heads = compared.comparison.parts.into_iter().map(|part| {
        let number = part.row.part_number.clone();
        let without = asked.without(&number).href();
        view! {
            <th scope="col">
                <PartLink number=number.clone() />
                <a class="sub" href=family_href(&part.row.family_code)>
                    {part.row.name(lang).to_owned()}
                </a>
                {part.own.map(|own| view! { <OwnNumber number=own /> })}
                <a class="btn s quiet noprint" href=without aria-label=format!("{remove} {number}")>
                    {remove}
                </a>
            </th>
        }
    });
    view! {
        <thead>
            <tr>
                <th scope="col">{w.parameter}</th>
                {heads.collect_view()}
            </tr>
        </thead>
    }
}

fn line_row(line: Line) -> impl IntoView {
    let w = words(current_lang());
    let differs = line.differs();
    let cells = line.cells.into_iter().map(|cell| {
        let cell = if cell.is_empty() { "—".to_owned() } else { cell };
        view! { <td>{cell}</td> }
    });
    view! {
        <tr class=differs.then_some("differs")>
            <th scope="row">
                {differs
                    .then(|| view! { <span class="ne" aria-hidden="true">"≠"</span> <span class="vh">{w.differs} " "</span> })}
                {line.name}
                " "
                <span class="unit">{line.unit}</span>
            </th>
            {cells.collect_view()}
        </tr>
    }
}

/// What buying is about: price with its tiers, stock, quantity. Never left out.
#[component]
fn Bought(compared: Compared, buyer: bool, echo: Echo) -> impl IntoView {
    let lang = current_lang();
    let w = catalog_words(lang);
    let Compared { comparison, mut prices, today } = compared;
    let rows: Vec<SkuRow> = comparison.parts.into_iter().map(|part| part.row).collect();
    let tax = prices.values().next().map(tax_note).unwrap_or_default();
    let money = rows.iter().map(|row| {
        let cell = match prices.remove(&row.sku_id) {
            Some(price) => view! {
                <Price price=price.unit_price />
                <Tiers rungs=ladder(&price, row.smallest()) />
            }
            .into_any(),
            None if buyer => view! { <span class="dim">{w.no_price}</span> }.into_any(),
            None => view! { <a href="/sign-in">{w.sign_in_prices}</a> }.into_any(),
        };
        view! { <td>{cell}</td> }
    });
    let money = money.collect_view();
    let supply = rows.iter().map(|row| {
        view! {
            <td>
                <Supply available=row.on_hand_available lead_time_days=row.lead_time_days today=today />
            </td>
        }
    });
    let quantities = rows.iter().enumerate().map(|(at, row)| {
        let label = format!("{} {}", w.quantity, row.part_number);
        let field = format!("q {}", row.sku_id);
        let (typed, refused) = (echo.typed(&field), beside_field(&echo, &field, lang));
        let why = refused.as_ref().map(|_| format!("refused-{at}")).unwrap_or_default();
        view! {
            <td>
                <input type="hidden" name=format!("lines[{at}][sku]") value=row.sku_id.to_string() />
                <QuantityInput
                    name=format!("lines[{at}][quantity]")
                    label=label
                    step=row.multiple
                    value=typed
                    problem=why.clone()
                    form=String::new()
                />
                <QuantityProblem id=why said=refused />
            </td>
        }
    });
    view! {
        <tbody class="bought">
            <tr>
                <th scope="row">{w.your_price} " " <span class="unit">{tax}</span></th>
                {money}
            </tr>
            <tr>
                <th scope="row">{w.supply}</th>
                {supply.collect_view()}
            </tr>
            {buyer
                .then(|| {
                    view! {
                        <tr class="noprint">
                            <th scope="row">{w.quantity}</th>
                            {quantities.collect_view()}
                        </tr>
                    }
                })}
        </tbody>
    }
}

#[cfg(test)]
mod tests {
    use super::Asked;

    #[test]
    fn the_way_back_keeps_the_search_and_the_ticks() {
        let asked = Asked {
            parts: vec!["A/1".into(), "B".into()],
            from: "q=m8&c=screws&col=length".into(),
            differing: true,
        };
        assert_eq!(asked.results(), "/search?q=m8&c=screws&col=length&part=A%2F1&part=B");
        assert_eq!(
            asked.without("B").href(),
            "/compare?part=A%2F1&only=differences&from=q%3Dm8%26c%3Dscrews%26col%3Dlength"
        );
        let family = Asked { from: "f=iso-4762".into(), ..asked };
        assert_eq!(family.results(), "/families/iso-4762?part=A%2F1&part=B");
    }
}
