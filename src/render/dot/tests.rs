#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::time::Duration;

use graphviz_rust::dot_structures::{Attribute, Edge, Graph, GraphAttributes, Id, Node, Stmt, Subgraph};
use proptest::prelude::*;

use super::*;
use crate::model::Shape;
use crate::render::graphviz::{Format, Graphviz};
use crate::render::picture::{Emphasis, Line, PictureEdge};
use crate::render::samples::{crowd, edge, hostile_names, node, path, with_text_everywhere};
use crate::render::text::showable;

/// Every attribute Graphviz is given; none of them opens a file.
const ATTRIBUTES: &[&str] = &[
    "URL",
    "arrowsize",
    "bgcolor",
    "charset",
    "color",
    "dir",
    "fillcolor",
    "fontcolor",
    "fontname",
    "fontsize",
    "height",
    "label",
    "labeljust",
    "labelloc",
    "layout",
    "margin",
    "newrank",
    "nodesep",
    "outputorder",
    "overlap",
    "overlap_scaling",
    "pad",
    "penwidth",
    "rankdir",
    "ranksep",
    "sep",
    "shape",
    "splines",
    "style",
    "tooltip",
    "weight",
    "width",
];

fn attributes_of(dot: &str) -> Vec<(String, String)> {
    let Graph::DiGraph { stmts, .. } = graphviz_rust::parse(dot).unwrap() else { panic!("no digraph") };
    let mut found = Vec::new();
    collect(stmts, &mut found);
    found
}

fn collect(stmts: Vec<Stmt>, found: &mut Vec<(String, String)>) {
    for stmt in stmts {
        let attributes = match stmt {
            Stmt::Subgraph(Subgraph { stmts, .. }) => {
                collect(stmts, found);
                continue;
            }
            Stmt::Node(Node { attributes, .. })
            | Stmt::Edge(Edge { attributes, .. })
            | Stmt::GAttribute(
                GraphAttributes::Graph(attributes)
                | GraphAttributes::Node(attributes)
                | GraphAttributes::Edge(attributes),
            ) => attributes,
            Stmt::Attribute(attribute) => panic!("{attribute:?}"),
        };
        for Attribute(name, value) in attributes {
            found.push((plain_text(name), plain_text(value)));
        }
    }
}

/// Undoes [`dot_quote`].
fn plain_text(id: Id) -> String {
    let quoted = match id {
        Id::Plain(text) => return text,
        Id::Escaped(text) => text,
        other => panic!("{other:?}"),
    };
    let mut text = String::new();
    let mut chars = quoted[1..quoted.len() - 1].chars();
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next().unwrap() {
                'n' | 'l' => text.push('\n'),
                '\n' => {}
                other => text.push(other),
            },
            _ => text.push(char),
        }
    }
    text.replace("&amp;", "&")
}

