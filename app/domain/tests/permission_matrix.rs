//! The permission table against the committed matrix: nobody gains a right by an edit that nobody read.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use domain::accounts::permission::{Actor, MemberRole, Permission, StaffRole};
use domain::ids::PersonId;
use uuid::Uuid;

const MATRIX: &str = include_str!("permission_matrix.txt");

fn actors() -> Vec<(&'static str, Actor)> {
    let person = PersonId(Uuid::nil());
    let member = |role| Actor::Buyer { person, role };
    let staff = |role| Actor::Staff { person, roles: vec![role] };
    vec![
        ("visitor", Actor::Visitor),
        ("m:owner", member(MemberRole::Owner)),
        ("m:buyer", member(MemberRole::Buyer)),
        ("m:finance", member(MemberRole::Finance)),
        ("m:viewer", member(MemberRole::Viewer)),
        ("s:customer_service", staff(StaffRole::CustomerService)),
        ("s:sales", staff(StaffRole::Sales)),
        ("s:warehouse", staff(StaffRole::Warehouse)),
        ("s:finance", staff(StaffRole::Finance)),
        ("s:admin", staff(StaffRole::Admin)),
    ]
}

#[test]
fn every_role_may_exactly_what_the_matrix_says() {
    let mut rows =
        MATRIX.lines().filter(|l| !l.starts_with('#')).map(|l| l.split_whitespace().collect::<Vec<_>>());
    let head = rows.next().unwrap();
    let actors = actors();
    assert_eq!(head[1..], actors.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    let rows: Vec<_> = rows.collect();
    assert_eq!(
        rows.len(),
        Permission::ALL.len(),
        "a permission without a row, or a row without a permission"
    );
    for (row, permission) in rows.iter().zip(Permission::ALL) {
        assert_eq!(row[0], format!("{permission:?}"));
        for ((name, actor), cell) in actors.iter().zip(&row[1..]) {
            assert_eq!(actor.may(permission), *cell == "yes", "{name} and {permission:?}");
        }
    }
}

#[test]
fn the_house_itself_has_no_human_rights() {
    assert!(Permission::ALL.iter().all(|p| !Actor::System.may(*p)));
}
