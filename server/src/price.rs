//! `price explain`: why a customer would pay what, on the command line of the server itself.

use chrono::NaiveDate;
use clap::Args;
use domain::error::{Error, Result};
use domain::money::UnitPrice;
use domain::op::OpContext;
use domain::pricing::resolve::{Considered, Outcome};
use domain::pricing::service;
use domain::pricing::trace::StaffTrace;
use domain::quantity::Quantity;
use domain::rejection::{FieldProblem, Problem, Rejection};
use serde_json::{Value, json};

/// What to explain.
#[derive(Clone, Debug, Args)]
pub struct ExplainArgs {
    /// Code of the company, such as C-10001.
    #[arg(long)]
    pub company: String,
    /// Part number, exactly.
    #[arg(long)]
    pub sku: String,
    /// Quantity in the part's unit.
    #[arg(long, default_value = "1")]
    pub qty: String,
    /// Day, such as 2026-03-31; today when left out.
    #[arg(long)]
    pub on: Option<NaiveDate>,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Prints why the company would pay what; `op` is staff who may see the trace.
///
/// # Errors
/// `Fields` for an unknown company or part and for an unreadable quantity, `NoPrice` when nothing prices it.
pub async fn explain(op: &OpContext, args: &ExplainArgs) -> Result<()> {
    let quantity = Quantity::parse(&args.qty).map_err(|_| {
        let typed = args.qty.clone();
        Rejection::Fields(vec![FieldProblem::new("qty", Problem::NotANumber { typed })])
    })?;
    let on = args.on.unwrap_or_else(|| op.today());
    let trace = service::explain_by_code(op, &args.company, &args.sku, quantity, on).await?;
    say!("{}", if args.json { as_json(&trace).to_string() } else { as_text(&trace)? });
    Ok(())
}

/// The trace with plain numbers as text: amounts are never JSON numbers, which readers turn into binary fractions.
pub fn as_json(trace: &StaffTrace) -> Value {
    let considered: Vec<Value> = trace.considered.iter().map(rule_as_json).collect();
    let winner = trace.considered.iter().find(|c| c.outcome == Outcome::Won).map(rule_as_json);
    json!({
        "part_number": trace.part_number,
        "quantity": trace.quantity,
        "on": trace.on,
        "unit_price": trace.unit_price.price.normalize(),
        "basis": trace.unit_price.basis,
        "tax_mode": trace.unit_price.tax_mode,
        "currency": trace.unit_price.currency,
        "winner": winner,
        "valid_to": trace.valid_to,
        "considered": considered,
        "vat_rate": trace.vat_rate.normalize(),
        "next_tier": trace.next_tier.map(|t| json!({ "min_qty": t.min_qty, "unit_price": t.price.price.normalize() })),
        "margin_percent": trace.margin_percent,
        "cost": trace.cost.map(|c| json!({ "cost": c.cost.normalize(), "basis": c.basis })),
        "floor": trace.floor,
    })
}

fn rule_as_json(rule: &Considered) -> Value {
    json!({
        "rule": rule.rule,
        "list": rule.list.code,
        "list_name": rule.list.name,
        "version": rule.list.version,
        "percent": rule.percent.map(|p| p.normalize()),
        "unit_price": rule.price.map(|p| p.price.normalize()),
        "basis": rule.price.map(|p| p.basis),
        "outcome": rule.outcome,
    })
}

fn as_text(trace: &StaffTrace) -> Result<String> {
    let mut lines = vec![format!(
        "{} x {} on {}: {}",
        trace.part_number,
        trace.quantity,
        trace.on,
        shown(&trace.unit_price)
    )];
    for rule in &trace.considered {
        let price = rule.price.as_ref().map(shown).unwrap_or_else(|| "-".into());
        lines.push(format!(
            "  {:18} {:20} v{:<4} {:24} {}",
            word(&rule.rule)?,
            rule.list.code,
            rule.list.version,
            price,
            word(&rule.outcome)?
        ));
    }
    let known =
        |label: &str, value: Option<String>| format!("  {label:18} {}", value.unwrap_or_else(|| "-".into()));
    lines.push(known("vat rate", Some(trace.vat_rate.normalize().to_string())));
    lines.push(known("next tier", trace.next_tier.map(|t| format!("{}: {}", t.min_qty, shown(&t.price)))));
    lines.push(known("cost", trace.cost.map(|c| format!("{} per {}", c.cost.normalize(), c.basis))));
    lines.push(known("margin %", trace.margin_percent.map(|m| m.to_string())));
    let floor = trace.floor.map(|f| (f.lowest.map(|l| l.to_string()).unwrap_or_default(), f.standing));
    lines.push(known("floor", floor.map(|(lowest, standing)| format!("{lowest} {standing:?}"))));
    Ok(lines.join("\n"))
}

fn shown(price: &UnitPrice) -> String {
    let (code, tax) = (price.currency.code(), price.tax_mode.as_str());
    format!("{code} {} per {} {tax}", price.price.normalize(), price.basis)
}

/// The word a value has in JSON.
fn word(value: &impl serde::Serialize) -> Result<String> {
    let value = serde_json::to_value(value).map_err(|_| Error::Internal("a trace has no words".into()))?;
    Ok(value.as_str().map(str::to_owned).unwrap_or_else(|| value.to_string()))
}
