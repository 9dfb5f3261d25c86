//! Numbers that look random and are the same on every machine.

/// A generator of pseudo-random numbers from a seed.
///
/// # Source
/// Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators" (`SplitMix64`).
#[derive(Debug, Clone)]
pub(super) struct SplitMix64(u64);

impl SplitMix64 {
    pub(super) fn new(seed: u64) -> Self {
        SplitMix64(seed)
    }

    /// Returns the next 64 bits.
    pub(super) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Returns a number below `bound`; 0 for a bound of 0.
    #[expect(clippy::cast_possible_truncation, reason = "the product's upper half is below the bound")]
    pub(super) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.bits()) * bound as u128) >> 64) as usize
    }

    /// Returns so many different numbers below `bound`, in ascending order; all of them if there are not so many.
    pub(super) fn sample(&mut self, bound: u32, n_wanted: usize) -> Vec<u32> {
        let mut numbers: Vec<u32> = (0..bound).collect();
        let n_wanted = n_wanted.min(numbers.len());
        for at in 0..n_wanted {
            let other = at + self.below(numbers.len() - at);
            numbers.swap(at, other);
        }
        numbers.truncate(n_wanted);
        numbers.sort_unstable();
        numbers
    }

    /// Puts items into a random order (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        let mut random = SplitMix64::new(1_234_567);
        let published = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([random.bits(), random.bits(), random.bits()], published);
    }

    #[test]
    fn a_sample_has_no_number_twice() {
        for n_wanted in [0, 1, 5, 9, 10, 99] {
            let sample = SplitMix64::new(7).sample(10, n_wanted);
            assert_eq!(sample.len(), n_wanted.min(10));
            assert!(sample.windows(2).all(|pair| pair[0] < pair[1]), "{sample:?}");
        }
        assert_ne!(SplitMix64::new(1).sample(1000, 5), SplitMix64::new(2).sample(1000, 5));
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        SplitMix64::new(0).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<u32>>());
    }
}
