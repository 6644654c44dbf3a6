//! Explaining a price: any customer, any part, any quantity, any day.

pub mod changes;
pub mod files;
pub mod lists;

use crate::api::AppError;
use domain::pricing::trace::StaffTrace;
use leptos::prelude::*;

/// The question as it stands in the page's address.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Question {
    /// Customer number such as `C-10001`.
    pub company: String,
    /// 型号
    pub part: String,
    /// As typed; empty asks for one.
    pub quantity: String,
    /// `YYYY-MM-DD`; empty asks for today.
    pub on: String,
}

impl Question {
    /// True when there is enough to answer.
    pub fn is_asked(&self) -> bool {
        !self.company.is_empty() && !self.part.is_empty()
    }
}

/// The whole trace; nothing while nothing is asked.
#[server]
pub async fn explain_price(question: Question) -> Result<Option<StaffTrace>, AppError> {
    use crate::api::backend::{answer, op};
    if !question.is_asked() {
        return Ok(None);
    }
    let (op, q) = (op().await?, question);
    let (quantity, on) = crate::api::desk::typed::quantity_and_day(&q.quantity, &q.on, op.today())?;
    let trace = domain::pricing::service::explain_by_code(&op, &q.company, &q.part, quantity, on).await;
    trace.map(Some).map_err(answer)
}

/// What an address asks for by a name.
#[cfg(feature = "ssr")]
pub(crate) fn asked(query: &str, name: &str) -> String {
    let pairs = crate::api::catalog::pairs_of(query);
    let found = pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value);
    found.unwrap_or_default().trim().chars().take(200).collect()
}
