//! Pictures for the tests of both drawers; all names are invented or those of places.

use crate::model::{Lang, Shape};
use crate::render::picture::{
    Arrangement, Cluster, Emphasis, LegendEntry, Line, Note, Picture, PictureEdge, PictureNode,
};

/// Texts that have broken writers of drawings.
pub(crate) fn hostile_names() -> Vec<String> {
    let mut names: Vec<String> = [
        "\"",
        "\\",
        "\\N",
        "\\G\\l\\E",
        "a\nb\r\nc",
        "]]>",
        "<![CDATA[x",
        "-->",
        "</script><script>alert(1)</script>",
        "=HYPERLINK(\"http://x.example\")",
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "a\" URL=\"javascript:alert(1)",
        "' onload='alert(1)",
        "node",
        "graph",
        "n1:p",
        ":",
        "<b>bold</b>",
        "<<TABLE><TR><TD>x</TD></TR></TABLE>>",
        "&amp; &lt; &#x1D4; &",
        "a\u{202E}b\u{2066}c",
        "a\u{0}b",
        "\u{1}\u{1B}[31m\u{7F}\u{85}\u{9B}",
        "\u{FFFE}\u{FFFF}\u{FEFF}",
        "Viê\u{323}t Nam, Hà Nô\u{323}i",
        "ວຽງຈັນ ນະຄອນຫຼວງວຽງຈັນ",
        "",
        " ",
        "{a|b}",
        "// x /* y */ # z",
    ]
    .map(str::to_owned)
    .into();
    names.push("ệ".repeat((64 << 10) / "ệ".len()));
    names
}

/// A picture in which `text` stands wherever text may stand.
pub(crate) fn with_text_everywhere(text: &str) -> Picture {
    let url = Some(text.to_owned());
    let node = |cluster| PictureNode {
        id: text.to_owned(),
        label: text.to_owned(),
        tooltip: text.to_owned(),
        url: url.clone(),
        fill: text.to_owned(),
        cluster,
        ..node("", Shape::Note)
    };
    let edge = |from, to| PictureEdge { tooltip: text.to_owned(), url: url.clone(), ..edge(from, to, text) };
    Picture {
        title: text.to_owned(),
        subtitle: vec![text.to_owned(), text.to_owned()],
        clusters: vec![cluster(text, None), cluster(text, Some(0))],
        nodes: vec![node(None), node(Some(0)), node(Some(1))],
        edges: vec![edge(0, 1), edge(1, 1), edge(2, 0)],
        strip: None,
        legend: vec![LegendEntry {
            label: text.to_owned(),
            shape: Shape::Tab,
            fill: text.to_owned(),
            frame: Line::Solid,
        }],
        sources: vec![Note { text: text.to_owned(), url }],
        lang: Lang::Vi,
        arrangement: Arrangement::Layers,
    }
}

