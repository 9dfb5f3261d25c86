//! Any text as a date: its bounds are in order, it holds as of itself, and words can be found for it.

#![no_main]

use hvgraph::model::{Edtf, Holds, Lang};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|texts: (&str, &str)| {
    let parsed = [texts.0, texts.1].map(Edtf::parse);
    for (text, date) in [texts.0, texts.1].into_iter().zip(&parsed) {
        match date {
            Ok(date) => {
                assert_eq!(date.as_str(), text);
                if let (Some(earliest), Some(latest)) = (date.earliest(), date.latest()) {
                    assert!(earliest <= latest, "{text}");
                }
                if let Some((first, last)) = date.sure_days() {
                    assert!(first <= last, "{text}");
                }
                assert_ne!(date.holds_at(date), Holds::No, "{text}");
                assert!(!date.describe(Lang::Vi).is_empty() && !date.describe(Lang::En).is_empty());
            }
            Err(error) => {
                if let Some(hint) = error.hint(Lang::Vi).or(error.hint(Lang::En)) {
                    assert!(!hint.is_empty());
                }
            }
        }
    }
    if let [Ok(one), Ok(other)] = &parsed {
        let _ = one.holds_at(other);
        assert_eq!(one.cmp_in_time(other), other.cmp_in_time(one).reverse());
    }
});
