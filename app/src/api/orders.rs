//! Cart, checkout, quick order, orders: what forms send in and screens read.

use super::AppError;
#[cfg(feature = "ssr")]
use super::form::Notice;
use domain::accounts::AddressView;
use domain::orders::{CartView, OrderPage, OrderView, PasteResult};
use domain::shipping::ShipmentView;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The cart page: lines, and the addresses to choose from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartPage {
    /// The open cart.
    pub cart: CartView,
    /// Legal name of the company it is for.
    pub company: Option<String>,
    /// Its addresses, default first.
    pub addresses: Vec<AddressView>,
}

/// An order and what left for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderAndParcels {
    /// The order.
    pub order: OrderView,
    /// Its shipments with their events.
    pub parcels: Vec<ShipmentView>,
}

/// One row of a form of quantities.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TypedLine {
    /// The SKU's id.
    #[serde(default)]
    pub sku: String,
    /// As typed; empty rows are none.
    #[serde(default)]
    pub quantity: String,
    /// What stood there when the page was drawn; only the cart says it.
    #[serde(default)]
    pub was: String,
}

/// The checkout form as it arrives.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct CheckoutTyped {
    pub company: String,
    pub cart: String,
    pub key: String,
    pub seen: String,
    pub ship_to: String,
    pub recipient: String,
    pub phone: String,
    pub region: String,
    pub street: String,
    pub po_number: String,
    pub requested_on: String,
    pub note: String,
    pub payment: String,
    pub stock_only: String,
    pub floor_reason: String,
    pub again: String,
}

/// The open cart at today's prices.
#[server]
pub async fn load_cart() -> Result<CartPage, AppError> {
    let op = super::backend::op().await?;
    Ok(cart_page(&op).await?.0)
}

/// Puts every filled row into the cart.
#[server(endpoint = "add_to_cart")]
pub async fn add_to_cart(
    #[server(default)] company: String,
    #[server(default)] back: String,
    #[server(default)] lines: Vec<TypedLine>,
) -> Result<(), AppError> {
    let added = add_rows(&company, &lines).await;
    let names: Vec<String> = lines.iter().map(|l| format!("q {}", l.sku)).collect();
    let typed: Vec<_> = names.iter().zip(&lines).map(|(n, l)| (n.as_str(), l.quantity.as_str())).collect();
    let next = |lines| (back.clone(), Some(Notice::AddedToCart { lines }));
    super::form::lead_on(&back, &typed, added, next).await
}

/// A row that went into the cart by itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowAdded {
    /// Says so, in the reader's language.
    pub said: String,
    /// Lines in the cart now.
    pub lines: u32,
}

/// Puts one row of a table into the cart, for who presses Enter in its quantity and goes on to the next.
#[server]
pub async fn add_row(
    #[server(default)] company: String,
    #[server(default)] sku: String,
    #[server(default)] quantity: String,
    #[server(default)] key: String,
) -> Result<RowAdded, AppError> {
    let (lines, quantity) = add_one(&company, &sku, &quantity, &key).await?;
    let said = crate::i18n::orders::row_added(quantity.get(), crate::i18n::current_lang());
    Ok(RowAdded { said, lines })
}

/// Sets the quantities that were changed on the cart's page, or takes a line out of it; what was typed beside it stays.
#[server(endpoint = "change_cart")]
pub async fn change_cart(
    #[server(default)] lines: Vec<TypedLine>,
    #[server(default)] remove: String,
    #[server(default)] round: String,
    #[server(flatten)] form: CheckoutTyped,
) -> Result<(), AppError> {
    let done = change(&form.company, &lines, &remove, &round).await;
    lead_on_change("/cart", &form, &lines, done.map(|()| Notice::Saved)).await
}

/// Places the cart as one order; the same key gives the same answer. Quantities changed beside it are taken first, and
/// nothing is ordered before their sum was seen.
#[server(endpoint = "place_order")]
pub async fn place_order(
    #[server(default)] lines: Vec<TypedLine>,
    #[server(flatten)] form: CheckoutTyped,
) -> Result<(), AppError> {
    lead_on_place("/cart", "/orders", &form, &lines).await
}

/// Reads a pasted text into the cart; rows that were not taken come back into the field with what was made of them.
#[server(endpoint = "paste_order")]
pub async fn paste_order(
    #[server(default)] company: String,
    #[server(default)] text: String,
) -> Result<(), AppError> {
    let (outcome, left, result) = paste(&company, &text).await;
    let typed = [("text", left.as_str()), ("result", result.as_str())];
    super::form::lead_on("/quick-order", &typed, outcome, |lines| {
        ("/cart".to_owned(), Some(Notice::AddedToCart { lines }))
    })
    .await
}

