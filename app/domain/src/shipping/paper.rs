//! A shipment as the paper in the parcel: 送货单, without prices.

use super::{ShipmentLineView, ShipmentView, carrier};
use crate::documents::{DeliveryLine, DeliveryNoteDoc, Seller};
use crate::lang::Lang;
use crate::orders::OrderView;
use crate::orders::paper::{buyer, receiver, said};

/// Days within which quantity and visible defects are objected to, as printed above the signature.
const OBJECTION_DAYS: u32 = 7;

/// The paper of one shipment of this order.
pub fn delivery_note_doc(
    order: &OrderView,
    shipment: &ShipmentView,
    seller: Seller,
    language: Lang,
) -> DeliveryNoteDoc {
    let carrier =
        carrier::find(&shipment.carrier).map_or(shipment.carrier.as_str(), |c| language.pick(c.zh, c.en));
    DeliveryNoteDoc {
        language,
        seller,
        buyer: buyer(order),
        receiver: receiver(&order.ship_to),
        number: shipment.number.clone(),
        date: shipment.shipped_on,
        currency: shipment.currency.code().to_owned(),
        carrier: carrier.to_owned(),
        tracking_numbers: said(&shipment.tracking_number).into_iter().collect(),
        packages: None,
        weight_g: None,
        made_by: shipment.shipped_by.clone(),
        checked_by: String::new(),
        objection_days: OBJECTION_DAYS,
        lines: shipment.lines.iter().map(|line| packed(line, order, language)).collect(),
    }
}

fn packed(line: &ShipmentLineView, order: &OrderView, language: Lang) -> DeliveryLine {
    let ordered = order.lines.iter().find(|ordered| ordered.line_id == line.order_line_id);
    DeliveryLine {
        line: line.line_no,
        part_number: line.part_number.clone(),
        customer_part_number: ordered.and_then(|ordered| said(&ordered.own_number)),
        name: language.pick(&line.name_zh, &line.name_en).to_owned(),
        unit: line.unit.clone(),
        quantity: line.quantity,
        order_number: order.number.clone(),
        po_number: said(&order.po_number),
        remark: String::new(),
        price: None,
    }
}
