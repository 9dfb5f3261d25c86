//! Communities by label propagation, all nodes at once: CDLP of LDBC Graphalytics.

use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use super::catalog::{AnalysisError, Answer, Settings};
use super::groups::numbered;
use super::{Budget, LimitReached, parallel};
use crate::graph::{Direction, Projection, Topology};

/// Runs [`cdlp`] for the catalogue; labels become the numbers of groups.
pub(super) fn run(projection: &Projection, settings: &Settings, budget: &Budget) -> Result<Answer, AnalysisError> {
    Ok(Answer::Groups(numbered(&cdlp(projection, settings.count("iterations"), budget)?)))
}

/// Below so many arcs starting threads costs more than it saves.
const MIN_ARCS: usize = 1 << 17;
/// Nodes are told apart by whether a neighbour changed, if those that changed have at most this part of all arcs.
const PART_CHANGED: usize = 4;

/// Returns the label of each node after so many rounds; labels are dense indexes of nodes.
///
/// Each node starts with its own. In a round all nodes at once take the label that most of their neighbours had, of
/// those that as many had the smallest; a node without neighbours keeps its own. In a directed projection neighbours
/// vote over arcs either way, over arcs both ways twice. Each parallel edge votes; a loop votes as often as it has
/// arcs. Weights do not matter. Cost `O(n + m)` a round at most, divided over the threads of the budget: a node whose
/// neighbours did not change is left out once few change; memory 12 bytes a node, and 4 for each thread.
///
/// # Errors
/// [`LimitReached::Time`] past the deadline.
///
/// # Source
/// Raghavan, Albert, Kumara 2007, Phys. Rev. E 76, 036106; as in Iosup et al. 2020, "The LDBC Graphalytics Benchmark",
/// arXiv:2011.15028, section 2.3.4.
pub fn cdlp(projection: &Projection, n_rounds: usize, budget: &Budget) -> Result<Vec<u32>, LimitReached> {
    let into = (projection.direction() != Direction::Both).then(|| projection.incoming());
    let voters = Voters { out: projection.outgoing(), into };
    let n_arcs = voters.out.n_arcs();
    let budget = &budget.threads_if(n_arcs >= MIN_ARCS);
    let mut race = Race::new(&voters, n_arcs, budget);
    for _ in 0..n_rounds {
        let n_changed = race.round(budget)?;
        if n_changed == 0 {
            break;
        }
        race.is_due = (n_changed * PART_CHANGED <= n_arcs).then(|| race.due(budget)).transpose()?;
    }
    Ok(race.labels)
}

/// Who votes for a node, and whom it votes for: these are the same.
struct Voters<'v> {
    out: Topology<'v>,
    into: Option<Topology<'v>>,
}

impl<'v> Voters<'v> {
    #[inline]
    fn of(&self, node: u32) -> std::iter::Chain<std::slice::Iter<'v, u32>, std::slice::Iter<'v, u32>> {
        let into = self.into.map_or(&[][..], |into| into.of(node));
        self.out.of(node).iter().chain(into)
    }

    /// Returns how many voters a node has.
    #[inline]
    fn n_voters(&self, node: u32) -> usize {
        (self.out.degree(node) + self.into.map_or(0, |into| into.degree(node))) as usize
    }
}

/// Rounds of votes.
struct Race<'r> {
    voters: &'r Voters<'r>,
    /// Nodes that one thread goes through, of about as many arcs.
    parts: Vec<Range<usize>>,
    labels: Vec<u32>,
    /// The labels of the round before.
    before: Vec<u32>,
    /// Whether a voter of a node changed in the last round; nothing where all nodes vote.
    is_due: Option<Vec<AtomicBool>>,
    /// One for each thread, made when it first needs it.
    ballots: Vec<Mutex<Option<Ballot>>>,
}

/// The most parts.
const MAX_PARTS: usize = 128;

