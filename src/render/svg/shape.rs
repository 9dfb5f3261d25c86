//! The outlines of nodes.

use super::layered::Vector;
use crate::model::Shape;

/// A part of an outline, around (0, 0).
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Part {
    /// An ellipse with these half axes.
    Ellipse(Vector),
    /// A rectangle of this extent with round corners.
    Rounded(Vector, f64),
    /// A closed polygon.
    Polygon(Vec<Vector>),
    /// A line in the foreground, not filled.
    Line(Vec<Vector>),
}

/// Returns how much larger than its text a shape must be, as factors and added pixels.
pub(super) fn extent(shape: Shape, text: Vector) -> Vector {
    let (factor, added) = match shape {
        Shape::Ellipse => ((1.3, 1.35), (10.0, 6.0)),
        Shape::Diamond => ((1.7, 1.9), (12.0, 8.0)),
        Shape::Hexagon => ((1.15, 1.1), (30.0, 14.0)),
        Shape::Octagon => ((1.1, 1.1), (24.0, 14.0)),
        Shape::Doubleoctagon => ((1.1, 1.1), (34.0, 22.0)),
        Shape::Parallelogram | Shape::Trapezium => ((1.15, 1.0), (40.0, 14.0)),
        Shape::House => ((1.0, 1.15), (22.0, 24.0)),
        Shape::Cds => ((1.0, 1.0), (40.0, 14.0)),
        Shape::Cylinder => ((1.0, 1.0), (22.0, 30.0)),
        Shape::Component => ((1.0, 1.0), (34.0, 14.0)),
        Shape::Folder | Shape::Tab => ((1.0, 1.0), (22.0, 22.0)),
        Shape::Note => ((1.0, 1.0), (28.0, 14.0)),
        Shape::Box | Shape::Rounded => ((1.0, 1.0), (22.0, 14.0)),
        Shape::Plaintext => ((1.0, 1.0), (8.0, 6.0)),
    };
    Vector { x: (text.x * factor.0 + added.0).max(44.0), y: text.y * factor.1 + added.1 }
}

/// Returns how far below the middle the text stands.
pub(super) fn text_drop(shape: Shape) -> f64 {
    match shape {
        Shape::House | Shape::Cylinder => 6.0,
        Shape::Folder | Shape::Tab => 4.0,
        _ => 0.0,
    }
}

/// Returns the parts of a shape of the given extent; the first is the outline itself.
pub(super) fn parts(shape: Shape, size: Vector) -> Vec<Part> {
    let (w, h) = (size.x / 2.0, size.y / 2.0);
    let polygon = |points: &[(f64, f64)]| Part::Polygon(vectors(points));
    let rectangle = || polygon(&[(-w, -h), (w, -h), (w, h), (-w, h)]);
    match shape {
        Shape::Ellipse => vec![Part::Ellipse(Vector { x: w, y: h })],
        Shape::Box | Shape::Plaintext => vec![rectangle()],
        Shape::Rounded => vec![Part::Rounded(size, 9.0)],
        Shape::Octagon => vec![octagon(w, h)],
        Shape::Doubleoctagon => vec![octagon(w, h), octagon(w - 4.0, h - 4.0)],
        Shape::Hexagon => {
            let cut = h.min(w / 2.0);
            vec![polygon(&[(-w + cut, -h), (w - cut, -h), (w, 0.0), (w - cut, h), (-w + cut, h), (-w, 0.0)])]
        }
        Shape::Diamond => vec![polygon(&[(0.0, -h), (w, 0.0), (0.0, h), (-w, 0.0)])],
        Shape::Parallelogram => vec![polygon(&[(-w + 16.0, -h), (w, -h), (w - 16.0, h), (-w, h)])],
        Shape::Trapezium => vec![polygon(&[(-w + 16.0, -h), (w - 16.0, -h), (w, h), (-w, h)])],
        Shape::House => vec![polygon(&[(0.0, -h), (w, -h + 14.0), (w, h), (-w, h), (-w, -h + 14.0)])],
        Shape::Cds => vec![polygon(&[(-w, -h), (w - 14.0, -h), (w, 0.0), (w - 14.0, h), (-w, h)])],
        Shape::Note => note(w, h),
        Shape::Tab => {
            vec![polygon(&[(-w, -h), (-w + 28.0, -h), (-w + 28.0, -h + 8.0), (w, -h + 8.0), (w, h), (-w, h)])]
        }
        Shape::Folder => vec![polygon(&[
            (-w, -h + 8.0),
            (w - 32.0, -h + 8.0),
            (w - 28.0, -h),
            (w - 4.0, -h),
            (w, -h + 8.0),
            (w, h),
            (-w, h),
        ])],
        Shape::Component => vec![
            polygon(&[(-w + 6.0, -h), (w, -h), (w, h), (-w + 6.0, h)]),
            polygon(&[(-w, -h + 4.0), (-w + 12.0, -h + 4.0), (-w + 12.0, -h + 9.0), (-w, -h + 9.0)]),
            polygon(&[(-w, h - 9.0), (-w + 12.0, h - 9.0), (-w + 12.0, h - 4.0), (-w, h - 4.0)]),
        ],
        Shape::Cylinder => cylinder(w, h),
    }
}

