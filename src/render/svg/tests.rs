#![expect(clippy::unwrap_used, reason = "tests")]

use proptest::prelude::*;
use roxmltree::{Document, Node};

use super::*;
use crate::model::Shape;
use crate::render::picture::{Emphasis, Line, PictureEdge, PictureNode};
use crate::render::samples::{cluster, crowd, edge, hostile_names, node, path, with_text_everywhere};
use crate::render::text::showable;

const ELEMENTS: &[&str] =
    &["svg", "title", "desc", "rect", "g", "a", "ellipse", "polygon", "polyline", "path", "text"];
const ATTRIBUTES: &[&str] = &[
    "width",
    "height",
    "viewBox",
    "role",
    "aria-labelledby",
    "lang",
    "font-family",
    "id",
    "fill",
    "href",
    "cx",
    "cy",
    "rx",
    "ry",
    "x",
    "y",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "stroke-linejoin",
    "paint-order",
    "points",
    "d",
    "font-size",
    "font-weight",
    "text-anchor",
    "fill-opacity",
];

fn check_is_only_a_drawing(text: &str) {
    let svg = to_svg(&with_text_everywhere(text)).unwrap();
    let document = Document::parse(&svg).unwrap();
    for element in document.descendants().filter(Node::is_element) {
        assert!(ELEMENTS.contains(&element.tag_name().name()), "{element:?}");
        for attribute in element.attributes() {
            assert!(ATTRIBUTES.contains(&attribute.name()), "{attribute:?}");
            let is_link = attribute.name() == "href";
            assert!(!is_link || Some(attribute.value()) == crate::render::link::safe_link(text).as_deref());
        }
    }
    let title = document.root_element().first_element_child().unwrap();
    assert_eq!(title.text().unwrap_or_default(), showable(text));
}

