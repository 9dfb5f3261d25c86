//! What a strip looks like: boxes, diamonds, arrows and texts, each at its place.

use crate::render::svg::measure::{Block, Vector};

/// Everything on the page, in the order in which it is drawn; points from the upper left corner.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::render) struct Scene {
    pub(in crate::render) size: Vector,
    pub(in crate::render) items: Vec<Item>,
}

/// One thing at one place.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::render) struct Item {
    pub(in crate::render) what: What,
    pub(in crate::render) tooltip: String,
    pub(in crate::render) url: Option<String>,
}

/// A form, with its place.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::render) enum What {
    Box { corner: Vector, size: Vector, paint: Paint },
    Diamond { center: Vector, size: Vector, paint: Paint },
    Arrow { tip: Vector, size: Vector, to: Side, paint: Paint },
    Text { corner: Vector, block: Block, ink: Ink },
}

/// A horizontal direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Side {
    Left,
    Right,
}

/// How a form is filled and framed.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::render) struct Paint {
    /// `#RRGGBB`.
    pub(in crate::render) fill: String,
    /// `#RRGGBB`; no frame where there is none.
    pub(in crate::render) frame: Option<&'static str>,
    pub(in crate::render) is_dashed: bool,
}

/// How text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Ink {
    Heading,
    Plain,
    Grey,
    Link,
}

impl Ink {
    /// Returns the colour.
    pub(in crate::render) const fn color(self) -> &'static str {
        match self {
            Ink::Heading | Ink::Plain => "#000000",
            Ink::Grey => "#4D4D4D",
            Ink::Link => "#0B5394",
        }
    }
}

impl Scene {
    /// Adds something that says nothing when pointed at.
    pub(super) fn add(&mut self, what: What) {
        self.items.push(Item { what, tooltip: String::new(), url: None });
    }
}
