//! The interactive shell: statements and the commands that begin with a colon.

mod complete;
mod prompt;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::commands::query::{self, Form};
use super::draw::{Drawing, MAX_DRAWN};
use super::error::CliError;
use super::layout::table;
use super::session::Session;
use super::ui::Ui;
use crate::db::{self, Answer};
use crate::graph::{Direction, Facts, GraphView as _, Types};
use crate::model::{EdgeId, Holds, NodeId, Value};
use crate::query::eval::Parameters;
use crate::query::exec::Effects;
use crate::query::script::statements;
use crate::render::compose::{ComposeOptions, EdgeLabels, compose};
use crate::render::dot;
use crate::render::picture::Emphasis;
use crate::render::selection::Selection;
use crate::render::text::showable;

pub(super) use prompt::Prompt;

/// Whether to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Done,
    Quit,
}

/// What the shell remembers from one statement to the next.
pub(super) struct Shell {
    session: &'static Session,
    asked: db::Session,
    parameters: Parameters,
    last: Option<Answer>,
}

/// Says whether nothing more is to be typed: a command, or statements that are all ended.
pub(super) fn is_whole(text: &str) -> bool {
    text.trim_start().starts_with(':') || statements(text).last().is_none_or(|last| last.is_ended)
}

impl Shell {
    pub(super) fn new(session: &'static Session, options: db::Options) -> Self {
        let asked = db::Session::with_options(&session.database(), options);
        Shell { session, asked, parameters: Parameters::new(), last: None }
    }

    /// Returns the flag that stops the running statement.
    pub(super) fn interrupt(&self) -> Arc<AtomicBool> {
        self.asked.interrupt()
    }

    /// Runs what was typed.
    pub(super) fn run(&mut self, ui: &mut Ui, text: &str) -> Result<Step, CliError> {
        let text = text.trim();
        if let Some(command) = text.strip_prefix(':') {
            return self.command(ui, command);
        }
        for statement in statements(text) {
            self.statement(ui, statement.text)?;
        }
        Ok(Step::Done)
    }

    fn statement(&mut self, ui: &mut Ui, text: &str) -> Result<(), CliError> {
        // What was pressed before the statement began is not for it.
        self.interrupt().store(false, Ordering::Relaxed);
        // Kept no longer, so that a write need not copy the graph.
        self.last = None;
        let answer = self
            .asked
            .run(text, &self.parameters)
            .map_err(|error| CliError::Query { text: text.to_owned(), error })?;
        query::print(ui, self.session, &answer, if ui.json { Form::Json } else { Form::Table })?;
        if answer.effects() != Effects::default() && !ui.json {
            let mut words = query::effect_words(ui, answer.effects());
            if !self.session.keeps_writes() {
                words.push_str(ui.pick(" (chỉ trong bộ nhớ)", " (in memory only)"));
            }
            ui.line(&ui.dim(&words))?;
        }
        for words in query::unknown_words(&answer, self.session.lang) {
            ui.say(&words);
        }
        self.last = Some(answer);
        Ok(())
    }

    fn command(&mut self, ui: &mut Ui, command: &str) -> Result<Step, CliError> {
        let (name, rest) = command.trim().split_once(char::is_whitespace).unwrap_or((command.trim(), ""));
        let rest = rest.trim();
        match name {
            "help" | "h" | "?" => help(ui)?,
            "schema" => self.schema(ui)?,
            "param" | "params" => self.param(ui, rest)?,
            "dot" => self.dot(ui, rest)?,
            "quit" | "exit" | "q" => return Ok(Step::Quit),
            other => {
                return Err(CliError::Usage {
                    message: format!("unknown command `:{}`", showable(other)),
                    expected: Some(":help, :schema, :param, :dot or :quit".to_owned()),
                    hint: None,
                });
            }
        }
        Ok(Step::Done)
    }

    /// Prints labels, types and how many there are of each.
    fn schema(&self, ui: &mut Ui) -> Result<(), CliError> {
        let graph = self.asked.database().graph();
        let symbols = graph.symbols();
        let mut labels: Vec<Vec<String>> = complete::labels(symbols)
            .into_iter()
            .map(|(label, name)| vec![name.to_owned(), graph.nodes_with_label(label).count().to_string()])
            .filter(|row| row[1] != "0")
            .collect();
        labels.sort();
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        for edge in graph.edges() {
            let name = graph.edge(edge).map_or("", |ends| symbols.type_name(ends.edge_type));
            *counts.entry(name).or_default() += 1;
        }
        let types: Vec<Vec<String>> =
            counts.into_iter().map(|(name, count)| vec![name.to_owned(), count.to_string()]).collect();
        let number = ui.pick("số lượng", "count");
        for line in table(&[ui.pick("nhãn", "label"), number], &labels, ui.width) {
            ui.line(&line)?;
        }
        ui.line("")?;
        for line in table(&[ui.pick("loại quan hệ", "type"), number], &types, ui.width) {
            ui.line(&line)?;
        }
        Ok(())
    }