/// A path of four hops with its surroundings, as `path A B` draws it.
pub(crate) fn path() -> Picture {
    let labels = [
        ("Nguyễn Văn A", OFFICIAL, None),
        ("Chủ tịch Ủy ban nhân dân thành phố Hà Nội", OFFICE, Some(0)),
        ("Biên bản ghi nhớ hợp tác giai đoạn 2021–2025", AGREEMENT, None),
        ("Đô trưởng Viêng Chăn (ເຈົ້າຄອງນະຄອນຫຼວງວຽງຈັນ)", OFFICE, Some(1)),
        ("Khamphone B", OFFICIAL, None),
        ("Ủy ban nhân dân thành phố Hà Nội", INSTITUTION, Some(0)),
        ("Sở Ngoại vụ Hà Nội", INSTITUTION, Some(0)),
        ("Chính quyền Thủ đô Viêng Chăn", INSTITUTION, Some(1)),
        ("Hà Nội", CITY, Some(0)),
        ("ນະຄອນຫຼວງວຽງຈັນ", CITY, Some(1)),
        ("Hội đàm tại Hà Nội, tháng 4 năm 2022", EVENT, None),
        ("Trường Song ngữ Nguyễn Du", PROJECT, Some(1)),
        ("Công viên hữu nghị", PROJECT, Some(1)),
        ("Trần Thị C", OFFICIAL, None),
        ("Giám đốc Sở Ngoại vụ", OFFICE, Some(0)),
    ];
    let mut nodes: Vec<PictureNode> =
        labels.into_iter().map(|(label, kind, cluster)| kind_node(label, kind, cluster)).collect();
    for node in nodes.iter_mut().take(5) {
        node.emphasis = Emphasis::Strong;
    }
    for node in nodes.iter_mut().skip(5) {
        node.emphasis = Emphasis::Faded;
    }
    let strong = [
        (0, 1, "giữ chức 2021 [1]"),
        (1, 2, "ký 2022-04-05 [2][3]"),
        (3, 2, "ký 2022-04-05 [2]"),
        (4, 3, "giữ chức 2020/.. [4]"),
    ];
    let faded = [
        (1, 5, "thuộc [5]"),
        (6, 5, "thuộc [5]"),
        (5, 8, "chính quyền của [5]"),
        (3, 7, "thuộc [6]"),
        (7, 9, "chính quyền của [6]"),
        (1, 10, "dự 2022-04 [7]"),
        (3, 10, "dự 2022-04 [7]"),
        (7, 11, "tiếp nhận 2019 [8]"),
        (5, 11, "tài trợ 2019 [8]"),
        (5, 12, "tặng 2021 [9]"),
        (13, 14, "giữ chức 2023 [3]"),
        (14, 6, "thuộc [5]"),
        (13, 10, "dự 2022-04 [7]"),
    ];
    let mut edges: Vec<PictureEdge> = strong
        .map(|(from, to, label)| PictureEdge { emphasis: Emphasis::Strong, ..edge(from, to, label) })
        .into();
    edges.extend(
        faded.map(|(from, to, label)| PictureEdge { emphasis: Emphasis::Faded, ..edge(from, to, label) }),
    );
    edges.push(PictureEdge { symmetric: true, line: Line::Dashed, ..edge(8, 9, "kết nghĩa 1994? [1]") });
    Picture {
        title: "Nguyễn Văn A → Khamphone B: đường ngắn nhất, 4 bước".to_owned(),
        subtitle: vec![
            "Tính đến 2023-01-01; mọi loại quan hệ trừ thuộc".to_owned(),
            "Không vẽ: 12 nút và 31 quan hệ ở xa hơn một bước".to_owned(),
        ],
        clusters: vec![cluster("Hà Nội", None), cluster("Viêng Chăn · ວຽງຈັນ", None)],
        nodes,
        edges,
        strip: None,
        legend: legend(),
        sources: sources(9),
        lang: Lang::Vi,
        arrangement: Arrangement::Layers,
    }
}

/// A larger picture: `n_nodes`, `n_edges` and `n_clusters` boxes, each third inside the one before.
///
/// Most edges lead from a kind to the next (officials to offices to institutions …) and stay in their box.
pub(crate) fn crowd(n_nodes: usize, n_edges: usize, n_clusters: usize) -> Picture {
    let mut random = Random(42);
    let kinds = [OFFICIAL, OFFICE, INSTITUTION, EVENT, AGREEMENT, PROJECT, CITY];
    let nodes = (0..n_nodes).map(|position| {
        let label: Vec<&str> = (0..=random.below(3)).map(|_| WORDS[random.below(WORDS.len())]).collect();
        let cluster = (n_clusters > 0 && random.below(6) > 0).then(|| random.below(n_clusters));
        kind_node(&format!("{} {}", label.join(" "), position + 1), kinds[position * 7 / n_nodes], cluster)
    });
    let nodes: Vec<PictureNode> = nodes.collect();
    let types = [
        "giữ chức 2022 [1]",
        "thuộc",
        "dự 2017-11-25? [12]",
        "ký kết biên bản ghi nhớ hợp tác 2019 [3]",
        "hỗ trợ [7]",
    ];
    let edges = (0..n_edges).map(|position| {
        let from = position % n_nodes;
        let to = near(&nodes, from, &mut random);
        let line = [Line::Solid, Line::Solid, Line::Solid, Line::Dashed, Line::Dotted][random.below(5)];
        PictureEdge {
            line,
            symmetric: random.below(8) == 0,
            ..edge(from, to, types[random.below(types.len())])
        }
    });
    let edges = edges.collect();
    let clusters = (0..n_clusters)
        .map(|position| cluster(WORDS[position % WORDS.len()], (position % 3 == 2).then(|| position - 1)));
    Picture {
        title: "Hà Nội – Viêng Chăn: quan hệ hợp tác".to_owned(),
        subtitle: vec![
            "Tính đến 2023-01-01".to_owned(),
            format!("Không vẽ: {} nút ít quan hệ nhất", n_nodes / 2),
        ],
        clusters: clusters.collect(),
        nodes,
        edges,
        strip: None,
        legend: legend(),
        sources: sources(12.min(n_nodes)),
        lang: Lang::Vi,
        arrangement: Arrangement::Layers,
    }
}

