//! Who may see which file, and what the desk does with documents.

use super::store;
use super::{
    DocumentDesk, DocumentForm, DocumentKind, DocumentView, LANGUAGES, MAX_PAPER_MB, MAX_PICTURE_MB, Owner,
    Served, StoredFile,
};
use crate::accounts::permission::Permission;
use crate::audit;
use crate::catalog::edit::store::{difference, lock_catalogue};
use crate::error::Result;
use crate::ids::{DocumentId, FileId, SkuId};
use crate::op::{OpContext, Tx};
use crate::rejection::{FieldProblem, Problem, Rejection};
use serde_json::{Value as Json, json};
use uuid::Uuid;

/// What a part's page shows: its own documents, then its family's. Visitors may ask.
///
/// # Errors
/// Database errors.
pub async fn list_of_sku(op: &OpContext, sku: SkuId) -> Result<Vec<DocumentView>> {
    let mut tx = op.read().await?;
    let found = store::list_shown(&mut tx, Some(sku), None).await?;
    Ok(found)
}

/// What a family's page shows: the documents all its parts have. Visitors may ask.
///
/// # Errors
/// Database errors.
pub async fn list_of_family(op: &OpContext, code: &str) -> Result<Vec<DocumentView>> {
    let mut tx = op.read().await?;
    let found = store::list_shown(&mut tx, None, Some(code)).await?;
    Ok(found)
}

/// All documents of a family or SKU with their versions, withdrawn ones last.
///
/// # Errors
/// `Forbidden`.
pub async fn list_at_desk(op: &OpContext, owner: Owner) -> Result<Vec<DocumentDesk>> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.read().await?;
    let found = store::list_documents(&mut tx, owner).await?;
    Ok(found)
}

/// Asked before a body is read: who may not keep files sends none.
///
/// # Errors
/// `SignedOut`, `Forbidden`.
pub fn may_keep_files(op: &OpContext) -> Result<()> {
    op.require(Permission::EditCatalogue)
}

/// Largest file of a kind, in MB.
pub fn largest_mb(picture: bool) -> u32 {
    if picture { MAX_PICTURE_MB } else { MAX_PAPER_MB }
}

/// Adds a document with its first file. The same file under the same words again is the document that is there.
///
/// # Errors
/// `Forbidden`; `NotFound` for an owner that is none; `Fields`.
pub async fn add_document(
    op: &OpContext,
    owner: Owner,
    form: &DocumentForm,
    stored: &StoredFile,
) -> Result<DocumentId> {
    op.require(Permission::EditCatalogue)?;
    let kind = check(form, Some(stored))?;
    let mut tx = op.begin().await?;
    lock_catalogue(&mut tx).await?;
    if !store::owner_exists(&mut tx, owner).await? {
        return Err(Rejection::NotFound.into());
    }
    if let Some(known) = store::find_same(&mut tx, owner, kind, form, stored).await? {
        tx.commit().await?;
        return Ok(known);
    }
    let id = DocumentId::new();
    store::insert_document(&mut tx, id, owner, kind, form).await?;
    store::insert_file(&mut tx, op, id, 1, stored).await?;
    let detail = json!({ "document": id, "after": facts(kind, form, stored) });
    record(&mut tx, op, "add_document", owner, detail).await?;
    tx.commit().await?;
    Ok(id)
}

/// Puts a new version in the place of the one shown; the old one stays in the desk's history.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields` when the file does not suit the document.
pub async fn replace_file(
    op: &OpContext,
    id: DocumentId,
    version: i32,
    stored: &StoredFile,
) -> Result<FileId> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let (owner, old) = lock(&mut tx, id, version).await?;
    suits(old.document.kind, stored)?;
    let number = old.document.file.number + 1;
    let file = store::insert_file(&mut tx, op, id, number, stored).await?;
    let same = form_of(&old.document);
    store::update_document(&mut tx, id, old.document.kind, &same, None).await?;
    let detail = json!({ "document": id, "before": { "file": old.document.file.name },
        "after": { "file": format!("v{number} {}", hex(&stored.sha256)) } });
    record(&mut tx, op, "replace_file", owner, detail).await?;
    tx.commit().await?;
    Ok(file)
}

/// Changes title, kind or language of a document, and shows it again when it was withdrawn.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`; `Fields`.
pub async fn save_document(
    op: &OpContext,
    id: DocumentId,
    version: i32,
    form: &DocumentForm,
) -> Result<Owner> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let (owner, old) = lock(&mut tx, id, version).await?;
    let kind = check(form, None)?;
    if kind == DocumentKind::Picture && !old.document.file.media.is_picture() {
        return Err(refused("kind", Problem::WrongFile).into());
    }
    let was = json!({ "kind": old.document.kind.as_str(), "title_zh": old.document.title_zh,
        "title_en": old.document.title_en, "language": old.document.language, "withdrawn": old.withdrawn });
    let is = json!({ "kind": kind.as_str(), "title_zh": form.title_zh.trim(), "title_en": form.title_en.trim(),
        "language": form.language.trim(), "withdrawn": false });
    if let Some(mut detail) = difference(&was, &is) {
        detail["document"] = json!(id);
        store::update_document(&mut tx, id, kind, form, None).await?;
        record(&mut tx, op, "save_document", owner, detail).await?;
    }
    tx.commit().await?;
    Ok(owner)
}