/// Takes one of the parts a pasted row may mean; the rows that still wait stay on the page.
#[server(endpoint = "choose_pasted")]
pub async fn choose_pasted(
    #[server(default)] company: String,
    #[server(default)] kept: String,
    #[server(default)] row: String,
    #[server(default)] sku: String,
    #[server(default)] quantity: String,
) -> Result<(), AppError> {
    let chosen = choose(&company, kept, &row, TypedLine { sku, quantity, ..TypedLine::default() }).await;
    lead_on_choice("/quick-order", "/cart", chosen).await
}

/// What became of the pasted text under this echo; nothing when there was none.
#[server]
pub async fn read_paste(echo: String) -> Result<Option<PasteResult>, AppError> {
    let echo = super::form::read_echo(echo).await?;
    Ok(serde_json::from_str(&echo.typed("result")).ok())
}

/// Orders of the company in force; `query` is the address's.
#[server]
pub async fn list_orders(query: String) -> Result<OrderPage, AppError> {
    use super::backend::{answer, op};
    let filter = filter_of(&query);
    domain::orders::service::list_orders(&op().await?, &filter).await.map_err(answer)
}

/// One order and its parcels.
#[server]
pub async fn load_order(id: String) -> Result<OrderAndParcels, AppError> {
    use super::backend::{answer, op, reject};
    let id = id.parse().map_err(|_| reject(domain::rejection::Rejection::NotFound))?;
    let op = op().await?;
    let order = domain::orders::service::load_order(&op, id).await.map_err(answer)?;
    let parcels = domain::shipping::service::order_shipments(&op, id).await.map_err(answer)?;
    Ok(OrderAndParcels { order, parcels })
}

/// The filter an address of the list stands for.
pub fn filter_of(query: &str) -> domain::orders::OrderFilter {
    let pairs = super::catalog::pairs_of(query);
    let get = |name: &str| pairs.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str()).unwrap_or_default();
    domain::orders::OrderFilter {
        status: domain::orders::OrderStatus::from_code(get("status")),
        text: get("q").trim().to_owned(),
        page: get("page").parse().unwrap_or(1),
    }
}

#[cfg(feature = "ssr")]
pub mod steps {
    //! What the forms above are read into, and the same forms at the desk.

    use super::{CartPage, CheckoutTyped, TypedLine};
    use crate::api::AppError;
    use crate::api::backend::{answer, op_for, reject};
    use crate::api::form::{Echo, Notice, lead_on, lead_with};
    use domain::accounts::CompanyView;
    use domain::accounts::service::load_company;
    use domain::catalog::service::list_skus_by_id;
    use domain::ids::SkuId;
    use domain::op::OpContext;
    use domain::orders::{Checkout, Destination, NewAddress, OrderPlaced, PasteResult, Payment};
    use domain::orders::{cart, pasting, placing};
    use domain::quantity::{Quantity, QuantityError};
    use domain::rejection::{FieldProblem, Problem, Rejection};

    fn problem(error: QuantityError, typed: &str) -> Problem {
        let typed = typed.to_owned();
        match error {
            QuantityError::NotANumber => Problem::NotANumber { typed },
            QuantityError::OutOfRange => Problem::OutOfRange { typed },
        }
    }

    /// The open cart of who acts for the company in force, and the company.
    pub async fn cart_page(op: &OpContext) -> Result<(CartPage, CompanyView), AppError> {
        let cart = cart::cart(op).await.map_err(answer)?;
        let company = load_company(op).await.map_err(answer)?;
        let (name, addresses) = (company.brief.name.clone(), company.addresses.clone());
        Ok((CartPage { cart, company: Some(name), addresses }, company))
    }

    fn sku_of(text: &str) -> Result<SkuId, AppError> {
        text.parse().map_err(|_| reject(Rejection::NotFound))
    }

    /// The name of a part's quantity in echoes and refusals.
    fn quantity_of(sku: &str) -> String {
        format!("q {sku}")
    }

    pub async fn add_rows(company: &str, lines: &[TypedLine]) -> Result<u32, AppError> {
        let op = op_for(company).await?;
        let (mut wanted, mut problems) = (Vec::new(), Vec::new());
        for (at, line) in (1..).zip(lines).filter(|(_, l)| !l.quantity.trim().is_empty()) {
            match Quantity::parse(&line.quantity) {
                Ok(quantity) => wanted.push((sku_of(&line.sku)?, quantity)),
                Err(e) => {
                    let field = quantity_of(&line.sku);
                    problems.push(FieldProblem::in_row(&field, at, problem(e, &line.quantity)));
                }
            }
        }
        if wanted.is_empty() && problems.is_empty() {
            problems.push(FieldProblem::new("quantity", Problem::Missing));
        }
        if !problems.is_empty() {
            name_parts(&op, lines, &mut problems).await?;
            return Err(reject(Rejection::Fields(problems)));
        }
        let count = wanted.len() as u32;
        cart::add_to_cart(&op, wanted).await.map_err(answer)?;
        Ok(count)
    }