fn check_text_stays_text(text: &str) {
    for engine in [Engine::Dot, Engine::Sfdp] {
        let options = DotOptions { engine: Some(engine), ..DotOptions::default() };
        let dot = to_dot(&with_text_everywhere(text), &options);
        let shown = showable(text);
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        for (name, value) in attributes_of(&dot) {
            assert!(ATTRIBUTES.contains(&name.as_str()), "{name}={value}");
            match name.as_str() {
                "URL" => assert_eq!(Some(value), crate::render::link::safe_link(text)),
                "tooltip" => {
                    assert!(value == shown || value == format!("{shown}\n{shown}") || value == "Nguồn");
                }
                "label"
                    if shown.len() < 100
                        && shown.matches('\n').count() < 3
                        && value != "Chú giải"
                        && !value.starts_with("Nguồn") =>
                {
                    let value = squeezed(&value);
                    let shown = squeezed(&shown);
                    assert!(value == shown || value == shown.repeat(3), "{value:?} {shown:?}");
                }
                _ => {}
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_stays_text(text in any::<String>()) {
        check_text_stays_text(&text);
    }

    #[test]
    fn any_text_of_special_characters_stays_text(text in "[\"\\\\\n&;<>{}|\\[\\]=/*#a-cNGEl :]{0,24}") {
        check_text_stays_text(&text);
    }

    #[test]
    fn quoting_keeps_the_text(text in any::<String>()) {
        prop_assert_eq!(plain_text(Id::Escaped(dot_quote(&text))), showable(&text));
    }
}

#[test]
fn hostile_names_stay_text() {
    for name in hostile_names() {
        check_text_stays_text(&name);
    }
}

#[test]
fn graphviz_draws_hostile_names() {
    let Some(graphviz) = Graphviz::find() else {
        return skip("Graphviz is not installed");
    };
    for name in hostile_names() {
        let dot = to_dot(&with_text_everywhere(&name), &DotOptions::default());
        let svg = graphviz.draw(&dot, Engine::Dot, Format::Svg, Duration::from_mins(1)).unwrap();
        let svg = String::from_utf8(svg).unwrap();
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(&svg, options).unwrap();
        for element in document.descendants().filter(roxmltree::Node::is_element) {
            assert!(!["script", "image", "foreignObject"].contains(&element.tag_name().name()), "{name}");
            for attribute in element.attributes() {
                assert!(!attribute.name().starts_with("on"), "{name}");
                assert!(attribute.name() != "href" || attribute.value().starts_with("http"), "{name}");
            }
        }
    }
}

#[expect(clippy::print_stderr, reason = "says what was not tested")]
fn skip(reason: &str) {
    eprintln!("skipped: {reason}");
}

#[test]
fn a_small_picture() {
    let picture = Picture {
        title: "A → C".to_owned(),
        subtitle: vec!["2 hops".to_owned()],
        clusters: vec![crate::render::samples::cluster("Box", None)],
        nodes: vec![
            node("A", Shape::Ellipse),
            crate::render::picture::PictureNode {
                cluster: Some(0),
                ..node("B \"b\" with a long name indeed", Shape::Rounded)
            },
            node("C", Shape::Note),
        ],
        edges: vec![
            edge(0, 1, "holds 2022 [1]"),
            PictureEdge { emphasis: Emphasis::Strong, ..edge(2, 1, "signs & seals") },
            PictureEdge { symmetric: true, url: Some("javascript:alert(1)".to_owned()), ..edge(0, 2, "") },
        ],
        ..Picture::default()
    };
    insta::assert_snapshot!(to_dot(&picture, &DotOptions { direction: Direction::Right, engine: None }), @r##"
    digraph picture {
      graph[layout=dot charset=utf8 fontname="Noto Sans,Noto Sans Lao,DejaVu Sans,sans-serif" fontsize=16 label="A → C\l2 hops\l" labelloc=t labeljust=l bgcolor=white pad=0.3 tooltip="A → C" newrank=true rankdir=LR nodesep=0.25 ranksep=0.5]
      node[fontname="Noto Sans,Noto Sans Lao,DejaVu Sans,sans-serif" fontsize=11 style=filled margin="0.12,0.06" height=0.36]
      edge[fontname="Noto Sans,Noto Sans Lao,DejaVu Sans,sans-serif" fontsize=9 arrowsize=0.7]
      subgraph cluster_1 {
        graph[label="Box" fontsize=12 labelloc=t labeljust=l style="rounded,filled" fillcolor="#F6F6F3" color="#BDBDBD" margin=10]
        n2[label="B \"b\" with a\nlong name indeed" tooltip="B \"b\" with a long name indeed" shape=box fillcolor="#FFFFFF" color="#333333" style="rounded,filled" fontcolor="#000000" penwidth=1]
      }
      n1[label="A" tooltip="A" shape=ellipse fillcolor="#FFFFFF" color="#333333" fontcolor="#000000" penwidth=1]
      n3[label="C" tooltip="C" shape=note fillcolor="#FFFFFF" color="#333333" fontcolor="#000000" penwidth=1]
      n1 -> n2 [label="holds 2022 [1]" fontcolor="#4D4D4D" tooltip="holds 2022 [1]" color="#5A5A5A" penwidth=1.1]
      n2 -> n3 [label="signs &amp; seals" fontcolor="#000000" tooltip="signs &amp; seals" color="#000000" penwidth=2.4 dir=back]
      n1 -> n3 [tooltip="" color="#5A5A5A" penwidth=1.1 dir=none]
    }
    "##);
}

#[test]
fn boxes_inside_boxes_are_written_once_each() {
    use crate::render::samples::cluster;
    let clusters = vec![
        cluster("a", None),
        cluster("b", Some(0)),
        cluster("c", Some(7)),
        cluster("d", Some(0)),
        cluster("e", Some(1)),
        cluster("f", Some(5)),
    ];
    let dot = to_dot(&Picture { clusters, ..Picture::default() }, &DotOptions::default());
    let boxes: Vec<&str> = dot.lines().filter(|line| line.contains("subgraph")).collect();
    assert_eq!(
        boxes,
        [
            "  subgraph cluster_1 {",
            "    subgraph cluster_2 {",
            "      subgraph cluster_5 {",
            "    subgraph cluster_4 {",
            "  subgraph cluster_3 {",
            "  subgraph cluster_6 {"
        ],
    );
    assert_eq!(dot.matches('{').count(), dot.matches('}').count());
}

#[test]
fn very_deep_boxes_are_flattened() {
    let clusters = (0..20_000_usize).map(|n| crate::render::samples::cluster("", n.checked_sub(1))).collect();
    let dot = to_dot(&Picture { clusters, ..Picture::default() }, &DotOptions::default());
    assert_eq!(dot.matches("subgraph").count(), 20_000);
    assert!(dot.len() < 20_000 * 300);
    graphviz_rust::parse(&dot).unwrap();
}

#[test]
fn edges_to_nowhere_are_not_written() {
    let picture = Picture {
        nodes: vec![node("A", Shape::Box)],
        edges: vec![edge(0, 5, ""), edge(0, 0, "")],
        ..Picture::default()
    };
    assert_eq!(to_dot(&picture, &DotOptions::default()).matches("->").count(), 1);
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    assert_eq!(
        to_dot(&crowd(90, 200, 6), &DotOptions::default()),
        to_dot(&crowd(90, 200, 6), &DotOptions::default())
    );
}

#[test]
fn graphviz_draws_the_samples_without_complaint() {
    let Some(graphviz) = Graphviz::find() else {
        return skip("Graphviz is not installed");
    };
    for picture in [path(), crowd(40, 60, 6), crowd(130, 200, 8)] {
        let dot = to_dot(&picture, &DotOptions::default());
        graphviz.draw(&dot, Engine::Dot, Format::Svg, Duration::from_mins(1)).unwrap();
    }
}

#[test]
fn a_greater_node_has_larger_letters_and_an_empty_seat_a_broken_frame() {
    let picture = Picture {
        nodes: vec![
            crate::render::picture::PictureNode { scale: 2.0, ..node("A", Shape::Ellipse) },
            crate::render::picture::PictureNode { frame: Line::Dashed, ..node("B", Shape::Rounded) },
            crate::render::picture::PictureNode { scale: f64::NAN, ..node("C", Shape::Box) },
        ],
        edges: vec![PictureEdge { scale: 99.0, ..edge(0, 1, "") }],
        ..Picture::default()
    };
    let dot = to_dot(&picture, &DotOptions::default());
    let line = |name: &str| dot.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
    assert!(line("n1[").contains("fontsize=22 margin=\"0.24,0.12\" height=0.72"), "{dot}");
    assert!(line("n2[").contains("style=\"rounded,filled,dashed\""), "{dot}");
    assert!(!line("n3[").contains("fontsize"), "{dot}");
    assert!(line("n1 ->").contains("penwidth=4.4"), "{dot}");
}
