//! The slow way into an edge list: vertices are any numbers, or names.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::Path;

use hashbrown::HashMap;

use super::blocks::{Blocks, Parts};
use super::{EdgeListError, EdgeListGraph, Ids, ReadOptions, io_error};
use crate::graph::Projection;

/// Reads an edge a line; a first line without a number, above lines of numbers, is a heading.
pub(super) fn read(path: &Path, options: ReadOptions) -> Result<EdgeListGraph, EdgeListError> {
    let mut words = Words::new(options);
    for_each_line(path, |line, number| words.edge(line).map_err(|what| line_error(path, number, what)))?;
    if words.numbers.is_empty() {
        words.take_heading().map_err(|what| line_error(path, 1, what))?;
    }
    words.graph(path)
}

/// Hands on every line that holds something but a remark, with its number.
pub(super) fn for_each_line(
    path: &Path,
    mut take: impl FnMut(&str, u64) -> Result<(), EdgeListError>,
) -> Result<(), EdgeListError> {
    let failed = io_error(path);
    let mut reader = BufReader::with_capacity(1 << 20, File::open(path).map_err(&failed)?);
    let (mut bytes, mut number) = (Vec::new(), 0);
    loop {
        bytes.clear();
        if reader.read_until(b'\n', &mut bytes).map_err(&failed)? == 0 {
            return Ok(());
        }
        number += 1;
        let line = std::str::from_utf8(&bytes).map_err(|_| line_error(path, number, "not UTF-8"))?.trim_end();
        if !line.is_empty() && !line.starts_with(['#', '%']) {
            take(line, number)?;
        }
    }
}

pub(super) fn line_error(path: &Path, line: u64, what: impl Into<String>) -> EdgeListError {
    EdgeListError::Line { path: path.to_owned(), line, what: what.into() }
}

/// Edges between vertices that are called anything, numbered as they come.
pub(super) struct Words {
    blocks: Blocks,
    numbers: HashMap<u64, u32>,
    /// Every vertex, once one is no number.
    names: HashMap<String, u32>,
    has_names: bool,
    /// The first line, as long as it may be a heading.
    heading: Option<String>,
    options: ReadOptions,
}

impl Words {
    pub(super) fn new(options: ReadOptions) -> Self {
        Words {
            blocks: Blocks::new(options.is_directed),
            numbers: HashMap::new(),
            names: HashMap::new(),
            has_names: false,
            heading: None,
            options,
        }
    }

    fn edge(&mut self, line: &str) -> Result<(), String> {
        let mut fields = fields(line);
        let (Some(source), Some(target)) = (fields.next(), fields.next()) else {
            return Err("expected `source target [weight]`, separated by tabs, spaces or commas".to_owned());
        };
        let is_first = self.heading.is_none() && self.numbers.is_empty() && !self.has_names;
        let is_numbers = source.parse::<u64>().is_ok() && target.parse::<u64>().is_ok();
        if is_first && !is_numbers {
            self.heading = Some(line.to_owned());
            return Ok(());
        }
        if !is_numbers {
            self.take_heading()?;
        }
        self.push(source, target, fields.next())
    }

    /// Takes the first line for an edge after all: where no numbers follow, it is no heading.
    fn take_heading(&mut self) -> Result<(), String> {
        let Some(line) = self.heading.take() else { return Ok(()) };
        let mut fields = fields(&line);
        match (fields.next(), fields.next(), fields.next()) {
            (Some(source), Some(target), weight) => self.push(source, target, weight),
            _ => Ok(()),
        }
    }

    /// Takes an edge in; its weight too, if weights are wanted.
    pub(super) fn push(&mut self, source: &str, target: &str, weight: Option<&str>) -> Result<(), String> {
        let (source, target) = (self.vertex(source)?, self.vertex(target)?);
        if self.options.is_weighted {
            self.weight(weight)?;
        }
        self.blocks.push(source, target);
        Ok(())
    }

    fn weight(&mut self, weight: Option<&str>) -> Result<(), String> {
        let Some(text) = weight else {
            self.blocks.push_whole(1);
            return Ok(());
        };
        match (text.parse::<u32>(), text.parse::<f64>()) {
            (Ok(whole), _) => self.blocks.push_whole(whole),
            (_, Ok(real)) if !real.is_nan() => self.blocks.push_real(real),
            _ => return Err(format!("the weight `{text}` is not a number")),
        }
        Ok(())
    }

    /// Returns the number of a vertex, a new one if it was not seen yet.
    pub(super) fn vertex(&mut self, name: &str) -> Result<u32, String> {
        if !self.has_names {
            if let Ok(number) = name.parse::<u64>() {
                let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
                return Ok(*self.numbers.entry(number).or_insert(next));
            }
            self.has_names = true;
            let numbers = std::mem::take(&mut self.numbers).into_iter();
            self.names = numbers.map(|(number, index)| (number.to_string(), index)).collect();
        }
        let next = u32::try_from(self.names.len()).map_err(|_| "too many vertices".to_owned())?;
        Ok(*self.names.entry_ref(name).or_insert(next))
    }

    /// Returns the graph; vertices get their indexes in ascending order.
    pub(super) fn graph(self, path: &Path) -> Result<EdgeListGraph, EdgeListError> {
        let n_nodes = self.numbers.len() + self.names.len();
        let mut place = vec![0_u32; n_nodes];
        let ids = if self.has_names {
            let mut names: Vec<(String, u32)> = self.names.into_iter().collect();
            names.sort_unstable();
            for ((_, own), index) in names.iter().zip(0..) {
                place[*own as usize] = index;
            }
            Ids::Names(names.into_iter().map(|(name, _)| name).collect())
        } else {
            let mut numbers: Vec<(u64, u32)> = self.numbers.into_iter().collect();
            numbers.sort_unstable();
            for ((_, own), index) in numbers.iter().zip(0..) {
                place[*own as usize] = index;
            }
            Ids::Numbers(numbers.into_iter().map(|(number, _)| number).collect())
        };
        let mut parts = Parts::of(vec![self.blocks], self.options.is_directed);
        if n_nodes >= u32::MAX as usize || parts.n_arcs() >= u64::from(u32::MAX) {
            return Err(EdgeListError::TooLarge { path: path.to_owned() });
        }
        parts.rename(&place, n_nodes);
        let n_edges = parts.n_edges;
        let rows = parts.rows(self.options.n_threads.get());
        Ok(EdgeListGraph { projection: Projection::of_rows(self.options.direction(), rows, n_edges), ids })
    }
}

/// Splits a line at tabs, else at commas, else at blanks.
pub(super) fn fields(line: &str) -> impl Iterator<Item = &str> {
    let separator = if line.contains('\t') {
        '\t'
    } else if line.contains(',') {
        ','
    } else {
        ' '
    };
    line.split(separator).map(str::trim).filter(|field| !field.is_empty())
}
