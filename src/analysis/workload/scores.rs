//! Tasks that score nodes by their surroundings.

use super::{Needs, Values, Workload};
use crate::analysis::{
    Iteration, Restart, cdlp, core_number, eigenvector, local_clustering, pagerank, triangle_count,
};

pub(super) const TASKS: &[Workload] = &[
    Workload {
        name: "pagerank",
        summary: "PageRank after a number of rounds, dangling mass spread evenly",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, choices, budget| {
            Ok(Values::Real(pagerank::pagerank_after(
                projection,
                choices.damping,
                choices.iterations,
                budget,
            )?))
        },
    },
    Workload {
        name: "pagerank_conv",
        summary: "PageRank until all changes of a round add up to less than 1e-10",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, choices, budget| {
            let tolerance = 1e-10 / projection.n_nodes().max(1) as f64;
            let iteration = Iteration { iterations: 10_000, tolerance };
            let ranks =
                pagerank::pagerank(projection, choices.damping, Restart::Anywhere, iteration, budget)?;
            Ok(Values::Real(ranks))
        },
    },
    Workload {
        name: "eigenvector",
        summary: "eigenvector centrality, the greatest 1",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            let tolerance = 1e-13;
            let iteration = Iteration { iterations: 10_000, tolerance };
            let mut scores = eigenvector::eigenvector(projection, iteration, budget)?;
            let most = scores.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
            scores.iter_mut().for_each(|score| *score /= most);
            Ok(Values::Real(scores))
        },
    },
    Workload {
        name: "triangles",
        summary: "how many triangles there are, whichever way edges lead",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| Ok(Values::Single(triangle_count::triangle_count(projection, budget)?)),
    },
    Workload {
        name: "lcc",
        summary: "the share of the pairs of neighbours that edges lead between",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            Ok(Values::Real(local_clustering::local_clustering(projection, budget)?))
        },
    },
    Workload {
        name: "cdlp",
        summary: "communities by label propagation, all at once, a number of rounds",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, choices, budget| {
            Ok(Values::Labels(cdlp::cdlp(projection, choices.iterations, budget)?))
        },
    },
    Workload {
        name: "kcore",
        summary: "core numbers",
        needs: Needs::BothWays,
        is_per_source: false,
        run: |projection, _, budget| {
            let cores = core_number::core_numbers(projection, budget)?;
            Ok(Values::Whole(cores.into_iter().map(i64::from).collect()))
        },
    },
];
