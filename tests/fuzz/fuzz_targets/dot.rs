//! Any text wherever a picture takes text: the drawing parses, and has the nodes and edges of the picture only.

#![no_main]

use graphviz_rust::dot_structures::{Graph, Id, Stmt};
use hvgraph::model::Shape;
use hvgraph::render::dot::{DotOptions, to_dot};
use hvgraph::render::picture::{Cluster, Note, Picture, PictureEdge, PictureNode};
use libfuzzer_sys::fuzz_target;

fn picture(texts: &[String]) -> Picture {
    let text = |at: usize| texts.get(at % texts.len().max(1)).cloned().unwrap_or_default();
    let node = |at: usize| PictureNode {
        id: text(at),
        label: text(at + 1),
        tooltip: text(at + 2),
        url: Some(text(at + 3)),
        shape: Shape::Box,
        fill: "#0072B2".to_owned(),
        cluster: (at % 2 == 0).then_some(0),
        emphasis: hvgraph::render::picture::Emphasis::Normal,
        scale: at as f64,
        frame: hvgraph::render::picture::Line::Dashed,
    };
    let edge = |from: usize, to: usize| PictureEdge {
        from,
        to,
        label: text(from),
        tooltip: text(to),
        url: Some(text(from + to)),
        line: hvgraph::render::picture::Line::Solid,
        emphasis: hvgraph::render::picture::Emphasis::Strong,
        symmetric: from == to,
        scale: 1.0,
    };
    Picture {
        title: text(0),
        subtitle: vec![text(1), text(2)],
        clusters: vec![Cluster { label: text(3), parent: None }],
        nodes: (0..3).map(node).collect(),
        edges: vec![edge(0, 1), edge(1, 1), edge(2, 0)],
        sources: vec![Note { text: text(4), url: Some(text(5)) }],
        ..Picture::default()
    }
}

/// Returns how many edges that are seen and how many node statements there are.
fn count(statements: &[Stmt]) -> (usize, usize) {
    let mut counted = (0, 0);
    for statement in statements {
        match statement {
            Stmt::Edge(edge) => {
                let is_hidden = edge.attributes.iter().any(|attribute| {
                    attribute.0 == Id::Plain("style".to_owned())
                        && attribute.1 == Id::Plain("invis".to_owned())
                });
                counted.0 += usize::from(!is_hidden);
            }
            Stmt::Node(_) => counted.1 += 1,
            Stmt::Subgraph(inner) => {
                let (edges, nodes) = count(&inner.stmts);
                counted = (counted.0 + edges, counted.1 + nodes);
            }
            _ => {}
        }
    }
    counted
}

fuzz_target!(|texts: Vec<String>| {
    let picture = picture(&texts);
    let dot = to_dot(&picture, &DotOptions::default());
    let Graph::DiGraph { stmts, .. } = graphviz_rust::parse(&dot).expect("what is written can be read")
    else {
        panic!("not a digraph");
    };
    let (n_edges, n_nodes) = count(&stmts);
    assert_eq!(
        (n_edges, n_nodes),
        (picture.edges.len(), picture.nodes.len() + picture.sources.len()),
        "{dot}"
    );
});
