//! The catalogue's numbers that say something about a graph as a whole.

use super::memory::Need;
use super::{Algorithm, Answer, Gives, Starts, Weights};
use crate::analysis::{assortativity, clustering, eccentricity, whole};

pub(super) const DENSITY: Algorithm = Algorithm {
    name: "density",
    label: ("Mật độ", "Density"),
    summary: (
        "tỉ lệ các cặp nút được nối với nhau",
        "the share of the pairs of nodes that are tied",
    ),
    source: "Wasserman, Faust 1994, section 4.3.2",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Number,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 64, bytes_per_arc: 48 },
    run: |projection, _, _| Ok(Answer::Number(whole::density(projection))),
};

pub(super) const RECIPROCITY: Algorithm = Algorithm {
    name: "reciprocity",
    label: ("Độ qua lại", "Reciprocity"),
    summary: (
        "tỉ lệ các mối nối có mối nối ngược lại; chỉ xác định khi đi theo chiều của phát biểu",
        "the share of ties that are returned; defined where claims are followed in their direction",
    ),
    source: "Wasserman, Faust 1994, section 13.3",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Number,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 64, bytes_per_arc: 64 },
    run: |projection, _, _| Ok(Answer::Number(whole::reciprocity(projection))),
};

pub(super) const ASSORTATIVITY: Algorithm = Algorithm {
    name: "assortativity",
    label: ("Độ tương hợp bậc", "Degree assortativity"),
    summary: (
        "nút nhiều phát biểu có nối với nút nhiều phát biểu không: từ -1 (ngược lại) tới 1",
        "whether nodes with many claims are tied to such: -1 (to the others) to 1",
    ),
    source: "Newman 2003, Physical Review E 67, 026126",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Number,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 32, bytes_per_arc: 8 },
    run: |projection, _, _| Ok(Answer::Number(assortativity::degree_assortativity(projection))),
};

pub(super) const TRANSITIVITY: Algorithm = Algorithm {
    name: "transitivity",
    label: ("Độ bắc cầu", "Transitivity"),
    summary: (
        "tỉ lệ các đường hai bước mà hai đầu được nối với nhau",
        "the share of paths of two steps whose ends are tied",
    ),
    source: "Newman, Watts, Strogatz 2002, PNAS 99",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Number,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 128, bytes_per_arc: 96 },
    run: whole::run_transitivity,
};

pub(super) const AVERAGE_CLUSTERING: Algorithm = Algorithm {
    name: "average-clustering",
    label: ("Hệ số kết cụm trung bình", "Average clustering"),
    summary: (
        "trung bình hệ số kết cụm của mọi nút",
        "the mean of the clustering of all nodes",
    ),
    source: "Watts, Strogatz 1998, Nature 393",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Number,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 128, bytes_per_arc: 192 },
    run: clustering::run_average,
};

pub(super) const AVERAGE_DISTANCE: Algorithm = Algorithm {
    name: "average-distance",
    label: ("Khoảng cách trung bình", "Average distance"),
    summary: (
        "số bước trung bình giữa hai nút có đường nối",
        "the mean number of steps between two nodes that a path connects",
    ),
    source: "Watts, Strogatz 1998, Nature 393",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Number,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 640, bytes_per_arc: 96 },
    run: whole::run_average_distance,
};

pub(super) const DIAMETER: Algorithm = Algorithm {
    name: "diameter",
    label: ("Đường kính", "Diameter"),
    summary: (
        "số bước giữa hai nút xa nhau nhất trong các nút có đường nối",
        "the most steps between two nodes that a path connects",
    ),
    source: "Harary 1969, Graph Theory; Takes, Kosters 2013, Algorithms 6(1)",
    parameters: &[],
    starts: Starts::None,
    gives: Gives::Number,
    weights: Weights::Ignored,
    memory: Need { bytes_per_node: 96, bytes_per_arc: 16 },
    run: eccentricity::run_diameter,
};
