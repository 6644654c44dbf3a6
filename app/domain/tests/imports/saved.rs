//! What the columns of files are, saved under a name.

use super::{nuts, one, world};
use domain::accounts::permission::StaffRole;
use domain::catalog::import::jobs;
use domain::catalog::import::shape::Shape;
use domain::error::Error;
use domain::ids::{AttemptKey, PersonId};
use domain::mappings::{MappingKind, service as mappings};
use domain::op::OpContext;
use domain::rejection::{FieldProblem, Problem, Rejection};

const CATALOGUE: MappingKind = MappingKind::Catalogue;

/// Names of the saved mappings.
pub async fn names(op: &OpContext) -> Vec<String> {
    mappings::list(op, CATALOGUE).await.unwrap().into_iter().map(|saved| saved.name).collect()
}

#[tokio::test]
async fn a_saved_mapping_is_renamed_and_deleted_by_who_saw_it() {
    let (db, op) = world().await;
    let shape = Shape::Templates(Box::new(nuts()));
    for name in ["supplier", "other"] {
        mappings::save(&op, CATALOGUE, name, &shape).await.unwrap();
    }
    let saved = jobs::list_imports(&op, 1).await.unwrap().saved;
    assert_eq!(names(&op).await, ["other", "supplier"]);
    let seen = saved[1].seen();
    let rename = async |to: &str| mappings::rename(&op, CATALOGUE, "supplier", &seen, to).await;
    for (to, problem) in [
        (" ", Problem::Missing),
        ("other", Problem::NameTaken),
        (&*"x".repeat(61), Problem::TooLong { max: 60 }),
        ("a\u{7}", Problem::Malformed { typed: "a\\u{7}".into() }),
    ] {
        let wanted = Rejection::Fields(vec![FieldProblem::new("to", problem)]);
        assert!(matches!(rename(to).await, Err(Error::Rejected(r)) if r == wanted), "{to}");
    }
    // somebody saved another one under the name meanwhile
    assert!(matches!(
        mappings::rename(&op, CATALOGUE, "supplier", "1", "x").await,
        Err(Error::Rejected(Rejection::Stale))
    ));
    assert!(matches!(
        mappings::delete(&op, CATALOGUE, "other", "1").await,
        Err(Error::Rejected(Rejection::Stale))
    ));
    // the same form twice does it once
    let keyed = OpContext { attempt: Some(AttemptKey::new()), ..op.clone() };
    for _ in 0..2 {
        mappings::rename(&keyed, CATALOGUE, "supplier", &seen, "supplier 2026").await.unwrap();
    }
    assert!(mappings::find::<Shape>(&op, CATALOGUE, "supplier 2026").await.unwrap().is_some());
    let keyed = OpContext { attempt: Some(AttemptKey::new()), ..op.clone() };
    for _ in 0..2 {
        mappings::delete(&keyed, CATALOGUE, "supplier 2026", &seen).await.unwrap();
    }
    assert_eq!(names(&op).await, ["other"]);
    assert!(matches!(rename("x").await, Err(Error::Rejected(Rejection::NotFound))));
    let trail = "select string_agg(operation, ' ' order by id) from accounts.audit where object_kind = 'import_mapping'";
    let did = "save_import_mapping save_import_mapping rename_import_mapping delete_import_mapping";
    assert_eq!(one(&db, trail).await, did);
    let kept = "select (detail -> 'before' -> 'mapping' ? 'templates')::text from accounts.audit
                where operation = 'delete_import_mapping'";
    assert_eq!(one(&db, kept).await, "true", "what was deleted is on record");
    let sales = db.staff(PersonId::new(), &[StaffRole::Sales]);
    assert!(mappings::rename(&sales, CATALOGUE, "other", &saved[0].seen(), "x").await.is_err());
    assert!(mappings::delete(&sales, CATALOGUE, "other", &saved[0].seen()).await.is_err());
}
