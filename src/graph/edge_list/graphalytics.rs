//! The formats of LDBC Graphalytics, whose graphs are simple: an edge that is listed again is the same edge.
//!
//! Source: LDBC Graphalytics Benchmark Specification 1.0.3, section "Data format"; and its validation graphs.

use std::collections::HashSet;
use std::path::Path;

use super::words::{Words, fields, for_each_line, line_error};
use super::{EdgeListError, EdgeListGraph, ReadOptions};

/// Reads `NAME.v` and `NAME.e`, given either or the name of their `.properties`.
pub(super) fn read(path: &Path, options: ReadOptions) -> Result<EdgeListGraph, EdgeListError> {
    let mut words = Words::new(options);
    let vertices = path.with_extension("v");
    for_each_line(&vertices, |line, number| {
        words.vertex(line.trim()).map(drop).map_err(|what| line_error(&vertices, number, what))
    })?;
    let edges = path.with_extension("e");
    for_each_line(&edges, |line, number| {
        let mut fields = fields(line);
        let (Some(source), Some(target)) = (fields.next(), fields.next()) else {
            return Err(line_error(&edges, number, "expected `source target [weight]`"));
        };
        words.push(source, target, fields.next()).map_err(|what| line_error(&edges, number, what))
    })?;
    words.graph(path)
}

/// Reads a vertex and its neighbours a line; undirected edges stand at one end or at both.
pub(super) fn read_adjacency(path: &Path, options: ReadOptions) -> Result<EdgeListGraph, EdgeListError> {
    let mut words = Words::new(ReadOptions { is_weighted: false, ..options });
    let mut seen = HashSet::new();
    for_each_line(path, |line, number| {
        let failed = |what| line_error(path, number, what);
        let mut fields = fields(line);
        let Some(vertex) = fields.next() else { return Ok(()) };
        let own = words.vertex(vertex).map_err(failed)?;
        for neighbour in fields {
            let other = words.vertex(neighbour).map_err(failed)?;
            let ends = if options.is_directed { (own, other) } else { (own.min(other), own.max(other)) };
            if seen.insert(ends) {
                words.push(vertex, neighbour, None).map_err(failed)?;
            }
        }
        Ok(())
    })?;
    words.graph(path)
}
