//! Offsets that were counted in UTF-16 units, in bytes, or on a text without its carriage returns or its mark.

use super::sheet::Sheet;
use super::{Damage, Key, Proposal};
use crate::brat::base::{Base, Positions};

pub(super) fn find(sheet: &Sheet<'_>) -> Vec<Proposal> {
    /// Share of the entities that must fit for the base to be beyond doubt.
    const SURE: f64 = 0.9;
    let (base, fitting, all) = sheet.base();
    if base.is_standard() {
        return Vec::new();
    }
    let (theirs, ours) = (Positions::new(sheet.text, base), Positions::new(sheet.text, Base::default()));
    let recount =
        |(start, end): (usize, usize)| Some((ours.offset(theirs.byte(start)?)?, ours.offset(theirs.byte(end)?)?));
    let mut only_ours = 0;
    let edits: Vec<(usize, Option<String>)> = sheet
        .mentions()
        .filter_map(|mention| {
            if mention.words().is_some() && mention.is_misplaced(&theirs) && !mention.is_misplaced(&ours) {
                // Counted as brat does; it is right as it is.
                only_ours += 1;
                return None;
            }
            let ranges: Vec<(usize, usize)> =
                mention.ranges.iter().map(|range| recount(*range)).collect::<Option<_>>()?;
            (ranges != mention.ranges).then(|| (mention.row, Some(mention.with(&ranges, mention.said))))
        })
        .collect();
    let reason = format!(
        "the offsets were counted in {base} ({fitting} of {all} entities fit so); they are counted again in code points \
         of the whole text, as brat does"
    );
    let is_sure = only_ours == 0 && fitting as f64 >= SURE * all as f64;
    vec![Proposal::new(Key { damage: Damage::Base, part: 0, line: 0 }, reason, is_sure, edits).explaining([])]
}
