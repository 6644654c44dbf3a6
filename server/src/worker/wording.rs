//! From a message to its letters: looks the facts up, finds who is to hear of them, words them in his language.

use super::Worker;
use crate::mail::Letter;
use crate::mail::letters::{
    DisputeRaised, DisputeResolved, DisputedLine, Invited, InvoiceIssued, LetterLine, Notice, OrderPlaced,
    PasswordForgotten, QuoteOffered, SearchAnswered, Shipped, StatementIssued, compose,
};
use app::i18n::account as words;
use domain::accounts::permission::Permission;
use domain::accounts::welcome::{LinkFor, new_link};
use domain::billing::{DisputeReason, Resolution};
use domain::error::Result;
use domain::ids::{
    DisputeId, InvitationId, InvoiceId, ListId, OrderId, ResetId, SearchAnswerId, ShipmentId, StatementId,
};
use domain::lang::Lang;
use domain::notifications::facts::money::{self, DisputeFacts};
use domain::notifications::facts::{self, OrderFacts, Recipient, people, quotes, searches};
use domain::notifications::{Message, outbox};
use domain::time::{clock, day_at};
use uuid::Uuid;

/// A letter, and whom it is for.
pub(super) type Addressed = (Uuid, Letter);

impl Worker {
    /// The letters a message becomes; none when nobody is to hear of it.
    pub(super) async fn letters(&self, claimed: &outbox::Claimed) -> Result<Vec<Addressed>> {
        let seller = domain::seller::load(&self.pools.worker).await?.name;
        match &claimed.message {
            Message::OrderPlaced { order_id } => self.order_placed(claimed, &seller, *order_id).await,
            Message::Shipped { shipment_id } => self.shipped(claimed, &seller, *shipment_id).await,
            Message::StatementIssued { statement_id } => {
                self.statement_issued(claimed, &seller, *statement_id).await
            }
            Message::DisputeRaised { dispute_id } => self.dispute_raised(claimed, &seller, *dispute_id).await,
            Message::DisputeResolved { dispute_id } => {
                self.dispute_resolved(claimed, &seller, *dispute_id).await
            }
            Message::InvoiceIssued { invoice_id } => self.invoice_issued(claimed, &seller, *invoice_id).await,
            Message::Invited { invitation_id } => self.invited(claimed, &seller, *invitation_id).await,
            Message::PasswordForgotten { reset_id } => {
                self.password_forgotten(claimed, &seller, *reset_id).await
            }
            Message::QuoteOffered { quote_id } => self.quote_offered(claimed, &seller, *quote_id).await,
            Message::SearchAnswered { answer_id } => self.search_answered(claimed, &seller, *answer_id).await,
        }
    }

    async fn order_placed(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: OrderId,
    ) -> Result<Vec<Addressed>> {
        let order = facts::order(&self.pools.worker, id).await?;
        let to = facts::hears_of_order(&self.pools.worker, order.company_id, order.placed_by).await?;
        Ok(self.address(claimed, &to, |lang| Notice::OrderPlaced(self.placed(&order, lang, seller))))
    }

    async fn shipped(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: ShipmentId,
    ) -> Result<Vec<Addressed>> {
        let shipment = facts::shipment(&self.pools.worker, id).await?;
        let order = &shipment.order;
        let to = facts::hears_of_order(&self.pools.worker, order.company_id, order.placed_by).await?;
        Ok(self.address(claimed, &to, |lang| {
            Notice::Shipped(Shipped {
                seller: seller.to_owned(),
                company: order.company.clone(),
                order_number: order.number.clone(),
                carrier: carrier_name(&shipment.carrier, lang),
                tracking_number: shipment.tracking_number.clone(),
                link: self.order_link(order),
            })
        }))
    }

    async fn statement_issued(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: StatementId,
    ) -> Result<Vec<Addressed>> {
        let worker = &self.pools.worker;
        let statement = money::statement(worker, id).await?;
        let may = Permission::ConfirmStatements;
        let to = facts::members_who_may(worker, statement.company_id, may).await?;
        let notice = Notice::StatementIssued(StatementIssued {
            seller: seller.to_owned(),
            company: statement.company,
            number: statement.number,
            currency: statement.currency,
            from: statement.period_from,
            to: statement.period_to,
            opening: statement.opening,
            closing: statement.closing,
            link: self.link(&format!("/statements/{id}")),
        });
        Ok(self.address(claimed, &to, |_| notice.clone()))
    }

    async fn dispute_raised(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: DisputeId,
    ) -> Result<Vec<Addressed>> {
        let dispute = money::dispute(&self.pools.worker, id).await?;
        let to = facts::finance_staff(&self.pools.worker).await?;
        let (company, statement) = (dispute.statement.company_id, dispute.statement.id);
        let link = self.link(&format!("/desk/c/{company}/statements/{statement}"));
        let reason = DisputeReason::parse(&dispute.reason).unwrap_or(DisputeReason::Other);
        Ok(self.address(claimed, &to, |lang| {
            Notice::DisputeRaised(DisputeRaised {
                seller: seller.to_owned(),
                line: disputed(&dispute),
                raised_by: dispute.raised_by.clone(),
                reason: words::dispute_reason(reason, lang).to_owned(),
                note: dispute.note.clone(),
                link: link.clone(),
            })
        }))
    }

