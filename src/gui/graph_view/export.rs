//! The map as it stands, for every format.

use super::{GraphView, GraphViewInput, Scope};
use crate::gui::Theme;
use crate::map::Source;
use crate::map::export::{ExportError, Format, Sheet};
use crate::map::picture::FontWidths;

/// How a picture is to look.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Look {
    pub theme: Theme,
    /// Pixels of a PNG for each point; 3 is print quality. Very large maps get fewer, so that the picture stays below 80
    /// megapixels.
    pub scale: f32,
}

impl Default for Look {
    /// For paper: light, whatever the window looks like.
    fn default() -> Self {
        Self { theme: Theme::LIGHT, scale: 3.0 }
    }
}

impl GraphView {
    /// What the map shows, at rest, with everything it is made of.
    ///
    /// # Errors
    /// [`ExportError::Empty`] without a node; the others when drawing or writing fails.
    pub fn export(&self, input: &GraphViewInput<'_>, format: Format, look: Look) -> Result<Vec<u8>, ExportError> {
        let mut copy = self.at_rest(input);
        copy.board.grow_for_picture(&copy.model);
        let only = copy.visible();
        let within = copy.sentence.filter(|_| copy.options.scope == Scope::Sentence);
        let sentence = Source::find(input.sources, input.current).map(|source| [Source { within, ..*source }]);
        let sources = match (&sentence, within) {
            (Some(sentence), Some(_)) => sentence.as_slice(),
            _ => input.sources,
        };
        let sheet = Sheet {
            title: input.title,
            sources,
            schema: input.schema,
            model: &copy.model,
            board: &copy.board,
            only: only.as_ref(),
            behind: &copy.folded.behind,
        };
        sheet.write(format, look.theme, look.scale)
    }

    /// A copy in step with the documents in which nothing moves any more.
    pub fn at_rest(&self, input: &GraphViewInput<'_>) -> Self {
        let mut copy = Self {
            model: self.model.clone(),
            board: self.board.clone(),
            folds: self.folds.clone(),
            folded: self.folded.clone(),
            options: self.options.clone(),
            motion: self.motion.clone(),
            sentence: self.sentence,
            built: self.built,
            root: self.root,
            chosen: self.chosen.clone(),
            ..Self::default()
        };
        copy.sync(input, &mut FontWidths::new());
        copy.motion.finish(&mut copy.board);
        copy
    }
}
