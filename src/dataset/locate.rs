//! From a path into a file to line and column.

use std::collections::BTreeMap;

use serde_json::value::RawValue;

use super::record::Entries;

/// One of the lists of a data set file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Section {
    Sources,
    Nodes,
    Claims,
}

impl Section {
    pub(super) const ALL: [Section; 3] = [Section::Sources, Section::Nodes, Section::Claims];

    /// The name of the list in the file.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Section::Sources => "sources",
            Section::Nodes => "nodes",
            Section::Claims => "claims",
        }
    }
}

/// A step into a JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// The value under a key.
    Field(String),
    /// The key itself; the last step.
    Key(String),
    /// The second use of a key; the last step.
    SecondKey(String),
    /// An item of a list.
    Item(usize),
}

/// A place in a data set file, before it is worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Spot {
    /// A byte of the text.
    Byte(usize),
    /// A line and column, where there is no text to look into.
    At(usize, usize),
    /// A record, and steps into it.
    Record(Section, usize, Vec<Step>),
    /// Steps from the top of the file.
    Top(Vec<Step>),
}

/// Finds places in one file; keeps where records start, so that many places cost one walk.
pub(super) struct Locator<'a> {
    text: &'a str,
    line_starts: Vec<usize>,
    sections: BTreeMap<Section, Vec<&'a RawValue>>,
}

impl<'a> Locator<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(newlines.map(|(at, _)| at + 1)).collect();
        Locator { text, line_starts, sections: sections(text) }
    }

    /// Returns line and column, both from 1; the column counts characters.
    pub(super) fn line_and_column(&self, spot: &Spot) -> (usize, usize) {
        if let Spot::At(line, column) = spot {
            return (*line, *column);
        }
        let byte = self.byte(spot).min(self.text.len());
        let line = self.line_starts.partition_point(|start| *start <= byte);
        let start = self.line_starts[line - 1];
        let before = self.text.get(start..byte).unwrap_or_default();
        (line, before.chars().count() + 1)
    }

    /// Returns the byte of a place; 0 where only line and column are known.
    pub(super) fn byte(&self, spot: &Spot) -> usize {
        match spot {
            Spot::At(..) => 0,
            Spot::Byte(byte) => *byte,
            Spot::Top(steps) => self.walk(self.text, steps),
            Spot::Record(section, index, steps) => {
                let record = self.sections.get(section).and_then(|records| records.get(*index));
                record.map_or(0, |record| self.walk(record.get(), steps))
            }
        }
    }

    /// Follows steps as far as they lead and returns where that is in the text.
    fn walk(&self, value: &'a str, steps: &[Step]) -> usize {
        let here = value.as_ptr() as usize - self.text.as_ptr() as usize;
        let here = here + (value.len() - value.trim_start().len());
        let Some((step, rest)) = steps.split_first() else { return here };
        match step {
            Step::Item(index) => {
                let items: Vec<&RawValue> = serde_json::from_str(value).unwrap_or_default();
                items.get(*index).map_or(here, |item| self.walk(item.get(), rest))
            }
            Step::Field(name) => {
                let entries: Entries<'_, &RawValue> = serde_json::from_str(value).unwrap_or_default();
                let found = entries.0.iter().find(|(key, _)| **key == **name);
                found.map_or(here, |(_, field)| self.walk(field.get(), rest))
            }
            Step::Key(name) => self.key(value, name, 0).unwrap_or(here),
            Step::SecondKey(name) => self.key(value, name, 1).unwrap_or(here),
        }
    }

    /// Returns where the `nth` use of a key stands: just before its value, at its opening quote.
    fn key(&self, value: &'a str, name: &str, nth: usize) -> Option<usize> {
        let entries: Entries<'_, &RawValue> = serde_json::from_str(value).ok()?;
        let (_, field) = entries.0.into_iter().filter(|(key, _)| **key == *name).nth(nth)?;
        let field = field.get().as_ptr() as usize - self.text.as_ptr() as usize;
        let colon = self.text[..field].rfind(':')?;
        let close = self.text[..colon].rfind('"')?;
        opening_quote(&self.text[..close])
    }
}

/// Returns the last quote that no backslash escapes.
fn opening_quote(text: &str) -> Option<usize> {
    let escaped = |at: usize| text[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 1;
    text.rmatch_indices('"').map(|(at, _)| at).find(|at| !escaped(*at))
}

fn sections(text: &str) -> BTreeMap<Section, Vec<&RawValue>> {
    let entries: Entries<'_, &RawValue> = serde_json::from_str(text).unwrap_or_default();
    let lists = entries.0.into_iter().filter_map(|(key, list)| {
        let section = Section::ALL.into_iter().find(|section| section.name() == &*key)?;
        Some((section, serde_json::from_str(list.get()).ok()?))
    });
    lists.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\n  \"nodes\": [\n    {\"id\": \"é\\\"\", \"x\": [1, 2]},\n    {\"id\": \"b\", \"id\": \"c\"}\n  ]\n}\n";

    fn at(spot: &Spot) -> (usize, usize) {
        Locator::new(TEXT).line_and_column(spot)
    }

    #[test]
    fn points_at_values_items_and_keys() {
        let field = |name: &str| Step::Field(name.to_owned());
        assert_eq!(at(&Spot::Record(Section::Nodes, 0, vec![])), (3, 5));
        assert_eq!(at(&Spot::Record(Section::Nodes, 0, vec![field("x"), Step::Item(1)])), (3, 28));
        assert_eq!(at(&Spot::Record(Section::Nodes, 0, vec![Step::Key("x".to_owned())])), (3, 19));
        assert_eq!(at(&Spot::Record(Section::Nodes, 1, vec![Step::SecondKey("id".to_owned())])), (4, 17));
        assert_eq!(at(&Spot::Top(vec![field("nodes")])), (2, 12));
    }

    #[test]
    fn falls_back_on_the_nearest_known_place() {
        let nowhere = vec![Step::Field("missing".to_owned()), Step::Item(3)];
        assert_eq!(at(&Spot::Record(Section::Nodes, 1, nowhere)), (4, 5));
        assert_eq!(at(&Spot::Record(Section::Claims, 9, vec![])), (1, 1));
        assert_eq!(at(&Spot::Byte(10_000)), (7, 1));
    }
}