    async fn dispute_resolved(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: DisputeId,
    ) -> Result<Vec<Addressed>> {
        let worker = &self.pools.worker;
        let dispute = money::dispute(worker, id).await?;
        let may = Permission::ConfirmStatements;
        let to = facts::members_who_may(worker, dispute.statement.company_id, may).await?;
        // without an answer there is nothing to tell
        let Some(resolution) = dispute.resolution.as_deref().and_then(Resolution::parse) else {
            return Ok(Vec::new());
        };
        let link = self.link(&format!("/statements/{}", dispute.statement.id));
        Ok(self.address(claimed, &to, |lang| {
            Notice::DisputeResolved(DisputeResolved {
                seller: seller.to_owned(),
                line: disputed(&dispute),
                resolution: words::resolution(resolution, lang).to_owned(),
                note: dispute.resolution_note.clone(),
                link: link.clone(),
            })
        }))
    }

    async fn invoice_issued(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: InvoiceId,
    ) -> Result<Vec<Addressed>> {
        let worker = &self.pools.worker;
        let invoice = money::invoice(worker, id).await?;
        let to = facts::members_who_may(worker, invoice.company_id, Permission::SeeMoney).await?;
        let notice = Notice::InvoiceIssued(InvoiceIssued {
            seller: seller.to_owned(),
            company: invoice.company,
            number: invoice.number,
            currency: invoice.currency,
            issued_on: invoice.issued_on,
            net: invoice.net,
            tax: invoice.tax,
            gross: invoice.gross,
            link: self.link("/account"),
        });
        Ok(self.address(claimed, &to, |_| notice.clone()))
    }

    async fn invited(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: InvitationId,
    ) -> Result<Vec<Addressed>> {
        let Some(offer) = people::invitation(&self.pools.worker, id, clock()).await? else {
            return Ok(Vec::new());
        };
        let notice = Notice::Invited(Invited {
            seller: seller.to_owned(),
            company: offer.company,
            invited_by: offer.invited_by,
            expires_on: day_at(offer.expires_at, self.zone),
            link: self.welcome(LinkFor::Invitation(id)).await?,
        });
        Ok(self.address(claimed, &[offer.to], |_| notice.clone()))
    }

    async fn password_forgotten(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: ResetId,
    ) -> Result<Vec<Addressed>> {
        let Some(to) = people::password_reset(&self.pools.worker, id, clock()).await? else {
            return Ok(Vec::new());
        };
        let link = self.welcome(LinkFor::Reset(id)).await?;
        let notice = Notice::PasswordForgotten(PasswordForgotten { seller: seller.to_owned(), link });
        Ok(self.address(claimed, &[to], |_| notice.clone()))
    }

    /// Whoever may order may accept it; a quote that was withdrawn meanwhile is told to nobody.
    async fn quote_offered(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: ListId,
    ) -> Result<Vec<Addressed>> {
        let quote = quotes::quote(&self.pools.worker, id).await?;
        if !quote.is_open {
            return Ok(Vec::new());
        }
        let to =
            facts::members_who_may(&self.pools.worker, quote.company_id, Permission::PlaceOrders).await?;
        let notice = Notice::QuoteOffered(QuoteOffered {
            seller: seller.to_owned(),
            company: quote.company,
            number: quote.number,
            lines: quote.lines,
            last_day: quote.last_day,
            note: quote.note,
            link: self.link(&format!("/account/quotes/{id}")),
        });
        Ok(self.address(claimed, &to, |_| notice.clone()))
    }

    /// Each searcher reads his own words in his letter.
    async fn search_answered(
        &self,
        claimed: &outbox::Claimed,
        seller: &str,
        id: SearchAnswerId,
    ) -> Result<Vec<Addressed>> {
        let facts = searches::search_answer(&self.pools.worker, id).await?;
        let escaped = app::i18n::format::url_component;
        let path = match &facts.part_number {
            Some(number) => format!("/parts/{}", escaped(number)),
            None => format!("/search?q={}", escaped(&facts.search_for)),
        };
        let letters = facts.searchers.iter().flat_map(|(who, typed)| {
            let notice = Notice::SearchAnswered(SearchAnswered {
                seller: seller.to_owned(),
                typed: typed.clone(),
                part_number: facts.part_number.clone(),
                link: self.link(&path),
            });
            self.address(claimed, std::slice::from_ref(who), |_| notice.clone())
        });
        Ok(letters.collect())
    }

    /// Every try to send gets a token of its own, as none is kept.
    async fn welcome(&self, what: LinkFor) -> Result<String> {
        let token = new_link(&self.pools.worker, what).await?;
        Ok(self.link(&format!("/welcome?token={}", token.reveal())))
    }

    /// One letter per recipient; the Message-ID is the outbox row's with the recipient's, equal on every try.
    fn address(
        &self,
        claimed: &outbox::Claimed,
        to: &[Recipient],
        notice: impl Fn(Lang) -> Notice,
    ) -> Vec<Addressed> {
        to.iter()
            .map(|r| {
                let id = format!("{}.{}@{}", claimed.id, r.id.simple(), self.host);
                (r.id, compose(r.language, &notice(r.language)).to(&r.email, &id, Vec::new()))
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
        self.link(&format!("/orders/{}", order.id))
    }

    fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }
}

/// The carrier's name; a code we do not know stands for itself.
fn carrier_name(code: &str, lang: Lang) -> String {
    let known = domain::shipping::carrier::CARRIERS.iter().find(|c| c.code == code);
    known.map_or(code, |c| lang.pick(c.zh, c.en)).to_owned()
}

fn disputed(dispute: &DisputeFacts) -> DisputedLine {
    let statement = &dispute.statement;
    DisputedLine {
        company: statement.company.clone(),
        number: statement.number.clone(),
        from: statement.period_from,
        to: statement.period_to,
        document_number: dispute.document_number.clone(),
        occurred_on: dispute.occurred_on,
        currency: statement.currency.clone(),
        amount: dispute.amount,
    }
}
