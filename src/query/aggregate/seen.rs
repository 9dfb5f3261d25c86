//! Values that were seen already, for `DISTINCT` inside aggregates.

use std::sync::Arc;

use hashbrown::HashSet;

use crate::graph::Dictionary;
use crate::model::Value;
use crate::query::compare::Key;

/// Values seen, each once; equivalent values are one.
#[derive(Debug, Clone, Default)]
pub(super) struct Seen {
    integers: HashSet<i64>,
    /// Ids of nodes.
    nodes: HashSet<u32>,
    /// Codes of texts in a dictionary; texts that are in no dictionary, or in another, are among the others.
    codes: Option<(Arc<Dictionary>, HashSet<u32>)>,
    others: HashSet<Key>,
}

impl Seen {
    /// Adds a value; says whether it is new.
    pub(super) fn insert(&mut self, value: &Value) -> bool {
        match value {
            Value::Integer(number) => self.insert_integer(*number),
            Value::Float(number) => match as_integer(*number) {
                Some(whole) => self.insert_integer(whole),
                None => self.others.insert(Key(value.clone())),
            },
            Value::Node(node) => self.nodes.insert(node.0),
            Value::String(text) => {
                let is_code = |(dictionary, codes): &(Arc<Dictionary>, HashSet<u32>)| {
                    dictionary.code(text).is_some_and(|code| codes.contains(&code))
                };
                !self.codes.as_ref().is_some_and(is_code) && self.others.insert(Key(value.clone()))
            }
            value => self.others.insert(Key(value.clone())),
        }
    }

    /// Adds a whole number; says whether it is new.
    pub(super) fn insert_integer(&mut self, number: i64) -> bool {
        self.integers.insert(number)
    }

    /// Adds a text by its code; says whether it is new.
    pub(super) fn insert_code(&mut self, code: u32, dictionary: &Arc<Dictionary>) -> bool {
        let (own, codes) = self.codes.get_or_insert_with(|| (Arc::clone(dictionary), HashSet::new()));
        if !Arc::ptr_eq(own, dictionary) {
            return self.insert(&Value::from(dictionary.text(code)));
        }
        if !codes.insert(code) {
            return false;
        }
        self.others.is_empty() || !self.others.contains(&Key(Value::from(dictionary.text(code))))
    }
}

/// Returns the whole number that is equivalent to a float.
fn as_integer(number: f64) -> Option<i64> {
    // 2^63; floats at and beyond it are no whole numbers of 64 bits.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if number.fract() != 0.0 || !(-LIMIT..LIMIT).contains(&number) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to fit")]
    Some(number as i64)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet as StdHashSet;

    use proptest::prelude::*;

    use super::*;
    use crate::query::compare::tests::values;

    proptest! {
        /// What is new is what no equivalent value came before of.
        #[test]
        fn tells_what_is_new(values in prop::collection::vec(values(), 0..40)) {
            let (mut seen, mut keys) = (Seen::default(), StdHashSet::new());
            for value in values.iter().filter(|value| **value != Value::Null) {
                prop_assert_eq!(seen.insert(value), keys.insert(Key(value.clone())), "{:?}", value);
            }
        }
    }
}
