use std::fs;

use super::*;

fn convert(to: Target, input: &Path, output: &Path) -> anyhow::Result<Outcome> {
    run(&ConvertArgs { to, input: input.to_owned(), output: output.to_owned(), force: false })
}

#[test]
fn a_folder_comes_out_as_it_went_in() {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("in"), folder.path().join("out"));
    fs::create_dir_all(from.join("deep")).expect("writable");
    let files = [
        ("a.txt", "Anna 🙂 met\r\nBoris."),
        ("a.ann", "T1\tPeop 0 4\tAnna\t\nwhat is this\n#1\tNote T1\tx"),
        ("deep/b.txt", "\u{feff}Vera."),
        ("annotation.conf", "[entities]\nPeop\n"),
    ];
    for (name, content) in files {
        fs::write(from.join(name), content).expect("writable");
    }
    assert_eq!(convert(Target::Brat, &from, &to).expect("runs"), Outcome::Done);
    for (name, content) in files {
        assert_eq!(fs::read_to_string(to.join(name)).expect("written"), content, "{name}");
    }
    assert!(!to.join("deep/b.ann").exists(), "a file that was not there is not made up");
    assert_eq!(convert(Target::Brat, &from, &to).expect("runs"), Outcome::Problems, "nothing is written over unasked");
}

#[test]
fn json_to_brat_and_back_keeps_everything() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/conll04/conll04_test.json");
    if !data.is_file() {
        println!("skipped: ../shared is not there");
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    convert(Target::Brat, &data, folder.path()).expect("runs");
    let gold = dataset::read(&data).expect("fits");
    let loaded = brat::load_document(&folder.path().join("conll04_test.txt")).expect("readable");
    assert!(loaded.issues.is_empty(), "{:?}", loaded.issues);
    assert_eq!(loaded.document.annotations.mention_count(), gold.iter().map(|s| s.entities.len()).sum::<usize>());
    assert_eq!(loaded.document.annotations.relation_count(), gold.iter().map(|s| s.relations.len()).sum::<usize>());
}
