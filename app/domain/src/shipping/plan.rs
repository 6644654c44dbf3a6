//! What a shipment takes from each line: reserved stock first, free stock for what is still open, and its share of the money.

use crate::ids::{OrderLineId, SkuId};
use crate::money::LineAmounts;
use crate::quantity::Quantity;
use crate::rejection::{FieldProblem, Problem, Rejection};
use rust_decimal::Decimal;

/// An order line as the shipment finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shippable {
    /// The line.
    pub id: OrderLineId,
    /// Its number in the order.
    pub line_no: u32,
    /// What it is.
    pub sku_id: SkuId,
    /// Part number.
    pub part_number: String,
    /// Ordered in all.
    pub ordered: Decimal,
    /// Held for it in stock.
    pub reserved: Decimal,
    /// Left before.
    pub shipped: Decimal,
    /// Neither held, left nor cancelled.
    pub open: Decimal,
    /// The whole line's money.
    pub amounts: LineAmounts,
}

/// What leaves of one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The line.
    pub line: Shippable,
    /// How much leaves.
    pub quantity: Decimal,
    /// Of it, held before.
    pub from_reserved: Decimal,
    /// Of it, taken from free stock.
    pub from_open: Decimal,
    /// What it is charged.
    pub amounts: LineAmounts,
}

/// Cuts the parts, in the order of SKU ids: stock is locked in that order.
///
/// # Errors
/// `Fields` for no lines or a line named twice, `NotFound` for a line of another order, `MoreThanOpen`.
pub fn cut(lines: &[Shippable], wanted: &[(OrderLineId, Quantity)]) -> Result<Vec<Part>, Rejection> {
    if wanted.is_empty() {
        return Err(Rejection::Fields(vec![FieldProblem::new("lines", Problem::Missing)]));
    }
    let mut parts: Vec<Part> = Vec::with_capacity(wanted.len());
    for (id, quantity) in wanted {
        let line = lines.iter().find(|line| line.id == *id).ok_or(Rejection::NotFound)?;
        let quantity = quantity.get();
        if parts.iter().any(|part| part.line.id == *id) {
            let problem = Problem::OutOfRange { typed: quantity.to_string() };
            return Err(Rejection::Fields(vec![FieldProblem::in_row("quantity", line.line_no, problem)]));
        }
        let open = line.reserved + line.open;
        if quantity > open {
            return Err(Rejection::MoreThanOpen { open });
        }
        let from_reserved = quantity.min(line.reserved);
        parts.push(Part {
            line: line.clone(),
            quantity,
            from_reserved,
            from_open: quantity - from_reserved,
            amounts: line.amounts.share(line.shipped, quantity, line.ordered),
        });
    }
    parts.sort_by_key(|part| (part.line.sku_id, part.line.line_no));
    Ok(parts)
}

/// What the parts are charged together.
pub fn total<'a>(parts: impl IntoIterator<Item = &'a Part>) -> LineAmounts {
    parts.into_iter().fold(LineAmounts::default(), |mut sum, part| {
        sum += part.amounts;
        sum
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn line(n: u128, reserved: &str, shipped: &str) -> Shippable {
        let (ordered, reserved, shipped) = (d("100"), d(reserved), d(shipped));
        Shippable {
            id: OrderLineId(Uuid::from_u128(n)),
            line_no: 1,
            sku_id: SkuId(Uuid::from_u128(10 - n)),
            part_number: "M8x40".into(),
            ordered,
            reserved,
            shipped,
            open: ordered - reserved - shipped,
            amounts: LineAmounts::from_gross(d("350.00"), d("0.13")),
        }
    }

    fn q(text: &str) -> Quantity {
        Quantity::parse(text).unwrap()
    }

    #[test]
    fn reserved_goes_first_and_the_last_part_takes_the_rest_of_the_money() {
        let parts = cut(&[line(1, "20", "33")], &[(OrderLineId(Uuid::from_u128(1)), q("67"))]).unwrap();
        assert_eq!((parts[0].from_reserved, parts[0].from_open), (d("20"), d("47")));
        let first = line(1, "0", "0").amounts.share(d("0"), d("33"), d("100"));
        assert_eq!(first.gross + parts[0].amounts.gross, d("350.00"));
        assert_eq!(first.net + parts[0].amounts.net, d("309.73"));
    }

    #[test]
    fn more_than_is_open_is_refused_with_what_is() {
        let refused = cut(&[line(1, "20", "33")], &[(OrderLineId(Uuid::from_u128(1)), q("68"))]);
        assert_eq!(refused, Err(Rejection::MoreThanOpen { open: d("67") }));
    }

    #[test]
    fn parts_come_in_the_order_stock_is_locked() {
        let (a, b) = (line(1, "1", "0"), line(2, "1", "0"));
        let parts = cut(&[a.clone(), b.clone()], &[(a.id, q("1")), (b.id, q("1"))]).unwrap();
        assert!(parts[0].line.sku_id < parts[1].line.sku_id);
        let twice = cut(std::slice::from_ref(&a), &[(a.id, q("1")), (a.id, q("1"))]);
        assert!(matches!(twice, Err(Rejection::Fields(_))));
        assert_eq!(cut(&[a], &[(b.id, q("1"))]), Err(Rejection::NotFound));
    }
}
