//! Writes a picture in the DOT language of Graphviz.
//!
//! Statements are built and printed with graphviz-rust, one at a time, so that memory stays flat. graphviz-rust puts
//! no quotes and escapes nothing: every text goes through [`dot_quote`], and names stand in labels only; identifiers
//! are `n1`, `cluster_1`, `legend1`, `source1`, `item1`. Nothing is written that makes Graphviz open a file (`image`,
//! `shapefile`, `fontpath`), no HTML label, and no link but to the web or to mail.
//! Running Graphviz is [`super::graphviz`]'s job.

mod bulk;
mod print;
mod quote;
mod statements;
mod strip;

use std::io::{self, Write};

pub use self::bulk::{MOST_COMPOSED, is_bulk, write_bulk_dot};
pub use self::quote::dot_quote;

use self::print::Printer;
use self::statements::Statements;
use super::graphviz::Engine;
use super::picture::Picture;

/// Which way edges lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// From top to bottom.
    #[default]
    Down,
    /// From left to right, for paths.
    Right,
}

/// How a picture is to be laid out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DotOptions {
    /// Which way edges lead, where the engine draws layers.
    pub direction: Direction,
    /// The engine; [`Engine::for_size`] where there is none.
    pub engine: Option<Engine>,
}

/// Returns the picture in DOT, in UTF-8 with `\n` line ends.
///
/// The engine stands in the text (`layout=…`), which overrides the one Graphviz is started as. An edge that ends at
/// no node of the picture, and a box around a box that is not before it, count as absent. O(n + m) time.
#[expect(clippy::missing_panics_doc, reason = "what would panic cannot be")]
pub fn to_dot(picture: &Picture, options: &DotOptions) -> String {
    let mut dot = Vec::new();
    write_dot(picture, options, &mut dot).expect("writing to memory does not fail");
    String::from_utf8(dot).expect("graphviz-rust prints strings")
}

/// Writes the same as [`to_dot`] returns, holding one statement in memory at a time.
///
/// # Errors
/// Those of `out`.
pub fn write_dot(picture: &Picture, options: &DotOptions, out: &mut dyn Write) -> io::Result<()> {
    if let Some(strip) = &picture.strip {
        return strip::write(picture, strip, out);
    }
    let statements = Statements::new(picture, options);
    let mut printer = Printer::begin(out)?;
    printer.statements(statements.heading())?;
    // With layers from left to right, what comes first lies lowest.
    if options.direction == Direction::Right {
        statements.write_sources(&mut printer)?;
        statements.write_legend(&mut printer)?;
        write_graph(&statements, &mut printer)?;
    } else {
        write_graph(&statements, &mut printer)?;
        statements.write_legend(&mut printer)?;
        statements.write_sources(&mut printer)?;
    }
    printer.end()
}

fn write_graph(statements: &Statements<'_>, printer: &mut Printer<'_>) -> io::Result<()> {
    write_clusters(statements, printer)?;
    printer.statements(statements.nodes_of(None))?;
    printer.statements(statements.edges())
}

/// Writes boxes inside boxes without recursion, each with its nodes.
fn write_clusters(statements: &Statements<'_>, printer: &mut Printer<'_>) -> io::Result<()> {
    let mut open: Vec<usize> = Vec::new();
    for cluster in statements.cluster_order() {
        while open.last().is_some_and(|&last| Some(last) != statements.parent(cluster)) {
            printer.close()?;
            open.pop();
        }
        printer.open(&format!("cluster_{}", cluster + 1))?;
        open.push(cluster);
        printer.statement(&statements.cluster_attributes(cluster))?;
        printer.statements(statements.nodes_of(Some(cluster)))?;
    }
    for _ in open {
        printer.close()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
