//! Where the output of each input goes: folders keep their shape, and no two inputs share a place.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use super::inputs::Source;
use crate::import::Kind;
use crate::io::has_extension;

/// A `.txt` below the output for each source, all different wherever the sources are.
///
/// Files of a folder keep their place below it. Of `d.txt` and `d.md` the second goes to `d.md.txt`. Where files of
/// different folders have one name, all keep the folders in which they differ.
pub fn places(sources: &[Source]) -> Vec<PathBuf> {
    let short: Vec<PathBuf> = sources.iter().map(|source| source.place.clone()).collect();
    let made = texts(&short);
    if are_different(&made) {
        return made;
    }
    let absolute = |source: &Source| source.path().and_then(|path| std::path::absolute(path).ok());
    let whole: Vec<Option<PathBuf>> = sources.iter().map(absolute).collect();
    let shared = shared_folder(whole.iter().flatten());
    let long = whole.iter().zip(&short).map(|(whole, short)| {
        let below = whole.as_deref().and_then(|whole| whole.strip_prefix(&shared).ok());
        below.map_or_else(|| short.clone(), Path::to_owned)
    });
    texts(&long.collect::<Vec<_>>())
}

/// Names with `.txt` for their extension, or behind it where that name is another's.
fn texts(names: &[PathBuf]) -> Vec<PathBuf> {
    let short = |name: &PathBuf| {
        let is_known = Kind::of(name).is_some() || has_extension(name, &["json", "jsonl", "ndjson"]);
        if is_known { name.with_extension("txt") } else { name.with_added_extension("txt") }
    };
    let mut taken: HashMap<PathBuf, usize> = HashMap::new();
    names.iter().for_each(|name| *taken.entry(short(name)).or_default() += 1);
    let place = |name: &PathBuf| {
        let made = short(name);
        let is_own = name.extension().and_then(OsStr::to_str).is_some_and(|e| e.eq_ignore_ascii_case("txt"));
        if is_own || taken.get(&made) == Some(&1) { made } else { name.with_added_extension("txt") }
    };
    names.iter().map(place).collect()
}

fn are_different(places: &[PathBuf]) -> bool {
    let mut seen = std::collections::HashSet::new();
    places.iter().all(|place| seen.insert(place))
}

/// The deepest folder that holds all of these files.
fn shared_folder<'a>(files: impl Iterator<Item = &'a PathBuf>) -> PathBuf {
    let folders = files.map(|file| file.parent().unwrap_or(Path::new("")).components().collect::<Vec<Component<'_>>>());
    let shared = folders.reduce(|a, b| a.into_iter().zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a).collect());
    shared.unwrap_or_default().into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::inputs::Input;

    fn made(paths: &[(&str, &str)]) -> Vec<String> {
        let source = |(path, place): &(&str, &str)| Source { from: Input::Text(path.into()), place: place.into() };
        let sources: Vec<Source> = paths.iter().map(source).collect();
        places(&sources).iter().map(|place| place.display().to_string().replace('\\', "/")).collect()
    }

    #[test]
    fn folders_keep_their_shape() {
        assert_eq!(
            made(&[("c/a/d.txt", "a/d.txt"), ("c/b/d.txt", "b/d.txt"), ("c/e.TXT", "e.TXT")]),
            ["a/d.txt", "b/d.txt", "e.txt"]
        );
    }

    #[test]
    fn files_of_one_stem_are_told_apart() {
        assert_eq!(
            made(&[("a/d.txt", "d.txt"), ("a/d.md", "d.md"), ("a/e.md", "e.md")]),
            ["d.txt", "d.md.txt", "e.txt"]
        );
        assert_eq!(made(&[("d.docx", "d.docx"), ("d.md", "d.md")]), ["d.docx.txt", "d.md.txt"]);
        assert_eq!(made(&[("v1.2", "v1.2"), ("v1.3", "v1.3")]), ["v1.2.txt", "v1.3.txt"]);
    }

    #[test]
    fn files_of_one_name_keep_the_folders_in_which_they_differ() {
        assert_eq!(
            made(&[("x/a/d.txt", "d.txt"), ("x/b/d.txt", "d.txt"), ("x/e.txt", "e.txt")]),
            ["a/d.txt", "b/d.txt", "e.txt"]
        );
    }
}
