//! The frame around every page: masthead with search, company, language; the phone's thumbs; the foot.

use super::icon::Icon;
use super::keys::KeyDialog;
use super::nav_link::NavLink;
use super::quantity::QuantitySteps;
use super::search_field::SearchField;
use super::search_key::SearchKey;
use super::waits::waits;
use crate::api::frame::{Frame, load_frame};
use crate::i18n::frame::{Words, words};
use crate::i18n::quotes::words as quote_words;
use crate::i18n::{Lang, current_lang, keys};
use crate::pages::error::Failed;
use domain::accounts::permission::{Actor, Permission};
use domain::accounts::{CompanyBrief, Seat, SessionView};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};
use std::sync::Arc;

/// The frame's facts, loaded once per page and shared with it.
#[derive(Clone)]
pub struct FrameFacts(Arc<Frame>);

/// The frame's facts of this page.
pub fn frame() -> Arc<Frame> {
    expect_context::<FrameFacts>().0
}

/// The company a member acts for; none for visitors and staff.
pub fn buyer_company() -> Option<CompanyBrief> {
    match &frame().session.as_ref()?.seat {
        Seat::Buyer { company, .. } => Some(company.clone()),
        Seat::Staff { .. } => None,
    }
}

/// Whether the person signed in may do something; only for what is offered to him, the server judges by itself.
pub fn may(permission: Permission) -> bool {
    frame().session.as_ref().is_some_and(|session| actor(session).may(permission))
}

fn actor(session: &SessionView) -> Actor {
    let person = session.person;
    match &session.seat {
        Seat::Buyer { role, .. } => Actor::Buyer { person, role: *role },
        Seat::Staff { roles } => Actor::Staff { person, roles: roles.clone() },
    }
}

/// Masthead, page, thumbs, foot.
#[component]
pub fn PageFrame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    view! {
        <a class="skip" href="#main">
            {w.skip}
        </a>
        {waits(async move {
            let loaded = load_frame().await;
            let frame = Arc::new(loaded.as_ref().cloned().unwrap_or_default());
            provide_context(FrameFacts(Arc::clone(&frame)));
            view! {
                <Masthead frame=Arc::clone(&frame) />
                <main id="main" tabindex="-1">
                    {match loaded {
                        Ok(_) => children().into_any(),
                        // without knowing who asks, nothing below would be true
                        Err(error) => view! { <Failed error=error /> }.into_any(),
                    }}
                </main>
                <Foot frame=frame />
                <QuantitySteps />
            }
        })}
    }
}

#[component]
fn Masthead(frame: Arc<Frame>) -> impl IntoView {
    let lang = current_lang();
    let w = words(lang);
    let staff = matches!(&frame.session, Some(s) if matches!(s.seat, Seat::Staff { .. }));
    if staff { desk_masthead(frame, w, lang).into_any() } else { buyer_masthead(frame, w, lang).into_any() }
}

fn buyer_masthead(frame: Arc<Frame>, w: &'static Words, lang: Lang) -> impl IntoView {
    let company = match frame.session.as_ref().map(|s| &s.seat) {
        Some(Seat::Buyer { company, .. }) => Some(company.name.clone()),
        _ => None,
    };
    let signed_in = frame.session.is_some();
    let quotes = may(Permission::SeePrices);
    let name = frame.session.as_ref().map(|s| s.name.clone());
    view! {
        <header class="masthead">
            <div class="bar">
                <Brand label="Tradecounter" href="/" />
                <div class="who">
                    {company
                        .map(|c| {
                            view! {
                                <span class="vh">{w.company}</span>
                                <a href="/company">{c}</a>
                            }
                        })}
                </div>
                <SearchBox hint=w.search_hint action="/search" />
                <div class="tools">
                    <LanguageSwitch lang=lang />
                    {match name {
                        Some(name) => {
                            view! {
                                <a href="/company" class="wide">
                                    {name}
                                </a>
                            }
                                .into_any()
                        }
                        None => view! { <a href="/sign-in">{w.sign_in}</a> }.into_any(),
                    }}
                    {signed_in
                        .then(|| {
                            view! {
                                <a href="/cart" class="wide">
                                    <Icon name="cart" />
                                    {w.cart}
                                    {(frame.cart_lines > 0)
                                        .then(|| view! { <span class="count">{frame.cart_lines}</span> })}
                                </a>
                            }
                        })}
                </div>
            </div>
            <nav class="topnav" aria-label=w.main_nav>
                <ul class="links">
                    <li><NavLink href="/" exact=true>{w.home}</NavLink></li>
                    <li><NavLink href="/search">{w.catalogue}</NavLink></li>
                    <li><NavLink href="/quick-order">{w.quick_order}</NavLink></li>
                    <li><NavLink href="/orders">{w.orders}</NavLink></li>
                    {quotes.then(|| view! { <li><NavLink href="/account/quotes">{quote_words(lang).title}</NavLink></li> })}
                    // quotes stand below it and have a link of their own
                    <li><NavLink href="/account" exact=quotes>{w.account}</NavLink></li>
                    <li><NavLink href="/company">{w.company}</NavLink></li>
                </ul>
            </nav>
        </header>
    }
}

