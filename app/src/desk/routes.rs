//! The desk's addresses.

use super::catalogue::{
    CataloguePage, CategoryDeskPage, CompletenessPage, FamiliesPage, FamilyDeskPage, ImportPage, ImportsPage,
    ParameterDeskPage, ParametersPage, SkuDeskPage, SkusPage,
};
use super::company::CustomerPage;
use super::cross_references::CrossReferences;
use super::customer_imports::{CustomerImport, CustomerImports};
use super::customers::Customers;
use super::groups::Groups;
use super::money::MoneyPage;
use super::new_customer::NewCustomer;
use super::numbers::CustomerNumbers;
use super::order::OrderPage;
use super::order_entry::OrderEntryPage;
use super::orders::CustomerOrders;
use super::prices::Prices;
use super::prices::change::PriceChangePage;
use super::prices::changes::PriceChanges;
use super::prices::file::PriceFilePage;
use super::prices::floors::{PriceExceptions, PriceFloors};
use super::prices::lists::{PriceListPage, PriceLists};
use super::quotes::{CustomerQuote, CustomerQuotes};
use super::replacements::Replacements;
use super::searches::FailedSearches;
use super::statement::StatementPage;
use super::today::Today;
use leptos::prelude::*;
use leptos_router::components::{Outlet, ParentRoute, Route};
use leptos_router::{SsrMode, path};

/// Everything under `/desk`.
#[component(transparent)]
pub fn DeskRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("/desk") view=Outlet ssr=SsrMode::Async>
            <Route path=path!("") view=Today ssr=SsrMode::Async />
            <Route path=path!("customers") view=Customers ssr=SsrMode::Async />
            <Route path=path!("customers/new") view=NewCustomer ssr=SsrMode::Async />
            <Route path=path!("customers/imports") view=CustomerImports ssr=SsrMode::Async />
            <Route path=path!("customers/imports/:id") view=CustomerImport ssr=SsrMode::Async />
            <Route path=path!("groups") view=Groups ssr=SsrMode::Async />
            <Route path=path!("prices") view=Prices ssr=SsrMode::Async />
            <Route path=path!("prices/lists") view=PriceLists ssr=SsrMode::Async />
            <Route path=path!("prices/lists/:code") view=PriceListPage ssr=SsrMode::Async />
            <Route path=path!("prices/changes") view=PriceChanges ssr=SsrMode::Async />
            <Route path=path!("prices/changes/:number") view=PriceChangePage ssr=SsrMode::Async />
            <Route path=path!("prices/files/:id") view=PriceFilePage ssr=SsrMode::Async />
            <Route path=path!("prices/floors") view=PriceFloors ssr=SsrMode::Async />
            <Route path=path!("prices/exceptions") view=PriceExceptions ssr=SsrMode::Async />
            <Route path=path!("cross-references") view=CrossReferences ssr=SsrMode::Async />
            <Route path=path!("replacements") view=Replacements ssr=SsrMode::Async />
            <Route path=path!("searches") view=FailedSearches ssr=SsrMode::Async />
            <CatalogueRoutes />
            <Route path=path!("c/:company") view=CustomerPage ssr=SsrMode::Async />
            <Route path=path!("c/:company/order") view=OrderEntryPage ssr=SsrMode::Async />
            <Route path=path!("c/:company/money") view=MoneyPage ssr=SsrMode::Async />
            <Route path=path!("c/:company/numbers") view=CustomerNumbers ssr=SsrMode::Async />
            <Route path=path!("c/:company/quotes") view=CustomerQuotes ssr=SsrMode::Async />
            <Route path=path!("c/:company/quotes/:id") view=CustomerQuote ssr=SsrMode::Async />
            <Route path=path!("c/:company/statements/:id") view=StatementPage ssr=SsrMode::Async />
            <Route path=path!("c/:company/orders") view=CustomerOrders ssr=SsrMode::Async />
            <Route path=path!("c/:company/orders/:id") view=OrderPage ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}

/// Everything under `/desk/catalogue`.
#[component(transparent)]
fn CatalogueRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <ParentRoute path=path!("catalogue") view=Outlet ssr=SsrMode::Async>
            <Route path=path!("") view=CataloguePage ssr=SsrMode::Async />
            <Route path=path!("categories/:id") view=CategoryDeskPage ssr=SsrMode::Async />
            <Route path=path!("parameters") view=ParametersPage ssr=SsrMode::Async />
            <Route path=path!("parameters/:id") view=ParameterDeskPage ssr=SsrMode::Async />
            <Route path=path!("families") view=FamiliesPage ssr=SsrMode::Async />
            <Route path=path!("families/:id") view=FamilyDeskPage ssr=SsrMode::Async />
            <Route path=path!("skus") view=SkusPage ssr=SsrMode::Async />
            <Route path=path!("skus/:id") view=SkuDeskPage ssr=SsrMode::Async />
            <Route path=path!("completeness") view=CompletenessPage ssr=SsrMode::Async />
            <Route path=path!("imports") view=ImportsPage ssr=SsrMode::Async />
            <Route path=path!("imports/:id") view=ImportPage ssr=SsrMode::Async />
        </ParentRoute>
    }
    .into_inner()
}
