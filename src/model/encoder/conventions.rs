//! What kinds of encoders do each in its own way. Their layers are the same.

/// One kind.
#[derive(Debug, PartialEq, Eq)]
pub struct Convention {
    /// As `model_type` in `config.json` calls it.
    pub model_types: &'static [&'static str],
    /// What stands before the names of its tensors in checkpoints with heads.
    pub prefix: &'static str,
    /// The first subword stands at position `pad_token_id + 1`, and the rows before it are no places of a text.
    pub positions_after_padding: bool,
}

/// BERT; also what no `model_type`, or an unknown one, is taken for.
pub const BERT: Convention = Convention { model_types: &["bert"], prefix: "bert.", positions_after_padding: false };
/// XLM-R and RoBERTa.
pub const XLM_R: Convention =
    Convention { model_types: &["xlm-roberta", "roberta"], prefix: "roberta.", positions_after_padding: true };

/// All kinds.
pub const CONVENTIONS: [&Convention; 2] = [&BERT, &XLM_R];

/// The kind that `model_type` names.
#[must_use]
pub fn convention(model_type: Option<&str>) -> &'static Convention {
    let named = |kind: &&&Convention| model_type.is_some_and(|name| kind.model_types.contains(&name));
    CONVENTIONS.iter().find(named).copied().unwrap_or(&BERT)
}
