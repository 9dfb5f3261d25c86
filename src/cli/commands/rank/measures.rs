//! The measures one can rank by: their names as people type them, and the list of them.

use std::fmt::Write as _;

use serde_json::json;

use crate::analysis::catalog::{self, Algorithm, Gives, Parameter, Starts, Weights};
use crate::cli::error::CliError;
use crate::cli::layout::wrapped;
use crate::cli::ui::Ui;
use crate::names::{did_you_mean, fold};
use crate::render::json::SCHEMA_VERSION;

/// Returns the measures of the catalogue.
fn all() -> impl Iterator<Item = &'static Algorithm> + Clone {
    let scores = |gives| matches!(gives, Gives::NodeScores | Gives::EdgeScores);
    catalog::algorithms().iter().filter(move |algorithm| scores(algorithm.gives))
}

/// Finds a measure by its name, or by what it is called in either language.
pub(super) fn parse(text: &str) -> Result<&'static Algorithm, String> {
    let words = |measure: &'static Algorithm| [measure.name, measure.label.0, measure.label.1];
    let key = fold(text);
    let found = all().find(|measure| words(measure).iter().any(|word| fold(word) == key));
    found.ok_or_else(|| {
        let near = did_you_mean(text, all().flat_map(words), 1).into_iter().next();
        let near = near.and_then(|near| all().find(|measure| words(measure).contains(&near)));
        let names: Vec<&str> = all().map(|measure| measure.name).collect();
        let expected = format!("no such measure\n  expected one of {}", names.join(", "));
        match near {
            Some(near) => format!("{expected}\nhint: did you mean `{}`?", near.name),
            None => format!("{expected}\nhint: `hvgraph rank` says what each measures"),
        }
    })
}

/// Names the measures that start from given nodes.
pub(super) fn with_starts() -> String {
    let names: Vec<String> =
        all().filter(|measure| measure.starts != Starts::None).map(|measure| format!("`{}`", measure.name)).collect();
    names.join(", ")
}

/// Returns the list of measures for the help.
pub(super) fn help() -> String {
    let mut help = String::from("Measures:\n");
    for measure in all() {
        let _ = writeln!(help, "  {}\n          {}", measure.name, measure.summary.1);
    }
    help.push_str(
        "\nExamples:\n  hvgraph rank betweenness --kind Official\n  hvgraph rank degree,betweenness,pagerank --top 10\n  hvgraph rank edge-betweenness --no-hubs\n  hvgraph rank pagerank --from \"Hoàn Kiếm\"\n  hvgraph rank pagerank --explain --svg ranking.svg",
    );
    help
}

/// Prints what each measure measures, where it is from, and what can be set.
pub(super) fn list(ui: &mut Ui) -> Result<(), CliError> {
    if ui.json {
        let measures: Vec<_> = all().map(as_json).collect();
        return ui
            .document(&json!({ "schema_version": SCHEMA_VERSION, "command": "rank", "measures": measures }));
    }
    for (at, measure) in all().enumerate() {
        if at > 0 {
            ui.line("")?;
        }
        let label = ui.dim(&format!("· {}", ui.pick(measure.label.0, measure.label.1)));
        ui.text(2, &format!("{} {label}", ui.bold(measure.name)))?;
        let source = format!("{} {}", ui.pick("Nguồn:", "Source:"), measure.source);
        let summary = ui.pick(measure.summary.0, measure.summary.1);
        for text in [summary, weight_words(ui, measure.weights), &source] {
            for line in wrapped("  ", 4, text, ui.width) {
                ui.line(&line)?;
            }
        }
        if let Some(words) = start_words(ui, measure.starts) {
            for line in wrapped("  ", 4, words, ui.width) {
                ui.line(&line)?;
            }
        }
        for parameter in measure.parameters {
            let summary = ui.pick(parameter.summary.0, parameter.summary.1);
            let text = format!("--set {}={}  {summary}", parameter.name, number(parameter.default));
            for line in wrapped("  ", 4, &text, ui.width) {
                ui.line(&line)?;
            }
        }
    }
    Ok(())
}

/// Writes very small numbers as powers of ten.
fn number(number: f64) -> String {
    if number > 0.0 && number < 1e-3 { format!("{number:e}") } else { number.to_string() }
}

fn start_words(ui: &Ui, starts: Starts) -> Option<&'static str> {
    match starts {
        Starts::None => None,
        Starts::Optional => Some(ui.pick("--from TÊN  nút xuất phát, nếu có", "--from NAME  nodes to start from, if any")),
        Starts::Required => Some(ui.pick("--from TÊN  nút xuất phát", "--from NAME  nodes to start from")),
    }
}

fn weight_words(ui: &Ui, weights: Weights) -> &'static str {
    match weights {
        Weights::Ignored => ui.pick("Không dùng trọng số.", "Weights do not count."),
        Weights::Strength => ui.pick(
            "Trọng số (--weight) là độ mạnh của mối nối; các phát biểu song song cộng lại.",
            "A weight (--weight) is the strength of a tie; those of parallel claims add up.",
        ),
        Weights::Length => ui.pick(
            "Có trọng số (--weight) thì độ dài của phát biểu là 1 / trọng số.",
            "With weights (--weight) the length of a claim is 1 / weight.",
        ),
    }
}

fn as_json(measure: &'static Algorithm) -> serde_json::Value {
    let parameter = |parameter: &Parameter| {
        json!({
            "name": parameter.name,
            "default": parameter.default,
            "least": parameter.least,
            "greatest": parameter.greatest,
            "whole": parameter.whole,
            "summary": { "vi": parameter.summary.0, "en": parameter.summary.1 },
        })
    };
    json!({
        "name": measure.name,
        "label": { "vi": measure.label.0, "en": measure.label.1 },
        "summary": { "vi": measure.summary.0, "en": measure.summary.1 },
        "source": measure.source,
        "ranks": if measure.gives == Gives::EdgeScores { "claims" } else { "nodes" },
        "starts": match measure.starts {
            Starts::None => "none",
            Starts::Optional => "optional",
            Starts::Required => "required",
        },
        "weights": match measure.weights {
            Weights::Ignored => "ignored",
            Weights::Strength => "strength",
            Weights::Length => "length",
        },
        "parameters": measure.parameters.iter().map(parameter).collect::<Vec<_>>(),
    })
}
