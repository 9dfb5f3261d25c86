//! Reads CSV (RFC 4180), line by line: fields in quotes may hold separators, line ends, and quotes written twice.

use std::io::{self, BufRead};

/// The longest record, in bytes: a quote that is never closed must not fill the memory.
const LONGEST_RECORD: usize = 1 << 24;

/// What is wrong with a file.
#[derive(Debug)]
pub(super) enum CsvError {
    Io(io::Error),
    /// A field whose quote is not closed; the line where it begins.
    OpenQuote(u64),
    /// Text behind the closing quote of a field.
    AfterQuote(u64),
    /// A record that is too long; the line where it begins.
    TooLong(u64),
    NotUtf8(u64),
}

/// A field; one that is empty and without quotes is no value.
pub(super) type Field = Option<String>;

/// Reads records, one after another. Empty lines are passed over; lines end with LF or CR LF.
pub(super) struct Reader<R> {
    input: R,
    separator: u8,
    /// The line that is read next, from 1.
    line: u64,
    text: Vec<u8>,
}

impl<R: BufRead> Reader<R> {
    /// Returns a reader; the separator is an ASCII character other than a quote or line end.
    pub(super) fn new(input: R, separator: u8) -> Self {
        Reader { input, separator, line: 1, text: Vec::new() }
    }

    /// Reads the next record into `fields`, and returns the line where it begins; none at the end.
    pub(super) fn read(&mut self, fields: &mut Vec<Field>) -> Result<Option<u64>, CsvError> {
        fields.clear();
        loop {
            let first = self.line;
            self.text.clear();
            if !self.read_line(first)? {
                return Ok(None);
            }
            if first == 1 && self.text.starts_with(b"\xef\xbb\xbf") {
                self.text.drain(..3);
            }
            if line_end(&self.text) == 0 {
                continue;
            }
            let mut at = 0;
            while let Some(next) = self.field(at, fields)? {
                at = next;
            }
            return Ok(Some(first));
        }
    }

    /// Adds a line with its end to the text; says whether there was one.
    fn read_line(&mut self, first: u64) -> Result<bool, CsvError> {
        loop {
            let buffer = self.input.fill_buf().map_err(CsvError::Io)?;
            if buffer.is_empty() {
                self.line += u64::from(!self.text.is_empty());
                return Ok(!self.text.is_empty());
            }
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let n_bytes = end.map_or(buffer.len(), |end| end + 1);
            self.text.extend_from_slice(&buffer[..n_bytes]);
            self.input.consume(n_bytes);
            if self.text.len() > LONGEST_RECORD {
                return Err(CsvError::TooLong(first));
            }
            if end.is_some() {
                self.line += 1;
                return Ok(true);
            }
        }
    }

    /// Reads the field that begins at a byte; returns where the next one begins, none behind the last.
    fn field(&mut self, at: usize, fields: &mut Vec<Field>) -> Result<Option<usize>, CsvError> {
        if self.text.get(at) == Some(&b'"') {
            return self.quoted(at + 1, fields);
        }
        let rest = &self.text[at..];
        let rest = &rest[..line_end(rest)];
        let end = rest.iter().position(|byte| *byte == self.separator);
        let field = &rest[..end.unwrap_or(rest.len())];
        let text = utf8(field, self.line.saturating_sub(1))?;
        fields.push(Some(text).filter(|text| !text.is_empty()));
        Ok(end.map(|end| at + end + 1))
    }

    fn quoted(&mut self, start: usize, fields: &mut Vec<Field>) -> Result<Option<usize>, CsvError> {
        let first = self.line.saturating_sub(1);
        let mut field = Vec::new();
        let mut at = start;
        loop {
            let Some(length) = self.text[at..].iter().position(|byte| *byte == b'"') else {
                field.extend_from_slice(&self.text[at..]);
                at = self.text.len();
                let is_over = !self.read_more(first)?;
                if is_over {
                    return Err(CsvError::OpenQuote(first));
                }
                continue;
            };
            field.extend_from_slice(&self.text[at..at + length]);
            at += length + 1;
            if self.text.get(at) != Some(&b'"') {
                break;
            }
            field.push(b'"');
            at += 1;
        }
        fields.push(Some(utf8(&field, first)?));
        let rest = &self.text[at..];
        match rest.first() {
            Some(byte) if *byte == self.separator => Ok(Some(at + 1)),
            _ if line_end(rest) == 0 => Ok(None),
            _ => Err(CsvError::AfterQuote(self.line.saturating_sub(1))),
        }
    }

    /// Adds one more line to a field in quotes.
    fn read_more(&mut self, first: u64) -> Result<bool, CsvError> {
        let before = self.text.len();
        self.read_line(first)?;
        Ok(self.text.len() > before)
    }
}

/// Returns where the end of a line begins.
fn line_end(line: &[u8]) -> usize {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line).len()
}

fn utf8(bytes: &[u8], line: u64) -> Result<String, CsvError> {
    std::str::from_utf8(bytes).map(str::to_owned).map_err(|_| CsvError::NotUtf8(line))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;

    use super::*;

    fn all(text: &[u8]) -> Result<Vec<(u64, Vec<Field>)>, CsvError> {
        let mut reader = Reader::new(io::BufReader::with_capacity(3, text), b',');
        let (mut records, mut fields) = (Vec::new(), Vec::new());
        while let Some(line) = reader.read(&mut fields)? {
            records.push((line, fields.clone()));
        }
        Ok(records)
    }

    fn record(line: u64, fields: &[Option<&str>]) -> (u64, Vec<Field>) {
        (line, fields.iter().map(|field| field.map(str::to_owned)).collect())
    }

    #[test]
    fn fields_lines_and_quotes() {
        let text = "\u{feff}a,\"b,\"\"c\"\"\",\r\n\n\"two\nlines\",\"\"\n,x";
        let records = all(text.as_bytes()).unwrap();
        assert_eq!(records[0], record(1, &[Some("a"), Some("b,\"c\""), None]));
        assert_eq!(records[1], record(3, &[Some("two\nlines"), Some("")]));
        assert_eq!(records[2], record(5, &[None, Some("x")]));
        assert_eq!(records.len(), 3);
    }

    #[test]
    fn errors_have_their_line() {
        assert!(matches!(all(b"a\nb,\"c\n\nd"), Err(CsvError::OpenQuote(2))));
        assert!(matches!(all(b"a\n\"b\"c\n"), Err(CsvError::AfterQuote(2))));
        assert!(matches!(all(b"a\n\xff\n"), Err(CsvError::NotUtf8(2))));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(rows in prop::collection::vec(prop::collection::vec("[a,\"\n\r é]{0,4}", 1..4), 0..5)) {
            let cell = |text: &String| format!("\"{}\"", text.replace('"', "\"\""));
            let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(",") + "\n";
            let text: String = rows.iter().map(line).collect();
            let read = all(text.as_bytes()).unwrap();
            let read: Vec<Vec<String>> =
                read.into_iter().map(|(_, row)| row.into_iter().map(Option::unwrap).collect()).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn no_bytes_do_harm(bytes in prop::collection::vec(prop::sample::select(b"a,\"\n\r\xff\xc3\xa9".to_vec()), 0..40)) {
            let _ = all(&bytes);
        }
    }
}
