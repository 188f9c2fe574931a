//! Which databases a corpus says that its types are linked to: `<NORM>:NAME` in its `annotation.conf`.

use std::path::Path;

/// Types with the first database of each, in the order of the nearest `annotation.conf`; nothing where none says so.
pub fn norms(txt: &Path) -> Vec<(String, String)> {
    let folders = txt.ancestors().skip(1);
    let conf = folders.map(|folder| folder.join("annotation.conf")).find(|conf| conf.is_file());
    let text = conf.and_then(|conf| std::fs::read_to_string(conf).ok()).unwrap_or_default();
    of_conf(&text)
}

fn of_conf(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for line in text.lines() {
        let Some((types, rest)) = line.trim().split_once(char::is_whitespace) else { continue };
        let Some((_, rest)) = rest.split_once("<NORM>:") else { continue };
        let end =
            rest.find(|letter: char| letter == ',' || letter == '|' || letter.is_whitespace()).unwrap_or(rest.len());
        let database = rest.get(..end).unwrap_or_default();
        if !types.starts_with('#') && !database.is_empty() {
            found.extend(types.trim_start_matches('!').split('|').map(|kind| (kind.to_owned(), database.to_owned())));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    #[test]
    fn types_with_a_database_are_found() {
        let conf = "[entities]\n# A\t<NORM>:X\nAGE\n!Person|Human\t<NORM>:Wikidata, <NORM>:VIAF\n\tCITY\t<NORM>:Geo\n";
        let pair = |kind: &str, name: &str| (kind.to_owned(), name.to_owned());
        assert_eq!(super::of_conf(conf), [pair("Person", "Wikidata"), pair("Human", "Wikidata"), pair("CITY", "Geo")]);
    }
}
