//! From an analysis to edits of a document that may hold annotations already.

use std::collections::HashMap;
use std::sync::Arc;

use super::Analysis;
use crate::domain::{
    Annotations, Edit, EntityType, Fragments, ItemId, Mention, MentionId, Origin, Relation, RelationType, Review,
    Schema, change,
};
use crate::nlp::{Thresholds, Types, decode, decode_across};
use crate::text::Span;

/// Relations below this score are not kept as candidates: there would be five for every pair, and nobody sets a
/// threshold so low. Across sentences, where pairs are many more, the threshold of their distance counts already here: a
/// relation in a document does not know how far its ends are apart.
pub(super) const FLOOR: f32 = 0.02;

/// One group of edits that brings the model's predictions into a document.
///
/// What a person or a file said stays, decisions stay (a rejected prediction does not come back), open predictions of
/// an earlier run go. Relations below the threshold come in too, as candidates that the threshold slider can show
/// without new inference.
pub fn merge_edits(annotations: &mut Annotations, analysis: &Analysis) -> Vec<Edit> {
    let mut edits = change::discard_predictions(annotations);
    let gone: std::collections::HashSet<ItemId> = edits
        .iter()
        .filter_map(|edit| match edit {
            Edit::Remove(id) => Some(*id),
            Edit::Insert(_) | Edit::Replace(_) => None,
        })
        .collect();
    // By place alone: a corrected type must not come back beside the correction.
    let kept = annotations.mentions().filter(|m| !gone.contains(&m.id.into()));
    let mut known: HashMap<Fragments, MentionId> = kept.map(|m| (without_gaps(&m.fragments, analysis), m.id)).collect();
    let mut related: std::collections::HashSet<(Arc<str>, MentionId, MentionId)> = annotations
        .relations()
        .filter(|r| !gone.contains(&r.id.into()))
        .map(|r| (r.kind.clone(), r.head, r.tail))
        .collect();
    let model: Arc<str> = Arc::from(analysis.model.as_str());
    let entity_names: Vec<Arc<str>> = analysis.types.entities.iter().map(|t| Arc::from(t.name.as_str())).collect();
    let relation_names: Vec<Arc<str>> = analysis.types.relations.iter().map(|t| Arc::from(t.name.as_str())).collect();
    let everything = Thresholds { relation: FLOOR, per_distance: analysis.distances.clone(), ..Thresholds::default() };
    let mut placed: Vec<Vec<Option<MentionId>>> = Vec::with_capacity(analysis.sentences.len());
    let mut relate =
        |annotations: &mut Annotations, edits: &mut Vec<Edit>, kind: usize, ends: [Option<MentionId>; 2], score| {
            let (Some(kind), [Some(head), Some(tail)]) = (relation_names.get(kind), ends) else { return };
            if related.insert((kind.clone(), head, tail)) {
                let id = annotations.fresh_relation();
                let origin = Origin::Model { model: model.clone(), score };
                let relation = Relation { id, kind: kind.clone(), head, tail, origin, review: Review::Open };
                edits.push(Edit::Insert(relation.into()));
            }
        };
    for sentence in &analysis.sentences {
        let (entities, relations) = decode(&sentence.scores, &analysis.types, &everything);
        let mut ids: Vec<Option<MentionId>> = Vec::with_capacity(entities.len());
        for entity in entities {
            let (Some(kind), Some(span)) =
                (entity_names.get(entity.entity_type), sentence.word_range(entity.start, entity.end))
            else {
                ids.push(None);
                continue;
            };
            let fragments = Fragments::one(span);
            let id = *known.entry(fragments.clone()).or_insert_with(|| {
                let id = annotations.fresh_mention();
                let origin = Origin::Model { model: model.clone(), score: entity.score };
                let mention = Mention { id, kind: kind.clone(), fragments, origin, review: Review::Open };
                edits.push(Edit::Insert(mention.into()));
                id
            });
            ids.push(Some(id));
        }
        for relation in relations {
            let end = |index: usize| ids.get(index).copied().flatten();
            let ends = [end(relation.head), end(relation.tail)];
            relate(annotations, &mut edits, relation.relation_type, ends, relation.score);
        }
        placed.push(ids);
    }
    if !analysis.across.is_empty() {
        for relation in decode_across(&analysis.scores(), &analysis.types, &everything) {
            let end = |(sentence, entity): (usize, usize)| placed.get(sentence)?.get(entity).copied().flatten();
            let ends = [end(relation.head), end(relation.tail)];
            relate(annotations, &mut edits, relation.relation_type, ends, relation.score);
        }
    }
    edits
}

/// A place as the model sees it: pieces between which no word stands are one.
fn without_gaps(fragments: &Fragments, analysis: &Analysis) -> Fragments {
    if !fragments.is_discontinuous() {
        return fragments.clone();
    }
    let is_gap = |from: usize, to: usize| {
        let first = analysis.sentences.partition_point(|sentence| sentence.span.end <= from);
        let near = analysis.sentences.iter().skip(first).take_while(|sentence| sentence.span.start < to);
        from >= to || near.flat_map(|sentence| &sentence.words).all(|word| word.end <= from || word.start >= to)
    };
    let mut joined: Vec<Span> = Vec::new();
    for span in fragments.iter() {
        match joined.last_mut() {
            Some(last) if is_gap(last.end, span.start) => last.end = span.end,
            _ => joined.push(span),
        }
    }
    Fragments::new(joined).unwrap_or_else(|| fragments.clone())
}

