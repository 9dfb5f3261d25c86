//! Questions about texts that were answered for a whole dictionary at once.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use crate::graph::{Dictionary, TextPart};

/// How many questions are kept.
const KEPT: usize = 16;

/// Which texts have which part, as a statement has asked so far.
///
/// A dictionary is searched as a whole once so many rows were asked about that it costs no more than they did.
#[derive(Debug, Default)]
pub struct TextTests(RefCell<Vec<Asked>>);

#[derive(Debug)]
struct Asked {
    place: TextPart,
    part: String,
    dictionary: Arc<Dictionary>,
    n_rows: usize,
    answers: Option<Rc<[bool]>>,
}

/// How much cheaper a text is in a search through all of them than alone.
const GAIN: usize = 16;

impl TextTests {
    /// Returns for each text of a dictionary whether it has a part, if that is known or worth its cost; so many rows are to be
    /// asked about now.
    pub(super) fn of(
        &self,
        dictionary: &Arc<Dictionary>,
        (place, part): (TextPart, &str),
        n_rows: usize,
    ) -> Option<Rc<[bool]>> {
        let mut all = self.0.borrow_mut();
        let is_same = |asked: &Asked| {
            asked.place == place && asked.part == part && Arc::ptr_eq(&asked.dictionary, dictionary)
        };
        let at = all.iter().position(is_same).unwrap_or_else(|| {
            if all.len() >= KEPT {
                all.remove(0);
            }
            let (part, dictionary) = (part.to_owned(), Arc::clone(dictionary));
            all.push(Asked { place, part, dictionary, n_rows: 0, answers: None });
            all.len() - 1
        });
        let asked = &mut all[at];
        asked.n_rows = asked.n_rows.saturating_add(n_rows);
        if asked.answers.is_none() && asked.n_rows.saturating_mul(GAIN) >= dictionary.len() {
            asked.answers = Some(dictionary.with_part(place, part).into());
        }
        asked.answers.clone()
    }
}
