//! Comparing values: openCypher's four notions, each in a file of its own.
//!
//! | notion | question | null | NaN | asked by |
//! |---|---|---|---|---|
//! | [equality](equal) | are they the same? | unknown | like nothing | `=`, `<>`, `IN`, `CASE x WHEN` |
//! | [comparability](compare) | which is less? | unknown | less than nothing | `<`, `<=`, `>`, `>=` |
//! | [orderability](order) | which comes first? | last | after all numbers | `ORDER BY`, `min`, `max` |
//! | [equivalence](equivalent) | are they one group? | like null | like NaN | `DISTINCT`, grouping, `UNION` |
//!
//! Whole numbers and floats compare by value, exactly, in all four. Equivalence and orderability agree: what is
//! equivalent takes the same place. [`Key`] hashes so that it agrees with equivalence.
//!
//! # Source
//! openCypher CIP 2016-06-14, "Define comparability and equality as well as orderability and equivalence".

mod comparability;
mod equality;
mod equivalence;
mod orderability;

pub use comparability::{Comparison, compare};
pub use equality::equal;
pub use equivalence::{Key, equivalent, hash_value};
pub use orderability::order;

use std::cmp::Ordering;

/// Compares a whole number with a float, exactly; none for NaN.
fn compare_mixed(whole: i64, float: f64) -> Option<Ordering> {
    // 2^63 is a float; every float below it, and not below -2^63, has a whole part that fits.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if float.is_nan() {
        return None;
    }
    if float >= LIMIT {
        return Some(Ordering::Less);
    }
    if float < -LIMIT {
        return Some(Ordering::Greater);
    }
    #[expect(clippy::cast_possible_truncation, reason = "checked to fit; the fraction is compared apart")]
    let truncated = float.trunc() as i64;
    let by_fraction = || 0.0_f64.partial_cmp(&float.fract()).unwrap_or(Ordering::Equal);
    Some(whole.cmp(&truncated).then_with(by_fraction))
}

#[cfg(test)]
pub(crate) mod tests;
