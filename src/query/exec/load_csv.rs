//! `LOAD CSV`.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::sync::Arc;

use super::batch::{BATCH_ROWS, Batch, Column};
use super::build::Source;
use super::csv::{CsvError, Field, Reader};
use super::{Execute, Run, Store, compute, import};
use crate::model::{Span, Value};
use crate::query::bound::{BoundExpr, Slot};
use crate::query::error::QueryError;

/// How many bytes of text are read at once, about.
const MOST_BYTES: usize = 1 << 20;

/// What is loaded.
#[derive(Clone, Copy)]
pub(super) struct LoadedCsv<'p> {
    pub(super) headers: bool,
    pub(super) file: &'p BoundExpr,
    pub(super) slot: Slot,
    pub(super) separator: Option<&'p BoundExpr>,
}

/// Each row with each line of a file: a list of its fields, or a map where the first line names them.
///
/// Fields are texts; an empty one without quotes is null, and so is one that is missing at the end of a line.
pub(super) struct LoadCsv<'p, S> {
    input: Source<'p, S>,
    of: LoadedCsv<'p>,
    /// The rows for which files are read, and which of them is next.
    rows: Option<(Batch, usize)>,
    /// The file that is read for the row before that.
    table: Option<Table>,
}

/// A file that is read.
struct Table {
    name: String,
    reader: Reader<BufReader<File>>,
    headers: Option<Vec<String>>,
    fields: Vec<Field>,
    span: Span,
}

impl<'p, S: Store> LoadCsv<'p, S> {
    pub(super) fn new(input: Source<'p, S>, of: LoadedCsv<'p>) -> Self {
        LoadCsv { input, of, rows: None, table: None }
    }

    fn open(&self, run: &Run<'_, S>, batch: &Batch, row: usize) -> Result<Option<Table>, QueryError> {
        let LoadedCsv { file, separator, headers, .. } = self.of;
        let name = match compute::value(run, file, batch, row)? {
            Value::Null => return Ok(None),
            Value::String(name) => name.to_string(),
            _ => return Err(import::wrong("the name of a file is a text").at(file.span)),
        };
        let separator = match separator {
            None => b',',
            Some(expr) => separator_of(&compute::value(run, expr, batch, row)?, expr)?,
        };
        let opened = import::open(&name, run.imports).map_err(|error| error.at(file.span))?;
        let reader = Reader::new(BufReader::with_capacity(1 << 16, opened), separator);
        let mut table = Table { name, reader, headers: None, fields: Vec::new(), span: file.span };
        if headers {
            table.read_headers()?;
        }
        Ok(Some(table))
    }
}

fn separator_of(value: &Value, expr: &BoundExpr) -> Result<u8, QueryError> {
    let byte = value.as_str().and_then(|text| match text.as_bytes() {
        [byte] if !matches!(byte, b'"' | b'\n' | b'\r') => Some(*byte),
        _ => None,
    });
    byte.ok_or_else(|| {
        let message = "what stands between fields is one ASCII character, and no quote or line end";
        import::wrong(message).at(expr.span)
    })
}

impl Table {
    fn read_headers(&mut self) -> Result<(), QueryError> {
        let line = self.read()?.unwrap_or(1);
        let names: Vec<String> = self.fields.drain(..).map(Option::unwrap_or_default).collect();
        let mut sorted: Vec<&String> = names.iter().collect();
        sorted.sort_unstable();
        let twice = sorted.iter().zip(sorted.iter().skip(1)).find(|(one, next)| one == next);
        if let Some((twice, _)) = twice {
            return Err(self.wrong(line, &format!("two fields are named `{twice}`")));
        }
        self.headers = Some(names);
        Ok(())
    }

    /// Reads the fields of the next line; returns its number.
    fn read(&mut self) -> Result<Option<u64>, QueryError> {
        self.reader.read(&mut self.fields).map_err(|error| match error {
            CsvError::Io(error) => {
                import::wrong(format!("`{}` cannot be read: {}", self.name, import::io_words(&error)))
                    .at(self.span)
            }
            CsvError::OpenQuote(line) => self.wrong(line, "a quote is opened and never closed"),
            CsvError::AfterQuote(line) => self
                .wrong(line, "text behind the closing quote of a field")
                .with_hint("a quote inside a field is written twice, \"\""),
            CsvError::TooLong(line) => {
                self.wrong(line, "the line is longer than 16 MiB").with_hint("is a quote not closed?")
            }
            CsvError::NotUtf8(line) => self.wrong(line, "the text is not UTF-8"),
        })
    }

    fn wrong(&self, line: u64, what: &str) -> QueryError {
        import::wrong(format!("{}:{line}: {what}", self.name)).at(self.span)
    }

    /// Returns the next line as a value, and how many bytes of text it has.
    fn next(&mut self) -> Result<Option<(Value, usize)>, QueryError> {
        let Some(line) = self.read()? else { return Ok(None) };
        let n_bytes = self.fields.iter().flatten().map(String::len).sum();
        let fields = self.fields.drain(..).map(|field| field.map_or(Value::Null, Value::from));
        let Some(headers) = &self.headers else {
            return Ok(Some((Value::List(fields.collect()), n_bytes)));
        };
        let n_fields = fields.len();
        if n_fields > headers.len() {
            let message = format!("{n_fields} fields; the first line names {}", headers.len());
            drop(fields);
            return Err(self.wrong(line, &message));
        }
        let values = fields.chain(std::iter::repeat(Value::Null));
        let map: BTreeMap<String, Value> = headers.iter().cloned().zip(values).collect();
        Ok(Some((Value::Map(Arc::new(map)), n_bytes)))
    }
}

impl<S: Store> Execute<S> for LoadCsv<'_, S> {
    fn next(&mut self, run: &Run<'_, S>) -> Result<Option<Batch>, QueryError> {
        loop {
            let (batch, at) = match self.rows.take() {
                Some(rows) => rows,
                None => match self.input.next(run)? {
                    Some(batch) => (batch, 0),
                    None => return Ok(None),
                },
            };
            let Some(mut table) = self.table.take() else {
                if at < batch.n_rows() {
                    self.table = self.open(run, &batch, at)?;
                    self.rows = Some((batch, at + 1));
                }
                continue;
            };
            let mut lines = Vec::new();
            let mut n_bytes = 0;
            while lines.len() < BATCH_ROWS
                && n_bytes < MOST_BYTES
                && let Some((line, length)) = table.next()?
            {
                lines.push(line);
                n_bytes += length;
            }
            run.limits.check_time()?;
            if lines.is_empty() {
                self.rows = Some((batch, at));
                continue;
            }
            #[expect(clippy::cast_possible_truncation, reason = "a batch has fewer rows than 2^32")]
            let mut found = batch.gather(&vec![(at - 1) as u32; lines.len()]);
            found.set(self.of.slot, Column::Values(lines));
            (self.rows, self.table) = (Some((batch, at)), Some(table));
            return Ok(Some(found));
        }
    }
}
