//! How a model is called where people read it.

/// The name without the fingerprint by which versions of the bundled model are told apart.
pub fn model_label(name: &str) -> &str {
    let is_fingerprint = |tail: &str| tail.len() == 16 && tail.bytes().all(|b| b.is_ascii_hexdigit());
    name.rsplit_once('-').filter(|(_, tail)| is_fingerprint(tail)).map_or(name, |(head, _)| head)
}

#[cfg(test)]
mod tests {
    use super::model_label;

    #[test]
    fn only_a_fingerprint_is_left_out() {
        assert_eq!(model_label("news-ru-en-d8d54430f94a5d72"), "news-ru-en");
        assert_eq!(model_label("news-ru-en"), "news-ru-en");
        assert_eq!(model_label("news-2026"), "news-2026");
    }
}
