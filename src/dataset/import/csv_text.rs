//! Cuts CSV text into cells, each with its place.
//!
//! The form of RFC 4180 with `,`, `;` or tab between cells. A quote that is never closed would swallow the rest of the
//! file, and text after a closing quote would be guesswork: both are refused.

use std::borrow::Cow;

use crate::dataset::Fault;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell<'t> {
    pub(super) text: Cow<'t, str>,
    /// The byte where it begins.
    pub(super) at: usize,
    /// Whether it stands in quotes: `""` is an empty text, nothing is no text.
    pub(super) is_quoted: bool,
}

/// The rows of a text, one after the other; empty lines are none.
pub(super) struct Rows<'t> {
    text: &'t str,
    at: usize,
    separator: u8,
}

impl<'t> Rows<'t> {
    /// Starts at the first line, which says what stands between cells.
    pub(super) fn new(text: &'t str) -> Self {
        let head = text.lines().next().unwrap_or_default();
        let count = |separator: char| head.matches(separator).count();
        // The last of several with the same count wins.
        let separator = [';', '\t', ','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(',');
        Rows { text, at: 0, separator: if separator == ';' { b';' } else if separator == '\t' { b'\t' } else { b',' } }
    }

    fn cell(&mut self) -> Result<Cell<'t>, (usize, Fault)> {
        let at = self.at;
        if self.text.as_bytes().get(at) == Some(&b'"') {
            return self.quoted();
        }
        let rest = &self.text.as_bytes()[at..];
        let end = rest.iter().position(|byte| *byte == self.separator || matches!(byte, b'\n' | b'\r'));
        self.at = at + end.unwrap_or(rest.len());
        Ok(Cell { text: Cow::Borrowed(&self.text[at..self.at]), at, is_quoted: false })
    }

    fn quoted(&mut self) -> Result<Cell<'t>, (usize, Fault)> {
        let at = self.at;
        let bytes = self.text.as_bytes();
        let (mut here, mut has_quotes) = (at + 1, false);
        loop {
            let quote = bytes[here..].iter().position(|byte| *byte == b'"');
            let Some(quote) = quote.map(|offset| here + offset) else {
                return Err((at, wrong("a quote that is never closed", "a closing quote")));
            };
            if bytes.get(quote + 1) != Some(&b'"') {
                here = quote;
                break;
            }
            has_quotes = true;
            here = quote + 2;
        }
        let inside = &self.text[at + 1..here];
        self.at = here + 1;
        match bytes.get(self.at) {
            Some(b'\n' | b'\r') | None => {}
            Some(byte) if *byte == self.separator => {}
            Some(_) => {
                let expected = format!("`{}` or the end of the line; a quote inside is doubled", char::from(self.separator));
                return Err((self.at, wrong("text after a closing quote", &expected)));
            }
        }
        let text = if has_quotes { Cow::Owned(inside.replace("\"\"", "\"")) } else { Cow::Borrowed(inside) };
        Ok(Cell { text, at, is_quoted: true })
    }

    fn row(&mut self) -> Result<Vec<Cell<'t>>, (usize, Fault)> {
        let mut cells = vec![self.cell()?];
        while self.text.as_bytes().get(self.at) == Some(&self.separator) {
            self.at += 1;
            cells.push(self.cell()?);
        }
        self.skip_line_end();
        Ok(cells)
    }

    fn skip_line_end(&mut self) {
        if self.text.as_bytes().get(self.at) == Some(&b'\r') {
            self.at += 1;
        }
        if self.text.as_bytes().get(self.at) == Some(&b'\n') {
            self.at += 1;
        }
    }
}

impl<'t> Iterator for Rows<'t> {
    type Item = Result<Vec<Cell<'t>>, (usize, Fault)>;

    /// Returns the cells of the next row; after a fault there are no more.
    fn next(&mut self) -> Option<Self::Item> {
        while matches!(self.text.as_bytes().get(self.at), Some(b'\n' | b'\r')) {
            self.at += 1;
        }
        if self.at >= self.text.len() {
            return None;
        }
        let row = self.row();
        if row.is_err() {
            self.at = self.text.len();
        }
        Some(row)
    }
}

fn wrong(found: &str, expected: &str) -> Fault {
    Fault::WrongShape { found: found.to_owned(), expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str) -> Vec<Vec<String>> {
        let rows = Rows::new(text).map_while(Result::ok);
        rows.map(|row| row.into_iter().map(|cell| cell.text.into_owned()).collect()).collect()
    }

    fn fault(text: &str) -> Option<(usize, String)> {
        let (at, fault) = Rows::new(text).find_map(Result::err)?;
        Some((at, fault.to_string()))
    }

    #[test]
    fn cells_have_places_and_say_whether_they_were_quoted() {
        let row = Rows::new("a,\"b\"\"c\",,\"\"\r\n").next().and_then(Result::ok).unwrap_or_default();
        let shown: Vec<_> = row.iter().map(|cell| (&*cell.text, cell.at, cell.is_quoted)).collect();
        assert_eq!(shown, [("a", 0, false), ("b\"c", 2, true), ("", 9, false), ("", 10, true)]);
    }

    #[test]
    fn separators_line_ends_and_empty_lines() {
        assert_eq!(texts("a;b\n\n1;2,5\r\n\r\n3;\n"), [["a", "b"], ["1", "2,5"], ["3", ""]]);
        assert_eq!(texts("a\tb\r1\t2"), [["a", "b"], ["1", "2"]]);
        assert_eq!(texts("a,b\n\"x\ny\",\"\"\n"), [["a", "b"], ["x\ny", ""]]);
    }

    #[test]
    fn bad_quotes_are_refused_where_they_stand() {
        assert_eq!(fault("a,b\n1,\"x\n2,3\n"), Some((6, "a quote that is never closed".to_owned())));
        assert_eq!(fault("a,b\n\"x\"y,3\n"), Some((7, "text after a closing quote".to_owned())));
    }

    proptest! {
        #[test]
        fn quoted_cells_come_back_and_no_text_panics(cells in prop::collection::vec(".{0,6}|[\",;\r\n]{0,6}", 1..5), noise in "[a\",;\r\n\t]{0,20}") {
            let quoted: Vec<String> = cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
            let text = format!("{}\n", quoted.join(","));
            prop_assume!(Rows::new(&text).separator == b',');
            prop_assert_eq!(texts(&text), vec![cells]);
            for row in Rows::new(&noise).flatten() {
                prop_assert!(!row.is_empty());
            }
        }
    }
}
