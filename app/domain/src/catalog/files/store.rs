//! SQL of documents.

use super::{
    DocumentDesk, DocumentForm, DocumentKind, DocumentView, FileRow, FileView, MediaType, Owner, Served,
    StoredFile, file_name,
};
use crate::error::{Error, Result};
use crate::ids::{DocumentId, FamilyId, FileId, SkuId};
use crate::op::{OpContext, Tx};
use chrono::{DateTime, Utc};
use uuid::Uuid;

fn parts(owner: Owner) -> (Option<Uuid>, Option<Uuid>) {
    match owner {
        Owner::Family(id) => (Some(id.0), None),
        Owner::Sku(id) => (None, Some(id.0)),
    }
}

fn kind(stored: &str) -> Result<DocumentKind> {
    DocumentKind::parse(stored).ok_or_else(|| Error::Internal("document kind".into()))
}

/// A file as stored, before it has its name.
struct Row {
    id: FileId,
    number: i32,
    media_type: String,
    bytes: i64,
    width: Option<i32>,
    height: Option<i32>,
}

fn view(kind: DocumentKind, title_en: &str, row: Row) -> Result<FileView> {
    let media =
        MediaType::parse(&row.media_type).ok_or_else(|| Error::Internal("media type of a file".into()))?;
    let number = u32::try_from(row.number).unwrap_or(1);
    let pixels = |n: Option<i32>| n.and_then(|n| u32::try_from(n).ok());
    Ok(FileView {
        id: row.id,
        number,
        media,
        bytes: u64::try_from(row.bytes).unwrap_or(0),
        width: pixels(row.width),
        height: pixels(row.height),
        name: file_name(kind, title_en, number, media),
    })
}

/// What is shown of a SKU, its own first, or of a family alone; pictures first.
pub(super) async fn list_shown(
    tx: &mut Tx,
    sku: Option<SkuId>,
    family_code: Option<&str>,
) -> Result<Vec<DocumentView>> {
    let rows = sqlx::query!(
        r#"select d.id as "id: DocumentId", d.kind, d.title_zh, d.title_en, d.language, v.id as "file: FileId", v.number,
                  v.media_type, v.bytes, v.width, v.height
           from catalog.documents d
           join lateral (select id, number, media_type, bytes, width, height from catalog.document_files
                         where document_id = d.id order by number desc limit 1) v on true
           where d.withdrawn_at is null
             and (d.sku_id = $1 or d.family_id = coalesce((select family_id from catalog.skus where id = $1),
                                                          (select id from catalog.families where code = $2)))
           order by d.kind <> 'picture', d.sku_id is null, d.kind, d.id"#,
        sku.map(|sku| sku.0),
        family_code
    )
    .fetch_all(&mut **tx)
    .await?;
    rows.into_iter()
        .map(|r| {
            let kind = kind(&r.kind)?;
            let row = Row {
                id: r.file,
                number: r.number,
                media_type: r.media_type,
                bytes: r.bytes,
                width: r.width,
                height: r.height,
            };
            let file = view(kind, &r.title_en, row)?;
            let (title_zh, title_en, language) = (r.title_zh, r.title_en, r.language);
            Ok(DocumentView { id: r.id, kind, title_zh, title_en, language, file })
        })
        .collect()
}

/// Documents of an owner with all their versions.
pub(super) async fn list_documents(tx: &mut Tx, owner: Owner) -> Result<Vec<DocumentDesk>> {
    let (family, sku) = parts(owner);
    let rows = sqlx::query!(
        r#"select d.id as "id: DocumentId", d.kind, d.title_zh, d.title_en, d.language, d.version,
                  d.withdrawn_at is not null as "withdrawn!", v.id as "file: FileId", v.number, v.media_type, v.bytes,
                  v.width, v.height, v.uploaded_at, coalesce(p.name, '') as "who!"
           from catalog.documents d
           join catalog.document_files v on v.document_id = d.id
           left join accounts.people p on p.id = v.uploaded_by
           where d.family_id is not distinct from $1 and d.sku_id is not distinct from $2
           order by d.withdrawn_at is not null, d.id, v.number desc"#,
        family,
        sku
    )
    .fetch_all(&mut **tx)
    .await?;
    let mut found: Vec<DocumentDesk> = Vec::new();
    for r in rows {
        let kind = kind(&r.kind)?;
        let row = Row {
            id: r.file,
            number: r.number,
            media_type: r.media_type,
            bytes: r.bytes,
            width: r.width,
            height: r.height,
        };
        let file = view(kind, &r.title_en, row)?;
        let version = FileRow { file: file.clone(), at: r.uploaded_at, who: r.who };
        match found.last_mut().filter(|d| d.document.id == r.id) {
            Some(known) => known.files.push(version),
            None => {
                let (title_zh, title_en, language) = (r.title_zh, r.title_en, r.language);
                let document = DocumentView { id: r.id, kind, title_zh, title_en, language, file };
                let (version, withdrawn, files) = (r.version, r.withdrawn, vec![version]);
                found.push(DocumentDesk { document, version, withdrawn, files });
            }
        }
    }
    Ok(found)
}

