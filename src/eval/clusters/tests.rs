//! Small cases by hand, and the reference scorer's own figures.

use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::brat;
use crate::domain::{Document, Roles};
use crate::eval::golden_tests::shared;

/// Clusters as words of letters, a letter a mention.
fn two(gold: &[&str], pred: &[&str]) -> TwoClusterings {
    let side = |clusters: &[&str]| -> Vec<(char, usize)> {
        clusters.iter().zip(0..).flat_map(|(letters, cluster)| letters.chars().map(move |m| (m, cluster))).collect()
    };
    TwoClusterings::pair(side(gold), side(pred))
}

/// Precision and recall of MUC, B³ and CEAF-e.
fn figures(gold: &[&str], pred: &[&str]) -> [(f64, f64); 3] {
    let scores = ClusterCounts::of(&two(gold, pred)).scores();
    [scores.muc, scores.b_cubed, scores.ceaf_e].map(|figure| (figure.precision, figure.recall))
}

#[test]
fn the_same_clusters_are_all_right() {
    assert_eq!(figures(&["abc", "d"], &["d", "cba"]), [(100.0, 100.0); 3]);
    let scores = ClusterCounts::of(&two(&["abc", "d"], &["d", "cba"])).scores();
    assert!((scores.conll_f1 - 100.0).abs() < 1e-9);
}

#[test]
fn a_cluster_cut_in_two() {
    // MUC: 3 of 4 links. B³: recall (2·2/5 + 3·3/5) / 5 = 13/25. φ₄: 2·3/(5+3) = 0.75 of 1 gold and 2 predicted clusters.
    assert_eq!(figures(&["abcde"], &["ab", "cde"]), [(100.0, 75.0), (100.0, 52.0), (37.5, 75.0)]);
}

#[test]
fn two_clusters_taken_for_one() {
    // The mirror image: precision and recall change places.
    assert_eq!(figures(&["ab", "cde"], &["abcde"]), [(75.0, 100.0), (52.0, 100.0), (75.0, 37.5)]);
}

#[test]
fn crossing_clusters() {
    // Links: {abc} is cut into {ab}, {c}: 1 of 2; {de} is whole: 1 of 1; so 2/3 both ways, as the prediction mirrors it.
    // B³: a, b 2/3 each, c 1/3 of its gold cluster, d, e 1: (5/3 + 2) / 5 = 11/15; of the predicted ones a, b 1, c 1/3,
    // d, e 2/3: the same. φ₄: {abc}–{ab} 4/5, {de}–{cde} 4/5: 1.6 of two clusters on each side.
    assert_eq!(figures(&["abc", "de"], &["ab", "cde"]), [(66.66, 66.66), (73.33, 73.33), (80.0, 80.0)]);
}

#[test]
fn mentions_of_one_side_are_right_in_no_cluster() {
    // Gold has c, which the prediction lacks; the prediction has x and y. MUC: gold {abc} loses one link, 1/2; predicted {abx}
    // keeps one of two, and {y} has none. B³: gold a, b 2/3 and c 0: 4/9; predicted a, b 2/3, x 0, y 0: 4/12.
    // φ₄({abc}, {abx}) = 4/6, of one gold and two predicted clusters.
    assert_eq!(figures(&["abc"], &["abx", "y"]), [(50.0, 50.0), (33.33, 44.44), (33.33, 66.66)]);
}

#[test]
fn mentions_alone_are_clusters_of_one() {
    // Two things that are named once each, taken for one: no gold link at all.
    assert_eq!(figures(&["a", "b"], &["ab"]), [(0.0, 0.0), (50.0, 100.0), (66.66, 33.33)]);
    assert_eq!(figures(&[], &[]), [(0.0, 0.0); 3]);
    assert_eq!(figures(&["ab"], &[]), [(0.0, 0.0); 3]);
}

#[test]
fn the_best_pairs_are_not_the_first_ones() {
    // Taking {abcd}–{abxy} (φ₄ 1/2) first leaves {ab}-like rests: the best sum pairs across. gold {abcd}, {xy}; predicted {cd},
    // {abxy}: 4/6 + 4/6 beats 4/8 + 0.
    assert_eq!(figures(&["abcd", "xy"], &["abxy", "cd"])[2], (66.66, 66.66));
}

#[test]
fn counts_pool_over_texts() {
    let mut counts = ClusterCounts::of(&two(&["abcde"], &["ab", "cde"]));
    counts += ClusterCounts::of(&two(&["ab"], &["a", "b"]));
    let scores = counts.scores();
    // MUC recall (3 + 0) / (4 + 1); B³ recall (13/5 + 1) / 7 = 51.428…; CEAF-e recall (0.75 + 2/3) / 2.
    assert_eq!((scores.muc.recall, scores.b_cubed.recall, scores.ceaf_e.recall), (60.0, 51.42, 70.83));
}

