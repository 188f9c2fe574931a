//! The view in a window without a screen: found by role and label, driven by pointer and keys.

mod carets;
mod correct;
mod cost;
mod interact;
mod render;

use std::collections::BTreeSet;
use std::sync::Arc;

use eframe::egui;
use egui_kittest::Harness;

use super::{RelationsShown, TextView, TextViewInput};
use crate::domain::{
    Document, Edit, EntityType, Fragments, Mention, MentionId, Origin, Relation, RelationId, RelationType, Review,
    Visibility,
};
use crate::gui::{Action, Selection, Theme};
use crate::text::Span;

/// An app of one view that does what views may ask for: select.
pub struct World {
    pub view: TextView,
    pub document: Document,
    pub selection: Selection,
    pub theme: Theme,
    pub relations: RelationsShown,
    pub sentences: Vec<Span>,
    pub hidden: BTreeSet<Arc<str>>,
    pub fold: bool,
    pub only_selected: bool,
    pub chosen: Option<MentionId>,
    pub zoom: f32,
    pub content: u64,
    pub actions: Vec<Action>,
}

impl World {
    pub fn new(document: Document) -> Self {
        Self {
            view: TextView::new(),
            document,
            selection: Selection::None,
            theme: Theme::LIGHT,
            relations: RelationsShown::Selected,
            sentences: Vec::new(),
            hidden: BTreeSet::new(),
            fold: false,
            only_selected: false,
            chosen: None,
            zoom: 1.0,
            content: 0,
            actions: Vec::new(),
        }
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        let visibility = Visibility::default();
        let input = TextViewInput {
            document: &self.document,
            visibility: &visibility,
            selection: &self.selection,
            theme: self.theme,
            chosen: self.chosen,
            hidden: &self.hidden,
            hidden_relations: &self.hidden,
            relations: self.relations,
            sentences: &self.sentences,
            fold: self.fold,
            only_selected: self.only_selected,
            zoom: self.zoom,
            key: 1,
            content: self.content,
        };
        let actions = self.view.ui(ui, &input);
        for action in &actions {
            if let Action::Select(selection) = action {
                self.chosen = selection.mention().or(self.chosen);
                self.selection = selection.clone();
            }
        }
        self.actions.extend(actions);
    }

    pub fn harness(self) -> Harness<'static, World> {
        self.harness_of([900.0, 600.0])
    }

    pub fn harness_of(self, size: [f32; 2]) -> Harness<'static, World> {
        let theme = if self.theme.dark { egui::Theme::Dark } else { egui::Theme::Light };
        let builder = Harness::builder().with_size(size).with_theme(theme).with_step_dt(1.0 / 60.0);
        let mut harness = builder.build_ui_state(|ui, world: &mut World| world.ui(ui), self);
        harness.run();
        harness
    }
}

/// Builds documents from the covered words, so that tests read like the text.
pub struct Maker {
    pub document: Document,
}

impl Maker {
    pub fn new(text: &str) -> Self {
        Self { document: Document::new("test", text) }
    }

    pub fn find(&self, words: &str) -> Span {
        let start = self.document.text.find(words).expect("the words are in the text");
        Span::new(start, start + words.len())
    }

    pub fn mention(&mut self, kind: &str, words: &[&str], score: Option<f32>) -> MentionId {
        let spans: Vec<Span> = words.iter().map(|w| self.find(w)).collect();
        self.mention_at(kind, spans, score)
    }

    pub fn mention_at(&mut self, kind: &str, spans: Vec<Span>, score: Option<f32>) -> MentionId {
        let id = self.document.annotations.fresh_mention();
        let mention = Mention {
            id,
            kind: kind.into(),
            fragments: Fragments::new(spans).expect("fragments ascend"),
            origin: origin(score),
            review: Review::Open,
        };
        if self.document.schema.entity(kind).is_none() {
            self.document.schema.entities.push(EntityType::named(kind));
        }
        self.document.apply(vec![Edit::Insert(mention.into())]).expect("a mention of the text");
        id
    }

    pub fn relation(&mut self, kind: &str, head: MentionId, tail: MentionId, score: Option<f32>) -> RelationId {
        let id = self.document.annotations.fresh_relation();
        let relation = Relation { id, kind: kind.into(), head, tail, origin: origin(score), review: Review::Open };
        if self.document.schema.relation(kind).is_none() {
            self.document.schema.relations.push(RelationType::named(kind));
        }
        self.document.apply(vec![Edit::Insert(relation.into())]).expect("a relation of the document");
        id
    }
}

fn origin(score: Option<f32>) -> Origin {
    score.map_or(Origin::File, |score| Origin::Model { model: "spert".into(), score })
}

