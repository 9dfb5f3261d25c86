//! The signs of kinds: small outlines around (0, 0) that are told apart at 16 pixels.

use crate::model::Shape;

/// Half the width of a sign as its path draws it, in pixels.
pub(super) const HALF: f64 = 10.0;

/// Returns the path of a shape, within a square from (-10, -10) to (10, 10).
pub(super) fn path(shape: Shape) -> &'static str {
    match shape {
        Shape::Ellipse => "M-9 0a9 9 0 1 1 18 0a9 9 0 1 1-18 0z",
        Shape::Box => "M-8-8H8V8H-8z",
        Shape::Rounded => "M-4-8H4a4 4 0 0 1 4 4V4a4 4 0 0 1-4 4H-4a4 4 0 0 1-4-4V-4a4 4 0 0 1 4-4z",
        Shape::Octagon => "M-4-9H4L9-4V4L4 9H-4L-9 4V-4z",
        Shape::Doubleoctagon => "M-4-10H4L10-4V4L4 10H-4L-10 4V-4zM-3-6H3L6-3V3L3 6H-3L-6 3V-3z",
        Shape::Hexagon => "M-5-8H5L10 0L5 8H-5L-10 0z",
        Shape::Component => "M-6-8H8V8H-6V6H-9V2H-6V-2H-9V-6H-6z",
        Shape::Folder => "M-9-6H1L3-9H8L9-6V8H-9z",
        Shape::Note => "M-7-9H3L8-4V9H-7zM3-9V-4H8",
        Shape::House => "M0-10L9-2V8H-9V-2z",
        Shape::Tab => "M-9-8H-1V-5H9V8H-9z",
        Shape::Diamond => "M0-10L10 0L0 10L-10 0z",
        Shape::Parallelogram => "M-5-7H10L5 7H-10z",
        Shape::Cds => "M-9-7H4L10 0L4 7H-9z",
        Shape::Cylinder => "M-8-6a8 3.5 0 0 1 16 0V6a8 3.5 0 0 1-16 0zM-8-6a8 3.5 0 0 0 16 0",
        Shape::Trapezium => "M-5-8H5L10 7H-10z",
        Shape::Plaintext => "M-10-4H10V4H-10z",
    }
}
