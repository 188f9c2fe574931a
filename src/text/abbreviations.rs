//! Abbreviations whose full stop need not end a sentence.

/// Longer words are never looked up.
const LONGEST: usize = 12;

/// What may follow an abbreviation's full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Abbreviation {
    /// Stands before a name or a number: its full stop never ends a sentence (Dr., ул.).
    Before,
    /// Often ends a sentence: its full stop does so where the next word looks like a beginning (Inc., руб.).
    After,
}

/// A Russian abbreviation, given without its full stop.
pub(super) fn russian(word: &str) -> Option<Abbreviation> {
    match lower(word)?.as_str() {
        // Addresses and places.
        "г" | "гор" | "с" | "х" | "д" | "пос" | "дер" | "ст" | "ул" | "просп" | "пр" | "пер" | "пл" | "ш" | "наб"
        | "бульв" | "обл" | "респ" | "кор" | "корп" | "стр" | "кв-л" | "оф" | "ауд" | "пом" | "эт" | "домовлад" | "мкр"
        | "о" | "оз" | "р" | "им"
        // Titles and posts.
        | "акад" | "проф" | "доц" | "зав" | "зам" | "нач" | "арх" | "св" | "тов" | "гр" | "чл" | "корр" | "кн" | "ген"
        | "полк" | "подп" | "кап" | "лейт" | "мл" | "ред" | "г-н" | "г-жа"
        // Parts of documents.
        | "п" | "пп" | "ч" | "чч" | "гл" | "разд" | "подразд" | "абз" | "пт" | "рис" | "илл" | "табл" | "т" | "тт" | "см"
        | "ср" | "напр" | "сб" | "вып" | "доп" | "букв" | "прил"
        // Languages.
        | "лат" | "венг" | "исп" | "кат" | "укр" | "нем" | "англ" | "фр" | "итал" | "греч" | "евр" | "араб" | "яп" | "слав"
        | "кит" | "рус" | "русск" | "латв" | "словацк" | "хорв" | "трад" | "польск" | "тур"
        // Others.
        | "ок" | "обр" | "ум" | "род" | "откр" | "тел" | "внутр" | "дифф" | "гос" | "отм" | "пол" | "пс" | "дж" | "вс"
        | "mr" | "mrs" | "ms" | "dr" | "st" | "vs" | "chap" | "no" | "bd" | "ps" | "upd" | "ed" => Some(Abbreviation::Before),
        // Numbers, money, measures, time.
        "тыс" | "млн" | "млрд" | "трлн" | "дес" | "руб" | "коп" | "долл" | "дол" | "проц" | "га" | "барр" | "куб" | "кв"
        | "м" | "км" | "кг" | "чел" | "шт" | "экз" | "час" | "мин" | "сек" | "в" | "вв" | "гг"
        // Ends of lists and of notes.
        | "др" | "пр-во" | "изд" | "сокр" | "искл" | "прим" | "яз" | "устар" | "шутл"
        | "co" | "corp" | "inc" | "ltd" | "al" | "etc" => Some(Abbreviation::After),
        _ => None,
    }
}

/// Two-letter Russian abbreviations (т. е., и т. д.), given without their full stops.
pub(super) fn russian_pair(first: &str, second: &str) -> Option<Abbreviation> {
    match (lower(first)?.as_str(), lower(second)?.as_str()) {
        ("т", "е" | "к" | "н") | ("и", "о") | ("к", "н" | "п" | "т") | ("п", "н") | ("л", "д") => {
            Some(Abbreviation::Before)
        }
        ("т", "п" | "д")
        | ("у", "е")
        | ("н", "э")
        | ("с", "г" | "ш")
        | ("р", "х")
        | ("з" | "в" | "ч", "д" | "т")
        | ("ю", "ш")
        | ("л", "с")
        | ("p" | "a", "m") => Some(Abbreviation::After),
        _ => None,
    }
}

