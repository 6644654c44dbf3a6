//! Files of prices whose columns have to be told. They come by `/desk/prices/import-file`.

use crate::api::AppError;
use domain::pricing::change::file::PriceFile;
use leptos::prelude::*;

/// One file with what its columns are taken for; `query` is the address's, where a saved mapping may be named.
#[server]
pub async fn load_price_file(id: String, query: String) -> Result<PriceFile, AppError> {
    use crate::api::backend::{answer, op};
    use crate::api::desk::typed::Reader;
    let (op, mapping) = (op().await?, super::asked(&query, "mapping"));
    domain::pricing::change::files::load(&op, Reader::id(&id)?, &mapping).await.map_err(answer)
}

/// Says what the columns are and reads the file into a draft.
#[server(endpoint = "desk_read_price_file")]
pub async fn read_price_file(
    #[server(default)] id: String,
    #[server(default)] columns: Vec<String>,
    #[server(default)] list: String,
    #[server(default)] starts_on: String,
    #[server(default)] first_row: String,
    #[server(default)] save_as: String,
) -> Result<(), AppError> {
    use crate::api::form::{Notice, lead_on};
    let named: Vec<(String, &String)> =
        columns.iter().enumerate().map(|(at, is)| (format!("columns[{at}]"), is)).collect();
    let mut typed: Vec<(&str, &str)> = named.iter().map(|(name, is)| (name.as_str(), is.as_str())).collect();
    let rest = [("list", &list), ("starts_on", &starts_on), ("first_row", &first_row), ("save_as", &save_as)];
    typed.extend(rest.map(|(name, text)| (name, text.as_str())));
    let done = ssr::read(&id, &columns, [&list, &starts_on, &first_row, &save_as]).await;
    lead_on(&ssr::page(&id), &typed, done, |page| (page, Some(Notice::Saved))).await
}

/// Throws a file away that nobody has read in.
#[server(endpoint = "desk_discard_price_file")]
pub async fn discard_price_file(#[server(default)] id: String) -> Result<(), AppError> {
    use crate::api::backend::{answer, op};
    use crate::api::desk::typed::Reader;
    use crate::api::form::{Notice, lead_on};
    let work = async {
        domain::pricing::change::files::discard(&op().await?, Reader::id(&id)?).await.map_err(answer)
    };
    lead_on(ssr::LIST, &[], work.await, |()| (ssr::LIST.to_owned(), Some(Notice::Saved))).await
}

#[cfg(feature = "ssr")]
mod ssr {
    //! What the forms above are read into, and where they lead.

    use crate::api::AppError;
    use crate::api::backend::{answer, op};
    use crate::api::desk::typed::Reader;
    use domain::pricing::change::files::{Told, read_in};

    /// The list of documents.
    pub const LIST: &str = "/desk/prices/changes";

    /// A file's page; the list when the id is none.
    pub fn page(id: &str) -> String {
        match id.trim().parse::<uuid::Uuid>() {
            Ok(id) => format!("/desk/prices/files/{id}"),
            Err(_) => LIST.to_owned(),
        }
    }

    /// The page of the draft it became.
    pub async fn read(id: &str, columns: &[String], typed: [&String; 4]) -> Result<String, AppError> {
        let [list, starts_on, first_row, save_as] = typed;
        let op = op().await?;
        let id = Reader::id(id)?;
        let mut reader = Reader::default();
        let starts_on = reader.day("starts_on", starts_on, op.today());
        let told = reader.done(Told {
            columns: columns.to_vec(),
            list: list.clone(),
            starts_on,
            first_row: !first_row.is_empty(),
            save_as: save_as.clone(),
        })?;
        Ok(format!("{LIST}/{}", read_in(&op, id, &told).await.map_err(answer)?))
    }
}
