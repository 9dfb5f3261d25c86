//! Names as people type them: fold keys, candidates, near names; explains each match.
//!
//! A name is found whatever its case, marks, tone placement or Unicode form, by an alias or by a part.
//! What is *found* and what is only *suggested* are kept apart: two Vietnamese names that differ in one
//! letter or one mark are two people, so a slip in such a name is never resolved, only answered with
//! "did you mean". Marks left out are no slip, if it shows that they were ([`NameIndex::resolve`]). Names of other languages in Latin letters have no one spelling (Chanthabuly,
//! Chantabuly), so for them a near spelling may resolve; [`is_vietnamese`] tells which is which.
//!
//! Knows no node kind and reads no graph: it is handed texts and gives back node ids.

mod address;
mod fold;
mod grading;
mod index;
mod lookup;
mod marks;
mod matching;
mod near;
mod query;
mod sound;
mod syllable;
mod web;
mod words;

pub use fold::{accent_key, fold, latin_key};
pub use index::{Entry, NameIndex, Resolution};
pub use matching::{How, Match, Origin};
pub use near::did_you_mean;
pub use syllable::is_vietnamese;

#[cfg(test)]
mod tests;
