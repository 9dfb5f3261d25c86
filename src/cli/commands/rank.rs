//! `hvgraph rank`.

use clap::Args as ClapArgs;
use serde_json::json;

use crate::analysis::catalog::{self, Algorithm, Answer, Gives};
use crate::cli::Outcome;
use crate::cli::answer::{node_json, print_remark, shown_name};
use crate::cli::error::CliError;
use crate::cli::filters::{left_out_json, left_out_words};
use crate::cli::layout::table;
use crate::cli::measure::{MeasureArgs, Measured};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::model::{Edtf, NodeId};
use crate::render::json::SCHEMA_VERSION;

/// Rank nodes by a measure of how central they are
#[derive(Debug, ClapArgs)]
#[command(after_help = "Examples:\n  hvgraph rank degree --kind Official\n  hvgraph rank pagerank --top 20 --json")]
pub(in crate::cli) struct Args {
    /// What to rank by
    #[arg(value_name = "MEASURE", value_parser = parse_measure)]
    measure: &'static Algorithm,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,
    #[command(flatten)]
    graph: MeasureArgs,
}

fn parse_measure(text: &str) -> Result<&'static Algorithm, String> {
    let measures = || catalog::algorithms().iter().filter(|algorithm| algorithm.gives == Gives::NodeScores);
    measures().find(|measure| measure.name == text).ok_or_else(|| {
        let names: Vec<&str> = measures().map(|measure| measure.name).collect();
        format!("no such measure\n  expected {}", names.join(", "))
    })
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let measured = args.graph.run(session, args.measure)?;
    let ranked = ranked(session, &measured);
    if ui.json {
        ui.document(&as_json(session, args, &measured, &ranked))?;
    } else {
        print(ui, session, args, &measured, &ranked)?;
    }
    Ok(if ranked.is_empty() { Outcome::Nothing } else { Outcome::Found })
}

/// A node with its score and its rank: 1 for the greatest, equals share one.
struct Ranked {
    rank: usize,
    node: NodeId,
    score: f64,
}

/// Returns the nodes by score, the greatest first, then by name; nodes without a score come not at all.
fn ranked(session: &Session, measured: &Measured) -> Vec<Ranked> {
    let facts = session.facts();
    let Answer::NodeScores(scores) = &measured.answer else { return Vec::new() };
    let mut scored: Vec<(NodeId, f64)> = measured.projection.nodes().iter().copied().zip(scores.iter().copied()).collect();
    scored.retain(|(_, score)| !score.is_nan());
    scored.sort_by(|a, b| {
        b.1.total_cmp(&a.1).then_with(|| facts.name(a.0).cmp(facts.name(b.0))).then(a.0.cmp(&b.0))
    });
    let mut ranked: Vec<Ranked> = Vec::with_capacity(scored.len());
    for (position, (node, score)) in scored.into_iter().enumerate() {
        let rank = match ranked.last() {
            Some(last) if last.score.total_cmp(&score).is_eq() => last.rank,
            _ => position + 1,
        };
        ranked.push(Ranked { rank, node, score });
    }
    ranked
}

fn as_json(session: &Session, args: &Args, measured: &Measured, ranked: &[Ranked]) -> serde_json::Value {
    let rows: Vec<_> = ranked
        .iter()
        .take(args.top)
        .map(|row| json!({ "rank": row.rank, "score": row.score, "node": node_json(session, row.node) }))
        .collect();
    json!({
        "schema_version": SCHEMA_VERSION,
        "command": "rank",
        "measure": args.measure.name,
        "as_of": session.as_of.as_ref().map(Edtf::as_str),
        "n_nodes": measured.projection.n_nodes(),
        "n_claims": measured.projection.n_edges(),
        "ranking": rows,
        "left_out": left_out_json(&measured.selection.left_out),
    })
}

fn print(
    ui: &mut Ui,
    session: &Session,
    args: &Args,
    measured: &Measured,
    ranked: &[Ranked],
) -> Result<(), CliError> {
    let facts = session.facts();
    ui.line(&ui.bold(ui.pick(args.measure.label.0, args.measure.label.1)))?;
    ui.line("")?;
    let rows: Vec<Vec<String>> = ranked
        .iter()
        .take(args.top)
        .map(|row| {
            let kind = session.kind_label(facts.kind(row.node));
            let name = format!("{} · {kind}", shown_name(session, row.node));
            vec![row.rank.to_string(), format!("{:.6}", row.score), name]
        })
        .collect();
    for line in table(&[], &rows, ui.width) {
        ui.line(&line)?;
    }
    if let Some(words) = left_out_words(&measured.selection.left_out, session.lang) {
        ui.line("")?;
        print_remark(ui, &words)?;
    }
    Ok(())
}
