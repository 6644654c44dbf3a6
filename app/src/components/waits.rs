//! A part of a page that waits for its facts.

use super::echo::use_echo;
use crate::api::AppError;
use crate::api::form::Echo;
use crate::pages::error::Failed;
use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use std::future::Future;

/// Draws a view once its facts are there: reads them first, then draws once.
///
/// The framework's own way, `Suspense` over `Resource`s, draws its children two or three times and starts every question
/// at once: two parts of one page then each hold a connection while waiting for another, and eight readers could wait for
/// each other until the request's limit. Here a page asks one question after the other and holds one connection at a time,
/// as long as no two of these stand side by side; one around the other is fine.
pub fn waits<V>(facts_and_view: impl Future<Output = V> + Send + 'static) -> impl IntoView
where
    V: IntoView + 'static,
{
    Suspend::new(async move { OwnedView::new(facts_and_view.await.into_view()) })
}

/// A page that is one answer: drawn with what its last form said, or why there is no answer.
pub fn answered<T, V>(
    asked: impl Future<Output = Result<T, AppError>> + Send + 'static,
    draw: impl FnOnce(T, Echo) -> V + Send + 'static,
) -> impl IntoView
where
    T: 'static,
    V: IntoView + 'static,
{
    let echo = use_echo();
    waits(async move {
        let echo = echo.await;
        match asked.await {
            Ok(answer) => draw(answer, echo).into_any(),
            Err(error) => view! { <Failed error=error /> }.into_any(),
        }
    })
}