/// Picks an end for an edge: usually of a later kind and in the same box.
fn near(nodes: &[PictureNode], from: usize, random: &mut Random) -> usize {
    let step = (nodes.len() / 7).max(1);
    let pick = |random: &mut Random| (from + step + random.below(step)) % nodes.len();
    if random.below(12) == 0 {
        return random.below(nodes.len());
    }
    let tries: Vec<usize> = (0..12).map(|_| pick(random)).collect();
    tries.iter().copied().find(|&to| nodes[to].cluster == nodes[from].cluster).unwrap_or(tries[0])
}

const WORDS: [&str; 12] = [
    "Ủy ban nhân dân",
    "Sở Kế hoạch và Đầu tư",
    "quận Hoàn Kiếm",
    "huyện Chanthabuly",
    "ວຽງຈັນ",
    "Ban chỉ đạo",
    "Văn phòng",
    "Trưởng đoàn",
    "hợp tác giáo dục",
    "Mặt trận Tổ quốc",
    "ສະຖານທູດ",
    "khu vực phía Bắc",
];

type Kind = (Shape, &'static str);
const OFFICIAL: Kind = (Shape::Ellipse, "#0072B2");
const OFFICE: Kind = (Shape::Box, "#56B4E9");
const INSTITUTION: Kind = (Shape::Component, "#009E73");
const AGREEMENT: Kind = (Shape::Note, "#F0E442");
const EVENT: Kind = (Shape::Hexagon, "#CC79A7");
const PROJECT: Kind = (Shape::House, "#E69F00");
const CITY: Kind = (Shape::Octagon, "#D55E00");

fn legend() -> Vec<LegendEntry> {
    let kinds = [
        ("Quan chức", OFFICIAL),
        ("Chức vụ", OFFICE),
        ("Cơ quan", INSTITUTION),
        ("Thỏa thuận", AGREEMENT),
        ("Sự kiện", EVENT),
        ("Dự án", PROJECT),
        ("Thành phố", CITY),
    ];
    kinds
        .map(|(label, (shape, fill))| LegendEntry {
            label: label.to_owned(),
            shape,
            fill: fill.to_owned(),
            frame: Line::Solid,
        })
        .into()
}

fn sources(n: usize) -> Vec<Note> {
    (1..=n).map(|number| Note {
        text: format!("[{number}] 00{number} Báo Ví dụ, Hà Nội và Viêng Chăn tăng cường hợp tác trên nhiều lĩnh vực, 2022-04-0{number}, đoạn 3–5"),
        url: (number % 3 > 0).then(|| format!("https://example.org/bai?id={number}&lang=vi")),
    }).collect()
}

pub(crate) fn cluster(label: &str, parent: Option<usize>) -> Cluster {
    Cluster { label: label.to_owned(), parent }
}

pub(crate) fn node(label: &str, shape: Shape) -> PictureNode {
    PictureNode {
        id: label.to_owned(),
        label: label.to_owned(),
        tooltip: String::new(),
        url: None,
        shape,
        fill: "#FFFFFF".to_owned(),
        cluster: None,
        emphasis: Emphasis::Normal,
        scale: 1.0,
        frame: Line::Solid,
    }
}

fn kind_node(label: &str, (shape, fill): Kind, cluster: Option<usize>) -> PictureNode {
    PictureNode {
        fill: fill.to_owned(),
        tooltip: format!("{label}\n3 nguồn"),
        url: Some("https://example.org/?a=1&b=2".to_owned()),
        cluster,
        ..node(label, shape)
    }
}

pub(crate) fn edge(from: usize, to: usize, label: &str) -> PictureEdge {
    PictureEdge {
        from,
        to,
        label: label.to_owned(),
        tooltip: String::new(),
        url: None,
        line: Line::Solid,
        emphasis: Emphasis::Normal,
        symmetric: false,
        scale: 1.0,
    }
}

/// A small generator of numbers that are the same on every machine (Knuth's MMIX constants).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % end.max(1)
    }
}