    /// How many lines the cart has with it, and the quantity as it was read.
    pub async fn add_one(
        company: &str,
        sku: &str,
        typed: &str,
        key: &str,
    ) -> Result<(u32, Quantity), AppError> {
        let op = OpContext { attempt: key.parse().ok(), ..op_for(company).await? };
        let quantity = read_quantity(sku, typed)?;
        Ok((cart::add_row(&op, sku_of(sku)?, quantity).await.map_err(answer)?, quantity))
    }

    fn read_quantity(sku: &str, typed: &str) -> Result<Quantity, AppError> {
        let unread = |e| Rejection::Fields(vec![FieldProblem::new(&quantity_of(sku), problem(e, typed))]);
        Quantity::parse(typed).map_err(|e| reject(unread(e)))
    }

    /// Says of which part each row's problem is: nobody counts rows of a page.
    async fn name_parts(
        op: &OpContext,
        lines: &[TypedLine],
        problems: &mut [FieldProblem],
    ) -> Result<(), AppError> {
        let skus: Vec<SkuId> = lines.iter().filter_map(|line| line.sku.parse().ok()).collect();
        let rows = list_skus_by_id(op, &skus).await.map_err(answer)?;
        for problem in problems {
            let row = rows.iter().find(|row| quantity_of(&row.sku_id.to_string()) == problem.field);
            problem.part = row.map(|row| row.part_number.clone());
        }
        Ok(())
    }

    /// Sets what was changed; `round` is a part and the quantity offered for it, which goes before the one typed.
    pub async fn change(
        company: &str,
        lines: &[TypedLine],
        remove: &str,
        round: &str,
    ) -> Result<(), AppError> {
        let op = op_for(company).await?;
        let rounded = round.split_once(' ');
        let stays = |line: &&TypedLine| line.sku != remove && rounded.is_none_or(|(sku, _)| sku != line.sku);
        let typed = lines.iter().filter(|line| line.is_changed()).filter(stays);
        let (mut wanted, mut problems) = (Vec::new(), Vec::new());
        for (sku, typed) in typed.map(|line| (&*line.sku, &*line.quantity)).chain(rounded) {
            match Quantity::parse(typed) {
                Ok(quantity) => wanted.push((sku_of(sku)?, quantity)),
                Err(e) => problems.push(FieldProblem::new(&quantity_of(sku), problem(e, typed))),
            }
        }
        if !problems.is_empty() {
            name_parts(&op, lines, &mut problems).await?;
            return Err(reject(Rejection::Fields(problems)));
        }
        let out = (!remove.is_empty()).then(|| sku_of(remove)).transpose()?;
        cart::change(&op, &wanted, out).await.map_err(answer)
    }

    /// Back to the cart's page with all that was typed on it.
    pub async fn lead_on_change(
        page: &str,
        form: &CheckoutTyped,
        lines: &[TypedLine],
        done: Result<Notice, AppError>,
    ) -> Result<(), AppError> {
        let typed = form.typed();
        if let Ok(notice) = done {
            let typed = typed.map(|(name, text)| (name.to_owned(), text.to_owned())).into();
            return lead_with(page, Echo { error: None, notice: Some(notice), typed }).await;
        }
        let changed = lines.iter().filter(|line| line.is_changed());
        let names: Vec<_> = changed.map(|line| (quantity_of(&line.sku), line.quantity.as_str())).collect();
        let quantities = names.iter().map(|(name, typed)| (name.as_str(), *typed));
        let typed: Vec<_> = typed.into_iter().chain(quantities).collect();
        lead_on(page, &typed, done, |notice| (page.to_owned(), Some(notice))).await
    }

    /// To the order below `orders`; back to the cart's page when it was not placed, or the cart is another one now.
    pub async fn lead_on_place(
        page: &str,
        orders: &str,
        form: &CheckoutTyped,
        lines: &[TypedLine],
    ) -> Result<(), AppError> {
        if lines.iter().any(TypedLine::is_changed) {
            let done = change(&form.company, lines, "", "").await;
            return lead_on_change(page, form, lines, done.map(|()| Notice::QuantitiesChanged)).await;
        }
        lead_on(page, &form.typed(), place(form).await, |done| {
            let notice = Notice::OrderPlaced { number: done.number, replayed: done.replayed };
            (format!("{orders}/{}", done.order_id), Some(notice))
        })
        .await
    }

