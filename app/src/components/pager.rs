//! Pages of a long list, as links.

use leptos::prelude::*;

/// Previous, the pages around this one, next.
#[component]
pub fn Pager(
    /// 1-based page shown.
    page: u32,
    /// How many there are.
    pages: u32,
    /// Address of a page.
    href: Callback<u32, String>,
    /// Its name, words of previous and next.
    label: (&'static str, &'static str, &'static str),
) -> impl IntoView {
    // plain links: the router would call every page of the same path the current one
    (pages > 1).then(|| {
        let first = page.saturating_sub(3).max(1);
        let last = page.saturating_add(3).min(pages);
        let numbers: Vec<u32> = (first..=last).collect();
        view! {
            <nav class="pager" aria-label=label.0>
                <ol>
                    {(page > 1).then(|| view! { <li><a href=href.run(page - 1) rel="prev">{label.1}</a></li> })}
                    {(first > 1).then(|| view! { <li><a href=href.run(1)>"1"</a></li> })}
                    {(first > 2).then(|| view! { <li aria-hidden="true">"…"</li> })}
                    {numbers
                        .into_iter()
                        .map(|n| {
                            if n == page {
                                view! { <li><span aria-current="page">{n}</span></li> }.into_any()
                            } else {
                                view! { <li><a href=href.run(n)>{n}</a></li> }.into_any()
                            }
                        })
                        .collect_view()}
                    {(last + 1 < pages).then(|| view! { <li aria-hidden="true">"…"</li> })}
                    {(last < pages).then(|| view! { <li><a href=href.run(pages)>{pages}</a></li> })}
                    {(page < pages).then(|| view! { <li><a href=href.run(page + 1) rel="next">{label.2}</a></li> })}
                </ol>
            </nav>
        }
    })
}
