//! Every sentence a person reads. Labels: one struct of texts per screen with a static per language, so a missing word does
//! not compile. Sentences with facts: functions that match exhaustively.

/// Writes a screen's struct of labels and its two statics; a label without both languages does not compile.
macro_rules! words {
    ($($label:ident: $zh:literal, $en:literal;)+) => {
        /// The labels of this screen.
        pub struct Words {
            $(pub $label: &'static str,)+
        }

        static ZH: Words = Words { $($label: $zh,)+ };
        static EN: Words = Words { $($label: $en,)+ };

        /// The labels in a language.
        pub fn words(lang: domain::lang::Lang) -> &'static Words {
            match lang {
                domain::lang::Lang::Zh => &ZH,
                domain::lang::Lang::En => &EN,
            }
        }
    };
}

pub mod account;
pub mod catalog;
pub mod desk;
pub mod format;
pub mod frame;
pub mod keys;
pub mod numbers;
pub mod orders;
pub mod parts;
pub mod people;
pub mod quotes;
pub mod rejection;
pub mod selection;

pub use domain::lang::Lang;
use leptos::prelude::*;

/// The language of this page: the cookie's, else the browser's first wish, else Chinese. The same on both sides, because
/// the browser reads it back from the document the server wrote.
pub fn current_lang() -> Lang {
    if let Some(lang) = use_context::<Lang>() {
        return lang;
    }
    read_lang()
}

#[cfg(feature = "ssr")]
fn read_lang() -> Lang {
    use_context::<http::request::Parts>().map_or(Lang::Zh, |parts| lang_of(&parts))
}

/// The language of a request: the cookie's, else the browser's first wish, else Chinese.
#[cfg(feature = "ssr")]
pub fn lang_of(parts: &http::request::Parts) -> Lang {
    if let Some(chosen) = crate::api::backend::cookie_in(parts, "lang") {
        return Lang::parse(&chosen);
    }
    let wish = parts.headers.get(http::header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or("zh");
    let first_known = wish.split(',').map(str::trim).find(|w| w.starts_with("zh") || w.starts_with("en"));
    first_known.map_or(if wish.is_empty() { Lang::Zh } else { Lang::En }, Lang::parse)
}

#[cfg(all(feature = "hydrate", not(feature = "ssr")))]
fn read_lang() -> Lang {
    let document = web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    Lang::parse(&document.and_then(|e| e.get_attribute("lang")).unwrap_or_default())
}

#[cfg(not(any(feature = "ssr", feature = "hydrate")))]
fn read_lang() -> Lang {
    Lang::Zh
}
