//! The catalogue's ways to group nodes, and to find what holds a graph together.

use super::memory::Need;
use super::{Algorithm, Gives, Parameter, Starts, Weights};
use crate::analysis::{biconnected, cdlp, components, cuts, label_propagation, leiden, louvain, spanning_forest, strong_components};

pub(super) const LEIDEN: Algorithm = Algorithm {
    name: "leiden",
    label: ("Cộng đồng (Leiden)", "Communities (Leiden)"),
    summary: (
        "các nhóm nút gắn với nhau chặt hơn mức ngẫu nhiên, mỗi nhóm đều liên thông",
        "groups of nodes tied to each other more closely than by chance, each connected",
    ),
    source: "Traag, Waltman, van Eck 2019, Scientific Reports 9, 5233",
    parameters: &[RESOLUTION, SEED, RESTARTS],
    starts: Starts::None,
    gives: Gives::Groups,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 160, bytes_per_arc: 48 },
    run: leiden::run,
};

pub(super) const LOUVAIN: Algorithm = Algorithm {
    name: "louvain",
    label: ("Cộng đồng (Louvain)", "Communities (Louvain)"),
    summary: (
        "các nhóm nút gắn với nhau chặt hơn mức ngẫu nhiên",
        "groups of nodes tied to each other more closely than by chance",
    ),
    source: "Blondel, Guillaume, Lambiotte, Lefebvre 2008, Journal of Statistical Mechanics P10008",
    parameters: &[RESOLUTION, SEED],
    starts: Starts::None,
    gives: Gives::Groups,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 112, bytes_per_arc: 32 },
    run: louvain::run,
};

pub(super) const LABEL_PROPAGATION: Algorithm = Algorithm {
    name: "label-propagation",
    label: ("Cộng đồng (lan truyền nhãn)", "Communities (label propagation)"),
    summary: (
        "các nhóm nút mà mỗi nút mang nhãn phổ biến nhất trong các nút lân cận",
        "groups in which every node has the label most common among its neighbours",
    ),
    source: "Raghavan, Albert, Kumara 2007, Physical Review E 76, 036106",
    parameters: &[SEED, ROUNDS],
    starts: Starts::None,
    gives: Gives::Groups,
    weights: Weights::Strength,
    memory: Need { bytes_per_node: 80, bytes_per_arc: 32 },
    run: label_propagation::run,
};

pub(super) const CDLP: Algorithm = Algorithm {
    name: "cdlp",
    label: ("Cộng đồng (lan truyền nhãn đồng thời)", "Communities (CDLP)"),
    summary: (
        "nhãn của mỗi nút sau một số vòng, mỗi vòng mọi nút cùng nhận nhãn phổ biến nhất quanh mình",
        "the label of each node after some rounds in which all take the one most common around them at once",
    ),
    source: "Iosup et al. 2020, arXiv:2011.15028, section 2.3.4",
    parameters: &[TURNS],
    starts: Starts::None,
    gives: Gives::Groups,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 32 },
    run: cdlp::run,
};

pub(super) const WEAK_COMPONENTS: Algorithm = Algorithm {
    name: "weak-components",
    label: ("Thành phần liên thông", "Components"),
    summary: (
        "các nhóm nút nối được với nhau qua các phát biểu theo chiều bất kỳ",
        "groups of nodes that claims connect, read either way",
    ),
    source: "Sutton, Ben-Nun, Barak 2018, IPDPS",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Groups,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 64, bytes_per_arc: 8 },
    run: components::run_weak,
};

pub(super) const STRONG_COMPONENTS: Algorithm = Algorithm {
    name: "strong-components",
    label: ("Thành phần liên thông mạnh", "Strong components"),
    summary: (
        "các nhóm nút mà từ mỗi nút có thể theo chiều các phát biểu tới mọi nút khác rồi quay lại",
        "groups of nodes that claims lead between and back, in their direction",
    ),
    source: "Tarjan 1972, SIAM Journal on Computing 1(2)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Groups,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 8 },
    run: strong_components::run,
};

pub(super) const BRIDGES: Algorithm = Algorithm {
    name: "bridges",
    label: ("Cầu", "Bridges"),
    summary: (
        "các phát biểu mà thiếu đi thì hai phần của đồ thị rời nhau",
        "claims without which two parts of the graph come apart",
    ),
    source: "Tarjan 1974, Information Processing Letters 2(6)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Edges,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 128, bytes_per_arc: 32 },
    run: cuts::run_bridges,
};

pub(super) const ARTICULATION_POINTS: Algorithm = Algorithm {
    name: "articulation-points",
    label: ("Nút khớp", "Articulation points"),
    summary: (
        "các nút mà thiếu đi thì phần còn lại rời thành nhiều mảnh",
        "nodes without which what they connect comes apart",
    ),
    source: "Hopcroft, Tarjan 1973, Communications of the ACM 16(6)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Nodes,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 128, bytes_per_arc: 32 },
    run: cuts::run_points,
};

pub(super) const BICONNECTED_COMPONENTS: Algorithm = Algorithm {
    name: "biconnected-components",
    label: ("Thành phần song liên thông", "Biconnected components"),
    summary: (
        "các nhóm phát biểu vẫn liền một khối dù thiếu đi bất kỳ nút nào",
        "groups of claims that stay in one piece whichever node is lost",
    ),
    source: "Hopcroft, Tarjan 1973, Communications of the ACM 16(6)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::EdgeGroups,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 128, bytes_per_arc: 48 },
    run: biconnected::run,
};

pub(super) const MINIMUM_SPANNING_FOREST: Algorithm = Algorithm {
    name: "minimum-spanning-forest",
    label: ("Rừng khung nhỏ nhất", "Minimum spanning forest"),
    summary: (
        "các phát biểu ngắn nhất đủ để nối mọi nút vốn nối được với nhau",
        "the shortest claims that connect all nodes that claims connect",
    ),
    source: "Kruskal 1956, Proceedings of the American Mathematical Society 7(1)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Edges,
    weights: Weights::Length,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 64 },
    run: spanning_forest::run,
};

const RESOLUTION: Parameter = Parameter {
    name: "resolution",
    default: 1.0,
    least: 0.0,
    greatest: 1e6,
    whole: false,
    summary: (
        "lớn hơn 1 thì nhóm nhỏ hơn, nhỏ hơn 1 thì nhóm lớn hơn",
        "above 1 groups are smaller, below 1 larger",
    ),
};

const SEED: Parameter = Parameter {
    name: "seed",
    default: 1.0,
    least: 0.0,
    greatest: 4_294_967_295.0,
    whole: true,
    summary: ("chọn thứ tự xét các nút", "chooses the order in which nodes are visited"),
};

const RESTARTS: Parameter = Parameter {
    name: "iterations",
    default: 10.0,
    least: 1.0,
    greatest: 1000.0,
    whole: true,
    summary: (
        "số lần bắt đầu lại từ các nhóm đã tìm được, nhiều nhất",
        "the most times to start again from the groups found",
    ),
};

const ROUNDS: Parameter = Parameter {
    name: "iterations",
    default: 1000.0,
    least: 1.0,
    greatest: 1e6,
    whole: true,
    summary: ("số vòng nhiều nhất", "the most rounds"),
};

const TURNS: Parameter = Parameter {
    name: "iterations",
    default: 10.0,
    least: 0.0,
    greatest: 1e6,
    whole: true,
    summary: ("số vòng", "how many rounds"),
};
