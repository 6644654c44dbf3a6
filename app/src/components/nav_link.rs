//! A link of a navigation, which says when it is the page one is on.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A plain link; the browser fetches pages. Its place is the current one when the address is the link's, or stands below it.
#[component]
pub fn NavLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// What stands below is another place.
    #[prop(optional)]
    exact: bool,
    /// What it says.
    children: Children,
) -> impl IntoView {
    let here = use_location().pathname.with_untracked(|at| is_here(&href, at, exact));
    view! {
        <a href=href aria-current=here.then_some("page")>
            {children()}
        </a>
    }
}

fn is_here(href: &str, at: &str, exact: bool) -> bool {
    let path = href.split(['?', '#']).next().unwrap_or_default();
    match at.strip_prefix(path) {
        Some("") => true,
        Some(below) => !exact && (below.starts_with('/') || path.ends_with('/')),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_here;

    #[test]
    fn what_stands_below_a_link_belongs_to_it() {
        assert!(is_here("/orders", "/orders", false) && is_here("/orders", "/orders/1", false));
        assert!(is_here("/desk?show=a", "/desk", true) && !is_here("/desk", "/desk/prices", true));
        assert!(!is_here("/orders", "/orders-x", false) && !is_here("/orders/1", "/orders", false));
        assert!(is_here("/", "/", true) && !is_here("/", "/cart", true));
    }
}
