//! A company's people: inviting them, by its owner or by the desk; and coming in by a letter's link.

use super::AppError;
use domain::accounts::{PeopleView, WelcomeView};
use leptos::prelude::*;

/// The people of a company and the invitations not taken yet.
#[server]
pub async fn load_people(company: String) -> Result<PeopleView, AppError> {
    use super::backend::{answer, op_for};
    domain::accounts::invitations::list_people(&op_for(&company).await?).await.map_err(answer)
}

/// Invites a person by e-mail.
#[server(endpoint = "invite_person")]
pub async fn invite_person(
    #[server(default)] company: String,
    #[server(default)] email: String,
    #[server(default)] name: String,
    #[server(default)] role: String,
    #[server(default)] language: String,
) -> Result<(), AppError> {
    use super::form::Notice;
    let new = domain::accounts::NewInvitation { email, name, role, language };
    let done = steps::invite(&company, &new).await;
    let here = steps::page_of(&company).await;
    let typed = [
        ("email", new.email.as_str()),
        ("name", &new.name),
        ("role", &new.role),
        ("language", &new.language),
    ];
    let email = new.email.trim().to_lowercase();
    super::form::lead_on(&here, &typed, done, |()| (here.clone(), Some(Notice::Invited { email }))).await
}

/// Takes an invitation back.
#[server(endpoint = "withdraw_invitation")]
pub async fn withdraw_invitation(
    #[server(default)] company: String,
    #[server(default)] invitation: String,
) -> Result<(), AppError> {
    use super::form::Notice;
    let done = steps::withdraw(&company, &invitation).await;
    let here = steps::page_of(&company).await;
    super::form::lead_on(&here, &[], done, |()| (here.clone(), Some(Notice::InvitationWithdrawn))).await
}

/// Asks for a link to a new password. The answer is the same whether anybody has the address.
#[server(endpoint = "forgot_password")]
pub async fn forgot_password(#[server(default)] email: String) -> Result<(), AppError> {
    use super::form::Notice;
    let done = steps::forgot(&email).await;
    let asked = |()| ("/sign-in".to_owned(), Some(Notice::ResetAsked));
    super::form::lead_on("/forgot-password", &[("email", &email)], done, asked).await
}

/// What a letter's link is good for; nothing when it is dead.
#[server]
pub async fn load_welcome(token: String) -> Result<Option<WelcomeView>, AppError> {
    use super::backend::{Backend, answer};
    let backend = Backend::of_request()?;
    domain::accounts::welcome::look(&backend.pools, domain::time::clock(), &token).await.map_err(answer)
}

/// Uses a letter's link: sets the password and signs in.
#[server(endpoint = "welcome")]
pub async fn enter_by_link(
    #[server(default)] token: String,
    #[server(default)] password: String,
    #[server(default)] again: String,
) -> Result<(), AppError> {
    let entered = steps::enter(&token, password, &again).await;
    let back = format!("/welcome?token={}", crate::i18n::format::url_component(&token));
    super::form::lead_on(&back, &[], entered, |view| (super::frame::landing(&view, "/"), None)).await
}

#[cfg(feature = "ssr")]
mod steps {
    //! What the forms above do.

    use crate::api::AppError;
    use crate::api::backend::{Backend, answer, op_for, reject, session, session_token};
    use crate::api::frame::{caller, know_browser, set_session};
    use domain::accounts::tries::Caller;
    use domain::accounts::{NewInvitation, Seat, SessionView, invitations, welcome};
    use domain::rejection::Rejection;

    /// Where the person sees these people: the desk on the customer's page, a member on his own.
    pub async fn page_of(company: &str) -> String {
        let session = match Backend::of_request() {
            Ok(backend) => session(&backend).await.ok().flatten(),
            Err(_) => None,
        };
        match session.map(|s| s.seat) {
            Some(Seat::Staff { .. }) => format!("/desk/c/{company}"),
            _ => "/company".to_owned(),
        }
    }

    pub async fn invite(company: &str, new: &NewInvitation) -> Result<(), AppError> {
        invitations::invite(&op_for(company).await?, new.clone()).await.map_err(answer)?;
        Ok(())
    }

    pub async fn withdraw(company: &str, invitation: &str) -> Result<(), AppError> {
        let op = op_for(company).await?;
        let id = invitation.parse().map_err(|_| reject(Rejection::NotFound))?;
        invitations::withdraw(&op, id).await.map_err(answer)
    }

    pub async fn forgot(email: &str) -> Result<(), AppError> {
        let backend = Backend::of_request()?;
        let now = domain::time::clock();
        welcome::forgot(&backend.pools, now, email, &caller(&backend).0).await.map_err(answer)
    }

    pub async fn enter(token: &str, password: String, again: &str) -> Result<SessionView, AppError> {
        let backend = Backend::of_request()?;
        let now = domain::time::clock();
        let ((address, browser), before) = (caller(&backend), session_token(&backend));
        let from = Caller { address: &address, browser: browser.as_ref(), session: before.as_ref() };
        let entered = welcome::enter(&backend.pools, now, token, (password, again), from).await;
        let (session, view) = entered.map_err(answer)?;
        set_session(&backend, Some(&session));
        know_browser(&backend, now, view.person, browser).await?;
        Ok(view)
    }
}
