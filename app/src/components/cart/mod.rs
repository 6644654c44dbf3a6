//! The cart as a buyer fills his own and as a clerk fills one for a customer: the same lines, checkout and reading of pasted
//! text, sent to other addresses.

mod checkout;
mod lines;
mod pasted;

pub use checkout::CheckoutForm;
pub use lines::Lines;
pub use pasted::Pasted;

/// The one form of a cart's page. Its lines belong to it: whatever is clicked, all that was typed is sent along, and comes
/// back.
pub const CHECKOUT: &str = "checkout";

/// Where the forms of a cart are sent. Each carries the company it was drawn for.
#[derive(Debug, PartialEq, Eq)]
pub struct CartForms {
    /// Sets quantities, takes a line out.
    pub change: &'static str,
    /// Places the order.
    pub place: &'static str,
    /// Takes one of the parts a pasted row may mean.
    pub choose: &'static str,
}

/// A buyer's own cart.
pub static BUYER: CartForms =
    CartForms { change: "/api/change_cart", place: "/api/place_order", choose: "/api/choose_pasted" };

/// A clerk's cart for the customer of the page.
pub static DESK: CartForms = CartForms {
    change: "/api/desk_change_cart",
    place: "/api/desk_place_order",
    choose: "/api/desk_choose_pasted",
};
