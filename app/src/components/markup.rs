//! HTML written straight into one text, for what a page has very many of: the rows of a table, the values of filters. A
//! tree of views costs some ten allocations per element, and a page of results has thousands of elements.
//!
//! Invariant: markup comes from the source alone; whatever was read goes through `text` and `attr`, which escape it.

use leptos::prelude::*;
use leptos::tachys::html::InertElement;
use std::fmt::{self, Display, Write};

/// A piece of a page in the making.
#[derive(Debug, Default)]
pub struct Markup(String);

impl Markup {
    /// Nothing yet, with room for so many bytes.
    pub fn with_room(bytes: usize) -> Self {
        Self(String::with_capacity(bytes))
    }

    /// Markup as it stands in the source.
    pub fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text.
    pub fn text(&mut self, text: impl Display) -> &mut Self {
        // writing into a String does not fail
        let _ = write!(Escaped(&mut self.0), "{text}");
        self
    }

    /// An attribute of the tag that is open.
    pub fn attr(&mut self, name: &'static str, value: impl Display) -> &mut Self {
        self.0.push(' ');
        self.0.push_str(name);
        self.0.push_str("=\"");
        self.text(value);
        self.0.push('"');
        self
    }

    /// An attribute that says nothing but that it is there.
    pub fn flag(&mut self, name: &'static str, there: bool) -> &mut Self {
        if there {
            self.0.push(' ');
            self.0.push_str(name);
        }
        self
    }

    /// A view, such as an island; one that waits for nothing.
    pub fn view(&mut self, view: impl IntoView) -> &mut Self {
        self.0.push_str(&view.into_view().to_html());
        self
    }

    /// What was written, as a view. Only for pages: a browser does not hydrate it.
    pub fn done(self) -> impl IntoView {
        InertElement::new(self.0)
    }
}

/// Writes text so that it is text between tags and between double quotes.
struct Escaped<'a>(&'a mut String);

impl Write for Escaped<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some(at) = rest.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'')) {
            self.0.push_str(&rest[..at]);
            self.0.push_str(match rest.as_bytes()[at] {
                b'&' => "&amp;",
                b'<' => "&lt;",
                b'>' => "&gt;",
                b'"' => "&quot;",
                _ => "&#39;",
            });
            rest = &rest[at + 1..];
        }
        self.0.push_str(rest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Markup;

    #[test]
    fn nothing_that_was_read_is_markup() {
        let mut m = Markup::default();
        let hostile = r#""><script>alert('1')</script>&"#;
        m.raw("<p")
            .attr("title", hostile)
            .flag("hidden", true)
            .flag("inert", false)
            .raw(">")
            .text(hostile)
            .raw("</p>");
        let escaped = "&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;";
        assert_eq!(m.0, format!(r#"<p title="{escaped}" hidden>{escaped}</p>"#));
    }
}