impl<'r> Race<'r> {
    fn new(voters: &'r Voters<'r>, n_arcs: usize, budget: &Budget) -> Race<'r> {
        let n_nodes = voters.out.n_nodes();
        let at_most = (n_arcs / MIN_ARCS * 8).clamp(1, MAX_PARTS);
        Race {
            voters,
            parts: parallel::by_arcs(voters.out.offsets, at_most),
            labels: (0..).take(n_nodes).collect(),
            before: vec![0; n_nodes],
            is_due: None,
            ballots: (0..budget.n_threads()).map(|_| Mutex::new(None)).collect(),
        }
    }

    /// Lets all nodes vote; returns how many arcs and nodes there are where one changed.
    fn round(&mut self, budget: &Budget) -> Result<usize, LimitReached> {
        std::mem::swap(&mut self.labels, &mut self.before);
        let mut rest = &mut self.labels[..];
        let parts = self.parts.iter().map(|nodes| {
            let (own, after) = std::mem::take(&mut rest).split_at_mut(nodes.len());
            rest = after;
            (nodes.clone(), own)
        });
        let (voters, before, is_due) = (self.voters, &self.before, self.is_due.as_deref());
        let n_changed = parallel::each(parts, budget, |(nodes, next)| {
            // Each thread has its own, which stays in its cache.
            let place = parallel::place() % self.ballots.len();
            let mut ballot = self.ballots[place].lock().unwrap_or_else(PoisonError::into_inner);
            let ballot = ballot.get_or_insert_with(|| Ballot::new(before.len()));
            let mut n_changed = 0;
            for (slot, node) in next.iter_mut().zip(nodes) {
                budget.step(node)?;
                *slot = before[node];
                if is_due.is_none_or(|due| due[node].load(Ordering::Relaxed)) {
                    let index = u32::try_from(node).unwrap_or(u32::MAX);
                    let votes = voters.of(index).map(|voter| before[*voter as usize]);
                    *slot = ballot.elected(votes).unwrap_or(*slot);
                    n_changed += if *slot == before[node] { 0 } else { 1 + voters.n_voters(index) };
                }
            }
            Ok(n_changed)
        })?;
        Ok(n_changed.iter().sum())
    }

    /// Marks those that nodes vote for that changed in the last round.
    fn due(&self, budget: &Budget) -> Result<Vec<AtomicBool>, LimitReached> {
        let is_due: Vec<AtomicBool> = self.labels.iter().map(|_| AtomicBool::new(false)).collect();
        parallel::each(self.parts.iter(), budget, |nodes| {
            budget.check_time()?;
            for node in nodes.clone().filter(|node| self.labels[*node] != self.before[*node]) {
                for other in self.voters.of(u32::try_from(node).unwrap_or(u32::MAX)) {
                    // Writing what is there already would take the line from the other threads.
                    let is_due = &is_due[*other as usize];
                    if !is_due.load(Ordering::Relaxed) {
                        is_due.store(true, Ordering::Relaxed);
                    }
                }
            }
            Ok(())
        })?;
        Ok(is_due)
    }
}

struct Ballot {
    votes: Vec<u32>,
    /// How many votes each label has; 0 between elections.
    n_votes: Vec<u32>,
}

impl Ballot {
    fn new(n_labels: usize) -> Ballot {
        Ballot { votes: Vec::new(), n_votes: vec![0; n_labels] }
    }

    /// Returns the label with the most votes, of equals the smallest.
    #[inline]
    fn elected(&mut self, votes: impl Iterator<Item = u32>) -> Option<u32> {
        self.votes.clear();
        self.votes.extend(votes);
        match self.votes[..] {
            [] => None,
            [only] => Some(only),
            [one, other] => Some(one.min(other)),
            _ => Some(self.counted()),
        }
    }

    fn counted(&mut self) -> u32 {
        // More votes are more, of as many the greater complement is.
        let mut best = 0;
        for label in &self.votes {
            let n_votes = &mut self.n_votes[*label as usize];
            *n_votes += 1;
            best = best.max(u64::from(*n_votes) << 32 | u64::from(!*label));
        }
        for label in &self.votes {
            self.n_votes[*label as usize] = 0;
        }
        !u32::try_from(best & u64::from(u32::MAX)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::samples::{barbell, budget, clique, on_threads, path, small, star};

    fn of(projection: &Projection, n_rounds: usize) -> Vec<u32> {
        cdlp(projection, n_rounds, &budget()).expect("in time")
    }

    #[test]
    fn closed_forms() {
        assert_eq!(of(&path(4).undirected(), 0), [0, 1, 2, 3]);
        // All at once: two that are tied swap their labels.
        assert_eq!(of(&path(2).undirected(), 1), [1, 0]);
        assert_eq!(of(&path(2).undirected(), 2), [0, 1]);
        assert_eq!(of(&star(4).directed(), 1), [1, 0, 0, 0]);
        assert_eq!(of(&clique(5).undirected(), 10), [0; 5]);
        let two = of(&barbell(5).undirected(), 10);
        assert_eq!((&two[..5], &two[5..]), (&[0; 5][..], &[5; 5][..]));
        assert_eq!(of(&path(1).undirected(), 3), [0]);
    }

    #[test]
    fn any_number_of_threads_gives_the_same_labels() {
        let mut random = crate::analysis::random::SplitMix64::new(5);
        let mut sample = path(30_000);
        for _ in 0..150_000 {
            let mut end = || u32::try_from(random.below(30_000)).unwrap_or(0);
            sample.edges.push((end(), end(), 1));
        }
        for projection in [sample.undirected(), sample.directed()] {
            let on = |n_threads| cdlp(&projection, 10, &on_threads(n_threads)).expect("in time");
            assert_eq!(on(1), on(2));
            assert_eq!(on(1), on(8));
        }
    }

    proptest! {
        #[test]
        fn rounds_are_as_defined(sample in small(12), n_rounds in 0..8_usize) {
            for projection in sample.projections() {
                let mut labels: Vec<u32> = (0..sample.n_nodes).collect();
                for _ in 0..n_rounds {
                    let elected = |node: u32| {
                        let mut votes: Vec<u32> = projection.targets(node).to_vec();
                        if projection.direction() != Direction::Both {
                            votes.extend(projection.sources(node));
                        }
                        let n_votes = |label: &u32| votes.iter().filter(|vote| labels[**vote as usize] == *label).count();
                        let most = (0..sample.n_nodes).map(|label| n_votes(&label)).max().unwrap_or(0);
                        if most == 0 { labels[node as usize] } else { (0..sample.n_nodes).find(|label| n_votes(label) == most).unwrap_or(0) }
                    };
                    labels = (0..sample.n_nodes).map(elected).collect();
                }
                prop_assert_eq!(of(&projection, n_rounds), labels);
            }
        }
    }
}
