//! Prints statements one by one through graphviz-rust's printer.

use std::io::{self, Write};

use graphviz_rust::dot_structures::{Graph, Id, Stmt};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

/// Boxes below this depth are written without further indentation.
const DEEPEST_INDENT: usize = 8;

/// Writes a digraph to a stream.
pub(super) struct Printer<'a> {
    out: &'a mut dyn Write,
    /// One context for each depth of indentation.
    contexts: Vec<PrinterContext>,
    depth: usize,
}

impl<'a> Printer<'a> {
    /// Writes the head of the graph.
    pub(super) fn begin(out: &'a mut dyn Write) -> io::Result<Self> {
        writeln!(out, "digraph picture {{")?;
        let contexts = (0..=DEEPEST_INDENT).map(context_at).collect();
        Ok(Printer { out, contexts, depth: 0 })
    }

    pub(super) fn statements(&mut self, statements: impl Iterator<Item = Stmt>) -> io::Result<()> {
        for statement in statements {
            self.statement(&statement)?;
        }
        Ok(())
    }

    pub(super) fn statement(&mut self, statement: &Stmt) -> io::Result<()> {
        let context = &mut self.contexts[self.depth.min(DEEPEST_INDENT)];
        writeln!(self.out, "{}", statement.print(context))
    }

    /// Begins a subgraph.
    pub(super) fn open(&mut self, id: &str) -> io::Result<()> {
        writeln!(self.out, "{}subgraph {id} {{", self.indent())?;
        self.depth += 1;
        Ok(())
    }

    /// Ends the innermost subgraph.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.depth = self.depth.saturating_sub(1);
        writeln!(self.out, "{}}}", self.indent())
    }

    /// Ends the graph.
    pub(super) fn end(self) -> io::Result<()> {
        writeln!(self.out, "}}")?;
        self.out.flush()
    }

    fn indent(&self) -> String {
        "  ".repeat(self.depth.min(DEEPEST_INDENT) + 1)
    }
}

/// Returns a context that prints `->` and indents for `depth`.
///
/// graphviz-rust sets both only while it prints a whole graph, and never takes the indentation back.
fn context_at(depth: usize) -> PrinterContext {
    let mut context = PrinterContext::default();
    let empty = Graph::DiGraph { id: Id::Anonymous(String::new()), strict: false, stmts: Vec::new() };
    for _ in 0..=depth {
        empty.print(&mut context);
    }
    context
}
