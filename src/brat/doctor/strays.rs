//! Lines that are pieces of the line above: somebody's line break inside a covered text or a note.

use super::sheet::{Sheet, mention};
use super::{Damage, Proposal};
use crate::brat::base::covers;
use crate::brat::issue::quote;
use crate::brat::line::{self, Body};

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    let positions = sheet.positions();
    let mut proposals = Vec::new();
    let mut above: Option<(usize, &str)> = None;
    let (mut read, mut strays) = (0, 0);
    for (row, content) in sheet.contents() {
        let is_read = line::parse(content).is_ok();
        if is_read || content.contains('\t') || looks_like_a_line(content) {
            read += usize::from(is_read);
            above = Some((row, content));
            continue;
        }
        strays += 1;
        let key = sheet.key(Damage::Stray, row);
        let start = above.and_then(|(above, start)| Some((above, start, line::parse(start).ok()?)));
        let joined = start.and_then(|(above, start, parsed)| {
            let joined = format!("{start} {}", content.trim());
            match &parsed.body {
                Body::Note { .. } if !is_conflict(content) => {
                    Some((above, joined, "the note above goes on here: the two lines become one"))
                }
                Body::Mention { said: Some(said), .. } => {
                    let whole = format!("{said} {}", content.trim());
                    let spans = mention(above, parsed)?.spans(&positions)?;
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
                Proposal::new(key, reason.to_owned(), true, edits)
            }
            None => {
                let reason = format!("{} is no annotation, and no piece of the line above: it goes", quote(content));
                Proposal::new(key, reason, false, vec![(row, None)])
            }
        });
        above = None;
    }
    if strays > read {
        // Hardly a file of annotations with some dirt: nobody wants it without most of its lines.
        for proposal in proposals.iter_mut().filter(|proposal| proposal.only_deletes()) {
            proposal.reason = proposal.reason.replace(": it goes", "; most lines of this file are none");
            proposal.edits.clear();
        }
    }
    proposals
}

/// Whether a line begins as an annotation does, whatever is wrong with the rest.
fn looks_like_a_line(content: &str) -> bool {
    let first = content.split_whitespace().next().unwrap_or_default();
    first == "*" || first.starts_with(['T', 'R', 'E', 'A', 'M', 'N', '#']) && line::number(first).is_some()
}

/// What a merge of two versions leaves where they contradict each other.
fn is_conflict(content: &str) -> bool {
    ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|mark| content.starts_with(mark))
}