/// The model's types as a schema. A checkpoint knows no argument rules; [`Schema`] then allows every pair.
pub fn schema_of(types: &Types) -> Schema {
    let entities = types
        .entities
        .iter()
        .map(|t| EntityType { label: t.verbose.clone(), short: t.short.clone(), ..EntityType::named(t.name.as_str()) })
        .collect();
    let relations = types
        .relations
        .iter()
        .map(|t| RelationType {
            label: t.verbose.clone(),
            short: t.short.clone(),
            symmetric: t.symmetric,
            ..RelationType::named(t.name.as_str())
        })
        .collect();
    Schema { entities, relations, ..Schema::default() }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicBool;

    use super::*;
    use crate::analysis::{FakeExtractor, analyse};
    use crate::domain::{Document, Visibility};

    fn analysed(text: &str) -> (Document, Analysis) {
        let mut document = Document::new("test", text);
        let analysis =
            analyse(&mut FakeExtractor::default(), text, &mut |_, _| {}, &AtomicBool::new(false)).expect("fake");
        let edits = merge_edits(&mut document.annotations, &analysis);
        document.apply(edits).expect("predictions fit the text");
        (document, analysis)
    }

    #[test]
    fn predictions_come_in_and_the_threshold_shows_some() {
        let (document, _) = analysed("Anna met Boris. Vera saw nobody but old Grisha.");
        assert_eq!(document.annotations.mention_count(), 4);
        let shown = |alpha| {
            let visibility = Visibility { relation: alpha, ..Visibility::default() };
            visibility.relations(&document.annotations).filter(|r| &*r.kind == "Knows").count()
        };
        assert_eq!((shown(0.4), shown(0.2), shown(0.9)), (1, 2, 0));
    }

    #[test]
    fn an_entity_in_two_pieces_with_no_word_between_them_is_what_the_model_finds_there() {
        let text = "Anna  met Boris.";
        let (_, analysis) = analysed(text);
        let pieces = |spans: &[(usize, usize)]| {
            Fragments::new(spans.iter().map(|(start, end)| Span::new(*start, *end)).collect()).expect("ascending")
        };
        assert_eq!(without_gaps(&pieces(&[(0, 4), (6, 9)]), &analysis), pieces(&[(0, 9)]));
        assert_eq!(without_gaps(&pieces(&[(0, 4), (10, 15)]), &analysis), pieces(&[(0, 4), (10, 15)]));
        let mut document = Document::new("test", text);
        let (anna, edits) = change::add_mention(&mut document.annotations, "Peop".into(), pieces(&[(0, 2), (2, 4)]));
        document.apply(edits).expect("in the text");
        let edits = merge_edits(&mut document.annotations, &analysis);
        document.apply(edits).expect("fits");
        let there: Vec<MentionId> =
            document.annotations.mentions().filter(|m| m.cover() == Span::new(0, 4)).map(|m| m.id).collect();
        assert_eq!(there, [anna], "no second Anna beside the one in two pieces");
    }

    #[test]
    fn relations_across_sentences_are_ordinary_relations() {
        let text = "Anna met Boris. Vera slept.";
        let mut document = Document::new("test", text);
        let mut model = FakeExtractor::default().reading_across();
        let mut analysis = analyse(&mut model, text, &mut |_, _| {}, &AtomicBool::new(false)).expect("fake");
        let kept: Analysis = serde_json::from_str(&serde_json::to_string(&analysis).expect("plain")).expect("the same");
        assert_eq!(kept.across, analysis.across);
        let edits = merge_edits(&mut document.annotations, &kept);
        document.apply(edits).expect("fits");
        let said = |document: &Document| -> Vec<String> {
            let words = |id| document.annotations.mention(id).map(|m| m.text(&document.text)).unwrap_or_default();
            let visibility = Visibility::default();
            let shown = visibility.relations(&document.annotations);
            shown.map(|r| format!("{} {} {}", words(r.head), r.kind, words(r.tail))).collect()
        };
        assert_eq!(said(&document), ["Anna Knows Boris", "Boris Knows Vera"]);
        analysis.distances = vec![0.7];
        let mut document = Document::new("test", text);
        let edits = merge_edits(&mut document.annotations, &analysis);
        document.apply(edits).expect("fits");
        assert_eq!(said(&document), ["Anna Knows Boris"]);
    }

    #[test]
    fn a_second_run_changes_nothing_a_person_decided() {
        let (mut document, analysis) = analysed("Anna met Boris.");
        let ids: Vec<MentionId> = document.annotations.mentions().map(|m| m.id).collect();
        let kept = change::retag_mention(&document.annotations, ids[0], "Org".into());
        document.apply(kept).expect("exists");
        let rejected = change::review_mention(&document.annotations, ids[1], Review::Rejected);
        document.apply(rejected).expect("exists");
        let edits = merge_edits(&mut document.annotations, &analysis);
        document.apply(edits).expect("fits");
        assert_eq!(document.annotations.mention(ids[0]).map(|m| m.kind.to_string()), Some("Org".into()));
        assert_eq!(document.annotations.mention(ids[1]).map(|m| m.review), Some(Review::Rejected));
        assert_eq!(document.annotations.mention_count(), 2);
    }
}