fn desk_masthead(frame: Arc<Frame>, w: &'static Words, lang: Lang) -> impl IntoView {
    let keeps = may(Permission::EditCatalogue);
    let name = frame.session.as_ref().map(|s| s.name.clone()).unwrap_or_default();
    view! {
        <header class="masthead mast-desk">
            <div class="bar">
                <Brand label=w.desk href="/desk" />
                <SearchBox hint=w.search_desk_hint action="/desk/customers" />
                <div class="tools">
                    <LanguageSwitch lang=lang />
                    <a href="/company">{name}</a>
                </div>
            </div>
            <nav class="topnav" aria-label=w.desk>
                <ul class="links">
                    <li><NavLink href="/desk" exact=true>{w.desk_today}</NavLink></li>
                    <li><NavLink href="/desk/customers">{w.desk_customers}</NavLink></li>
                    <li><NavLink href="/desk/prices">{w.desk_prices}</NavLink></li>
                    <li><NavLink href="/desk/cross-references">{w.desk_cross}</NavLink></li>
                    {keeps.then(|| view! { <li><NavLink href="/desk/catalogue">{w.desk_catalogue}</NavLink></li> })}
                    <li><NavLink href="/search">{w.catalogue}</NavLink></li>
                </ul>
            </nav>
        </header>
    }
}

#[component]
fn Brand(label: &'static str, href: &'static str) -> impl IntoView {
    view! {
        <a href=href class="brand" aria-label=label>
            <svg aria-hidden="true" viewBox="0 0 24 24">
                <use href="/icons.svg#brand"></use>
            </svg>
            <span>{label}</span>
        </a>
    }
}

/// A sheet of figures and its sum; not in the sprite.
#[component]
fn AccountIcon() -> impl IntoView {
    view! {
        <svg class="i" aria-hidden="true" viewBox="0 0 18 18">
            <path d="M3 2.5h12v13H3zM6 6h6M6 9h6M9 12.5h3"></path>
        </svg>
    }
}

/// The catalogue's search suggests; the desk's finds customers.
#[component]
fn SearchBox(hint: &'static str, action: &'static str) -> impl IntoView {
    let w = words(current_lang());
    let query = use_query_map();
    let typed = query.read_untracked().get("q").unwrap_or_default();
    let field = if action == "/search" {
        view! { <SearchField label=w.search.to_owned() hint=hint.to_owned() value=typed /> }.into_any()
    } else {
        view! {
            <input
                type="search"
                name="q"
                aria-label=w.search
                placeholder=hint
                autocomplete="off"
                maxlength="200"
                value=typed
            />
        }
        .into_any()
    };
    view! {
        <form class="find" role="search" action=action method="get">
            {field}
            <SearchKey />
            <button class="btn go">{w.search}</button>
        </form>
    }
}

#[component]
fn LanguageSwitch(lang: Lang) -> impl IntoView {
    let w = words(lang);
    let location = use_location();
    let back = move || {
        format!(
            "{}{}",
            location.pathname.get(),
            location.search.with(|s| if s.is_empty() { String::new() } else { format!("?{s}") })
        )
    };
    let (to, tag) = match lang {
        Lang::Zh => ("en", "en"),
        Lang::En => ("zh", "zh-CN"),
    };
    view! {
        <form method="post" action="/api/choose_language">
            <input type="hidden" name="lang" value=to />
            <input type="hidden" name="back" value=back />
            <button class="btn quiet s" lang=tag>
                {w.other_language}
            </button>
        </form>
    }
}

#[component]
fn Foot(frame: Arc<Frame>) -> impl IntoView {
    let w = words(current_lang());
    let buyer = matches!(&frame.session, Some(s) if matches!(s.seat, Seat::Buyer { .. }));
    let staff = matches!(&frame.session, Some(s) if matches!(s.seat, Seat::Staff { .. }));
    let money = may(Permission::SeeMoney);
    view! {
        <footer class="foot">
            <div>
                <a href="/help/keys" class="wide">
                    {keys::words(current_lang()).title}
                </a>
                {frame.demo.then(|| view! { <span class="demo">{w.demo}</span> })}
            </div>
        </footer>
        <KeyDialog desk=staff />
        {buyer
            .then(|| {
                view! {
                    <nav class="thumbs" aria-label=w.main_nav>
                        <ul>
                            <li><NavLink href="/search"><Icon name="parts" />{w.catalogue}</NavLink></li>
                            <li><NavLink href="/quick-order"><Icon name="quick" />{w.quick_order}</NavLink></li>
                            <li><NavLink href="/orders"><Icon name="order" />{w.orders}</NavLink></li>
                            <li>
                                <NavLink href="/cart">
                                    <Icon name="cart" />
                                    {w.cart}
                                    {(frame.cart_lines > 0)
                                        .then(|| view! { <span class="count">{frame.cart_lines}</span> })}
                                </NavLink>
                            </li>
                            // the mark in the masthead leads home too, so who sees money has it here instead
                            <li>
                                {if money {
                                    view! { <NavLink href="/account"><AccountIcon />{w.account_short}</NavLink> }.into_any()
                                } else {
                                    view! { <NavLink href="/" exact=true><Icon name="home" />{w.home}</NavLink> }.into_any()
                                }}
                            </li>
                        </ul>
                    </nav>
                }
            })}
    }
}
