//! Small documents whose things are plain, and what holds for every document.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::{Document, Edit, Extra, ExtraBody, Fragments, Item, Mention, Origin, Relation, Review, Target};
use crate::text::Span;

/// A text of sentences with mentions: `[PERSON Olga Marinova] smiled.`
fn document(marked: &str) -> Document {
    let (mut text, mut places) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (inside, behind) = after.split_once(']').expect("a bracket is closed");
        let (kind, name) = inside.split_once(' ').expect("a type and a name");
        places.push((kind.to_owned(), Span::new(text.len(), text.len() + name.len())));
        text.push_str(name);
        rest = behind;
    }
    text.push_str(rest);
    let mut document = Document::new("d", text);
    for (kind, span) in places {
        let id = document.annotations.fresh_mention();
        let fragments = Fragments::one(span);
        let mention = Mention { id, kind: kind.as_str().into(), fragments, origin: Origin::File, review: Review::Open };
        document.apply(vec![Edit::Insert(Item::Mention(mention))]).expect("a valid item");
    }
    document
}

fn resolved(document: &Document, says: bool) -> Vec<Resolved> {
    let annotations = &document.annotations;
    resolve_document(document, annotations.mentions(), annotations.relations(), Reading { says }, &Lexicon::default())
}

/// Clusters of more than one name, as their names.
fn joined(marked: &str) -> Vec<String> {
    let clusters = resolved(&document(marked), false);
    let names = |cluster: &Resolved| {
        let names: Vec<&str> = cluster.names.iter().map(|(name, _)| name.text.as_str()).collect();
        (names.len() > 1).then(|| names.join(" = "))
    };
    clusters.iter().filter_map(names).collect()
}

#[test]
fn people() {
    assert_eq!(
        joined("[PERSON Olga Marinova] met [PERSON Goran Petkovski]. [PERSON Marinova] and [PERSON Petkovski] agreed."),
        ["Olga Marinova = Marinova", "Goran Petkovski = Petkovski"]
    );
    assert_eq!(joined("[PERSON F. W. de Klerk] spoke. [PERSON De Klerk] left."), ["F. W. de Klerk = De Klerk"]);
    assert_eq!(
        joined(
            "Бизнесмен [PERSON Алишер Усманов] купил клуб. Представитель [PERSON Усманова Алишера] и [PERSON Усманову] написали."
        ),
        ["Алишер Усманов = Усманова Алишера = Усманову"]
    );
    assert!(joined("[PERSON Indira Gandhi] was the mother of [PERSON Rajiv Gandhi].").is_empty());
    assert!(joined("[PERSON Catherine I] came before [PERSON Catherine II].").is_empty());
    assert!(joined("[PERSON Mr. Brown] and [PERSON Mrs. Brown] came.").is_empty());
}

#[test]
fn a_surname_of_two_people_is_that_of_the_one_who_came_first() {
    assert_eq!(
        joined("[PERSON Indira Gandhi] ruled. Years later [PERSON Rajiv Gandhi] did. [PERSON Gandhi] was killed."),
        ["Indira Gandhi = Gandhi"]
    );
}

#[test]
fn organisations_and_places() {
    assert_eq!(
        joined(
            "The [ORGANIZATION Organisation of African Unity] met. The [ORGANIZATION OAU] and [ORGANIZATION Tamarind Bay Ltd] signed; [ORGANIZATION Tamarind Bay] paid."
        ),
        ["Organisation of African Unity = OAU", "Tamarind Bay Ltd = Tamarind Bay"]
    );
    assert_eq!(
        joined(
            "[COUNTRY Polish] troops left [COUNTRY Poland] for [COUNTRY Russia]; [COUNTRY российские] пришли из [COUNTRY России]."
        ),
        ["Polish = Poland", "Russia = российские = России"]
    );
    assert!(joined("[COUNTRY Niger] and [COUNTRY Nigeria] are two.").is_empty());
    assert!(joined("[FACILITY chamber 4] lies behind [FACILITY chamber 5].").is_empty());
    assert!(joined("[CITY Luxembourg] is in [COUNTRY Luxembourg].").is_empty(), "two types are two things");
}