pub(super) async fn find_owner(tx: &mut Tx, id: DocumentId) -> Result<Option<Owner>> {
    let row = sqlx::query!(
        r#"select family_id as "family: FamilyId", sku_id as "sku: SkuId" from catalog.documents where id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.and_then(|r| r.family.map(Owner::Family).or(r.sku.map(Owner::Sku))))
}

pub(super) async fn owner_exists(tx: &mut Tx, owner: Owner) -> Result<bool> {
    let (family, sku) = parts(owner);
    Ok(sqlx::query_scalar!(
        r#"select exists (select from catalog.families where id = $1) or exists (select from catalog.skus where id = $2) as "it!""#,
        family,
        sku
    )
    .fetch_one(&mut **tx)
    .await?)
}

/// The document shown under the same words with the same content.
pub(super) async fn find_same(
    tx: &mut Tx,
    owner: Owner,
    kind: DocumentKind,
    form: &DocumentForm,
    stored: &StoredFile,
) -> Result<Option<DocumentId>> {
    let (family, sku) = parts(owner);
    Ok(sqlx::query_scalar!(
        r#"select d.id as "id: DocumentId" from catalog.documents d
           join catalog.document_files v on v.document_id = d.id
           where d.family_id is not distinct from $1 and d.sku_id is not distinct from $2 and d.kind = $3
             and v.sha256 = $4 and d.title_zh = $5 and d.title_en = $6 and d.language = $7 and d.withdrawn_at is null
             and not exists (select from catalog.document_files later where later.document_id = d.id and later.number > v.number)"#,
        family,
        sku,
        kind.as_str(),
        &stored.sha256[..],
        form.title_zh.trim(),
        form.title_en.trim(),
        form.language.trim()
    )
    .fetch_optional(&mut **tx)
    .await?)
}

pub(super) async fn insert_document(
    tx: &mut Tx,
    id: DocumentId,
    owner: Owner,
    kind: DocumentKind,
    form: &DocumentForm,
) -> Result<()> {
    let (family, sku) = parts(owner);
    sqlx::query!(
        "insert into catalog.documents (id, family_id, sku_id, kind, title_zh, title_en, language) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        family,
        sku,
        kind.as_str(),
        form.title_zh.trim(),
        form.title_en.trim(),
        form.language.trim()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Writes a document's words; under the catalogue's lock, its version looked at before.
pub(super) async fn update_document(
    tx: &mut Tx,
    id: DocumentId,
    kind: DocumentKind,
    form: &DocumentForm,
    withdrawn_at: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!(
        "update catalog.documents set kind = $2, title_zh = $3, title_en = $4, language = $5, withdrawn_at = $6 where id = $1",
        id.0,
        kind.as_str(),
        form.title_zh.trim(),
        form.title_en.trim(),
        form.language.trim(),
        withdrawn_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn insert_file(
    tx: &mut Tx,
    op: &OpContext,
    document: DocumentId,
    number: u32,
    stored: &StoredFile,
) -> Result<FileId> {
    let id = FileId::new();
    let pixels = |n: fn((u32, u32)) -> u32| stored.pixels.map(n).and_then(|n| i32::try_from(n).ok());
    sqlx::query!(
        "insert into catalog.document_files (id, document_id, number, sha256, media_type, bytes, width, height, uploaded_by, uploaded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        id.0,
        document.0,
        i32::try_from(number).unwrap_or(i32::MAX),
        &stored.sha256[..],
        stored.media.as_str(),
        i64::try_from(stored.bytes).unwrap_or(i64::MAX),
        pixels(|p| p.0),
        pixels(|p| p.1),
        op.person()?.0,
        op.now
    )
    .execute(&mut **tx)
    .await?;
    Ok(id)
}

/// A file, and whether it is the one shown.
pub(super) async fn find_file(tx: &mut Tx, id: FileId) -> Result<Option<Served>> {
    let row = sqlx::query!(
        r#"select d.kind, d.title_en, v.number, v.sha256, v.media_type, v.bytes, v.width, v.height,
                  d.withdrawn_at is null and not exists
                    (select from catalog.document_files later where later.document_id = d.id and later.number > v.number) as "public!"
           from catalog.document_files v join catalog.documents d on d.id = v.document_id where v.id = $1"#,
        id.0
    )
    .fetch_optional(&mut **tx)
    .await?;
    row.map(|r| {
        let (number, media_type, bytes) = (r.number, r.media_type, r.bytes);
        let row = Row { id, number, media_type, bytes, width: r.width, height: r.height };
        let file = view(kind(&r.kind)?, &r.title_en, row)?;
        let sha256 = r.sha256.try_into().map_err(|_| Error::Internal("hash of a file".into()))?;
        Ok(Served { file, sha256, public: r.public })
    })
    .transpose()
}