/// Shows a document to nobody any more; the desk keeps it.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Stale`.
pub async fn withdraw_document(op: &OpContext, id: DocumentId, version: i32) -> Result<Owner> {
    op.require(Permission::EditCatalogue)?;
    let mut tx = op.begin().await?;
    let (owner, old) = lock(&mut tx, id, version).await?;
    if !old.withdrawn {
        let same = form_of(&old.document);
        store::update_document(&mut tx, id, old.document.kind, &same, Some(op.now)).await?;
        let detail = json!({ "document": id, "before": { "title_en": old.document.title_en } });
        record(&mut tx, op, "withdraw_document", owner, detail).await?;
    }
    tx.commit().await?;
    Ok(owner)
}

/// A file by the id in its address. What is not shown any more exists for the desk only.
///
/// # Errors
/// `NotFound`.
pub async fn find_file(op: &OpContext, id: FileId) -> Result<Served> {
    let mut tx = op.read().await?;
    let found = store::find_file(&mut tx, id).await?;
    drop(tx);
    let served = found.ok_or(Rejection::NotFound)?;
    if !served.public && !op.actor.may(Permission::EditCatalogue) {
        return Err(Rejection::NotFound.into());
    }
    Ok(served)
}

async fn lock(tx: &mut Tx, id: DocumentId, version: i32) -> Result<(Owner, DocumentDesk)> {
    lock_catalogue(tx).await?;
    let owner = store::find_owner(tx, id).await?.ok_or(Rejection::NotFound)?;
    let all = store::list_documents(tx, owner).await?;
    let old = all.into_iter().find(|d| d.document.id == id).ok_or(Rejection::NotFound)?;
    crate::catalog::edit::store::stale_unless(old.version == version)?;
    Ok((owner, old))
}

fn check(form: &DocumentForm, stored: Option<&StoredFile>) -> Result<DocumentKind> {
    let mut problems = Vec::new();
    let kind = DocumentKind::parse(form.kind.trim());
    if kind.is_none() {
        let typed = form.kind.trim().to_owned();
        problems.push(FieldProblem::new("kind", Problem::UnknownChoice { typed }));
    }
    for (field, text) in [("title_zh", &form.title_zh), ("title_en", &form.title_en)] {
        let text = text.trim();
        if text.is_empty() {
            problems.push(FieldProblem::new(field, Problem::Missing));
        } else if text.chars().count() > 200 {
            problems.push(FieldProblem::new(field, Problem::TooLong { max: 200 }));
        } else if text.chars().any(char::is_control) {
            let typed = text.escape_debug().to_string();
            problems.push(FieldProblem::new(field, Problem::Malformed { typed }));
        }
    }
    if !LANGUAGES.contains(&form.language.trim()) {
        let typed = form.language.trim().to_owned();
        problems.push(FieldProblem::new("language", Problem::UnknownChoice { typed }));
    }
    if !problems.is_empty() {
        return Err(Rejection::Fields(problems).into());
    }
    let kind = kind.ok_or(Rejection::NotFound)?;
    if let Some(stored) = stored {
        suits(kind, stored)?;
    }
    Ok(kind)
}

/// A picture is a picture; nothing is larger than its kind may be.
fn suits(kind: DocumentKind, stored: &StoredFile) -> Result<()> {
    if kind == DocumentKind::Picture && !stored.media.is_picture() {
        return Err(refused("file", Problem::WrongFile).into());
    }
    let max = largest_mb(stored.media.is_picture());
    if stored.bytes > u64::from(max) * 1024 * 1024 {
        return Err(refused("file", Problem::FileTooLarge { max }).into());
    }
    Ok(())
}

fn refused(field: &str, problem: Problem) -> Rejection {
    Rejection::Fields(vec![FieldProblem::new(field, problem)])
}

fn form_of(document: &DocumentView) -> DocumentForm {
    DocumentForm {
        kind: document.kind.as_str().to_owned(),
        title_zh: document.title_zh.clone(),
        title_en: document.title_en.clone(),
        language: document.language.clone(),
    }
}

async fn record(tx: &mut Tx, op: &OpContext, operation: &str, owner: Owner, detail: Json) -> Result<()> {
    let object: (&str, Uuid) = match owner {
        Owner::Family(id) => ("family", id.0),
        Owner::Sku(id) => ("sku", id.0),
    };
    audit::record_in_tx(tx, op, operation, object, detail).await
}

fn facts(kind: DocumentKind, form: &DocumentForm, stored: &StoredFile) -> Json {
    json!({ "kind": kind.as_str(), "title_zh": form.title_zh.trim(), "title_en": form.title_en.trim(),
        "language": form.language.trim(), "file": hex(&stored.sha256) })
}

/// A hash as people compare it, and as its file is called.
pub fn hex(sha256: &[u8; 32]) -> String {
    sha256.iter().map(|byte| format!("{byte:02x}")).collect()
}