fn document(text: &str, ann: &[u8]) -> Document {
    let mut document = Document::new("d", text);
    document.annotations = brat::read(&document.text, ann, Path::new("d.ann"), &Roles::default()).annotations;
    document
}

#[test]
fn mentions_are_matched_by_type_and_place_whatever_their_ids() {
    let text = "Ann met Bo. Ann left Rome.";
    let gold =
        "T1\tPER 0 3\tAnn\nT2\tPER 8 10\tBo\nT3\tPER 12 15\tAnn\nT4\tLOC 21 25\tRome\n*\tEquiv T1 T3\n*\tEquiv T4 T3\n";
    let pred = "T7\tPER 0 3\tAnn\nT9\tPER 12 15\tAnn\nT8\tORG 8 10\tBo\n*\tEquiv T9 T7\n";
    let (gold, pred) = (document(text, gold.as_bytes()), document(text, pred.as_bytes()));
    let all = ClusterCounts::of(&clusterings(&gold, &pred, &|_| true)).scores();
    // Lines that share T3 are one cluster of three, of which two are found; Bo has another type on the other side.
    assert_eq!((all.muc.recall, all.muc.precision), (50.0, 100.0));
    let people = ClusterCounts::of(&clusterings(&gold, &pred, &|kind| kind == "PER")).scores();
    assert_eq!((people.muc.recall, people.b_cubed.recall), (100.0, 66.66));
}

proptest! {
    #[test]
    fn figures_stay_in_bounds_and_mirror(mentions in prop::collection::vec((prop::option::of(0usize..5), prop::option::of(0usize..5)), 0..24)) {
        let straight = TwoClusterings::new(mentions.iter().map(|(gold, pred)| [*gold, *pred]).collect());
        let turned = TwoClusterings::new(mentions.iter().map(|(gold, pred)| [*pred, *gold]).collect());
        let (a, b) = (ClusterCounts::of(&straight).scores(), ClusterCounts::of(&turned).scores());
        for (a, b) in [(a.muc, b.muc), (a.b_cubed, b.b_cubed), (a.ceaf_e, b.ceaf_e)] {
            prop_assert!((0.0..=100.0).contains(&a.precision) && (0.0..=100.0).contains(&a.recall));
            prop_assert!((a.precision - b.recall).abs() < 0.011 && (a.recall - b.precision).abs() < 0.011);
            prop_assert!((a.f1 - b.f1).abs() < 0.011);
        }
    }

    #[test]
    fn the_pairs_of_ceaf_are_the_best_of_all(mentions in prop::collection::vec((0usize..4, 0usize..4), 1..16)) {
        let two = TwoClusterings::new(mentions.iter().map(|(gold, pred)| [Some(*gold), Some(*pred)]).collect());
        let (gold, pred) = (two.sizes(0), two.sizes(1));
        let shared = two.shared(0);
        let likeness = |g: usize, p: usize| match shared.get(&(g, p)) {
            Some(shared) => 2.0 * *shared as f64 / (gold[&g] + pred[&p]) as f64,
            None => 0.0,
        };
        // Every way to pair four with four.
        let mut best: f64 = 0.0;
        for code in 0..256_usize {
            let way = [code % 4, code / 4 % 4, code / 16 % 4, code / 64];
            if (0..4).all(|p| way.contains(&p)) {
                best = best.max(way.iter().zip(0..).map(|(p, g)| likeness(g, *p)).sum());
            }
        }
        let found = ClusterCounts::of(&two).ceaf_e.recall.part;
        prop_assert!((found - best).abs() < 1e-9, "{found} {best}");
    }
}

#[test]
#[ignore = "needs RELATA_DATA"]
fn the_reference_scorer_says_the_same() {
    let folder = shared("reference/clusters");
    let text = std::fs::read_to_string(folder.join("scores.json")).expect("readable");
    let expected: Value = serde_json::from_str(&text).expect("JSON");
    let same = |name: &str, counts: &ClusterCounts| {
        let found = serde_json::to_value(counts.scores()).expect("plain data");
        assert_eq!(found["conll_f1"], expected[name]["conll_f1"], "{name}");
        for measure in ["muc", "b3", "ceaf_e"] {
            for figure in ["precision", "recall", "f1"] {
                assert_eq!(found[measure][figure], expected[name][measure][figure], "{name} {measure} {figure}");
            }
        }
    };
    let mut all = ClusterCounts::default();
    let names = expected.as_object().expect("an object").keys().filter(|name| *name != "all");
    for name in names.clone() {
        let load = |side: &str| brat::load_document(&folder.join(side).join(name)).expect("readable").document;
        let counts = ClusterCounts::of(&clusterings(&load("gold"), &load("pred"), &|_| true));
        same(name, &counts);
        all += counts;
    }
    assert_eq!(names.count(), 10);
    same("all", &all);
}
