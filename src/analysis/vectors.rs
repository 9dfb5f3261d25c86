//! Loops compiled for the vectors that the processor has.
//!
//! The program runs on any processor of its kind, so the compiler takes the narrowest vectors for granted. Work handed
//! to [`vectorized`] is compiled for wider ones as well, and the widest that the processor has are used. Results are
//! the same: nothing is added in another order, and products and sums are not fused.

/// A piece of work, too large for the compiler to inline unasked.
///
/// Mark [`run`](Self::run), and what it calls in its loops, `#[inline(always)]`; closures are not inlined for certain.
pub(super) trait Work {
    /// What comes of it.
    type Output;

    /// Does it.
    fn run(self) -> Self::Output;
}

struct Closure<F>(F);

impl<R, F: FnOnce() -> R> Work for Closure<F> {
    type Output = R;

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "what is not inlined is compiled for narrow vectors")]
    fn run(self) -> R {
        (self.0)()
    }
}

/// Does some work, with the widest vectors there are.
///
/// What the work calls takes part if it is inlined: mark it `#[inline(always)]` where it matters. The closure itself is
/// inlined if it is small; a large one is better made a [`Work`].
pub(super) fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    vectorized_work(Closure(work))
}

/// Does some work, with the widest vectors there are.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "each is called only on a processor that has what it was compiled for")]
pub(super) fn vectorized_work<W: Work>(work: W) -> W::Output {
    #[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vpopcntdq,avx2,popcnt,bmi1,bmi2,lzcnt")]
    fn widest<W: Work>(work: W) -> W::Output {
        work.run()
    }
    #[target_feature(enable = "avx2,popcnt,bmi1,bmi2,lzcnt")]
    fn wide<W: Work>(work: W) -> W::Output {
        work.run()
    }
    macro_rules! has {
        ($($feature:tt),*) => { $(is_x86_feature_detected!($feature))&&* };
    }
    let has_wide = has!("avx2", "popcnt", "bmi1", "bmi2", "lzcnt");
    if has_wide && has!("avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl", "avx512vpopcntdq") {
        // SAFETY: the processor has all that `widest` was compiled for.
        unsafe { widest(work) }
    } else if has_wide {
        // SAFETY: the processor has all that `wide` was compiled for.
        unsafe { wide(work) }
    } else {
        work.run()
    }
}

/// Does some work; other processors have their vectors taken for granted.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn vectorized_work<W: Work>(work: W) -> W::Output {
    work.run()
}