    /// Sets a parameter, or lists all.
    fn param(&mut self, ui: &mut Ui, rest: &str) -> Result<(), CliError> {
        if rest.is_empty() {
            let facts = Facts::new(self.session.graph());
            for (name, value) in &self.parameters {
                let value = super::values::json(value, &facts);
                ui.line(&showable(&format!("{name} = {value}")))?;
            }
            return Ok(());
        }
        let (name, value) = query::parameter(&rest.replacen("=>", "=", 1)).map_err(|message| {
            let expected = Some(":param name = value".to_owned());
            CliError::Usage { message, expected, hint: None }
        })?;
        self.parameters.insert(name.trim().into(), value);
        Ok(())
    }

    /// Draws what the last result holds: into a file, or as DOT.
    fn dot(&self, ui: &mut Ui, file: &str) -> Result<(), CliError> {
        let Some(answer) = &self.last else {
            return Err(CliError::usage("there is no result to draw yet"));
        };
        let selection = drawn(answer);
        if selection.nodes.is_empty() {
            return Err(CliError::Usage {
                message: "the last result has no nodes, relationships or paths".to_owned(),
                expected: None,
                hint: Some("return them whole, such as `MATCH p = (a)--(b) RETURN p`".to_owned()),
            });
        }
        if selection.nodes.len() > MAX_DRAWN {
            return Err(CliError::TooLarge {
                message: format!("the result has {} nodes; at most {MAX_DRAWN} are drawn", selection.nodes.len()),
                hint: "LIMIT asks for less".to_owned(),
            });
        }
        let title = ui.pick("Kết quả truy vấn", "Query result").to_owned();
        let options = ComposeOptions {
            title,
            subtitle: Vec::new(),
            lang: self.session.lang,
            node_emphasis: &|_| Emphasis::Normal,
            edge_emphasis: &|_| Emphasis::Normal,
            edge_labels: EdgeLabels::for_edges(selection.edges.len()),
        };
        let picture = compose(&Facts::new(answer.graph()), self.session.schema(), &selection, &options);
        let limit = self.session.drawing_limit();
        let drawing = Drawing { picture, direction: dot::Direction::Right, engine: None, limit };
        if file.is_empty() {
            drawing.write_dot(ui.out()).map_err(CliError::Stdout)
        } else {
            drawing.to_file(ui, Path::new(file))
        }
    }
}

fn help(ui: &mut Ui) -> Result<(), CliError> {
    let rows = [
        ("MATCH … RETURN …;", "câu lệnh Cypher, kết thúc bằng ;", "a statement in Cypher, ended by ;"),
        (":schema", "nhãn và loại quan hệ", "labels and types of relationships"),
        (":param name = value", "đặt tham số $name; không có gì: liệt kê", "set parameter $name; alone: list all"),
        (":dot [FILE]", "vẽ kết quả vừa rồi (.svg, .png, .pdf)", "draw the last result (.svg, .png, .pdf)"),
        (":quit", "thoát", "leave"),
    ];
    let rows: Vec<Vec<String>> =
        rows.iter().map(|(name, vi, en)| vec![(*name).to_owned(), ui.pick(vi, en).to_owned()]).collect();
    table(&[], &rows, ui.width).iter().try_for_each(|line| ui.line(line))
}

/// Selects the nodes and relationships of an answer; relationships between its nodes only where it has none itself.
fn drawn(answer: &Answer) -> Selection {
    let graph = answer.graph();
    let (mut nodes, mut edges) = (BTreeSet::new(), BTreeSet::new());
    for value in answer.rows().flatten() {
        collect(&value, &mut nodes, &mut edges);
    }
    let had_edges = !edges.is_empty();
    for edge in &edges {
        nodes.extend(graph.edge(*edge).into_iter().flat_map(|ends| [ends.source, ends.target]));
    }
    nodes.retain(|node| graph.contains_node(*node));
    if !had_edges {
        let hops = nodes.iter().flat_map(|node| graph.expand(*node, Direction::Outgoing, Types::All));
        edges.extend(hops.filter(|hop| nodes.contains(&hop.neighbor)).map(|hop| hop.edge));
    }
    edges.retain(|edge| graph.edge(*edge).is_some());
    Selection {
        nodes: nodes.into_iter().collect(),
        edges: edges.into_iter().map(|edge| (edge, Holds::Certain)).collect(),
        ..Selection::default()
    }
}

fn collect(value: &Value, nodes: &mut BTreeSet<NodeId>, edges: &mut BTreeSet<EdgeId>) {
    match value {
        Value::Node(node) => {
            nodes.insert(*node);
        }
        Value::Edge(edge) => {
            edges.insert(*edge);
        }
        Value::Path(path) => {
            nodes.extend(&path.nodes);
            edges.extend(&path.edges);
        }
        Value::List(items) => items.iter().for_each(|item| collect(item, nodes, edges)),
        Value::Map(entries) => entries.values().for_each(|value| collect(value, nodes, edges)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_or_ended_statements_are_whole() {
        for text in ["", "  \n", ":help", "RETURN 1;", "RETURN ';' ;\n", "// nothing"] {
            assert!(is_whole(text), "{text}");
        }
        for text in ["RETURN 1", "RETURN ';", "RETURN 1; RETURN 2", "MATCH (n)\n"] {
            assert!(!is_whole(text), "{text}");
        }
    }
}
