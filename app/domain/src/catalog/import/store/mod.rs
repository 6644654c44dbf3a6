//! Writing an import: structure first, then SKUs, portion by portion, every step one statement over a whole portion.

mod added;
mod jobs;
mod opening;
mod skus;
mod structure;

pub(super) use added::*;
pub(super) use jobs::*;
pub(super) use opening::*;
pub(super) use skus::*;
pub(super) use structure::*;
