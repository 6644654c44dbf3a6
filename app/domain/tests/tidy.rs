//! The repository keeps its own rules: where SQL may stand, how long a file may be, which way arrows point.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn sources(folders: &[&str]) -> Vec<(String, String)> {
    let root = root();
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|f| root.join(f)).collect();
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(&root).unwrap().display().to_string();
            if path.is_dir() {
                if !name.contains("node_modules") && !name.contains("target") {
                    open.push(path);
                }
            } else if name.ends_with(".rs") {
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    assert!(!found.is_empty());
    found
}

fn product() -> Vec<(String, String)> {
    sources(&["app/src", "app/domain/src", "server/src"])
}

/// Lines of code in front of a file's own tests.
fn code(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

fn offenders(files: &[(String, String)], bad: impl Fn(&str, &str) -> bool) -> Vec<String> {
    files.iter().filter(|(name, text)| bad(name, text)).map(|(name, _)| name.clone()).collect()
}

#[test]
fn every_file_says_what_it_owns() {
    let silent = offenders(&product(), |_, text| !text.trim_start().starts_with("//!"));
    assert!(silent.is_empty(), "no //! at the top of {silent:?}");
}

#[test]
fn no_file_grows_beyond_five_hundred_lines() {
    let long = offenders(&product(), |_, text| code(text).lines().count() > 500);
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn sql_stands_in_domain_only() {
    let files = sources(&["app/src", "server/src"]);
    let allowed = ["server/src/boot.rs", "server/src/database.rs", "server/src/web.rs"];
    let found = offenders(&files, |name, text| {
        !allowed.contains(&name) && (text.contains("sqlx::query") || text.contains("query_as"))
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn no_float_stands_near_money() {
    let found = offenders(&product(), |name, text| {
        let drawing = ["server/src/pdf/", "server/src/sheet/"].iter().any(|f| name.starts_with(f));
        !drawing && code(text).lines().any(|l| !l.trim_start().starts_with("//") && l.contains("f64"))
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn the_browser_never_gets_raw_html_or_inline_style() {
    let files = sources(&["app/src"]);
    let raw = offenders(&files, |_, text| text.contains("inner_html"));
    assert!(raw.is_empty(), "inner_html in {raw:?}");
    let styled = offenders(&files, |_, text| text.contains(" style=\"") || text.contains("style:"));
    assert!(styled.is_empty(), "inline style in {styled:?}: the content policy forbids it");
    let area =
        offenders(&files, |name, text| name != "app/src/components/field.rs" && text.contains("<textarea"));
    assert!(area.is_empty(), "raw <textarea> in {area:?}: Leptos 0.8 does not escape its children");
}

#[test]
fn errors_are_not_turned_into_text_for_browsers() {
    let found = offenders(&sources(&["app/src"]), |_, text| {
        [" e.to_string()", "(e.to_string()", "error.to_string()"].iter().any(|w| text.contains(w))
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn no_test_is_left_out() {
    let files = sources(&["app", "server"]);
    let mark = ["#[ign", "ore"].concat();
    let found = offenders(&files, |_, text| text.contains(&mark));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn arrows_inside_domain_point_one_way() {
    // a module may use those before it, never one behind it
    let order =
        ["catalog", "pricing", "inventory", "receivables", "customers", "orders", "shipping", "billing"];
    for (name, text) in sources(&["app/domain/src"]) {
        let Some(at) = order.iter().position(|m| name.starts_with(&format!("app/domain/src/{m}/"))) else {
            continue;
        };
        for behind in &order[at + 1..] {
            assert!(!code(&text).contains(&format!("crate::{behind}::")), "{name} uses {behind}");
        }
    }
}

#[test]
fn domain_knows_no_web() {
    let found = offenders(&sources(&["app/domain/src"]), |_, text| {
        ["leptos", "axum", "lettre", "printpdf"].iter().any(|w| text.contains(&format!("use {w}")))
    });
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn paths_in_the_readme_exist() {
    let root = root();
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let missing: Vec<&str> = readme
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|word| {
            word.contains('/')
                && !word.contains([' ', '*', '<', '{', '$', ':'])
                && !word.starts_with(['.', '/', '-'])
        })
        .filter(|word| !root.join(word.trim_end_matches('/')).exists())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}
