use super::*;
use crate::domain::Visibility;

fn progress(key: &str) -> Op {
    Op::Progress { key: key.into(), progress: Progress::Reviewed, seconds: 7 }
}

#[test]
fn two_windows_cannot_have_one_store() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = Store::open(folder.path()).expect("free");
    assert!(matches!(Store::open(folder.path()), Err(StoreError::InUse)));
    drop(first);
    assert!(Store::open(folder.path()).is_ok());
}

#[test]
fn what_was_recorded_is_there_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("free");
    store.record(progress("а.txt"));
    store.record(Op::Many(vec![progress("b.txt"), Op::Move { from: "b.txt".into(), to: "c.txt".into() }]));
    store.set_counts("c.txt", Counts { entities: 3, ..Counts::default() });
    store.set_layout("c.txt", &HashMap::from([("Anna".into(), (1.5, -2.0))]));
    assert_eq!(store.layout("c.txt").get("Anna"), Some(&(1.5, -2.0)));
    drop(store);
    let store = Store::open(folder.path()).expect("free");
    let known: Vec<String> = store.records().into_keys().collect();
    assert_eq!(known, ["c.txt", "а.txt"]);
    let record = store.get("c.txt").expect("known");
    assert_eq!((record.progress, record.counts.map(|c| c.entities)), (Progress::Reviewed, Some(3)));
}

#[test]
fn scores_belong_to_one_text_and_one_model() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("free");
    store.keep_scores("a", "Anna", "m", vec![0.25_f32, 0.5]);
    assert_eq!(store.scores::<Vec<f32>>("a", "Anna", Some("other")), None);
    assert_eq!(store.scores("a", "Anna", Some("m")), Some(vec![0.25_f32, 0.5]));
    assert_eq!(store.scores::<Vec<f32>>("a", "Boris", None), None);
    assert_eq!(store.scores::<Vec<f32>>("a", "Anna", None), None, "dropped with the text");
}

#[test]
fn a_damaged_database_is_put_aside_and_work_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    drop(Store::open(folder.path()).expect("free"));
    std::fs::write(folder.path().join(DATABASE), vec![7_u8; 4096]).expect("writable");
    let store = Store::open(folder.path()).expect("a new one");
    assert!(store.notices().iter().any(|text| text.contains("damaged-1.redb")), "{:?}", store.notices());
    store.record(progress("a"));
    drop(store);
    assert!(Store::open(folder.path()).expect("free").get("a").is_some());
}

#[test]
fn the_log_alone_is_enough() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::open(folder.path()).expect("free");
    store
        .record(Op::Visibility { key: "a".into(), visibility: Visibility { relation: 0.75, ..Visibility::default() } });
    // As a kill leaves it: the log is there, the database was not reached.
    let log = std::fs::read(folder.path().join(LOG)).expect("there");
    drop(store);
    let killed = tempfile::tempdir().expect("a folder");
    std::fs::write(killed.path().join(LOG), log).expect("writable");
    let store = Store::open(killed.path()).expect("free");
    assert_eq!(store.get("a").and_then(|r| r.visibility).map(|v| v.relation), Some(0.75));
}
