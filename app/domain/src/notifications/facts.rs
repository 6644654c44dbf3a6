//! What a letter needs to know, looked up by the ids a message carries. Read as the worker, which may change none of it.

pub mod money;
pub mod people;
pub mod quotes;
pub mod searches;

use crate::accounts::permission::{MemberRole, Permission};
use crate::error::Result;
use crate::ids::{CompanyId, OrderId, PersonId, ShipmentId};
use crate::lang::Lang;
use crate::rejection::Rejection;
use chrono::NaiveDate;
use rust_decimal::Decimal;
use sqlx::PgPool;
use uuid::Uuid;

/// Somebody a letter goes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// Tells him from the message's other recipients, the same on every try.
    pub id: Uuid,
    /// His address.
    pub email: String,
    /// The language he reads.
    pub language: Lang,
}

/// One line of an order, in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLineFacts {
    /// Part number.
    pub part_number: String,
    /// Name.
    pub name_zh: String,
    /// Name.
    pub name_en: String,
    /// In the SKU's unit.
    pub quantity: Decimal,
    /// The unit's code.
    pub unit: String,
    /// Gross amount.
    pub gross: Decimal,
}

/// An order, for the letter about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFacts {
    /// The order.
    pub id: OrderId,
    /// Its number.
    pub number: String,
    /// Its company.
    pub company_id: CompanyId,
    /// Its company's name.
    pub company: String,
    /// Who placed it.
    pub placed_by: PersonId,
    /// Currency of the sums.
    pub currency: String,
    /// Sums.
    pub net: Decimal,
    /// Sums.
    pub tax: Decimal,
    /// Sums.
    pub gross: Decimal,
    /// The last date promised.
    pub promised_on: Option<NaiveDate>,
    /// Lines in their order.
    pub lines: Vec<OrderLineFacts>,
}

/// A shipment, for the letter about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShipmentFacts {
    /// The order it belongs to.
    pub order: OrderFacts,
    /// The carrier's code.
    pub carrier: String,
    /// Tracking number.
    pub tracking_number: String,
}

/// The order's facts.
///
/// # Errors
/// `NotFound` for an id that is none.
pub async fn order(worker: &PgPool, id: OrderId) -> Result<OrderFacts> {
    let head = sqlx::query!(
        r#"select o.number, o.company_id, c.name as company, o.placed_by, o.currency, o.net, o.tax, o.gross
           from orders.orders o join accounts.companies c on c.id = o.company_id where o.id = $1"#,
        id.0
    )
    .fetch_optional(worker)
    .await?
    .ok_or(Rejection::NotFound)?;
    let rows = sqlx::query!(
        "select part_number, name_zh, name_en, ordered, unit, gross, promised_on from orders.order_lines
         where order_id = $1 and company_id = $2 order by line_no",
        id.0,
        head.company_id
    )
    .fetch_all(worker)
    .await?;
    Ok(OrderFacts {
        id,
        number: head.number,
        company_id: CompanyId(head.company_id),
        company: head.company,
        placed_by: PersonId(head.placed_by),
        currency: head.currency,
        net: head.net,
        tax: head.tax,
        gross: head.gross,
        promised_on: rows.iter().map(|r| r.promised_on).max(),
        lines: rows
            .into_iter()
            .map(|r| OrderLineFacts {
                part_number: r.part_number,
                name_zh: r.name_zh,
                name_en: r.name_en,
                quantity: r.ordered,
                unit: r.unit,
                gross: r.gross,
            })
            .collect(),
    })
}

/// The shipment's facts with its order's.
///
/// # Errors
/// `NotFound` for an id that is none.
pub async fn shipment(worker: &PgPool, id: ShipmentId) -> Result<ShipmentFacts> {
    let row =
        sqlx::query!("select order_id, carrier, tracking_number from shipping.shipments where id = $1", id.0)
            .fetch_optional(worker)
            .await?
            .ok_or(Rejection::NotFound)?;
    let order = order(worker, OrderId(row.order_id)).await?;
    Ok(ShipmentFacts { order, carrier: row.carrier, tracking_number: row.tracking_number })
}

/// Who hears of an order: whoever placed it when he is a member, else the company's owners.
///
/// # Errors
/// Database errors.
pub async fn hears_of_order(
    worker: &PgPool,
    company: CompanyId,
    placed_by: PersonId,
) -> Result<Vec<Recipient>> {
    let rows = sqlx::query!(
        "select p.id, p.email, p.language from accounts.memberships m join accounts.people p on p.id = m.person_id
         where m.company_id = $1 and (m.person_id = $2 or (m.role = 'owner' and not exists (
           select from accounts.memberships x where x.company_id = $1 and x.person_id = $2)))
         order by p.email",
        company.0,
        placed_by.0
    )
    .fetch_all(worker)
    .await?;
    Ok(rows.into_iter().map(|r| recipient(r.id, r.email, &r.language)).collect())
}

/// The company's members whose seat lets them do it, whether or not they were ever here.
///
/// # Errors
/// Database errors.
pub async fn members_who_may(
    worker: &PgPool,
    company: CompanyId,
    permission: Permission,
) -> Result<Vec<Recipient>> {
    let seats: Vec<String> = MemberRole::ALL
        .into_iter()
        .filter(|role| role.may(permission))
        .map(|role| role.as_str().to_owned())
        .collect();
    let rows = sqlx::query!(
        "select p.id, p.email, p.language from accounts.memberships m join accounts.people p on p.id = m.person_id
         where m.company_id = $1 and m.role = any($2) order by p.email",
        company.0,
        &seats
    )
    .fetch_all(worker)
    .await?;
    Ok(rows.into_iter().map(|r| recipient(r.id, r.email, &r.language)).collect())
}

/// The house's own finance.
///
/// # Errors
/// Database errors.
pub async fn finance_staff(worker: &PgPool) -> Result<Vec<Recipient>> {
    let rows = sqlx::query!(
        "select p.id, p.email, p.language from accounts.staff_roles s join accounts.people p on p.id = s.person_id
         where s.role = 'finance' order by p.email"
    )
    .fetch_all(worker)
    .await?;
    Ok(rows.into_iter().map(|r| recipient(r.id, r.email, &r.language)).collect())
}

fn recipient(id: Uuid, email: String, language: &str) -> Recipient {
    Recipient { id, email, language: Lang::parse(language) }
}
