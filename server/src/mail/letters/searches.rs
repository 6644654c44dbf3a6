//! The letter to somebody who looked for something in vain: it is there now.

use super::{Body, Composed};
use domain::lang::Lang;

/// A search that had found nothing was answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchAnswered {
    pub seller: String,
    /// As he typed it.
    pub typed: String,
    /// The part that answers it.
    pub part_number: Option<String>,
    pub link: String,
}

pub(super) fn search_answered(lang: Lang, facts: &SearchAnswered) -> Composed {
    let SearchAnswered { seller, typed, part_number, link } = facts;
    let (subject, opening, label, button) = match lang {
        Lang::Zh => (
            format!("您搜索的“{typed}”有了"),
            format!("您在 {seller} 搜索“{typed}”时没有结果,现在可以找到了。"),
            "型号",
            "去看看",
        ),
        Lang::En => (
            format!("“{typed}” is there now"),
            format!("You looked for “{typed}” at {seller} and found nothing. It can be found now."),
            "Part number",
            "Have a look",
        ),
    };
    let facts = part_number.iter().map(|number| (label, number.clone())).collect();
    Body { opening, facts, lines: &[], button: (button, link), closing: None, seller }.compose(lang, subject)
}
