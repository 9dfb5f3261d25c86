//! How a score looks: one colour ramp and one size ramp for every ranking.
//!
//! A score is drawn by size **and** colour, so that it can be read without colours. The ramp goes from light to dark
//! with evenly falling luminance, which a grey print and a reader who tells no red from green both keep; the writers
//! put black or white text on it, whichever has more contrast.

/// Light to dark.
///
/// # Source
/// C. A. Brewer, `ColorBrewer` 2.0, sequential scheme `YlGnBu` in five classes.
const RAMP: [[u8; 3]; 5] =
    [[0xFF, 0xFF, 0xCC], [0xA1, 0xDA, 0xB4], [0x41, 0xB6, 0xC4], [0x2C, 0x7F, 0xB8], [0x25, 0x34, 0x94]];

/// The largest scale a score gives.
const LARGEST: f64 = 2.4;

/// Returns a score as a share of the greatest, 0 to 1; 0 where there is nothing to compare it with.
///
/// A score that is negative or no number counts as 0.
pub fn share(score: f64, greatest: f64) -> f64 {
    let share = score / greatest;
    if greatest > 0.0 && share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
}

/// Returns the fill of a share from 0 (light) to 1 (dark) as `#RRGGBB`; shares outside count as the nearest of
/// these, what is no number as 0.
pub fn color(share: f64) -> String {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    let place = share * (RAMP.len() - 1) as f64;
    let lower = (0..RAMP.len() - 1).rev().find(|&step| step as f64 <= place).unwrap_or(0);
    let part = place - lower as f64;
    let [red, green, blue] =
        [0, 1, 2].map(|channel| mixed(RAMP[lower][channel], RAMP[lower + 1][channel], part));
    format!("#{red:02X}{green:02X}{blue:02X}")
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a mean of two bytes is a byte")]
fn mixed(from: u8, to: u8, part: f64) -> u8 {
    (f64::from(from) + (f64::from(to) - f64::from(from)) * part).round().clamp(0.0, 255.0) as u8
}

/// Returns the scale of a share from 0 to 1: from 1, plain, to 2.4, so that areas of drawn letters grow with the
/// share. Shares outside count as the nearest of these, what is no number as 0.
pub fn scale(share: f64) -> f64 {
    let share = if share.is_nan() { 0.0 } else { share.clamp(0.0, 1.0) };
    (1.0 + (LARGEST * LARGEST - 1.0) * share).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::paint::node_paint;
    use crate::render::picture::Emphasis;

    fn luminance(color: &str) -> f64 {
        let part = |at: usize| f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap_or(0)) / 255.0;
        let linear =
            |part: f64| if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
        0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
    }

    #[test]
    fn a_greater_share_is_darker_and_larger_and_its_text_is_legible() {
        let shares: Vec<f64> = (0..=100).map(|percent| f64::from(percent) / 100.0).collect();
        for pair in shares.windows(2) {
            assert!(luminance(&color(pair[0])) > luminance(&color(pair[1])), "{pair:?}");
            assert!(scale(pair[0]) < scale(pair[1]), "{pair:?}");
        }
        for share in shares {
            let fill = color(share);
            let text = if node_paint(&fill, Emphasis::Normal).text == "#000000" { 0.0 } else { 1.0 };
            let (low, high) = (luminance(&fill).min(text), luminance(&fill).max(text));
            assert!((high + 0.05) / (low + 0.05) >= 4.5, "{fill}");
        }
        assert_eq!((color(0.0).as_str(), color(1.0).as_str()), ("#FFFFCC", "#253494"));
    }

    #[test]
    #[expect(clippy::float_cmp, reason = "these are exact")]
    fn what_is_no_share_is_drawn_as_one() {
        for odd in [f64::NAN, -1.0, f64::NEG_INFINITY] {
            assert_eq!((color(odd), scale(odd)), (color(0.0), 1.0));
        }
        assert_eq!((color(9.0), scale(f64::INFINITY)), (color(1.0), LARGEST));
        assert_eq!(
            [share(1.0, 0.0), share(f64::NAN, 1.0), share(3.0, 2.0), share(1.0, 2.0)],
            [0.0, 0.0, 1.0, 0.5]
        );
    }
}
