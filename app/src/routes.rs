//! Every address of the product and the screen behind it.

use crate::components::frame::PageFrame;
use crate::desk::routes::DeskRoutes;
use crate::pages::{
    account::{Account, Statement, StatementPreview},
    cart::Cart,
    company::Company,
    compare::Compare,
    error::NotFound,
    family::Family,
    forgot::ForgotPassword,
    help::Keys,
    home::Home,
    numbers::Numbers,
    orders::{Order, Orders},
    part::Part,
    quick_order::QuickOrder,
    quotes::{Quote, Quotes},
    search::Search,
    sign_in::SignIn,
    welcome::Welcome,
};
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The application.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(crate::i18n::current_lang());
    view! {
        <Title formatter=|text: String| if text.is_empty() { "Tradecounter".to_owned() } else { format!("{text} · Tradecounter") } />
        <Router>
            <PageFrame>
                <Routes fallback=|| view! { <NotFound /> }>
                    <Route path=path!("/") view=Home ssr=SsrMode::Async />
                    <Route path=path!("/cart") view=Cart ssr=SsrMode::Async />
                    <Route path=path!("/quick-order") view=QuickOrder ssr=SsrMode::Async />
                    <Route path=path!("/orders") view=Orders ssr=SsrMode::Async />
                    <Route path=path!("/orders/:id") view=Order ssr=SsrMode::Async />
                    <Route path=path!("/numbers") view=Numbers ssr=SsrMode::Async />
                    <Route path=path!("/account") view=Account ssr=SsrMode::Async />
                    <Route path=path!("/account/quotes") view=Quotes ssr=SsrMode::Async />
                    <Route path=path!("/account/quotes/:id") view=Quote ssr=SsrMode::Async />
                    <Route path=path!("/statement") view=StatementPreview ssr=SsrMode::Async />
                    <Route path=path!("/statements/:id") view=Statement ssr=SsrMode::Async />
                    <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async />
                    <Route path=path!("/forgot-password") view=ForgotPassword ssr=SsrMode::Async />
                    <Route path=path!("/welcome") view=Welcome ssr=SsrMode::Async />
                    <Route path=path!("/search") view=Search ssr=SsrMode::Async />
                    <Route path=path!("/parts/:part_number") view=Part ssr=SsrMode::Async />
                    <Route path=path!("/families/:code") view=Family ssr=SsrMode::Async />
                    <Route path=path!("/compare") view=Compare ssr=SsrMode::Async />
                    <Route path=path!("/help/keys") view=Keys ssr=SsrMode::Async />
                    <Route path=path!("/company") view=Company ssr=SsrMode::Async />
                    <DeskRoutes />
                </Routes>
            </PageFrame>
        </Router>
    }
}