#[test]
fn what_relations_and_people_say() {
    let mut document = document("[PERSON Jack] met [PERSON Lancer] and [PERSON Anna Lancer] near [PERSON The Fixer].");
    let ids: Vec<_> = document.annotations.mentions().map(|mention| mention.id).collect();
    let mut relate = |kind: &str, head: usize, tail: usize| {
        let id = document.annotations.fresh_relation();
        let (kind, origin) = (kind.into(), Origin::File);
        let relation = Relation { id, kind, head: ids[head], tail: ids[tail], origin, review: Review::Open };
        document.apply(vec![Edit::Insert(Item::Relation(relation))]).expect("a valid item");
    };
    relate("ALTERNATIVE_NAME", 1, 3);
    relate("SPOUSE", 1, 2);
    let sizes = |document: &Document, says: bool| {
        resolved(document, says).iter().map(|cluster| cluster.mentions.len()).collect::<Vec<_>>()
    };
    assert_eq!(sizes(&document, false), [1, 2, 1], "names alone: Lancer is Anna Lancer");
    assert_eq!(sizes(&document, true), [1, 2, 1], "Lancer is the Fixer, and nobody is their own spouse");
    assert_eq!(resolved(&document, true)[1].mentions, [ids[1], ids[3]]);
    let id = document.annotations.fresh_extra();
    let targets = [0, 2].map(|at| Target::Item(ids[at].into())).to_vec();
    let extra = Extra { id, targets, body: ExtraBody::Equiv { name: "Equiv".into() } };
    document.apply(vec![Edit::Insert(Item::Extra(extra))]).expect("a valid item");
    assert_eq!(sizes(&document, true), [2, 2]);
}

#[test]
fn across_documents_full_names_count() {
    let lexicon = Lexicon::default();
    let texts = [
        "[PERSON Olga Marinova] spoke. [PERSON Marinova] left [COUNTRY Poland]. The [ORGANIZATION Foreign Ministry] knew, and [ORGANIZATION Helion Optics Ltd], too.",
        "[PERSON Marinova Olga] and [PERSON Ivan Petrov] saw [COUNTRY Polish] troops. The [ORGANIZATION Foreign Ministry] and [ORGANIZATION Helion Optics] did not.",
        "[PERSON Marinova] slept, and [PERSON Pyotr Petrov] did.",
    ];
    let documents: Vec<Vec<Resolved>> = texts.iter().map(|text| resolved(&document(text), false)).collect();
    let slices: Vec<&[Resolved]> = documents.iter().map(Vec::as_slice).collect();
    let things = things(&slices, &lexicon);
    let shared: Vec<&str> =
        things.iter().filter(|thing| thing.clusters.len() > 1).map(|thing| thing.name.as_str()).collect();
    assert_eq!(shared, ["Olga Marinova", "Poland", "Helion Optics Ltd"]);
    assert_eq!(things.len(), 3 + 2 + 1 + 2, "two ministries, Ivan Petrov, Pyotr Petrov and a Marinova");
}

const NAMES: &[&str] = &[
    "Olga Marinova",
    "Marinova",
    "Ivan Marinova",
    "M.",
    "party",
    "Green Party",
    "GP",
    "Polish",
    "Poland",
    "Усманов",
    "Алишера Усманова",
    "II",
    "the",
    "«»",
    "U.S.",
    "Mr. Brown",
    "Brown",
    "Brown II",
    "chamber 4",
    "chamber 5",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_mention_is_in_one_cluster_of_its_type(
        chosen in prop::collection::vec((0..3_usize, 0..NAMES.len(), 0..4_usize), 0..24)
    ) {
        let kinds = ["PERSON", "ORGANIZATION", "COUNTRY"];
        let marks = ["; ", ". ", " (", "), "];
        let text: String =
            chosen.iter().map(|(kind, name, mark)| format!("[{} {}]{}", kinds[*kind], NAMES[*name], marks[*mark])).collect();
        let document = document(&text);
        let clusters = resolved(&document, false);
        let mut seen = BTreeSet::new();
        for cluster in &clusters {
            prop_assert!((0.5..=1.0).contains(&cluster.probability));
            let texts: Vec<String> = cluster.names.iter().map(|(name, _)| name.text.clone()).collect();
            prop_assert!(texts.contains(&cluster.name), "{} is none of {texts:?}", cluster.name);
            for id in &cluster.mentions {
                prop_assert!(seen.insert(*id), "{id:?} is in two clusters");
                prop_assert_eq!(&document.annotations.mention(*id).expect("there").kind, &cluster.kind);
            }
            for (a, _) in &cluster.names {
                for (b, _) in &cluster.names {
                    prop_assert!(evidence::forbidden(&evidence::Pair::new(a, b)).is_none(), "{} and {}", a.text, b.text);
                }
            }
        }
        prop_assert_eq!(seen.len(), document.annotations.mention_count());
        let same = resolved(&document, false);
        let mentions = |clusters: &[Resolved]| clusters.iter().map(|c| c.mentions.clone()).collect::<Vec<_>>();
        prop_assert_eq!(mentions(&clusters), mentions(&same), "the same every time");
    }
}
