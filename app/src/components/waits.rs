//! A part of a page that waits for its facts.

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
