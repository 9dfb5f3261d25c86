//! The catalogue's scores of pairs that are not tied.

use super::memory::Need;
use super::{Algorithm, AnalysisError, Answer, Gives, Parameter, Settings, Starts, Weights};
use crate::analysis::{Budget, LinkCandidate, LinkPrediction, LinkScore};
use crate::graph::Projection;

pub(super) const COMMON_NEIGHBORS: Algorithm = Algorithm {
    name: "common-neighbors",
    label: ("Số nút kề chung", "Common neighbours"),
    summary: (
        "các cặp nút chưa nối với nhau mà có nhiều nút kề chung nhất",
        "the pairs not tied to each other that share the most neighbours",
    ),
    source: "Liben-Nowell, Kleinberg 2007, JASIST 58(7)",
    parameters: &[TOP],
    starts: Starts::Optional,
    gives: Gives::Pairs,
    weights: Weights::Ignored,
    memory: NEED,
    run: |projection, settings, budget| run(projection, LinkScore::CommonNeighbors, settings, budget),
};

pub(super) const JACCARD: Algorithm = Algorithm {
    name: "jaccard",
    label: ("Hệ số Jaccard", "Jaccard coefficient"),
    summary: (
        "các cặp nút chưa nối với nhau mà phần nút kề chung trong mọi nút kề là lớn nhất",
        "the pairs not tied to each other that share most of their neighbours",
    ),
    source: "Liben-Nowell, Kleinberg 2007, JASIST 58(7)",
    parameters: &[TOP],
    starts: Starts::Optional,
    gives: Gives::Pairs,
    weights: Weights::Ignored,
    memory: NEED,
    run: |projection, settings, budget| run(projection, LinkScore::Jaccard, settings, budget),
};

pub(super) const ADAMIC_ADAR: Algorithm = Algorithm {
    name: "adamic-adar",
    label: ("Chỉ số Adamic–Adar", "Adamic–Adar index"),
    summary: (
        "các cặp nút chưa nối với nhau có nhiều nút kề chung nhất, nút kề càng ít mối nối càng đáng kể",
        "the pairs not tied to each other that share the most neighbours, those with few ties counting more",
    ),
    source: "Adamic, Adar 2003, Social Networks 25(3)",
    parameters: &[TOP],
    starts: Starts::Optional,
    gives: Gives::Pairs,
    weights: Weights::Ignored,
    memory: NEED,
    run: |projection, settings, budget| run(projection, LinkScore::AdamicAdar, settings, budget),
};

pub(super) const RESOURCE_ALLOCATION: Algorithm = Algorithm {
    name: "resource-allocation",
    label: ("Chỉ số phân bổ nguồn lực", "Resource allocation index"),
    summary: (
        "các cặp nút chưa nối với nhau mà một bên gửi qua các nút kề chung được nhiều nhất cho bên kia",
        "the pairs not tied to each other of which one could send the other most through shared neighbours",
    ),
    source: "Zhou, Lü, Zhang 2009, European Physical Journal B 71",
    parameters: &[TOP],
    starts: Starts::Optional,
    gives: Gives::Pairs,
    weights: Weights::Ignored,
    memory: NEED,
    run: |projection, settings, budget| run(projection, LinkScore::ResourceAllocation, settings, budget),
};

pub(super) const PREFERENTIAL_ATTACHMENT: Algorithm = Algorithm {
    name: "preferential-attachment",
    label: ("Gắn kết ưu tiên", "Preferential attachment"),
    summary: (
        "các cặp nút chưa nối với nhau, có nút kề chung, mà tích số nút kề là lớn nhất",
        "the pairs not tied to each other, but to a third, with the greatest product of their numbers of neighbours",
    ),
    source: "Barabási, Albert 1999, Science 286; Liben-Nowell, Kleinberg 2007, JASIST 58(7)",
    parameters: &[TOP],
    starts: Starts::Optional,
    gives: Gives::Pairs,
    weights: Weights::Ignored,
    memory: NEED,
    run: |projection, settings, budget| run(projection, LinkScore::PreferentialAttachment, settings, budget),
};

const NEED: Need = Need { bytes_per_node: 160, bytes_per_arc: 96 };

const TOP: Parameter = Parameter {
    name: "top",
    default: 20.0,
    least: 1.0,
    greatest: 1e6,
    whole: true,
    summary: ("số cặp nhiều nhất", "the most pairs"),
};

/// Returns the best pairs: of the nodes that it starts from, or of all.
fn run(
    projection: &Projection,
    score: LinkScore,
    settings: &Settings,
    budget: &Budget,
) -> Result<Answer, AnalysisError> {
    let links = LinkPrediction::new(projection);
    let n_wanted = settings.count("top");
    if settings.starts().is_empty() {
        return Ok(Answer::Pairs(links.top(n_wanted, score, budget)?));
    }
    let mut found = Vec::new();
    for start in settings.starts() {
        budget.check_time()?;
        found.extend(links.candidates(*start, score));
        if found.len() > MOST_HELD.max(2 * n_wanted) {
            keep_best(&mut found, n_wanted);
        }
    }
    keep_best(&mut found, n_wanted);
    Ok(Answer::Pairs(found))
}

/// Above so many pairs, those that are not among the best are let go.
const MOST_HELD: usize = 1 << 20;

/// Keeps so many pairs, the highest score first, of equals the one with the lowest nodes; each pair once.
fn keep_best(found: &mut Vec<LinkCandidate>, n_wanted: usize) {
    found.sort_by(|one, other| other.score.total_cmp(&one.score).then(one.nodes.cmp(&other.nodes)));
    found.dedup_by_key(|candidate| candidate.nodes);
    found.truncate(n_wanted);
}
