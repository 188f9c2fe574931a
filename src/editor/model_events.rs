//! What the engine reports.

use super::analyses::ModelState;
use super::{Editor, Tone, analysing, folder_analysis, model_choice, suggestions};
use crate::engine::{Engine, Event, schema_of};
use crate::session::DocumentId;

/// What others may want to hear of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelEvent {
    /// Another model reads from now on: what the last one said is no evidence about this one.
    Loaded,
    /// A document was read to its end, and what the model said is in it (or kept, where it was read for figures).
    Analysed(DocumentId),
}

/// Takes in what the engine has reported. Once a frame.
pub fn poll_model(editor: &mut Editor) -> Vec<ModelEvent> {
    let mut events = Vec::new();
    while let Some(event) = editor.analyses.engine.as_mut().and_then(Engine::poll) {
        match event {
            Event::Loading => editor.analyses.model = ModelState::Loading,
            Event::Ready { info, types } => {
                model_choice::ready(editor, info, schema_of(&types));
                events.push(ModelEvent::Loaded);
            }
            Event::Switched { info, types } => {
                model_choice::switched(editor, info, schema_of(&types));
                events.push(ModelEvent::Loaded);
            }
            Event::SwitchFailed { message } => model_choice::failed(editor, message),
            Event::LoadFailed { message } => {
                editor.notify(Tone::Error, message.clone());
                editor.analyses.waiting.clear();
                editor.analyses.undecided.clear();
                editor.analyses.model = ModelState::Failed(message);
            }
            Event::Progress { ticket, done, total } => {
                if let Some(running) = editor.analyses.running.iter_mut().find(|r| r.ticket == ticket) {
                    (running.done, running.total) = (done, total);
                }
            }
            Event::Finished { ticket, analysis } if editor.corpus.analysis.waits_for(ticket) => {
                folder_analysis::answered(editor, ticket, Ok(analysis));
            }
            Event::Cancelled { ticket } if editor.corpus.analysis.waits_for(ticket) => {
                folder_analysis::answered(editor, ticket, Err(None));
            }
            Event::Failed { ticket, message } if editor.corpus.analysis.waits_for(ticket) => {
                folder_analysis::answered(editor, ticket, Err(Some(message)));
            }
            Event::Finished { ticket, analysis } => {
                editor.analyses.revision += 1;
                if let Some(id) = editor.analyses.finish(ticket)
                    && editor.document(id).is_some()
                {
                    analysing::take(editor, id, *analysis);
                    events.push(ModelEvent::Analysed(id));
                }
            }
            Event::Related { ticket, offers } => suggestions::answered(editor, ticket, &offers),
            Event::Cancelled { ticket } => {
                let analyses = &mut editor.analyses;
                if !suggestions::void(analyses, ticket) && analyses.finish(ticket).is_some() {
                    editor.notify(Tone::Info, "Analysis cancelled; nothing was changed");
                }
            }
            Event::Failed { ticket, message } => {
                let analyses = &mut editor.analyses;
                if suggestions::void(analyses, ticket) || analyses.finish(ticket).is_some() {
                    editor.notify(Tone::Error, message);
                }
            }
        }
    }
    events
}
