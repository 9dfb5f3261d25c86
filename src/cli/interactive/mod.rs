//! The interactive shell: statements and the commands that begin with a colon.

mod complete;
mod prompt;
mod transaction;

use std::collections::BTreeSet;
use std::io::IsTerminal as _;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::commands::query::{self, Form};
use super::draw::{Drawing, MAX_DRAWN};
use super::error::{CliError, did_you_mean_words};
use super::layout::table;
use super::session::Session;
use super::ui::Ui;
use crate::db::{self, Answer, Transaction};
use crate::graph::{Direction, Facts, GraphView as _, MemoryGraph, Types};
use crate::model::{EdgeId, Holds, Lang, NodeId, Value};
use crate::names::did_you_mean;
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
enum Step {
    Done,
    Quit,
    /// Statements that stand or fall together begin.
    Begin,
    /// They end, and what they wrote stays.
    Commit,
    /// They end, and what they wrote is given up.
    Rollback,
}

/// What the next statement is part of, for the prompt to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nothing: it is a transaction of its own.
    Alone,
    /// An open transaction.
    Open,
    /// A transaction that can only be given up.
    Failed,
}

/// Where statements and commands come from.
pub(super) trait Input {
    /// Reads statements or a command; nothing at the end.
    fn read(&mut self, ui: &mut Ui, standing: Standing) -> Result<Option<String>, CliError>;

    /// Learns of the words of the graph after a statement that wrote.
    fn learn(&mut self, graph: &MemoryGraph);
}

/// What the shell remembers from one statement to the next.
pub(super) struct Shell {
    session: &'static Session,
    asked: db::Session,
    parameters: Parameters,
    last: Option<Answer>,
    /// Whether something was written since the input was last told.
    has_written: bool,
}

/// Up to how many nodes the input is told what is new.
const MOST_LEARNT: usize = 50_000;

/// The commands, without their colon.
const COMMANDS: [&str; 8] = ["help", "schema", "param", "dot", "begin", "commit", "rollback", "quit"];

/// What went wrong so far.
struct Talk {
    last_error: Option<u8>,
}

impl Talk {
    /// Reports an error, unless nobody reads any more, and goes on.
    fn settled(&mut self, ui: &mut Ui, step: Result<Step, CliError>) -> Result<Step, CliError> {
        let step = match step {
            Err(error @ (CliError::Stdout(_) | CliError::Stdin(_))) => return Err(error),
            Err(error) => {
                if error.is_interrupted() && std::io::stderr().is_terminal() {
                    // The terminal has printed `^C`.
                    ui.say("");
                }
                error.report(ui);
                self.last_error = Some(error.status());
                Step::Done
            }
            Ok(step) => step,
        };
        ui.flush()?;
        Ok(step)
    }
}

/// Says whether nothing more is to be typed: a command, or statements that are all ended.
pub(super) fn is_whole(text: &str) -> bool {
    text.trim_start().starts_with(':') || statements(text).last().is_none_or(|last| last.is_ended)
}

impl Shell {
    pub(super) fn new(session: &'static Session, options: db::Options) -> Self {
        let asked = db::Session::with_options(&session.database(), options);
        Shell { session, asked, parameters: Parameters::new(), last: None, has_written: false }
    }

    /// Returns the flag that stops the running statement.
    pub(super) fn interrupt(&self) -> Arc<AtomicBool> {
        self.asked.interrupt()
    }

    /// Runs all that is read, and returns the exit status of the last error, if there was one.
    pub(super) fn converse(&mut self, ui: &mut Ui, input: &mut dyn Input) -> Result<Option<u8>, CliError> {
        let mut talk = Talk { last_error: None };
        while let Some(text) = input.read(ui, Standing::Alone)? {
            let step = match self.run(ui, &text, &mut None) {
                Ok(Step::Begin) => self.transaction(ui, input, &mut talk),
                Ok(Step::Commit | Step::Rollback) => Err(CliError::Usage {
                    message: ui.pick("không có giao dịch nào đang mở", "no transaction is open").to_owned(),
                    expected: None,
                    hint: Some(ui.pick(":begin mở một giao dịch", ":begin opens one").to_owned()),
                }),
                other => other,
            };
            let step = talk.settled(ui, step)?;
            self.teach(input);
            if step == Step::Quit {
                break;
            }
        }
        Ok(talk.last_error)
    }

    /// Lets the input know new labels, types and names after a write, where that is quick.
    fn teach(&mut self, input: &mut dyn Input) {
        if std::mem::take(&mut self.has_written) {
            let graph = self.asked.database().graph();
            if graph.node_count() <= MOST_LEARNT {
                input.learn(&graph);
            }
        }
    }

