//! Numbers that say how a graph hangs together: those of the catalogue that are one for the graph.

use serde_json::{Map, Value as Json, json};

use super::Counts;
use crate::analysis::catalog::{self, Algorithm, Answer, Gives};
use crate::cli::error::CliError;
use crate::cli::filters::counted;
use crate::cli::layout;
use crate::cli::measure::{self, projected, setting_error};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::graph::{Direction, Filter, Projection};
use crate::render::selection::Selection;

/// The numbers, and the size of the graph they are about.
pub(super) struct Structure {
    n_nodes: usize,
    n_claims: usize,
    numbers: Vec<(&'static Algorithm, Option<f64>)>,
}

impl Structure {
    /// Measures what a ranking would be of: all but structural kinds.
    pub(super) fn of(session: &Session) -> Result<Structure, CliError> {
        let filter =
            Filter { as_of: session.as_of.clone(), during: session.during.clone(), ..Filter::default() };
        let selection = Selection::whole(&session.facts(), session.schema(), &filter);
        let both = projected(session, &selection, Direction::Both);
        let outgoing = projected(session, &selection, Direction::Outgoing);
        let all = catalog::algorithms().iter().filter(|algorithm| algorithm.gives == Gives::Number);
        let numbers = all.map(|algorithm| {
            let projection = if algorithm.name == "reciprocity" { &outgoing } else { &both };
            number(session, algorithm, projection).map(|number| (algorithm, number))
        });
        Ok(Structure {
            n_nodes: selection.nodes.len(),
            n_claims: selection.edges.len(),
            numbers: numbers.collect::<Result<_, CliError>>()?,
        })
    }

    pub(super) fn json(&self) -> Json {
        let numbers = self.numbers.iter().map(|(algorithm, number)| (algorithm.name.replace('-', "_"), json!(number)));
        let mut json: Map<String, Json> = numbers.collect();
        json.insert("n_nodes".to_owned(), self.n_nodes.into());
        json.insert("n_claims".to_owned(), self.n_claims.into());
        Json::Object(json)
    }

    pub(super) fn print(&self, ui: &mut Ui, session: &Session) -> Result<(), CliError> {
        let lang = session.lang;
        let title = format!(
            "{} ({}, {})",
            lang.pick("Cấu trúc", "Structure"),
            counted(self.n_nodes, lang, "nút", ("node", "nodes")),
            counted(self.n_claims, lang, "phát biểu", ("claim", "claims")),
        );
        let row = |(algorithm, number): &(&'static Algorithm, Option<f64>)| {
            let number = number.map_or_else(|| "–".to_owned(), |number| layout::number(number, lang));
            let label = lang.pick(algorithm.label.0, algorithm.label.1);
            vec![format!("{number:>8}"), format!("{label}: {}", lang.pick(algorithm.summary.0, algorithm.summary.1))]
        };
        let rows: Vec<Vec<String>> = self.numbers.iter().map(row).collect();
        Counts::section(ui, &title, &rows)
    }
}

fn number(session: &Session, algorithm: &'static Algorithm, projection: &Projection) -> Result<Option<f64>, CliError> {
    let settings = algorithm.settings([]).map_err(|error| setting_error(session, algorithm, &error))?;
    match measure::run(session, algorithm, projection, &settings, session.budget(usize::MAX))? {
        Answer::Number(number) => Ok(number),
        _ => Ok(None),
    }
}