fn octagon(w: f64, h: f64) -> Part {
    let (x, y) = (w * 0.7, h * 0.4);
    Part::Polygon(vectors(&[(-x, -h), (x, -h), (w, -y), (w, y), (x, h), (-x, h), (-w, y), (-w, -y)]))
}

fn note(w: f64, h: f64) -> Vec<Part> {
    let fold = 9.0;
    vec![
        Part::Polygon(vectors(&[(-w, -h), (w - fold, -h), (w, -h + fold), (w, h), (-w, h)])),
        Part::Line(vectors(&[(w - fold, -h), (w - fold, -h + fold), (w, -h + fold)])),
    ]
}

/// A can, its rims as polygons of enough corners to look round.
fn cylinder(w: f64, h: f64) -> Vec<Part> {
    let rim = 6.0;
    let arc = |middle: f64, from: f64, to: f64| {
        (0..=16).map(move |step| {
            let angle = (from + (to - from) * f64::from(step) / 16.0).to_radians();
            Vector { x: w * angle.cos(), y: middle - rim * angle.sin() }
        })
    };
    let outline = arc(-h + rim, 180.0, 0.0).chain(arc(h - rim, 0.0, -180.0)).collect();
    vec![Part::Polygon(outline), Part::Line(arc(-h + rim, 180.0, 360.0).collect())]
}

fn vectors(points: &[(f64, f64)]) -> Vec<Vector> {
    points.iter().map(|&(x, y)| Vector { x, y }).collect()
}

/// Returns how far above (as a positive number) or below the middle the outline is met at `x`.
pub(super) fn reach(shape: Shape, size: Vector, x: f64, is_below: bool) -> f64 {
    let parts = parts(shape, size);
    let met = match parts.first() {
        Some(Part::Ellipse(half)) => half.y * (1.0 - (x / half.x).clamp(-1.0, 1.0).powi(2)).sqrt(),
        Some(Part::Polygon(corners)) => polygon_reach(corners, x, is_below),
        _ => size.y / 2.0,
    };
    met.clamp(0.0, size.y / 2.0)
}

fn polygon_reach(corners: &[Vector], x: f64, is_below: bool) -> f64 {
    let sides = corners.iter().zip(corners.iter().cycle().skip(1));
    let meets = sides.filter(|(a, b)| (a.x.min(b.x)..=a.x.max(b.x)).contains(&x)).map(|(a, b)| {
        let part = if (b.x - a.x).abs() < 1e-9 { 0.0 } else { (x - a.x) / (b.x - a.x) };
        let y = a.y + (b.y - a.y) * part;
        if is_below { y } else { -y }
    });
    meets.fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Shape; 17] = [
        Shape::Ellipse,
        Shape::Box,
        Shape::Rounded,
        Shape::Octagon,
        Shape::Doubleoctagon,
        Shape::Hexagon,
        Shape::Component,
        Shape::Folder,
        Shape::Note,
        Shape::House,
        Shape::Tab,
        Shape::Diamond,
        Shape::Parallelogram,
        Shape::Cds,
        Shape::Cylinder,
        Shape::Trapezium,
        Shape::Plaintext,
    ];

    #[test]
    fn every_shape_stays_in_its_extent_and_is_met() {
        for shape in ALL {
            let size = extent(shape, Vector { x: 60.0, y: 14.0 });
            assert!(size.x > 60.0 && size.y > 14.0, "{shape:?}");
            for part in parts(shape, size) {
                let (Part::Polygon(points) | Part::Line(points)) = part else { continue };
                assert!(
                    points
                        .iter()
                        .all(|point| point.x.abs() <= size.x / 2.0 + 0.01
                            && point.y.abs() <= size.y / 2.0 + 0.01),
                    "{shape:?}"
                );
            }
            for is_below in [false, true] {
                assert!(reach(shape, size, 0.0, is_below) > size.y / 4.0, "{shape:?}");
            }
        }
    }
}
