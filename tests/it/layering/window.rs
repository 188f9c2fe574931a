//! The window and its tools know each other by the tools' trait alone, and no type of theirs holds everything.

use std::path::Path;
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use super::{read, sources};

/// Fields that a type of the window or the editor may have.
const MOST_FIELDS: usize = 15;

/// Types that have more, and how many. They may only become smaller.
const LARGER: &[(&str, usize)] = &[("TextView", 25), ("GraphView", 36)];

fn tokens(source: &str) -> Vec<TokenTree> {
    TokenStream::from_str(source).expect("a file that the compiler reads").into_iter().collect()
}

fn is_word(token: Option<&TokenTree>, word: &str) -> bool {
    matches!(token, Some(TokenTree::Ident(ident)) if ident == word)
}

/// Calls something for every run of tokens, those within brackets included.
fn every_group(tokens: &[TokenTree], call: &mut impl FnMut(&[TokenTree])) {
    call(tokens);
    for token in tokens {
        if let TokenTree::Group(group) = token {
            every_group(&group.stream().into_iter().collect::<Vec<_>>(), call);
        }
    }
}

fn names_app(source: &str) -> bool {
    let mut found = false;
    every_group(&tokens(source), &mut |group| found |= group.iter().any(|token| is_word(Some(token), "App")));
    found
}

fn extends_app(source: &str) -> bool {
    let all = tokens(source);
    (0..all.len()).any(|at| is_word(all.get(at), "impl") && is_word(all.get(at + 1), "App"))
}

/// A structure with named fields: its name, how many, and whether one is seen by the whole window.
#[derive(Debug, PartialEq)]
struct Structure {
    name: String,
    fields: usize,
    is_seen: bool,
}

fn structures(source: &str) -> Vec<Structure> {
    let mut found = Vec::new();
    every_group(&tokens(source), &mut |group| {
        for at in (0..group.len()).filter(|at| is_word(group.get(*at), "struct")) {
            let Some(TokenTree::Ident(name)) = group.get(at + 1) else { continue };
            // Parameters of the type may stand between the name and the fields.
            let body = group[at + 2..].iter().find_map(|token| match token {
                TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => Some(Some(body)),
                TokenTree::Group(_) => Some(None),
                TokenTree::Punct(end) if end.as_char() == ';' => Some(None),
                _ => None,
            });
            let Some(Some(body)) = body else { continue };
            let inside: Vec<TokenTree> = body.stream().into_iter().collect();
            let is_colon = |at: usize| matches!(inside.get(at), Some(TokenTree::Punct(mark)) if mark.as_char() == ':');
            let is_lone = |at: usize| is_colon(at) && !is_colon(at + 1) && (at == 0 || !is_colon(at - 1));
            let is_seen = |at: usize| {
                let Some(TokenTree::Group(scope)) = inside.get(at + 1) else { return false };
                is_word(inside.get(at), "pub") && scope.stream().to_string().replace(' ', "") == "incrate::gui"
            };
            found.push(Structure {
                name: name.to_string(),
                fields: (0..inside.len()).filter(|at| is_lone(*at)).count(),
                is_seen: (0..inside.len()).any(is_seen),
            });
        }
    });
    found
}

fn is_test(path: &Path) -> bool {
    path.to_string_lossy().contains("tests")
}

#[test]
fn no_tool_names_the_application() {
    let files: Vec<_> = sources().into_iter().filter(|file| file.starts_with("gui/tools") && !is_test(file)).collect();
    assert!(files.len() > 50, "only {} files were looked at", files.len());
    let naming: Vec<_> = files.iter().filter(|file| names_app(&read(file))).collect();
    assert!(naming.is_empty(), "{naming:?}");
}

#[test]
fn the_application_is_written_in_its_shell() {
    let shell = ["gui/app.rs", "gui/dispatch.rs", "gui/tool_pane.rs", "gui/panels", "gui/shell"];
    let is_outside = |file: &Path| !is_test(file) && !shell.iter().any(|part| file.starts_with(part));
    let outside: Vec<_> = sources().into_iter().filter(|file| is_outside(file) && extends_app(&read(file))).collect();
    assert!(outside.is_empty(), "{outside:?}");
}

#[test]
fn no_type_of_the_window_holds_everything() {
    let mut counted = 0;
    for file in sources().iter().filter(|file| file.starts_with("gui") || file.starts_with("editor")) {
        for structure in structures(&read(file)) {
            let Structure { name, fields, is_seen } = &structure;
            let known = LARGER.iter().find(|(larger, _)| larger == name).map_or(MOST_FIELDS, |(_, most)| *most);
            assert!(*fields <= known, "{}: {name} has {fields} fields", file.display());
            assert!(!is_seen || !file.starts_with("gui/tools"), "{}: fields of {name} are open to all", file.display());
            counted += 1;
        }
    }
    assert!(counted > 100, "only {counted} types were looked at");
}

#[test]
fn the_checker_sees_what_it_looks_for() {
    assert!(names_app("use crate::gui::{app::App};") && !names_app("// App\nuse crate::gui::Application;"));
    assert!(extends_app("struct A;\nimpl App { fn a() {} }") && !extends_app("impl eframe::App for X {}"));
    let source =
        "mod a { struct One<'a, T: Clone> { #[doc = \"x\"] a: &'a std::path::Path, pub(in crate::gui) b: Vec<T> } }
        struct Unit; struct Pair(u8, u8); struct Two { pub a: u8 }";
    let found = structures(source);
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found.contains(&Structure { name: "One".to_owned(), fields: 2, is_seen: true }), "{found:?}");
    assert!(found.contains(&Structure { name: "Two".to_owned(), fields: 1, is_seen: false }), "{found:?}");
}
