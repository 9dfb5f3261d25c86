//! `hvgraph communities`.

use clap::{Args as ClapArgs, ValueEnum};
use serde_json::json;

use crate::analysis::catalog::{self, Algorithm, Answer};
use crate::analysis::modularity;
use crate::cli::answer::{notes_of, print_formulas, print_remark, print_sources, sources_json};
use crate::cli::draw::{DrawArgs, time_words};
use crate::cli::error::CliError;
use crate::cli::filters::{counted, left_out_json, left_out_words};
use crate::cli::grouping::{Grouping, Shown};
use crate::cli::measure::{MeasureArgs, Measured};
use crate::cli::session::Session;
use crate::cli::ui::Ui;
use crate::cli::{Outcome, draw_groups};
use crate::graph::GraphView as _;
use crate::model::{Edtf, NodeId};
use crate::render::json::SCHEMA_VERSION;
use crate::render::selection::Selection;

/// Find groups of nodes that are tied to each other more closely than to the rest
///
/// A community is called by its most central member: the one with the most claims inside it. Modularity is the share
/// of claims inside communities beyond what chance would put there: 0 is chance, above 0.3 is marked.
#[derive(Debug, ClapArgs)]
#[command(
    after_help = "Examples:\n  hvgraph communities\n  hvgraph communities --without-hubs --set resolution=0.5\n  hvgraph communities --method louvain --kind Official --kind Office --json\n  hvgraph communities --without-hubs --svg communities.svg"
)]
pub(in crate::cli) struct Args {
    /// How to look for them
    #[arg(long, value_enum, value_name = "METHOD", default_value_t = Method::Leiden)]
    method: Method,
    /// Show at most so many
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,
    /// Show only those with so many nodes
    #[arg(long, value_name = "N", default_value_t = 2)]
    min_size: usize,
    /// Show at most so many claims for each tie between two communities
    #[arg(long, value_name = "N", default_value_t = 1)]
    ties: usize,
    /// Leave out hubs (countries, cities), which are tied to nearly everything
    #[arg(long)]
    without_hubs: bool,
    #[command(flatten)]
    graph: MeasureArgs,
    #[command(flatten)]
    draw: DrawArgs,
}

/// A method as a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Method {
    /// High modularity, every community connected (Traag, Waltman, van Eck 2019)
    Leiden,
    /// High modularity (Blondel and others 2008)
    Louvain,
    /// Every node takes the label most common around it (Raghavan, Albert, Kumara 2007)
    LabelPropagation,
    /// All nodes take the label most common around them at once, for some rounds (LDBC Graphalytics)
    Cdlp,
}

impl Method {
    fn algorithm(self) -> Result<&'static Algorithm, CliError> {
        let name = match self {
            Method::Leiden => "leiden",
            Method::Louvain => "louvain",
            Method::LabelPropagation => "label-propagation",
            Method::Cdlp => "cdlp",
        };
        catalog::find(name).ok_or_else(|| CliError::usage(format!("no method `{name}`")))
    }
}

/// Communities and how they were found.
struct Found<'s> {
    algorithm: &'static Algorithm,
    measured: Measured,
    grouping: Grouping<'s>,
    resolution: f64,
    modularity: f64,
    n_hubs: usize,
}

pub(in crate::cli) fn run(ui: &mut Ui, session: &Session, args: &Args) -> Result<Outcome, CliError> {
    let found = find(session, args)?;
    let shown = Shown { top: args.top, min_size: args.min_size, n_ties: args.ties };
    let outcome =
        if found.grouping.n_shown(shown) > 0 { Outcome::Found } else { Outcome::Nothing };
    let title = ui.pick(found.algorithm.label.0, found.algorithm.label.1);
    let remarks = found.remarks(session, args);
    let picture = || draw_groups::boxes(session, &found.measured.selection, &found.grouping, title, &remarks);
    if args.draw.draw(ui, picture)? {
        return Ok(outcome);
    }
    if ui.json {
        ui.document(&found.json(session, shown))?;
    } else {
        found.print(ui, session, shown, &remarks)?;
    }
    Ok(outcome)
}

fn find<'s>(session: &'s Session, args: &Args) -> Result<Found<'s>, CliError> {
    let algorithm = args.method.algorithm()?;
    let mut selection = args.graph.select(session)?;
    let n_hubs = if args.without_hubs { leave_hubs_out(session, &mut selection) } else { 0 };
    let measured = args.graph.run_on(session, algorithm, selection)?;
    let numbers: &[u32] = if let Answer::Groups(numbers) = &measured.answer { numbers } else { &[] };
    let has_resolution = algorithm.parameters.iter().any(|parameter| parameter.name == "resolution");
    let resolution = if has_resolution { measured.settings.number("resolution") } else { 1.0 };
    let modularity = modularity(&measured.projection, numbers, resolution);
    let grouping = Grouping::new(session, &measured.selection, &measured.projection, numbers);
    Ok(Found { algorithm, measured, grouping, resolution, modularity, n_hubs })
}