#[test]
fn hostile_names_stay_text() {
    for name in hostile_names() {
        check_is_only_a_drawing(&name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_stays_text(text in any::<String>()) {
        check_is_only_a_drawing(&text);
    }

    #[test]
    fn any_graph_is_drawn(
        n_nodes in 0..12_usize,
        ends in prop::collection::vec((0..14_usize, 0..14_usize, any::<bool>()), 0..30),
        boxes in prop::collection::vec(prop::option::of(0..6_usize), 0..5),
        around in prop::collection::vec(prop::option::of(0..6_usize), 12),
    ) {
        let nodes = (0..n_nodes).map(|number| PictureNode { cluster: around[number], ..node("n", Shape::Ellipse) });
        let edges = ends.iter().map(|&(from, to, is_strong)| {
            let emphasis = if is_strong { Emphasis::Strong } else { Emphasis::Normal };
            PictureEdge { emphasis, ..edge(from, to, "e") }
        });
        let picture = Picture {
            nodes: nodes.collect(),
            edges: edges.collect(),
            clusters: boxes.into_iter().map(|parent| cluster("c", parent)).collect(),
            ..Picture::default()
        };
        let svg = to_svg(&picture).unwrap();
        prop_assert!(!svg.contains("NaN") && !svg.contains("inf"));
        let n_drawn = ends.iter().filter(|end| end.0 < n_nodes && end.1 < n_nodes).count();
        let document = Document::parse(&svg).unwrap();
        let texts = |wanted| document.descendants().filter(|node| node.has_tag_name("text") && node.text() == Some(wanted)).count();
        prop_assert_eq!(texts("e"), n_drawn);
        prop_assert_eq!(texts("n"), n_nodes);
    }
}

/// Returns the left, top, right and bottom of each node's outline, for pictures whose nodes are boxes.
fn frames(svg: &str) -> Vec<[f64; 4]> {
    let document = Document::parse(svg).unwrap();
    let polygons = document.descendants().filter(|node| node.has_tag_name("polygon"));
    polygons
        .map(|polygon| {
            let points = polygon
                .attribute("points")
                .unwrap()
                .split([' ', ','])
                .map(|number| number.parse::<f64>().unwrap());
            let points: Vec<f64> = points.collect();
            [points[0], points[1], points[4], points[5]]
        })
        .collect()
}

#[test]
fn nodes_do_not_overlap() {
    let mut picture = crowd(150, 400, 7);
    picture.legend.clear();
    for node in &mut picture.nodes {
        node.shape = Shape::Box;
    }
    let frames = frames(&to_svg(&picture).unwrap());
    assert_eq!(frames.len(), 150);
    for (number, a) in frames.iter().enumerate() {
        for b in &frames[..number] {
            assert!(a[2] < b[0] || b[2] < a[0] || a[3] < b[1] || b[3] < a[1], "{a:?} {b:?}");
        }
    }
}

#[test]
fn parallel_edges_and_loops_have_ways_of_their_own() {
    let edges = vec![edge(0, 1, "a"), edge(0, 1, "a"), edge(1, 0, "a"), edge(0, 0, "l"), edge(0, 0, "l")];
    let picture =
        Picture { nodes: vec![node("x", Shape::Box), node("y", Shape::Box)], edges, ..Picture::default() };
    let svg = to_svg(&picture).unwrap();
    let document = Document::parse(&svg).unwrap();
    let mut ways: Vec<&str> = document
        .descendants()
        .filter(|node| node.attribute("fill") == Some("none"))
        .filter_map(|node| node.attribute("d"))
        .collect();
    assert_eq!(ways.len(), 5);
    ways.sort_unstable();
    ways.dedup();
    assert_eq!(ways.len(), 5);
}

#[test]
fn too_many_nodes_are_refused() {
    let error = to_svg(&crowd(501, 0, 0)).unwrap_err();
    insta::assert_snapshot!(format!("{error}\nhint: {}", error.hint()), @r"
    501 nodes and 0 edges are too many to draw without Graphviz; at most 500 and 2000 are legible
    hint: draw a part with `--focus` or `--kind`, or install Graphviz
    ");
    assert!(to_svg(&crowd(500, 0, 0)).is_ok());
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    assert_eq!(to_svg(&crowd(120, 250, 8)), to_svg(&crowd(120, 250, 8)));
}

#[test]
fn very_deep_and_very_many_boxes_are_drawn() {
    let clusters = (0..2_000_usize).map(|n| cluster("", n.checked_sub(1))).collect();
    assert!(to_svg(&Picture { clusters, ..Picture::default() }).is_ok());
}

#[test]
fn samples_name_all_they_show() {
    let picture = path();
    let svg = to_svg(&picture).unwrap();
    let document = Document::parse(&svg).unwrap();
    let text: String = document
        .descendants()
        .filter(|node| node.has_tag_name("text"))
        .filter_map(|node| node.text())
        .collect();
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let all = squeezed(&text);
    let labels = picture.nodes.iter().map(|node| &node.label);
    let labels = labels.chain(picture.edges.iter().map(|edge| &edge.label)).chain(&picture.subtitle);
    let labels = labels.chain(picture.sources.iter().map(|note| &note.text)).chain([&picture.title]);
    for label in labels {
        assert!(all.contains(&squeezed(label)), "{label}");
    }
}

#[test]
fn a_small_picture() {
    let picture = Picture {
        title: "A → B".to_owned(),
        nodes: vec![node("A & co", Shape::Ellipse), node("B", Shape::Note)],
        edges: vec![PictureEdge { line: Line::Dashed, ..edge(0, 1, "holds 2022 [1]") }],
        ..Picture::default()
    };
    insta::assert_snapshot!(to_svg(&picture).unwrap(), @r##"
    <svg xmlns="http://www.w3.org/2000/svg" width="688" height="189.6" viewBox="0 0 688 189.6" role="img" aria-labelledby="title desc" lang="en" font-family="Noto Sans, Noto Sans Lao, DejaVu Sans, Arial, sans-serif">
    <title id="title">A → B</title>
    <desc id="desc"></desc>
    <rect width="688" height="189.6" fill="#FFFFFF"/>
    <text x="24" y="41.1" font-size="18" fill="#000000" font-weight="bold">A → B</text>
    <g>
    <title>holds 2022 [1]</title>
    <path d="M344 84.8 L344 129.5" fill="none" stroke="#5A5A5A" stroke-width="1.1" stroke-dasharray="6 4"/>
    <path d="M344 136.6 L340.7 129.5 L347.3 129.5 Z" fill="#5A5A5A"/>
    </g>
    <g>
    <title>A &amp; co</title>
    <ellipse cx="344" cy="71.6" rx="32.8" ry="13.1" fill="#FFFFFF" stroke="#333333" stroke-width="1"/>
    <text x="344" y="75.5" font-size="12" text-anchor="middle" fill="#000000">A &amp; co</text>
    </g>
    <g>
    <title>B</title>
    <polygon points="322,136.6 357,136.6 366,145.6 366,165.6 322,165.6" fill="#FFFFFF" stroke="#333333" stroke-width="1"/>
    <polyline points="357,136.6 357,145.6 366,145.6" fill="none" stroke="#333333" stroke-width="1"/>
    <text x="344" y="155" font-size="12" text-anchor="middle" fill="#000000">B</text>
    </g>
    <rect x="307.8" y="104.8" width="72.4" height="11.9" rx="2" fill="#FFFFFF" fill-opacity="0.75"/>
    <text x="344" y="113.8" font-size="9.5" text-anchor="middle" fill="#4D4D4D" stroke="#FFFFFF" stroke-width="3" stroke-linejoin="round" paint-order="stroke">holds 2022 [1]</text>
    </svg>
    "##);
}

#[test]
fn a_greater_node_is_drawn_larger_and_an_empty_seat_with_a_broken_frame() {
    let size = |scale: f64| {
        let node = PictureNode { scale, frame: Line::Dashed, ..node("Viêng Chăn", Shape::Box) };
        let svg = to_svg(&Picture { nodes: vec![node], ..Picture::default() }).unwrap();
        assert!(svg.contains("stroke-width=\"1\" stroke-dasharray"), "{svg}");
        let font = svg.split("font-size=\"").map(|rest| rest.split('"').next().unwrap().parse::<f64>());
        font.flatten().fold(0.0, f64::max)
    };
    assert!((size(1.0) - 12.0).abs() < 0.01 && (size(2.0) - 24.0).abs() < 0.01);
    assert!((size(f64::INFINITY) - 12.0).abs() < 0.01 && (size(1e9) - 48.0).abs() < 0.01);
}
