//! The cart as a buyer fills his own and as a clerk fills one for a customer: the same lines, checkout and reading of pasted
//! text, sent to other addresses.

mod checkout;
mod lines;
mod pasted;

pub use checkout::CheckoutForm;
pub use lines::Lines;
pub use pasted::Pasted;

/// Where the forms of a cart are sent. Each carries the company it was drawn for.
#[derive(Debug, PartialEq, Eq)]
pub struct CartForms {
    /// Sets the quantity of a line.
    pub set: &'static str,
    /// Takes a line out.
    pub remove: &'static str,
    /// Places the order.
    pub place: &'static str,
    /// Takes one of the parts a pasted row may mean.
    pub choose: &'static str,
}

/// A buyer's own cart.
pub static BUYER: CartForms = CartForms {
    set: "/api/set_quantity",
    remove: "/api/remove_line",
    place: "/api/place_order",
    choose: "/api/choose_pasted",
};

/// A clerk's cart for the customer of the page.
pub static DESK: CartForms = CartForms {
    set: "/api/desk_set_quantity",
    remove: "/api/desk_remove_line",
    place: "/api/desk_place_order",
    choose: "/api/desk_choose_pasted",
};
