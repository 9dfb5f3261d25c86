//! The catalogue's measures of nodes and edges.

use super::memory::Need;
use super::{Algorithm, Answer, Gives, Parameter, Starts, Weights};
use crate::analysis::{
    betweenness, closeness, clustering, core_number, degree, distances, eccentricity, eigenvector, hits, katz, pagerank, structural_holes,
};

pub(super) const DEGREE: Algorithm = Algorithm {
    name: "degree",
    label: ("Bậc", "Degree"),
    summary: (
        "số phát biểu chạm tới nút; phát biểu nối nút với chính nó tính hai lần",
        "how many claims touch the node; a claim from it to itself counts twice",
    ),
    source: "Freeman 1978, Social Networks 1(3)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 16, bytes_per_arc: 0 },
    run: |projection, _, _| Ok(Answer::NodeScores(degree::degrees(projection))),
};

pub(super) const STRENGTH: Algorithm = Algorithm {
    name: "strength",
    label: ("Bậc có trọng số", "Strength"),
    summary: (
        "tổng trọng số của các phát biểu chạm tới nút; không có trọng số thì bằng bậc",
        "the sum of the weights of the claims that touch the node; the degree without weights",
    ),
    source: "Barrat et al. 2004, PNAS 101(11)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 16, bytes_per_arc: 0 },
    run: |projection, _, _| Ok(Answer::NodeScores(degree::strengths(projection))),
};

pub(super) const BETWEENNESS: Algorithm = Algorithm {
    name: "betweenness",
    label: ("Độ trung gian", "Betweenness"),
    summary: (
        "tỉ lệ các cặp nút khác mà đường ngắn nhất giữa chúng đi qua nút; các phát biểu song song tính là một",
        "the share of pairs of other nodes whose shortest paths lead through the node; parallel claims count as one",
    ),
    source: "Freeman 1977, Sociometry 40(1); Brandes 2001, J. Math. Sociology 25(2)",
    parameters: &[NORMALIZED, SAMPLE, SEED],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Length,
    memory: Need { bytes_per_node: 1024, bytes_per_arc: 96 },
    run: betweenness::run,
};

pub(super) const EDGE_BETWEENNESS: Algorithm = Algorithm {
    name: "edge-betweenness",
    label: ("Độ trung gian của phát biểu", "Edge betweenness"),
    summary: (
        "tỉ lệ các cặp nút mà đường ngắn nhất giữa chúng đi qua phát biểu; các phát biểu song song chia đều",
        "the share of pairs of nodes whose shortest paths lead over the claim; parallel claims share evenly",
    ),
    source: "Girvan, Newman 2002, PNAS 99(12); Brandes 2008, Social Networks 30(2)",
    parameters: &[NORMALIZED, SAMPLE, SEED],
    starts: Starts::None,
    gives: Gives::EdgeScores,
    weights: Weights::Length,
    memory: Need { bytes_per_node: 1024, bytes_per_arc: 128 },
    run: betweenness::run_on_edges,
};

pub(super) const CLOSENESS: Algorithm = Algorithm {
    name: "closeness",
    label: ("Độ gần", "Closeness"),
    summary: (
        "nghịch đảo khoảng cách trung bình từ các nút tới được nút này, nhân với tỉ lệ các nút tới được",
        "the inverse of the mean distance from the nodes that reach the node, times the share of nodes that do",
    ),
    source: "Freeman 1978, Social Networks 1(3); Wasserman, Faust 1994, equation 5.22",
    parameters: &[SAMPLE, SEED],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Length,
    memory: Need { bytes_per_node: 640, bytes_per_arc: 96 },
    run: closeness::run,
};

pub(super) const HARMONIC: Algorithm = Algorithm {
    name: "harmonic",
    label: ("Độ gần điều hoà", "Harmonic centrality"),
    summary: (
        "tổng nghịch đảo khoảng cách từ mọi nút khác; nút không tới được tính 0",
        "the sum of the inverse distances from all other nodes; 0 for those that do not reach the node",
    ),
    source: "Boldi, Vigna 2014, Internet Mathematics 10(3-4)",
    parameters: &[SAMPLE, SEED],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Length,
    memory: Need { bytes_per_node: 640, bytes_per_arc: 96 },
    run: closeness::run_harmonic,
};

