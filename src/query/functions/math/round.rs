//! Rounds decimals as they are written, so that 1.005 to two places is 1.01 although the float is a little less.

/// Which neighbour is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Up,
    Down,
    Ceiling,
    Floor,
    HalfUp,
    HalfDown,
    HalfEven,
}

impl Mode {
    pub(super) fn parse(name: &str) -> Option<Mode> {
        let modes = [
            ("UP", Mode::Up),
            ("DOWN", Mode::Down),
            ("CEILING", Mode::Ceiling),
            ("FLOOR", Mode::Floor),
            ("HALF_UP", Mode::HalfUp),
            ("HALF_DOWN", Mode::HalfDown),
            ("HALF_EVEN", Mode::HalfEven),
        ];
        modes.into_iter().find(|(own, _)| own.eq_ignore_ascii_case(name)).map(|(_, mode)| mode)
    }

    /// Says whether the digits left grow by one, given the digits cut off.
    fn goes_away_from_zero(self, is_negative: bool, kept_is_odd: bool, cut: &[u8]) -> bool {
        let is_exact = cut.iter().all(|digit| *digit == 0);
        let half = match cut.split_first() {
            Some((first, rest)) => first.cmp(&5).then(rest.iter().any(|digit| *digit != 0).cmp(&false)),
            None => std::cmp::Ordering::Less,
        };
        match self {
            _ if is_exact => false,
            Mode::Up => true,
            Mode::Down => false,
            Mode::Ceiling => !is_negative,
            Mode::Floor => is_negative,
            Mode::HalfUp => half.is_ge(),
            Mode::HalfDown => half.is_gt(),
            Mode::HalfEven => half.is_gt() || (half.is_eq() && kept_is_odd),
        }
    }
}

/// Rounds to so many decimals; a negative precision rounds to tens, hundreds and so on.
pub(super) fn rounded(number: f64, precision: i64, mode: Mode) -> f64 {
    if !number.is_finite() || number == 0.0 {
        return number;
    }
    // The shortest digits that read back as the number: d.ddd × 10^exponent.
    let text = format!("{:e}", number.abs());
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits: Vec<u8> = digits.bytes().filter(u8::is_ascii_digit).map(|digit| digit - b'0').collect();
    let exponent: i64 = exponent.parse().unwrap_or_default();
    // How many of the digits stay; none or fewer where the first digit is already beyond the precision.
    let n_kept = exponent.saturating_add(precision).saturating_add(1);
    let Ok(n_digits) = i64::try_from(digits.len()) else { return number };
    if n_kept >= n_digits {
        return number;
    }
    // Leading zeros, so that there is a digit to keep and one to cut.
    let n_zeros = usize::from(n_kept <= 0)
        + usize::try_from(n_kept.unsigned_abs()).unwrap_or(0) * usize::from(n_kept < 0);
    let n_zeros = n_zeros.min(2);
    let padded: Vec<u8> = std::iter::repeat_n(0, n_zeros).chain(digits).collect();
    let n_kept = if n_zeros == 0 { usize::try_from(n_kept).unwrap_or(0) } else { 1 };
    let (kept, cut) = padded.split_at(n_kept);
    let is_odd = kept.last().is_some_and(|digit| digit % 2 == 1);
    let grows = mode.goes_away_from_zero(number < 0.0, is_odd, cut);
    let text: String = kept.iter().map(|digit| char::from(b'0' + digit)).collect();
    let Ok(whole) = text.parse::<u128>() else { return number };
    let result: f64 = format!("{}e{}", whole + u128::from(grows), -precision).parse().unwrap_or(number);
    result.copysign(number)
}
