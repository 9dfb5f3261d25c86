//! What a format could not hold, by name.

use std::collections::BTreeMap;

use crate::model::Lang;

/// Why something was not written, or not as it is: in Vietnamese and in English.
pub type Why = (&'static str, &'static str);

/// Collects what a writer had to leave out or write otherwise.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loss {
    entries: BTreeMap<(String, Why), usize>,
}

impl Loss {
    /// Counts one occurrence: `what` names a property, kind, type or feature as the data set does.
    pub fn note(&mut self, what: &str, why: Why) {
        match self.entries.get_mut(&(what.to_owned(), why)) {
            Some(count) => *count += 1,
            None => drop(self.entries.insert((what.to_owned(), why), 1)),
        }
    }

    /// Says whether the format held everything.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Returns one line for each thing and reason, by name: what, why, how many times.
    pub fn lines(&self, lang: Lang) -> impl Iterator<Item = String> {
        self.entries
            .iter()
            .map(move |((what, (vi, en)), count)| format!("`{what}`: {} ({count})", lang.pick(vi, en)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_by_name_and_reason() {
        let mut loss = Loss::default();
        assert!(loss.is_empty());
        let text = ("ghi thành chữ", "written as text");
        loss.note("b", text);
        loss.note("a", text);
        loss.note("b", text);
        loss.note("b", ("bỏ qua", "left out"));
        let lines: Vec<_> = loss.lines(Lang::En).collect();
        assert_eq!(lines, ["`a`: written as text (1)", "`b`: left out (1)", "`b`: written as text (2)"]);
    }
}