pub(super) const EIGENVECTOR: Algorithm = Algorithm {
    name: "eigenvector",
    label: ("Độ trung tâm vectơ riêng", "Eigenvector centrality"),
    summary: (
        "điểm của nút tỉ lệ với tổng điểm của các nút dẫn tới nó; không xác định khi đi một chiều mà không có vòng",
        "a node's score is in proportion to those of the nodes that lead to it; there is none one way without cycles",
    ),
    source: "Bonacich 1987, American J. of Sociology 92(5)",
    parameters: &[ITERATIONS, TOLERANCE],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 400, bytes_per_arc: 16 },
    run: eigenvector::run,
};

pub(super) const KATZ: Algorithm = Algorithm {
    name: "katz",
    label: ("Độ trung tâm Katz", "Katz centrality"),
    summary: (
        "số lối đi dẫn tới nút, lối càng dài tính càng ít",
        "how many walks lead to the node, the longer the less they count",
    ),
    source: "Katz 1953, Psychometrika 18(1); Newman 2010, Networks, section 7.3",
    parameters: &[ALPHA, ITERATIONS, TOLERANCE],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 64, bytes_per_arc: 16 },
    run: katz::run,
};

pub(super) const PAGERANK: Algorithm = Algorithm {
    name: "pagerank",
    label: ("PageRank", "PageRank"),
    summary: (
        "xác suất một người đi ngẫu nhiên theo các phát biểu đứng ở nút",
        "how likely a random walk over claims is to stand at the node",
    ),
    source: "Page, Brin, Motwani, Winograd 1999, Stanford InfoLab 1999-66",
    parameters: &[DAMPING, ITERATIONS, TOLERANCE],
    starts: Starts::Optional,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 64, bytes_per_arc: 16 },
    run: pagerank::run,
};

pub(super) const HUBS: Algorithm = Algorithm {
    name: "hubs",
    label: ("Nút chỉ dẫn (HITS)", "Hubs (HITS)"),
    summary: (
        "nút dẫn tới nhiều nút được dẫn tới; dùng với --directed",
        "how much the node leads to nodes that are led to; meant for --directed",
    ),
    source: "Kleinberg 1999, J. ACM 46(5)",
    parameters: &[ITERATIONS, TOLERANCE],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 32 },
    run: hits::run_hubs,
};

pub(super) const AUTHORITIES: Algorithm = Algorithm {
    name: "authorities",
    label: ("Nút được dẫn tới (HITS)", "Authorities (HITS)"),
    summary: (
        "nút được nhiều nút chỉ dẫn tốt dẫn tới; dùng với --directed",
        "how much the node is led to by good hubs; meant for --directed",
    ),
    source: "Kleinberg 1999, J. ACM 46(5)",
    parameters: &[ITERATIONS, TOLERANCE],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 32 },
    run: hits::run_authorities,
};

pub(super) const CORE: Algorithm = Algorithm {
    name: "core",
    label: ("Số lõi", "Core number"),
    summary: (
        "số k lớn nhất sao cho nút nằm trong phần mà mọi nút có ít nhất k nút kề trong phần đó",
        "the greatest k so that the node is in a part where every node has k neighbours in the part",
    ),
    source: "Seidman 1983, Social Networks 5(3); Batagelj, Zaveršnik 2003, arXiv:cs/0310049",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 96 },
    run: core_number::run,
};

pub(super) const CLUSTERING: Algorithm = Algorithm {
    name: "clustering",
    label: ("Hệ số kết cụm", "Clustering"),
    summary: (
        "tỉ lệ các cặp nút kề được nối với nhau; 0 nếu không có cặp nào",
        "the share of the pairs of neighbours that are tied to each other; 0 without a pair",
    ),
    source: "Watts, Strogatz 1998, Nature 393; Onnela et al. 2005; Fagiolo 2007",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 128, bytes_per_arc: 192 },
    run: clustering::run,
};

pub(super) const CONSTRAINT: Algorithm = Algorithm {
    name: "constraint",
    label: ("Mức ràng buộc (Burt)", "Constraint (Burt)"),
    summary: (
        "các mối nối của nút dồn về cùng một ít nút tới mức nào; thấp là người bắc cầu",
        "how far the node's ties go to the same few others; low for brokers",
    ),
    source: "Burt 2004, American J. of Sociology 110(2)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 192 },
    run: structural_holes::run_constraint,
};