    /// Runs what was typed, inside a transaction if there is one.
    fn run(
        &mut self,
        ui: &mut Ui,
        text: &str,
        transaction: &mut Option<&mut Transaction<'_>>,
    ) -> Result<Step, CliError> {
        let text = text.trim();
        if let Some(command) = text.strip_prefix(':') {
            return self.command(ui, command, transaction);
        }
        for statement in statements(text) {
            self.statement(ui, statement.text, transaction)?;
        }
        Ok(Step::Done)
    }

    fn statement(
        &mut self,
        ui: &mut Ui,
        text: &str,
        transaction: &mut Option<&mut Transaction<'_>>,
    ) -> Result<(), CliError> {
        // What was pressed before the statement began is not for it.
        self.interrupt().store(false, Ordering::Relaxed);
        // Kept no longer, so that a write need not copy the graph.
        self.last = None;
        let answer = match transaction {
            None => self.asked.run(text, &self.parameters),
            Some(transaction) => transaction::run(transaction, text, &self.parameters),
        };
        let answer = answer.map_err(|error| CliError::Query { text: text.to_owned(), error })?;
        query::print(ui, self.session, &answer, if ui.json { Form::Json } else { Form::Table })?;
        if answer.effects() != Effects::default() && !ui.json {
            let mut words = query::effect_words(ui, answer.effects());
            self.has_written = true;
            if transaction.is_some() {
                words.push_str(ui.pick(" (:commit giữ lại)", " (:commit keeps it)"));
            } else if !self.session.keeps_writes() {
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

    fn command(
        &mut self,
        ui: &mut Ui,
        command: &str,
        transaction: &mut Option<&mut Transaction<'_>>,
    ) -> Result<Step, CliError> {
        let (name, rest) = command.trim().split_once(char::is_whitespace).unwrap_or((command.trim(), ""));
        let rest = rest.trim();
        match name {
            "help" | "h" | "?" => help(ui)?,
            "schema" => self.schema(ui, transaction.as_deref())?,
            "param" | "params" => self.param(ui, rest)?,
            "dot" => self.dot(ui, rest)?,
            "begin" => return Ok(Step::Begin),
            "commit" => return Ok(Step::Commit),
            "rollback" => return Ok(Step::Rollback),
            "quit" | "exit" | "q" => return Ok(Step::Quit),
            other => {
                let unknown = ui.pick("không có lệnh", "unknown command");
                let near = did_you_mean(other, COMMANDS, 1).into_iter().next();
                return Err(CliError::Usage {
                    message: format!("{unknown} `:{}`", showable(other)),
                    expected: Some(COMMANDS.map(|name| format!(":{name}")).join(", ")),
                    hint: near.map(|near| did_you_mean_words(&format!(":{near}"), ui.lang)),
                });
            }
        }
        Ok(Step::Done)
    }

    /// Prints labels, types and how many there are of each.
    fn schema(&self, ui: &mut Ui, transaction: Option<&Transaction<'_>>) -> Result<(), CliError> {
        let graph = match transaction {
            Some(transaction) => transaction::graph(transaction)?,
            None => self.asked.database().graph(),
        };
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
            return Err(CliError::usage(ui.pick("chưa có kết quả nào để vẽ", "there is no result to draw yet")));
        };
        let selection = drawn(answer);
        if selection.nodes.is_empty() {
            return Err(CliError::Usage {
                message: ui
                    .pick(
                        "kết quả vừa rồi không có nút, quan hệ hay đường đi nào",
                        "the last result has no nodes, relationships or paths",
                    )
                    .to_owned(),
                expected: None,
                hint: Some(
                    ui.pick(
                        "trả về cả nút hay đường đi, ví dụ `MATCH p = (a)--(b) RETURN p`",
                        "return them whole, such as `MATCH p = (a)--(b) RETURN p`",
                    )
                    .to_owned(),
                ),
            });
        }
        if selection.nodes.len() > MAX_DRAWN {
            return Err(CliError::TooLarge {
                message: match ui.lang {
                    Lang::Vi => format!("kết quả có {} nút; chỉ vẽ nhiều nhất {MAX_DRAWN} nút", selection.nodes.len()),
                    Lang::En => {
                        format!("the result has {} nodes; at most {MAX_DRAWN} are drawn", selection.nodes.len())
                    }
                },
                hint: ui.pick("LIMIT hỏi ít hơn", "LIMIT asks for less").to_owned(),
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
        (
            ":begin",
            "mở giao dịch: các câu lệnh sau đó cùng được giữ hoặc cùng bị bỏ",
            "open a transaction: the statements after it stand or fall together",
        ),
        (":commit", "giữ mọi thứ giao dịch đã ghi", "keep what the transaction wrote"),
        (":rollback", "bỏ mọi thứ giao dịch đã ghi", "give up what the transaction wrote"),
        (
            ":quit",
            "thoát (Ctrl-D cũng vậy); giao dịch còn mở thì bị bỏ",
            "leave, as Ctrl-D does; an open transaction is given up",
        ),
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
