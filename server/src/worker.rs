//! The worker: takes letters from the outbox and sends them, at least once, each under one Message-ID.

use crate::mail::letters::{LetterLine, Notice, OrderPlaced, Shipped, compose};
use crate::mail::{Letter, Mailer};
use domain::error::{Error, Result};
use domain::lang::Lang;
use domain::notifications::facts::{self, OrderFacts, Recipient};
use domain::notifications::{Message, outbox};
use domain::op::Pools;
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::sync::watch;

/// Looked at this often even when no notice came: a notice may be lost.
const POLL: Duration = Duration::from_secs(3);

/// What the worker needs.
pub struct Worker {
    /// The worker's pool is among them.
    pub pools: Pools,
    /// Where letters go.
    pub mailer: Mailer,
    /// Beginning of every link, without a final slash.
    pub public_url: String,
    /// Right side of every Message-ID.
    pub host: String,
}

impl Worker {
    /// Works until told to stop; what is under way is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let mut listener = PgListener::connect_with(&self.pools.worker).await.ok();
        if let Some(listener) = &mut listener {
            // without notices it polls
            let _ = listener.listen("outbox").await;
        }
        while !*stop.borrow() {
            match self.empty_outbox().await {
                Ok(0) => {}
                Ok(_) => continue,
                Err(problem) => tracing::warn!(%problem, "outbox"),
            }
            let noticed = async {
                match &mut listener {
                    Some(listener) => drop(listener.recv().await),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = noticed => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stop.changed() => {}
            }
        }
    }

    /// Sends what is due now; how many were taken.
    ///
    /// # Errors
    /// Database errors; letters that fail are put back with their cause.
    pub async fn empty_outbox(&self) -> Result<usize> {
        let claimed = outbox::claim_batch(&self.pools.worker).await?;
        for one in &claimed {
            let (cause, permanent) = match self.deliver(one).await {
                Ok(()) => {
                    outbox::mark_sent(&self.pools.worker, one).await?;
                    continue;
                }
                Err(failure) => failure,
            };
            tracing::warn!(message = %one.id, attempts = one.attempts, permanent, "letter not sent");
            outbox::mark_failed(&self.pools.worker, one, &cause, permanent).await?;
        }
        Ok(claimed.len())
    }

    async fn deliver(&self, claimed: &outbox::Claimed) -> std::result::Result<(), (String, bool)> {
        let letters =
            self.letters(claimed).await.map_err(|e| (e.to_string(), matches!(e, Error::Rejected(_))))?;
        for letter in letters {
            self.mailer.send(&letter).await.map_err(|e| (e.to_string(), e.is_permanent()))?;
        }
        Ok(())
    }

    async fn letters(&self, claimed: &outbox::Claimed) -> Result<Vec<Letter>> {
        let worker = &self.pools.worker;
        let seller = domain::seller::load(worker).await?.name;
        match &claimed.message {
            Message::OrderPlaced { order_id } => {
                let order = facts::order(worker, *order_id).await?;
                let to = facts::hears_of_order(worker, order.company_id, order.placed_by).await?;
                Ok(self.address(claimed, &to, |lang| Notice::OrderPlaced(self.placed(&order, lang, &seller))))
            }
            Message::Shipped { shipment_id } => {
                let shipment = facts::shipment(worker, *shipment_id).await?;
                let to = facts::hears_of_order(worker, shipment.order.company_id, shipment.order.placed_by)
                    .await?;
                Ok(self.address(claimed, &to, |lang| {
                    Notice::Shipped(Shipped {
                        seller: seller.clone(),
                        company: shipment.order.company.clone(),
                        order_number: shipment.order.number.clone(),
                        carrier: carrier_name(&shipment.carrier, lang),
                        tracking_number: shipment.tracking_number.clone(),
                        link: self.order_link(&shipment.order),
                    })
                }))
            }
            // told on the screens only, so far
            Message::Invited { .. }
            | Message::StatementIssued { .. }
            | Message::DisputeRaised { .. }
            | Message::DisputeResolved { .. }
            | Message::InvoiceIssued { .. } => Ok(Vec::new()),
        }
    }

    /// One letter per recipient; the Message-ID is the outbox row's with the recipient's place, equal on every try.
    fn address(
        &self,
        claimed: &outbox::Claimed,
        to: &[Recipient],
        notice: impl Fn(Lang) -> Notice,
    ) -> Vec<Letter> {
        to.iter()
            .enumerate()
            .map(|(at, r)| {
                let id = format!("{}.{at}@{}", claimed.id, self.host);
                compose(r.language, &notice(r.language)).to(&r.email, &id, Vec::new())
            })
            .collect()
    }

    fn placed(&self, order: &OrderFacts, lang: Lang, seller: &str) -> OrderPlaced {
        let lines = order.lines.iter().map(|l| LetterLine {
            part_number: l.part_number.clone(),
            name: lang.pick(&l.name_zh, &l.name_en).to_owned(),
            quantity: l.quantity,
            unit: l.unit.clone(),
            amount: l.gross,
        });
        OrderPlaced {
            seller: seller.to_owned(),
            company: order.company.clone(),
            order_number: order.number.clone(),
            currency: order.currency.clone(),
            lines: lines.collect(),
            net: order.net,
            tax: order.tax,
            gross: order.gross,
            promised_on: order.promised_on,
            link: self.order_link(order),
        }
    }

    fn order_link(&self, order: &OrderFacts) -> String {
        format!("{}/orders/{}", self.public_url, order.id)
    }
}

/// The carrier's name; a code we do not know stands for itself.
fn carrier_name(code: &str, lang: Lang) -> String {
    let known = domain::shipping::carrier::CARRIERS.iter().find(|c| c.code == code);
    known.map_or(code, |c| lang.pick(c.zh, c.en)).to_owned()
}
