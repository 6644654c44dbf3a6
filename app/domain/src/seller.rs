//! The distributor himself, as he stands at the head of papers and letters. One row of settings.

use crate::documents::Seller;
use crate::error::Result;
use sqlx::PgExecutor;

/// The seller's head; without settings the product's own name, so that nothing is printed blank.
///
/// # Errors
/// Database errors, and settings of another shape.
pub async fn load(db: impl PgExecutor<'_>) -> Result<Seller> {
    let stored =
        sqlx::query_scalar!("select value from app.settings where key = 'seller'").fetch_optional(db).await?;
    match stored {
        Some(value) => Ok(serde_json::from_value(value)?),
        None => Ok(Seller {
            name: "Tradecounter".into(),
            uscc: String::new(),
            address: String::new(),
            phone: String::new(),
            bank_name: String::new(),
            bank_account: String::new(),
            demo: false,
        }),
    }
}

/// Writes the seller's head.
///
/// # Errors
/// Database errors.
pub async fn store(db: impl PgExecutor<'_>, seller: &Seller) -> Result<()> {
    sqlx::query!(
        "insert into app.settings (key, value) values ('seller', $1) on conflict (key) do update set value = excluded.value",
        serde_json::to_value(seller)?
    )
    .execute(db)
    .await?;
    Ok(())
}
