//! Which fonts of the system show characters that the window's own fonts do not have.

use std::collections::BTreeSet;

use fontdb::{Database, FaceInfo, ID, Style, Weight};
use ttf_parser::Face;

/// A font that was found: the bytes of its file, and which of the faces in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    pub name: String,
    pub data: Vec<u8>,
    pub index: u32,
}

/// Fewer characters than this are never spread over more fonts than there are.
const MOST_FONTS: usize = 12;

/// The characters of `text` that no font of `faces` has; white space and signs without a shape of their own are no one's
/// to show.
pub fn missing(text: &str, faces: &[Face<'_>]) -> BTreeSet<char> {
    let mut seen = BTreeSet::new();
    let mut last = ' ';
    for c in text.chars().filter(|c| !c.is_ascii()) {
        // Texts are mostly runs of one script, and a look into a set costs more than a comparison.
        if c != last && is_drawn(c) {
            seen.insert(c);
        }
        last = c;
    }
    seen.retain(|c| faces.iter().all(|face| face.glyph_index(*c).is_none()));
    seen
}

fn is_drawn(c: char) -> bool {
    // Direction marks, joiners, variation selectors, tags, byte order marks, private use.
    let unseen = matches!(u32::from(c), 0x200B..=0x200F | 0x2028..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
        | 0xFFFC..=0xFFFD | 0xE000..=0xF8FF | 0xE0000..=0x10FFFF);
    !c.is_control() && !c.is_whitespace() && !unseen
}

/// Fonts for `wanted`, the best first; what no font has stays in `wanted`.
pub fn choose(fonts: &Database, wanted: &mut BTreeSet<char>, language: &str) -> Vec<Chosen> {
    let mut chosen = Vec::new();
    let upright = |face: &&FaceInfo| face.style == Style::Normal;
    let faces: Vec<&FaceInfo> = fonts.faces().filter(upright).collect();
    while !wanted.is_empty() && chosen.len() < MOST_FONTS {
        let best = faces.iter().filter_map(|face| {
            let has = count(fonts, face.id, wanted);
            (has > 0).then(|| (has, liking(face, wanted, language), face))
        });
        let Some((_, _, face)) = best.max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1))) else { break };
        let taken = fonts.with_face_data(face.id, |data, index| {
            if let Ok(parsed) = Face::parse(data, index) {
                wanted.retain(|c| parsed.glyph_index(*c).is_none());
            }
            Chosen { name: face.post_script_name.clone(), data: data.to_vec(), index }
        });
        match taken {
            Some(taken) => chosen.push(taken),
            None => break,
        }
    }
    chosen
}

fn count(fonts: &Database, face: ID, wanted: &BTreeSet<char>) -> usize {
    let has = |data: &[u8], index| {
        Face::parse(data, index).map_or(0, |face| wanted.iter().filter(|c| face.glyph_index(**c).is_some()).count())
    };
    fonts.with_face_data(face, has).unwrap_or(0)
}

/// How well a face goes with the window's Noto Sans, among those that have as many of the characters.
fn liking(face: &FaceInfo, wanted: &BTreeSet<char>, language: &str) -> i32 {
    let name = face.families.first().map(|(name, _)| name.as_str()).unwrap_or_default();
    let mut liking = 0;
    liking += 8 * i32::from(face.weight == Weight::NORMAL);
    liking += 4 * i32::from(!face.monospaced && !name.contains("Mono"));
    liking += 3 * i32::from(name.contains("Sans"));
    liking += 2 * i32::from(name.starts_with("Noto"));
    liking -= 2 * i32::from(name.contains("Serif"));
    // The same Han character is drawn in other ways in China, Japan and Korea.
    let any = |from: char, to: char| wanted.range(from..=to).next().is_some();
    let east = match language.get(..2) {
        _ if any('\u{3040}', '\u{30ff}') => "JP",
        _ if any('\u{ac00}', '\u{d7af}') => "KR",
        Some("ja") => "JP",
        Some("ko") => "KR",
        Some("zh") if language.contains("TW") || language.contains("Hant") => "TC",
        _ => "SC",
    };
    liking + 6 * i32::from(name.ends_with(east))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTO: &[u8] = include_bytes!("../../../assets/fonts/NotoSans-Regular.ttf");

    #[test]
    fn what_the_own_fonts_have_is_not_missing_and_neither_is_what_has_no_shape() {
        let faces = [Face::parse(NOTO, 0).expect("a font")];
        let text = "Jaé Łódź Анна Ωμέγα\u{200f}\u{a0}\u{feff} 東京 שלום";
        assert_eq!(missing(text, &faces), "東京שלום".chars().collect());
        assert!(missing("plain", &[]).is_empty(), "ASCII is never asked for");
    }

    #[test]
    fn a_font_is_taken_for_what_it_has_and_the_rest_stays() {
        let mut fonts = Database::new();
        fonts.load_font_data(NOTO.to_vec());
        fonts.load_font_data(NOTO.to_vec());
        let mut wanted: BTreeSet<char> = "Яж東".chars().collect();
        let chosen = choose(&fonts, &mut wanted, "en");
        assert_eq!(chosen.len(), 1, "a second font that adds nothing is left out");
        assert_eq!((chosen[0].index, chosen[0].data.len()), (0, NOTO.len()));
        assert_eq!(wanted.into_iter().collect::<String>(), "東");
    }
}