    impl TypedLine {
        /// Whether something else stands there than when the page was drawn.
        fn is_changed(&self) -> bool {
            self.quantity.trim() != self.was
        }
    }

    async fn place(form: &CheckoutTyped) -> Result<OrderPlaced, AppError> {
        let op = op_for(&form.company).await?;
        placing::place_order(&op, form.checkout()?).await.map_err(answer)
    }

    /// How many lines were added, or why not all; what is left of the text; the whole result for the page.
    pub async fn paste(company: &str, text: &str) -> (Result<u32, AppError>, String, String) {
        let read = async {
            let op = op_for(company).await?;
            pasting::add_pasted(&op, text).await.map_err(answer)
        };
        match read.await {
            Err(error) => (Err(error), text.to_owned(), String::new()),
            Ok(result) if result.choices.is_empty() && result.problems.is_empty() => {
                (Ok(result.added.len() as u32), String::new(), String::new())
            }
            Ok(result) => {
                let problems = result.problems.iter().map(|p| p.problem.clone()).collect();
                let told = serde_json::to_string(&result).unwrap_or_default();
                (Err(AppError::Rejected(Rejection::Fields(problems))), result.left_over(), told)
            }
        }
    }

    /// Puts the chosen part into the cart and takes its row out of what was kept of the pasted text.
    pub async fn choose(
        company: &str,
        kept: String,
        row: &str,
        line: TypedLine,
    ) -> Result<PasteResult, AppError> {
        let mut left = super::read_paste(kept).await?.unwrap_or_default();
        let sku = sku_of(&line.sku)?;
        add_rows(company, &[line]).await?;
        // a written row may hold several parts, each a choice of its own
        let at = left.choices.iter().position(|c| {
            c.row.to_string() == row && c.candidates.iter().any(|candidate| candidate.sku_id == sku)
        });
        at.map(|at| left.choices.remove(at));
        Ok(left)
    }

    /// Back to what still waits, or on when nothing does.
    pub async fn lead_on_choice(
        back: &str,
        done: &str,
        chosen: Result<PasteResult, AppError>,
    ) -> Result<(), AppError> {
        let notice = Some(Notice::AddedToCart { lines: 1 });
        match chosen {
            Ok(left) if !(left.choices.is_empty() && left.problems.is_empty()) => {
                let told = serde_json::to_string(&left).unwrap_or_default();
                let typed = [("text", left.left_over()), ("result", told)];
                let typed = typed.map(|(name, text)| (name.to_owned(), text)).into();
                lead_with(back, Echo { error: None, notice, typed }).await
            }
            chosen => lead_on(back, &[], chosen, |_| (done.to_owned(), notice)).await,
        }
    }

    impl CheckoutTyped {
        fn checkout(&self) -> Result<Checkout, AppError> {
            let gone = |_| reject(Rejection::NotFound);
            let destination = match self.ship_to.as_str() {
                "new" | "" => Destination::New(NewAddress {
                    recipient: self.recipient.clone(),
                    phone: self.phone.clone(),
                    region: self.region.clone(),
                    street: self.street.clone(),
                }),
                known => Destination::Known(known.parse().map_err(gone)?),
            };
            Ok(Checkout {
                company: self.company.parse().map_err(gone)?,
                cart_id: self.cart.parse().map_err(gone)?,
                key: self.key.parse().map_err(gone)?,
                seen: self.seen.clone(),
                destination,
                po_number: self.po_number.clone(),
                requested_on: self.requested_on.clone(),
                note: self.note.clone(),
                payment: Payment::parse(&self.payment),
                from_stock_only: self.stock_only == "yes",
                floor_reason: self.floor_reason.clone(),
                again: self.again == "yes",
            })
        }

        /// What was typed, for the form when it comes back.
        pub fn typed(&self) -> [(&str, &str); 11] {
            [
                ("ship_to", &self.ship_to),
                ("recipient", &self.recipient),
                ("phone", &self.phone),
                ("region", &self.region),
                ("street", &self.street),
                ("po_number", &self.po_number),
                ("requested_on", &self.requested_on),
                ("note", &self.note),
                ("payment", &self.payment),
                ("stock_only", &self.stock_only),
                ("floor_reason", &self.floor_reason),
            ]
        }
    }
}
#[cfg(feature = "ssr")]
use steps::{
    add_one, add_rows, cart_page, change, choose, lead_on_change, lead_on_choice, lead_on_place, paste,
};
