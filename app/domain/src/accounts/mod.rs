//! People, companies, memberships, staff and sessions: who is asking, and what he may do.

pub mod permission;
