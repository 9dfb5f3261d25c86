//! Loops compiled for the vectors that the processor has.
//!
//! The program runs on any processor of its kind, so the compiler takes the narrowest vectors for granted. Work handed
//! to [`vectorized`] is compiled for wider ones as well, and the widest that the processor has are used. Results are
//! the same: nothing is added in another order, and products and sums are not fused.

#![expect(clippy::inline_always, reason = "compiled for wide vectors only where it is inlined")]

/// Work that is to be compiled for wider vectors.
pub(super) trait Work {
    /// What comes of it.
    type Output;

    /// Does it; to be marked `#[inline(always)]`, as what it calls.
    fn done(self) -> Self::Output;
}

/// Does some work, with the widest vectors there are.
///
/// A closure takes part if the compiler inlines it, which it does with a short one only: see [`vectorized_work`].
pub(super) fn vectorized<R>(work: impl FnOnce() -> R) -> R {
    struct Closure<F>(F);
    impl<R, F: FnOnce() -> R> Work for Closure<F> {
        type Output = R;

        #[inline(always)]
        fn done(self) -> R {
            (self.0)()
        }
    }
    vectorized_work(Closure(work))
}

/// Does some work, with the widest vectors there are, however long it is.
#[cfg(target_arch = "x86_64")]
#[expect(unsafe_code, reason = "each is called only on a processor that has what it was compiled for")]
pub(super) fn vectorized_work<W: Work>(work: W) -> W::Output {
    #[target_feature(
        enable = "avx512f,avx512bw,avx512cd,avx512dq,avx512vl,avx512vpopcntdq,avx2,popcnt,bmi1,bmi2,lzcnt"
    )]
    fn widest<W: Work>(work: W) -> W::Output {
        work.done()
    }
    #[target_feature(enable = "avx2,popcnt,bmi1,bmi2,lzcnt")]
    fn wide<W: Work>(work: W) -> W::Output {
        work.done()
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
        work.done()
    }
}

/// Does some work; other processors have their vectors taken for granted.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn vectorized_work<W: Work>(work: W) -> W::Output {
    work.done()
}
