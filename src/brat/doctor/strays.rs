//! Lines that are pieces of the line above: somebody's line break inside a covered text or a note.

use super::sheet::Sheet;
use super::{Damage, Key, Proposal};
use crate::brat::base::covers;
use crate::brat::issue::quote;
use crate::brat::line::{self, Body};

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let mut proposals = Vec::new();
    let mut above: Option<(usize, &str)> = None;
    for (row, content) in sheet.contents() {
        let is_stray = !content.contains('\t') && line::parse(content).is_err();
        if !is_stray {
            above = Some((row, content));
            continue;
        }
        let key = Key { damage: Damage::Stray, line: sheet.number(row) };
        let start = above.and_then(|(above, start)| Some((above, start, line::parse(start).ok()?)));
        let joined = start.and_then(|(above, start, parsed)| {
            let joined = format!("{start} {}", content.trim());
            match parsed.body {
                Body::Note { .. } => Some((above, joined, "the note above goes on here: the two lines become one")),
                Body::Mention { said: Some(said), .. } => {
                    let mention = sheet.mentions().find(|mention| mention.row == above)?;
                    let spans = mention.spans(&positions)?;
                    let whole = format!("{said} {}", content.trim());
                    let fits = covers(sheet.text, &spans, &whole).is_some_and(|tail| tail.trim().is_empty());
                    fits.then_some((
                        above,
                        joined,
                        "the covered text of the line above goes on here: the two become one",
                    ))
                }
                _ => None,
            }
        });
        proposals.push(match joined {
            Some((above, joined, reason)) => {
                let edits = vec![(above, Some(joined)), (row, None)];
                Proposal { key, reason: reason.to_owned(), is_sure: true, edits }
            }
            None => {
                let reason = format!("{} is no annotation, and no piece of the line above: it goes", quote(content));
                Proposal { key, reason, is_sure: false, edits: vec![(row, None)] }
            }
        });
        above = None;
    }
    proposals
}