/// Two people, two places and an organisation, with nesting, a prediction, and relations within and across lines.
pub fn sample() -> (Document, Vec<MentionId>, Vec<RelationId>) {
    let mut m = Maker::new(
        "Lee Harvey Oswald was arrested in Dallas, Texas, two hours after the assassination of President John \
         F. Kennedy. The Warren Commission found that Oswald, a former U.S. Marine who had lived in Minsk, acted \
         alone.\n\nJack Ruby, owner of the Carousel Club, shot him two days later in the basement of the Dallas \
         Police Headquarters while he was being moved to the county jail.\n\nMarina Prusakova married Oswald in \
         1961; the couple left the Soviet Union for Fort Worth a year later.",
    );
    let oswald = m.mention("Peop", &["Lee Harvey Oswald"], None);
    let dallas = m.mention("Loc", &["Dallas"], None);
    let texas = m.mention("Loc", &["Texas"], None);
    let kennedy = m.mention("Peop", &["John F. Kennedy"], Some(0.97));
    let commission = m.mention("Org", &["Warren Commission"], None);
    let ruby = m.mention("Peop", &["Jack Ruby"], None);
    let club = m.mention("Org", &["Carousel Club"], Some(0.71));
    let police = m.mention("Org", &["Dallas Police Headquarters"], None);
    let at = m.find("Dallas Police");
    let inner = m.mention_at("Loc", vec![Span::new(at.start, at.start + 6)], None);
    let marina = m.mention("Peop", &["Marina Prusakova"], None);
    let union = m.mention("Loc", &["Soviet Union"], None);
    let r = vec![
        m.relation("Kill", oswald, kennedy, None),
        m.relation("Located_In", dallas, texas, None),
        m.relation("Work_For", ruby, club, Some(0.66)),
        m.relation("OrgBased_In", police, inner, None),
        m.relation("Live_In", marina, union, None),
        m.relation("Kill", ruby, oswald, None),
    ];
    (m.document, vec![oswald, dallas, texas, kennedy, commission, ruby, club, police, inner, marina, union], r)
}

/// NEREL-like Russian: deep nesting, a crossing pair, a discontinuous mention.
pub fn russian() -> Document {
    let mut m = Maker::new(
        "Президент Российской Федерации Владимир Путин 12 июня 2019 года подписал указ о назначении Сергея \
         Лаврова министром иностранных дел России.\n\nПресс-секретарь Министерства обороны Российской Федерации в \
         Санкт-Петербурге сообщил журналистам РИА «Новости», что переговоры с президентом США Дональдом Трампом \
         пройдут 28–29 июня на саммите «Большой двадцатки» в японском городе Осака.",
    );
    m.mention("PROFESSION", &["Президент Российской Федерации"], None);
    m.mention("COUNTRY", &["Российской Федерации"], None);
    let putin = m.mention("PERSON", &["Владимир Путин"], None);
    let date = m.mention("DATE", &["12 июня 2019 года"], Some(0.88));
    let lavrov = m.mention("PERSON", &["Сергея Лаврова"], None);
    m.mention("PROFESSION", &["министром иностранных дел России"], None);
    m.mention("ORGANIZATION", &["иностранных дел России"], None);
    m.mention("COUNTRY", &["России"], None);
    m.mention("PROFESSION", &["Пресс-секретарь Министерства обороны Российской Федерации"], None);
    m.mention("ORGANIZATION", &["Министерства обороны Российской Федерации"], None);
    m.mention("STATE", &["обороны Российской Федерации в Санкт-Петербурге"], Some(0.5));
    let second = m.document.text.rfind("Российской").expect("twice in the text");
    let len = "Российской Федерации".len();
    m.mention_at("COUNTRY", vec![Span::new(second, second + len)], None);
    m.mention("CITY", &["Санкт-Петербурге"], None);
    m.mention("ORGANIZATION", &["РИА «Новости»"], None);
    m.mention("PROFESSION", &["президентом США"], None);
    m.mention("COUNTRY", &["США"], None);
    let trump = m.mention("PERSON", &["Дональдом Трампом"], None);
    m.mention("DATE", &["28", "июня на саммите"], None);
    let city = m.mention("CITY", &["Осака"], Some(0.93));
    m.mention("NATIONALITY", &["японском"], None);
    m.relation("MEETS", putin, trump, Some(0.55));
    m.relation("APPOINTED", putin, lavrov, None);
    m.relation("DATE_OF", putin, date, None);
    m.relation("LOCATED", trump, city, None);
    m.document
}

/// Gives the view the keyboard without selecting anything.
pub fn focus(harness: &mut Harness<'_, World>) {
    let ctx = harness.ctx.clone();
    harness.state().view.request_focus(&ctx);
    harness.run();
}