/// Takes hubs and their claims out of a selection; returns how many hubs that are.
pub(in crate::cli) fn leave_hubs_out(session: &Session, selection: &mut Selection) -> usize {
    let n_nodes = selection.nodes.len();
    selection.nodes.retain(|node| !is_hub(session, *node));
    let n_edges = selection.edges.len();
    selection.edges.retain(|(edge, _)| {
        let ends = session.graph().edge(*edge);
        ends.is_some_and(|ends| !is_hub(session, ends.source) && !is_hub(session, ends.target))
    });
    selection.left_out.end += n_edges - selection.edges.len();
    n_nodes - selection.nodes.len()
}

fn is_hub(session: &Session, node: NodeId) -> bool {
    session.schema().kinds.get(session.facts().kind(node)).is_some_and(|kind| kind.hub)
}

impl Found<'_> {
    fn summary(&self, session: &Session) -> String {
        let lang = session.lang;
        format!(
            "{} · {} {:.4} ({} {})",
            counted(self.grouping.groups.len(), lang, "cộng đồng", ("community", "communities")),
            lang.pick("độ mô-đun", "modularity"),
            self.modularity,
            lang.pick("độ phân giải", "resolution"),
            self.resolution
        )
    }

    /// Says what was found, how, and what was left out.
    fn remarks(&self, session: &Session, args: &Args) -> Vec<String> {
        let lang = session.lang;
        let settings: Vec<String> =
            self.measured.settings.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let method = format!(
            "{}: {} ({}), {}; {}",
            lang.pick("Cách tính", "Method"),
            self.algorithm.name,
            settings.join(", "),
            self.algorithm.source,
            args.graph.words(session)
        );
        let left_out = left_out_words(&self.measured.selection.left_out, lang);
        let time = time_words(session, &self.measured.selection);
        let remarks = [self.summary(session), method].into_iter().chain(time);
        remarks.chain(self.hub_words(session, args)).chain(left_out).collect()
    }

    /// Says whether hubs count, where there are any.
    fn hub_words(&self, session: &Session, args: &Args) -> Option<String> {
        let lang = session.lang;
        if args.without_hubs {
            let hubs = counted(self.n_hubs, lang, "nút chung", ("hub", "hubs"));
            return Some(format!("{}: {hubs} (--without-hubs)", lang.pick("Không tính đến", "Left out")));
        }
        let has_hubs = self.measured.selection.nodes.iter().any(|node| is_hub(session, *node));
        let words = lang.pick(
            "Có tính cả nút chung (quốc gia, thành phố …); --without-hubs bỏ chúng ra",
            "Hubs (countries, cities …) count too; --without-hubs leaves them out",
        );
        has_hubs.then(|| words.to_owned())
    }

    fn print(
        &self,
        ui: &mut Ui,
        session: &Session,
        shown: Shown,
        remarks: &[String],
    ) -> Result<(), CliError> {
        ui.line(&ui.bold(ui.pick(self.algorithm.label.0, self.algorithm.label.1)))?;
        let nodes = counted(self.measured.projection.n_nodes(), ui.lang, "nút", ("node", "nodes"));
        let claims = counted(self.measured.projection.n_edges(), ui.lang, "phát biểu", ("claim", "claims"));
        let (summary, remarks) = remarks.split_first().map_or(("", remarks), |(first, rest)| (first.as_str(), rest));
        ui.text(2, &format!("{summary} · {nodes}, {claims}"))?;
        ui.line("")?;
        let notes = notes_of(session, self.grouping.evidence(shown));
        self.grouping.print(ui, session, shown, &notes)?;
        print_formulas(ui, session, self.grouping.evidence(shown))?;
        print_sources(ui, session, &notes)?;
        ui.line("")?;
        remarks.iter().try_for_each(|remark| print_remark(ui, remark))
    }

    fn json(&self, session: &Session, shown: Shown) -> serde_json::Value {
        let notes = notes_of(session, self.grouping.evidence(shown));
        let settings: serde_json::Map<String, serde_json::Value> =
            self.measured.settings.iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
        json!({
            "schema_version": SCHEMA_VERSION,
            "command": "communities",
            "method": self.algorithm.name,
            "settings": settings,
            "as_of": session.as_of.as_ref().map(Edtf::as_str),
            "during": session.during.as_ref().map(Edtf::as_str),
            "n_nodes": self.measured.projection.n_nodes(),
            "n_claims": self.measured.projection.n_edges(),
            "n_communities": self.grouping.groups.len(),
            "modularity": self.modularity,
            "resolution": self.resolution,
            "communities": self.grouping.json(session, shown),
            "hubs_left_out": self.n_hubs,
            "left_out": left_out_json(&self.measured.selection.left_out),
            "sources": sources_json(session, &notes),
        })
    }
}
