//! Which modules a source file names: every `crate::`, `super::` and `self::` path in it, macros included.

use std::path::Path;
use std::str::FromStr;

use proc_macro2::{TokenStream, TokenTree};

/// The module of a file under `src`: `a/b.rs` and `a/b/mod.rs` are `a::b`; `a/b_tests.rs` is `a::b::tests` (it is named by `#[path]` in `a/b.rs`).
pub fn module(relative: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        relative.with_extension("").components().map(|part| part.as_os_str().to_string_lossy().into_owned()).collect();
    if names.last().is_some_and(|last| last == "mod") {
        names.pop();
    }
    names
}

/// A path from the root of the crate, and whether it is an alias: named by a `use` that others can see.
#[derive(Debug, PartialEq, Eq)]
pub struct Named {
    pub path: Vec<String>,
    pub alias: bool,
}

/// The paths that the source of `module` names.
pub fn named(source: &str, module: &[String]) -> Vec<Named> {
    let tokens = TokenStream::from_str(source).expect("a file that the compiler reads");
    let mut found = Vec::new();
    walk(&tokens.into_iter().collect::<Vec<_>>(), module, &mut found);
    found
}

fn walk(tokens: &[TokenTree], module: &[String], found: &mut Vec<Named>) {
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            TokenTree::Ident(name) if name == "mod" => {
                // What stands in an inner module counts its `super` from there.
                if let (Some(TokenTree::Ident(inner)), Some(TokenTree::Group(body))) =
                    (tokens.get(at + 1), tokens.get(at + 2))
                {
                    let inner = [module, &[inner.to_string()]].concat();
                    walk(&body.stream().into_iter().collect::<Vec<_>>(), &inner, found);
                    at += 3;
                    continue;
                }
            }
            TokenTree::Ident(name)
                if ["crate", "super", "self"].iter().any(|root| name == root)
                    && starts(tokens, at)
                    && joined(tokens, at + 1) =>
            {
                let alias = at >= 2 && exported(&tokens[..at]);
                at = path(tokens, at, &[], module, alias, found);
                continue;
            }
            TokenTree::Group(group) => walk(&group.stream().into_iter().collect::<Vec<_>>(), module, found),
            _ => {}
        }
        at += 1;
    }
}

/// No path goes on here: `a::self` and `pub(super)` are none.
fn starts(tokens: &[TokenTree], at: usize) -> bool {
    at == 0
        || !matches!(&tokens[at - 1], TokenTree::Punct(dot) if dot.as_char() == ':' && at >= 2 && colon(tokens, at - 2))
}

fn colon(tokens: &[TokenTree], at: usize) -> bool {
    matches!(tokens.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':')
}

fn joined(tokens: &[TokenTree], at: usize) -> bool {
    colon(tokens, at) && colon(tokens, at + 1)
}

/// `… pub use` or `… pub(crate) use` stands before.
fn exported(before: &[TokenTree]) -> bool {
    let [.., first, last] = before else { return false };
    let is_use = matches!(last, TokenTree::Ident(word) if word == "use");
    let is_seen = matches!(first, TokenTree::Group(_)) || matches!(first, TokenTree::Ident(word) if word == "pub");
    is_use && is_seen
}

/// Reads one path (or all of a `use` tree) from `at`; the place behind it.
fn path(
    tokens: &[TokenTree],
    mut at: usize,
    before: &[String],
    module: &[String],
    alias: bool,
    found: &mut Vec<Named>,
) -> usize {
    let mut names = before.to_vec();
    loop {
        match tokens.get(at) {
            Some(TokenTree::Ident(name)) => names.push(name.to_string()),
            Some(TokenTree::Group(tree)) => {
                let inner: Vec<_> = tree.stream().into_iter().collect();
                for part in inner.split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ',')) {
                    if !part.is_empty() {
                        path(part, 0, &names, module, alias, found);
                    }
                }
                return at + 1;
            }
            _ => {}
        }
        at += 1;
        if !joined(tokens, at) {
            break;
        }
        at += 2;
    }
    if let Some(path) = absolute(&names, module) {
        found.push(Named { path, alias });
    }
    at
}

fn absolute(names: &[String], module: &[String]) -> Option<Vec<String>> {
    let mut from = match names.first()?.as_str() {
        "crate" => Vec::new(),
        "self" => module.to_vec(),
        "super" => module[..module.len().checked_sub(1)?].to_vec(),
        _ => return None,
    };
    for name in &names[1..] {
        match name.as_str() {
            "super" => {
                from.pop()?;
            }
            "self" => {}
            _ => from.push(name.clone()),
        }
    }
    Some(from)
}

#[test]
fn every_way_to_name_a_module_is_seen() {
    let module = ["gui", "find", "pane"].map(str::to_owned);
    let paths =
        |source: &str| -> Vec<String> { named(source, &module).iter().map(|named| named.path.join("::")).collect() };
    assert_eq!(
        paths("use crate::domain::{Edit, check::{self, Finding}};"),
        ["domain::Edit", "domain::check", "domain::check::Finding"]
    );
    assert_eq!(paths("use super::super::{App, keys};"), ["gui::App", "gui::keys"]);
    assert_eq!(paths("fn a() { crate::text::Span::new(0, self::b()); }"), ["text::Span::new", "gui::find::pane::b"]);
    assert_eq!(paths("mod tests { use super::*; use super::super::c; }"), ["gui::find::pane", "gui::find::c"]);
    assert_eq!(paths("println!(\"{}\", crate::nlp::words());"), ["nlp::words"]);
    assert!(
        paths(
            "// crate::model\npub(super) struct A; // super::b\nlet s = \"crate::model\"; pub(in crate::gui) fn x() {}"
        )
        .len()
            <= 1
    );
    let uses = named("pub use crate::a::B; use crate::c;", &module);
    assert_eq!(uses.iter().map(|named| named.alias).collect::<Vec<_>>(), [true, false]);
}
