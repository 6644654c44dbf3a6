//! Filters beside the table of what they find: the same for a search and for a family.

use super::chosen::{Chosen, in_use};
use super::facets::Facets;
use super::href;
use super::table::{Beside, Rows};
use super::tools::Tools;
use crate::api::catalog::Results;
use crate::api::form::Echo;
use crate::components::pager::Pager;
use crate::i18n::catalog::words;
use crate::i18n::current_lang;
use domain::accounts::CompanyBrief;
use leptos::prelude::*;

/// The filters, what is chosen, what can be done with the result, its rows, its pages. `nothing` stands where no rows do.
pub fn results_view(
    found: Results,
    company: Option<CompanyBrief>,
    echo: Echo,
    nothing: Option<impl IntoView + 'static>,
) -> impl IntoView {
    let w = words(current_lang());
    let Results { page, prices, own, instead, query, kept_for, today, .. } = found;
    let (total, at, pages, paged) = (page.total, page.page, page.pages, query.clone());
    let priced = query.price.is_some() || !prices.is_empty();
    let tools = view! {
        <Tools
            total=total
            shown=page.rows.iter().map(|row| row.part_number.clone()).collect()
            choices=page.choices
            columns=page.columns.clone()
            query=query.clone()
            kept_for=kept_for
            in_use=in_use(&page.facets, &query)
        />
    };
    let table = match nothing {
        Some(nothing) => nothing.into_any(),
        None => view! {
            <Rows
                rows=page.rows
                columns=page.columns
                prices=prices
                beside=Beside { own, instead, today }
                query=query.clone()
                company=company
                echo=echo
            />
        }
        .into_any(),
    };
    view! {
        <div class="split rail" id="table">
            <Facets facets=page.facets.clone() query=query.clone() total=total priced=priced />
            <div class="stack">
                {tools}
                <Chosen facets=page.facets understood=page.understood query=query />
                {table}
                <Pager
                    page=at
                    pages=pages
                    href=Callback::new(move |n: u32| href(&paged.on_page(n)))
                    label=(w.pages, w.previous, w.next)
                />
            </div>
        </div>
    }
}