/// An English abbreviation, given without its full stop. Case counts where the lower-case word means something else
/// (No., Ill., Wash.).
pub(super) fn english(word: &str) -> Option<Abbreviation> {
    match word {
        "No" | "Nos" | "Art" | "Fig" | "Figs" | "Sec" | "Ch" | "Op" | "Mt" | "Ft" | "Pt" | "Gen" | "Sen" | "Sens"
        | "Rep" | "Reps" | "Rev" | "Gov" | "Govs" | "Pres" | "Fr" | "Sr" | "Hon" | "Col" | "Maj" | "Adm" | "Cmdr"
        | "Supt" | "Jan" | "Feb" | "Mar" | "Apr" | "Jun" | "Jul" | "Aug" | "Sept" | "Sep" | "Oct" | "Nov" | "Dec" => {
            return Some(Abbreviation::Before);
        }
        "Ala" | "Ariz" | "Ark" | "Calif" | "Colo" | "Conn" | "Del" | "Fla" | "Ga" | "Ill" | "Ind" | "Kan" | "Ky"
        | "La" | "Md" | "Mass" | "Mich" | "Minn" | "Miss" | "Mo" | "Mont" | "Neb" | "Nev" | "Okla" | "Ore" | "Pa"
        | "Tenn" | "Tex" | "Vt" | "Va" | "Wash" | "Wis" | "Wyo" | "Co" | "Cos" | "Jr" | "Rd" | "Ave" | "Blvd" => {
            return Some(Abbreviation::After);
        }
        _ => {}
    }
    match lower(word)?.as_str() {
        "p" | "v" | "c" | "mr" | "mrs" | "ms" | "messrs" | "mme" | "mlle" | "dr" | "drs" | "prof" | "lt" | "capt"
        | "sgt" | "cpl" | "pvt" | "st" | "ste" | "vs" | "viz" | "cf" | "ca" | "approx" | "eds" | "vol" | "vols"
        | "pp" | "dept" | "univ" | "asst" | "atty" | "insp" | "det" => Some(Abbreviation::Before),
        "inc" | "corp" | "ltd" | "bros" | "llc" | "plc" | "etc" | "al" | "esq" | "assn" | "intl" | "natl" | "ph"
        | "est" => Some(Abbreviation::After),
        _ => None,
    }
}

/// English words that begin sentences and are rarely part of a name: after `Inc.` or `U.S.` they show a boundary.
pub(super) fn begins_english(word: &str) -> bool {
    matches!(
        word,
        "The"
            | "A"
            | "An"
            | "This"
            | "That"
            | "These"
            | "Those"
            | "There"
            | "Here"
            | "It"
            | "Its"
            | "He"
            | "She"
            | "His"
            | "Her"
            | "They"
            | "Their"
            | "We"
            | "Our"
            | "I"
            | "You"
            | "My"
            | "Who"
            | "What"
            | "When"
            | "Where"
            | "Why"
            | "How"
            | "Which"
            | "In"
            | "On"
            | "At"
            | "By"
            | "For"
            | "From"
            | "With"
            | "As"
            | "If"
            | "But"
            | "And"
            | "Or"
            | "So"
            | "Yet"
            | "Not"
            | "After"
            | "Before"
            | "Since"
            | "While"
            | "Although"
            | "Though"
            | "Because"
            | "However"
            | "Then"
            | "Now"
            | "Also"
            | "Some"
            | "Many"
            | "Most"
            | "All"
            | "One"
            | "Two"
            | "Other"
            | "Another"
            | "Both"
            | "Each"
            | "No"
            | "During"
            | "Under"
            | "Meanwhile"
            | "Later"
            | "Today"
            | "Yesterday"
            | "Is"
            | "Was"
            | "Are"
            | "Do"
            | "Did"
            | "Does"
            | "Let"
            | "More"
            | "Such"
            | "Several"
            | "Only"
            | "Even"
            | "Once"
            | "Until"
            | "To"
    )
}

/// Russian words that begin sentences and not names: after a year's `г.` they show a boundary.
pub(super) fn begins_russian(word: &str) -> bool {
    matches!(
        word,
        "В" | "Во"
            | "На"
            | "По"
            | "При"
            | "После"
            | "За"
            | "Для"
            | "До"
            | "Из"
            | "К"
            | "Об"
            | "От"
            | "Под"
            | "Кроме"
            | "Он"
            | "Она"
            | "Оно"
            | "Они"
            | "Его"
            | "Её"
            | "Ее"
            | "Их"
            | "Мы"
            | "Я"
            | "Вы"
            | "Это"
            | "Этот"
            | "Эта"
            | "Эти"
            | "Но"
            | "И"
            | "А"
            | "Однако"
            | "Также"
            | "Затем"
            | "Позже"
            | "Там"
            | "Тогда"
            | "Когда"
            | "Как"
            | "Так"
            | "Если"
            | "Все"
            | "Всего"
            | "Тем"
            | "Здесь"
            | "Сейчас"
            | "Теперь"
            | "Кто"
            | "Что"
    )
}

/// The word in lower case, unless it is too long for an abbreviation.
fn lower(word: &str) -> Option<String> {
    (word.len() <= LONGEST * 2).then(|| word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_tells_abbreviations_from_words() {
        assert_eq!(english("No"), Some(Abbreviation::Before));
        assert_eq!(english("no"), None);
        assert_eq!(english("ill"), None);
        assert_eq!(english("INC"), Some(Abbreviation::After));
        assert_eq!(russian("Ул"), Some(Abbreviation::Before));
        assert_eq!(russian("дом"), None);
        assert_eq!(russian_pair("т", "Д"), Some(Abbreviation::After));
    }

    #[test]
    fn long_words_are_not_looked_up() {
        assert_eq!(lower(&"а".repeat(1_000_000)), None);
    }
}
