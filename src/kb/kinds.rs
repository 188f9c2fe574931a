//! Types of things and types of mentions, however a corpus and a base spell them.

/// One spelling for the common types: `Peop`, `PER` and `Person` are `PERSON`. Other names come back in upper case.
pub fn canonical(kind: &str) -> String {
    let upper = kind.to_uppercase().replace(['-', ' '], "_");
    let common = match upper.as_str() {
        "PER" | "PEOP" | "PEOPLE" | "HUMAN" => "PERSON",
        "ORG" | "ORGANISATION" | "COMPANY" | "INSTITUTION" => "ORGANIZATION",
        "LOC" | "PLACE" => "LOCATION",
        "TOWN" => "CITY",
        "STATE" | "PROVINCE" | "REGION" => "STATE_OR_PROVINCE",
        "FAC" | "BUILDING" => "FACILITY",
        "WORK" | "TITLE" => "WORK_OF_ART",
        "OCCUPATION" | "JOB" | "POSITION" => "PROFESSION",
        _ => return upper,
    };
    common.to_owned()
}

/// The common type of an often used class of Wikidata.
pub(super) fn of_wikidata_class(class: &str) -> Option<&'static str> {
    Some(match class {
        "Q5" | "Q15632617" => "PERSON",
        "Q515" | "Q1549591" | "Q3957" | "Q532" | "Q486972" | "Q7930989" | "Q1637706" => "CITY",
        "Q6256" | "Q3624078" | "Q3024240" => "COUNTRY",
        "Q43229" | "Q4830453" | "Q783794" | "Q891723" | "Q3918" | "Q7278" | "Q476028" | "Q163740" | "Q215380"
        | "Q327333" => "ORGANIZATION",
        "Q43742" | "Q835714" | "Q835713" | "Q35657" | "Q10864048" => "STATE_OR_PROVINCE",
        "Q8502" | "Q4022" | "Q23397" | "Q23442" | "Q5107" | "Q82794" | "Q165" => "LOCATION",
        "Q41176" | "Q16970" | "Q33506" | "Q1248784" | "Q483110" | "Q12280" | "Q55488" => "FACILITY",
        "Q11424" | "Q7725634" | "Q482994" | "Q5398426" | "Q3305213" | "Q571" | "Q7889" | "Q134556" => "WORK_OF_ART",
        "Q28640" | "Q12737077" | "Q4164871" => "PROFESSION",
        "Q618779" | "Q38033430" => "AWARD",
        "Q34770" | "Q1288568" => "LANGUAGE",
        "Q9174" => "RELIGION",
        "Q41710" => "NATIONALITY",
        "Q12136" => "DISEASE",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn spellings_are_one() {
        assert_eq!(["Peop", "PER", "person"].map(super::canonical), ["PERSON"; 3]);
        assert_eq!(super::canonical("Work of Art"), "WORK_OF_ART");
    }
}