pub(super) const EFFECTIVE_SIZE: Algorithm = Algorithm {
    name: "effective-size",
    label: ("Quy mô hiệu dụng (Burt)", "Effective size (Burt)"),
    summary: (
        "số nút kề, trừ đi phần trùng lặp do chúng nối với nhau",
        "how many neighbours the node has, less what they are tied to each other",
    ),
    source: "Burt 1992, Structural Holes, equation 2.2",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 192 },
    run: structural_holes::run_effective_size,
};

pub(super) const DISTANCE: Algorithm = Algorithm {
    name: "distance",
    label: ("Khoảng cách", "Distance"),
    summary: (
        "độ dài đường ngắn nhất tới nút từ nút đã chọn gần nhất; không xác định nếu không có đường",
        "how long the shortest path to the node is from the nearest of given nodes; undefined without a path",
    ),
    source: "Dijkstra 1959, Numerische Mathematik 1; Dial 1969, Communications of the ACM 12(11)",
    parameters: &[],
    starts: Starts::Required,
    gives: Gives::NodeScores,
    weights: Weights::Length,
    memory: Need { bytes_per_node: 64, bytes_per_arc: 16 },
    run: distances::run,
};

pub(super) const ECCENTRICITY: Algorithm = Algorithm {
    name: "eccentricity",
    label: ("Độ lệch tâm", "Eccentricity"),
    summary: (
        "số bước tới nút xa nhất mà từ nút tới được",
        "how many steps the farthest node is away, of those that the node leads to",
    ),
    source: "Harary 1969, Graph Theory; Takes, Kosters 2013, Algorithms 6(1)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 64, bytes_per_arc: 16 },
    run: eccentricity::run,
};

pub(super) const TRIANGLES: Algorithm = Algorithm {
    name: "triangles",
    label: ("Số tam giác", "Triangles"),
    summary: (
        "số cặp nút kề của nút được nối với nhau; các phát biểu song song tính là một",
        "how many pairs of the node's neighbours are tied to each other; parallel claims count as one",
    ),
    source: "Schank, Wagner 2005, WEA",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::NodeScores,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 128, bytes_per_arc: 96 },
    run: clustering::run_triangles,
};

const NORMALIZED: Parameter = Parameter {
    name: "normalized",
    default: 1.0,
    least: 0.0,
    greatest: 1.0,
    whole: true,
    summary: ("1 cho tỉ lệ trên mọi cặp, 0 cho số cặp", "1 gives the share of all pairs, 0 their number"),
};

const SAMPLE: Parameter = Parameter {
    name: "sample",
    default: 0.0,
    least: 0.0,
    greatest: 4_294_967_295.0,
    whole: true,
    summary: (
        "ước lượng từ chừng này nút xuất phát; 0 là tính đúng từ mọi nút",
        "estimate from so many starting nodes; 0 is exactly, from all",
    ),
};

const SEED: Parameter = Parameter {
    name: "seed",
    default: 0.0,
    least: 0.0,
    greatest: 9_007_199_254_740_991.0,
    whole: true,
    summary: ("chọn các nút xuất phát của mẫu", "chooses the starting nodes of the sample"),
};

const ALPHA: Parameter = Parameter {
    name: "alpha",
    default: 0.0,
    least: 0.0,
    greatest: 1.0,
    whole: false,
    summary: (
        "mỗi bước dài thêm thì nhân với số này; 0 là 0,85 chia cho giá trị riêng lớn nhất",
        "each further step is multiplied by this; 0 is 0.85 divided by the greatest eigenvalue",
    ),
};

const DAMPING: Parameter = Parameter {
    name: "damping",
    default: 0.85,
    least: 0.0,
    greatest: 0.999,
    whole: false,
    summary: ("xác suất đi tiếp theo một cạnh", "how likely the walk is to go on along an edge"),
};

const ITERATIONS: Parameter = Parameter {
    name: "iterations",
    default: 10_000.0,
    least: 1.0,
    greatest: 1e6,
    whole: true,
    summary: ("số bước lặp nhiều nhất", "the most steps of the iteration"),
};

const TOLERANCE: Parameter = Parameter {
    name: "tolerance",
    default: 1e-12,
    least: 1e-15,
    greatest: 1.0,
    whole: false,
    summary: (
        "dừng khi mỗi nút trung bình đổi ít hơn chừng này",
        "stop when nodes change by less than this on average",
    ),
};
