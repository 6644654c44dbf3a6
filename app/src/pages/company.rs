//! Who is signed in, for which company; switching, signing out.

use crate::api::people::load_people;
use crate::components::echo::{EchoNote, use_echo};
use crate::components::frame::buyer_company;
use crate::components::people::People;
use crate::components::waits::waits;
use crate::i18n::{current_lang, frame};
use domain::accounts::permission::Permission;
use domain::accounts::{CompanyBrief, Seat};
use leptos::prelude::*;
use leptos_meta::Title;

/// The person's companies and his session.
#[component]
pub fn Company() -> impl IntoView {
    let lang = current_lang();
    let w = frame::words(lang);
    let echo = use_echo();
    let people = buyer_company().map(|company| load_people(company.id.to_string()));
    view! {
        <Title text=w.company />
        {waits(async move {
            let echo = echo.await;
            let Some(session) = crate::components::frame::frame().session.clone() else {
                return view! { <crate::pages::error::SignInFirst /> }.into_any();
            };
            let is_member = matches!(&session.seat, Seat::Buyer { .. });
            let name = session.name;
            let may = matches!(&session.seat, Seat::Buyer { role, .. } if role.may(Permission::InvitePeople));
            let people = match people.filter(|_| may) {
                Some(people) => people.await.ok(),
                None => None,
            };
            let seats = match session.seat {
                Seat::Buyer { company, role, others } => {
                    view! { <Seats company=company role=frame::member_role(role, lang) others=others /> }.into_any()
                }
                Seat::Staff { roles } => {
                    let roles: Vec<_> = roles.into_iter().map(|r| frame::staff_role(r, lang)).collect();
                    view! { <p>{roles.join(" · ")}</p> }.into_any()
                }
            };
            view! {
                <div class="pagehead">
                    <h1>{name}</h1>
                </div>
                <EchoNote echo=echo.clone() />
                <div class="stack l">
                    {seats} {is_member.then(|| view! { <p><a href="/numbers">{w.numbers}</a></p> })}
                    {people.map(|people| view! { <People people=people echo=echo /> })}
                    <SignOutForms />
                </div>
            }
                .into_any()
        })}
    }
}

#[component]
fn Seats(company: CompanyBrief, role: &'static str, others: Vec<CompanyBrief>) -> impl IntoView {
    let w = frame::words(current_lang());
    view! {
        <section class="block">
            <header>
                <h2>{w.your_companies}</h2>
            </header>
            <table class="tbl">
                <tbody>
                    <tr class="here">
                        <th scope="row">{company.name}</th>
                        <td class="sku">{company.code}</td>
                        <td>{role} " · " {w.current}</td>
                    </tr>
                    {others
                        .into_iter()
                        .map(|c| {
                            view! {
                                <tr>
                                    <th scope="row">{c.name}</th>
                                    <td class="sku">{c.code}</td>
                                    <td>
                                        <form method="post" action="/api/switch_company">
                                            <input type="hidden" name="to" value=c.id.to_string() />
                                            <button class="btn s">{w.switch_to}</button>
                                        </form>
                                    </td>
                                </tr>
                            }
                        })
                        .collect_view()}
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn SignOutForms() -> impl IntoView {
    let w = frame::words(current_lang());
    view! {
        <div class="row">
            <form method="post" action="/api/sign_out">
                <button class="btn">{w.sign_out}</button>
            </form>
            <form method="post" action="/api/sign_out">
                <input type="hidden" name="everywhere" value="yes" />
                <button class="btn quiet">{w.sign_out_everywhere}</button>
            </form>
        </div>
    }
}
