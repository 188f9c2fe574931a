//! The third document as it begins.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::{
    Annotations, Document, Extra, Fragments, Item, ItemId, Mention, MentionId, Origin, Relation, Review, Target,
};
use crate::eval::Task;
use crate::eval::agreement::{Case, Class, Joint, Layer, cases};
use crate::text::{Span, split};

/// One question: what the left and what the right side propose in the third document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub task: Task,
    pub class: Class,
    pub left: Option<ItemId>,
    pub right: Option<ItemId>,
    /// What to look at.
    pub place: Span,
}

/// The third document and all that is to be decided in it, in the order of the text: in each sentence the mentions
/// before the relations between them.
#[derive(Clone, Debug)]
pub struct Adjudication {
    pub document: Document,
    pub choices: Vec<Choice>,
}

/// Joins two annotations of one text. Attributes, notes, events and whatever else hangs on mentions or relations comes
/// along from both sides; what they share comes once.
pub fn adjudicate(name: impl Into<String>, left: Layer, right: Layer, names: [&str; 2]) -> Adjudication {
    let joint = Joint::new(left, right);
    let mut document = Document::new(name, left.document.text.clone());
    document.schema = left.document.schema.clone();
    document.schema.merge(&right.document.schema);
    let mut joined = Joined { joint: &joint, annotations: Annotations::new(), ids: [HashMap::new(), HashMap::new()] };
    let proposals = [0_u8, 1].map(|layer| Origin::Proposal { by: Arc::from(names[usize::from(layer)]), layer });
    let mentions = joined.mentions(&document.text, &proposals);
    let relations = joined.relations(&document.text, &mentions, &proposals, [left, right]);
    for (side, layer) in [left, right].into_iter().enumerate() {
        joined.extras(&document.text, side, layer);
    }
    document.annotations = joined.annotations;
    document.schema.complete(&document.annotations);
    let item = |case: &Case, at: Option<usize>| -> Option<ItemId> {
        match case.task {
            Task::Entities => mentions.get(at?).copied().flatten().map(ItemId::from),
            Task::Relations => relations.get(at?).copied().flatten(),
        }
    };
    let place = |case: &Case| {
        let cover = |at: usize| match case.task {
            Task::Entities => joint.mentions.get(at).map(|m| m.cover()),
            Task::Relations => joint.relations.get(at).map(|r| joint.cover_of(r)),
        };
        [case.left, case.right].into_iter().flatten().filter_map(cover).reduce(Span::cover).unwrap_or_default()
    };
    let mut choices: Vec<Choice> = cases(&joint)
        .iter()
        .filter(|case| case.class != Class::Same)
        .map(|case| Choice {
            task: case.task,
            class: case.class,
            left: item(case, case.left),
            right: item(case, case.right),
            place: place(case),
        })
        .collect();
    let sentences = split(&document.text);
    // A relation can be decided once both of its ends have been.
    let sentence = |at: usize| sentences.partition_point(|s| s.span.end <= at);
    choices.sort_by_key(|c| match c.task {
        Task::Entities => (sentence(c.place.start), 0, c.place),
        Task::Relations => (sentence(c.place.end.saturating_sub(1)), 1, c.place),
    });
    Adjudication { document, choices }
}

struct Joined<'a> {
    joint: &'a Joint,
    annotations: Annotations,
    /// Where the items of each side went.
    ids: [HashMap<ItemId, ItemId>; 2],
}

impl Joined<'_> {
    /// Inserts an item; one that does not fit the text is left out.
    fn put(&mut self, text: &str, item: Item, sides: [Option<ItemId>; 2]) -> Option<ItemId> {
        let id = item.id();
        self.annotations.apply(text, crate::domain::Edit::Insert(item)).ok()?;
        for (ids, side) in self.ids.iter_mut().zip(sides) {
            ids.extend(side.map(|side| (side, id)));
        }
        Some(id)
    }

    fn mentions(&mut self, text: &str, proposals: &[Origin; 2]) -> Vec<Option<MentionId>> {
        let joint = self.joint;
        let mut made = Vec::with_capacity(joint.mentions.len());
        for mention in &joint.mentions {
            let (origin, review) = standing(mention.sides.map(|s| s.is_some()), proposals);
            let id = self.annotations.fresh_mention();
            let fragments = Fragments::new(mention.place.clone());
            let item = fragments.map(|fragments| Mention { id, kind: mention.kind.clone(), fragments, origin, review });
            let sides = mention.sides.map(|side| side.map(ItemId::from));
            made.push(item.and_then(|item| self.put(text, item.into(), sides)).map(|_| id));
        }
        made
    }

    fn relations(
        &mut self,
        text: &str,
        mentions: &[Option<MentionId>],
        proposals: &[Origin; 2],
        layers: [Layer; 2],
    ) -> Vec<Option<ItemId>> {
        let joint = self.joint;
        let mut made = Vec::with_capacity(joint.relations.len());
        for relation in &joint.relations {
            let (origin, review) = standing(relation.sides.map(|s| s.is_some()), proposals);
            let end = |at: usize| mentions.get(at).copied().flatten();
            let (Some(mut head), Some(mut tail)) = (end(relation.head), end(relation.tail)) else {
                made.push(None);
                continue;
            };
            // A symmetric relation keeps the direction in which it was written down.
            let written = relation.sides.iter().zip(layers).find_map(|(id, l)| l.document.annotations.relation((*id)?));
            let was_head = written.and_then(|r| {
                let ids = if relation.sides[0].is_some() { &self.ids[0] } else { &self.ids[1] };
                ids.get(&r.head.into()).copied()
            });
            if was_head == Some(tail.into()) {
                (head, tail) = (tail, head);
            }
            let id = self.annotations.fresh_relation();
            let item = Relation { id, kind: relation.kind.clone(), head, tail, origin, review };
            made.push(self.put(text, item.into(), relation.sides.map(|side| side.map(ItemId::from))));
        }
        made
    }

    /// What a side says beyond mentions and relations. Extras may refer to extras, in any order.
    fn extras(&mut self, text: &str, side: usize, layer: Layer) {
        let mut waiting: Vec<&Extra> = layer.document.annotations.extras().collect();
        loop {
            let before = waiting.len();
            waiting.retain(|extra| {
                let mapped: Option<Vec<Target>> = extra
                    .targets
                    .iter()
                    .map(|target| match target {
                        Target::Item(id) => self.ids[side].get(id).map(|id| Target::Item(*id)),
                        Target::Missing(name) => Some(Target::Missing(name.clone())),
                    })
                    .collect();
                let Some(targets) = mapped else { return true };
                let same = self.annotations.extras().find(|x| x.targets == targets && x.body == extra.body);
                if let Some(same) = same.map(|x| ItemId::from(x.id)) {
                    self.ids[side].insert(extra.id.into(), same);
                    return false;
                }
                let id = self.annotations.fresh_extra();
                let item = Extra { id, targets, body: extra.body.clone() };
                let mut sides = [None; 2];
                sides[side] = Some(ItemId::from(extra.id));
                self.put(text, Item::Extra(item), sides);
                false
            });
            if waiting.len() == before {
                break;
            }
        }
    }
}

fn standing(sides: [bool; 2], proposals: &[Origin; 2]) -> (Origin, Review) {
    match sides {
        [true, true] => (Origin::File, Review::Accepted),
        [true, false] => (proposals[0].clone(), Review::Open),
        _ => (proposals[1].clone(), Review::Open),
    }
}
