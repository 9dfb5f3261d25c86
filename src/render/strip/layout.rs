//! Places bars and labels so that none covers another, with title, axis, legend and sources around them.

use std::collections::BTreeSet;

use super::axis::Axis;
use super::scene::{Ink, Item, Paint, Scene, Side, What};
use super::{Bar, Strip};
use crate::model::{Edtf, End, Lang};
use crate::render::link::safe_link;
use crate::render::paint::{PALE_GREY, node_paint};
use crate::render::picture::{Emphasis, Picture};
use crate::render::svg::measure::{Block, Vector, block};
use crate::render::text::Room;

const MARGIN: f64 = 24.0;
const LEAST_WIDTH: f64 = 720.0;
/// Room for an arrow left of the axis.
const AXIS_INDENT: f64 = 16.0;
const BAR_HEIGHT: f64 = 9.0;
const CAP: Vector = Vector { x: 2.0, y: 15.0 };
const DIAMOND: f64 = 12.0;
const ARROW: Vector = Vector { x: 9.0, y: 13.0 };
const LEAST_BAR: f64 = 7.0;
const LABEL_GAP: f64 = 7.0;
const ROW_GAP: f64 = 7.0;
const COLUMN_GAP: f64 = 18.0;
/// From the upper edge of a row to the middle of its bars: the middle of the first line of a label.
const BAR_DROP: f64 = 7.0;
const SAMPLE: f64 = 34.0;
const SOURCE_COLUMN: f64 = 420.0;

const TITLE_ROOM: Room = Room { columns: 90, lines: 3 };
const LABEL_ROOM: Room = Room { columns: 44, lines: 6 };
const LEGEND_ROOM: Room = Room { columns: 40, lines: 2 };
const SOURCE_ROOM: Room = Room { columns: 60, lines: 6 };

const BLACK: &str = "#000000";
const FRAME: &str = "#333333";

/// Lays a strip out. Cost `O(n · r)` for n bars in r rows.
pub(in crate::render) fn lay_out(picture: &Picture, strip: &Strip) -> Scene {
    let axis = Axis::new(&busy_years(strip));
    let drawn: Vec<Drawn> = strip.bars.iter().map(|bar| Drawn::new(bar, &axis)).collect();
    let labels: Vec<Block> = strip.bars.iter().map(|bar| block(&bar.label, LABEL_ROOM, 10.0)).collect();
    let rows = Rows::new(&drawn, &labels);
    let wide = rows.width.max(axis.width() + AXIS_INDENT).max(LEAST_WIDTH);
    let mut page = Page { scene: Scene::default(), y: MARGIN, wide };
    page.heading(picture);
    if !strip.bars.is_empty() {
        page.axis(&axis, rows.height);
        page.bars(strip, &drawn, labels, &rows);
    }
    page.legend(picture, &drawn, &axis);
    page.sources(picture);
    page.scene.size = Vector { x: wide + 2.0 * MARGIN, y: page.y + MARGIN };
    page.scene
}

/// Returns the years in which something begins, ends, or may.
fn busy_years(strip: &Strip) -> BTreeSet<i32> {
    let bounds = strip.bars.iter().flat_map(|bar| [bar.date.earliest(), bar.date.latest()]);
    bounds.flatten().map(|day| day.year).collect()
}

/// A bar with its place along the axis.
#[derive(Debug, Clone)]
struct Drawn {
    left: f64,
    right: f64,
    /// The stretch on which it surely holds.
    core: Option<(f64, f64)>,
    ends: [End; 2],
    is_one_day: bool,
    fill: String,
}

impl Drawn {
    fn new(bar: &Bar, axis: &Axis) -> Self {
        let date: &Edtf = &bar.date;
        let left = date.earliest().map_or(0.0, |day| axis.place(day));
        let right = date.latest().map_or(axis.width(), |day| axis.place(day.next()));
        let core = date.sure_days().map(|(first, last)| (axis.place(first), axis.place(last.next())));
        let lacking = (LEAST_BAR - (right - left)).max(0.0) / 2.0;
        Drawn {
            left: left - lacking,
            right: right + lacking,
            core: core.map(|(first, last)| (first.max(left), last.min(right))),
            ends: date.ends(),
            is_one_day: date.earliest().is_some() && date.earliest() == date.latest(),
            fill: bar.fill.clone(),
        }
    }

    fn is_doubtful(&self) -> bool {
        self.ends.contains(&End::Doubtful)
    }

    /// Returns how far it reaches, arrows and caps included.
    fn reach(&self) -> (f64, f64) {
        let beyond = |end: End| match end {
            End::Open | End::Unknown => ARROW.x,
            _ if self.is_one_day => (DIAMOND - LEAST_BAR) / 2.0,
            _ => CAP.x,
        };
        (self.left - beyond(self.ends[0]), self.right + beyond(self.ends[1]))
    }

    /// Returns the forms of the bar with its middle at height `y`, moved right by `x`.
    fn forms(&self, x: f64, y: f64) -> Vec<What> {
        let (full, pale) =
            (node_paint(&self.fill, Emphasis::Normal).fill, node_paint(&self.fill, Emphasis::Faded).fill);
        let is_dashed = self.is_doubtful();
        let (left, right) = (self.left + x, self.right + x);
        if self.is_one_day {
            let fill = if is_dashed { pale } else { full };
            let center = Vector { x: f64::midpoint(left, right), y };
            let size = Vector { x: DIAMOND, y: DIAMOND };
            return vec![What::Diamond {
                center,
                size,
                paint: Paint { fill, frame: Some(FRAME), is_dashed },
            }];
        }
        let lying = |from: f64, to: f64, fill: String, is_dashed: bool| What::Box {
            corner: Vector { x: from, y: y - BAR_HEIGHT / 2.0 },
            size: Vector { x: (to - from).max(1.0), y: BAR_HEIGHT },
            paint: Paint { fill, frame: Some(FRAME), is_dashed },
        };
        let mut forms = vec![lying(left, right, pale, is_dashed)];
        forms.extend(self.core.map(|(first, last)| lying(first + x, last + x, full, false)));
        let [start, end] = self.ends;
        forms.extend(end_form(start, Side::Left, left, y));
        forms.extend(end_form(end, Side::Right, right, y));
        forms
    }
}

/// Returns what marks an end: a cap where it is sure, an arrow where there is no bound, a hollow one where none is known.
fn end_form(end: End, to: Side, x: f64, y: f64) -> Option<What> {
    let black = || Paint { fill: BLACK.to_owned(), frame: None, is_dashed: false };
    let outward = |points: f64| if to == Side::Left { x - points } else { x + points };
    let arrow = |paint| What::Arrow { tip: Vector { x: outward(ARROW.x), y }, size: ARROW, to, paint };
    match end {
        End::Sure => {
            let corner = Vector { x: x - CAP.x / 2.0, y: y - CAP.y / 2.0 };
            Some(What::Box { corner, size: CAP, paint: black() })
        }
        End::Doubtful => None,
        End::Open => Some(arrow(black())),
        End::Unknown => {
            Some(arrow(Paint { fill: "#FFFFFF".to_owned(), frame: Some(BLACK), is_dashed: false }))
        }
    }
}

/// Which row each bar is in, and where the rows are.
struct Rows {
    /// Row of each bar.
    of: Vec<usize>,
    /// Upper edge of each row.
    tops: Vec<f64>,
    height: f64,
    width: f64,
}

impl Rows {
    /// Gives each bar, in order, the first row that is free where the bar and its label go.
    fn new(drawn: &[Drawn], labels: &[Block]) -> Self {
        let (mut free, mut heights): (Vec<f64>, Vec<f64>) = (Vec::new(), Vec::new());
        let (mut of, mut width) = (Vec::with_capacity(drawn.len()), 0.0_f64);
        for (bar, label) in drawn.iter().zip(labels) {
            let (left, bar_right) = bar.reach();
            let right = bar_right + LABEL_GAP + label.extent.x;
            let row = free.iter().position(|end| *end + COLUMN_GAP <= left).unwrap_or(free.len());
            if row == free.len() {
                free.push(right);
                heights.push(0.0);
            }
            free[row] = right;
            heights[row] = heights[row].max(label.extent.y).max(2.0 * BAR_DROP);
            of.push(row);
            width = width.max(right + AXIS_INDENT);
        }
        let mut height = 0.0;
        let tops = heights.iter().map(|row| {
            let top = height;
            height += row + ROW_GAP;
            top
        });
        Rows { of, tops: tops.collect(), height, width }
    }
}

/// A page being filled from top to bottom.
struct Page {
    scene: Scene,
    /// Where the next thing begins.
    y: f64,
    /// Room between the margins.
    wide: f64,
}

impl Page {
    fn text(&mut self, corner: Vector, block: Block, ink: Ink) {
        if block.extent.x > 0.0 {
            self.scene.add(What::Text { corner, block, ink });
        }
    }

    fn heading(&mut self, picture: &Picture) {
        let lines = picture.subtitle.iter().map(|line| (block(line, TITLE_ROOM, 12.0), Ink::Grey));
        let title = (block(&picture.title, TITLE_ROOM, 18.0), Ink::Heading);
        for (block, ink) in std::iter::once(title).chain(lines) {
            let height = block.extent.y;
            self.text(Vector { x: MARGIN, y: self.y }, block, ink);
            self.y += height;
        }
        self.y += 14.0;
    }

    /// Draws the years over a field of the given height; the field begins where the page then goes on.
    fn axis(&mut self, axis: &Axis, height: f64) {
        let start = MARGIN + AXIS_INDENT;
        let field = self.y + 20.0;
        let plain = |fill: &str| Paint { fill: fill.to_owned(), frame: None, is_dashed: false };
        let upright = |x: f64, width: f64, fill: &str| What::Box {
            corner: Vector { x, y: field },
            size: Vector { x: width, y: height + 8.0 },
            paint: plain(fill),
        };
        for (left, right) in axis.breaks() {
            self.scene.add(upright(start + left, right - left, "#EFEFEF"));
            let dots = block("· · ·", LEGEND_ROOM, 10.0);
            let x = start + f64::midpoint(left, right) - dots.extent.x / 2.0;
            self.text(Vector { x, y: self.y + 2.0 }, dots, Ink::Grey);
        }
        for (at, year) in axis.ticks() {
            self.scene.add(upright(start + at - 0.4, 0.8, PALE_GREY));
            if let Some(year) = year {
                let label = block(&year.to_string(), LEGEND_ROOM, 11.0);
                self.text(Vector { x: start + at, y: self.y }, label, Ink::Plain);
            }
        }
        let corner = Vector { x: start, y: field - 1.0 };
        self.scene.add(What::Box { corner, size: Vector { x: axis.width(), y: 1.4 }, paint: plain(FRAME) });
        self.y = field + 8.0;
    }

    fn bars(&mut self, strip: &Strip, drawn: &[Drawn], labels: Vec<Block>, rows: &Rows) {
        let start = MARGIN + AXIS_INDENT;
        for (((bar, drawn), label), &row) in strip.bars.iter().zip(drawn).zip(labels).zip(&rows.of) {
            let top = self.y + rows.tops[row];
            let x = start + drawn.reach().1 + LABEL_GAP;
            let corner = Vector { x, y: top };
            // Keeps the lines of the years out of the words.
            let paint = Paint { fill: "#FFFFFF".to_owned(), frame: None, is_dashed: false };
            self.scene.add(What::Box { corner, size: label.extent, paint });
            let text = What::Text { corner, block: label, ink: Ink::Plain };
            for what in drawn.forms(start, top + BAR_DROP).into_iter().chain([text]) {
                let (tooltip, url) = (bar.tooltip.clone(), bar.url.clone());
                self.scene.items.push(Item { what, tooltip, url });
            }
        }
        self.y += rows.height + 8.0;
    }

    /// Draws what the colours mean, and what the forms mean that occur.
    fn legend(&mut self, picture: &Picture, drawn: &[Drawn], axis: &Axis) {
        let kinds = picture.legend.iter().map(|entry| {
            let sample = Drawn { is_one_day: true, ..sample([End::Sure; 2], &entry.fill) };
            (Some(sample), entry.label.clone())
        });
        let forms = form_samples(drawn, picture.lang).into_iter().map(|(drawn, words)| (Some(drawn), words));
        let shortened =
            picture.lang.pick("quãng năm trống, vẽ ngắn lại", "years without anything, shortened");
        let shortened = axis.breaks().next().map(|_| (None, shortened.to_owned()));
        let entries: Vec<_> = kinds.chain(forms).chain(shortened).collect();
        if entries.is_empty() {
            return;
        }
        self.section(picture.lang.pick("Chú giải", "Legend"));
        let (mut x, mut tallest) = (MARGIN, 0.0_f64);
        for (drawn, words) in entries {
            let label = block(&words, LEGEND_ROOM, 10.0);
            let width = SAMPLE + 2.0 * ARROW.x + LABEL_GAP + label.extent.x + COLUMN_GAP;
            if x > MARGIN && x + width > MARGIN + self.wide {
                (x, self.y, tallest) = (MARGIN, self.y + tallest + ROW_GAP, 0.0);
            }
            self.sample(drawn.as_ref(), x + ARROW.x);
            let height = label.extent.y;
            let corner = Vector { x: x + SAMPLE + 2.0 * ARROW.x + LABEL_GAP, y: self.y };
            self.text(corner, label, Ink::Plain);
            x += width;
            tallest = tallest.max(height).max(2.0 * BAR_DROP);
        }
        self.y += tallest + 12.0;
    }

    fn sample(&mut self, drawn: Option<&Drawn>, x: f64) {
        if let Some(drawn) = drawn {
            for form in drawn.forms(x, self.y + BAR_DROP) {
                self.scene.add(form);
            }
        } else {
            let paint = Paint { fill: "#EFEFEF".to_owned(), frame: None, is_dashed: false };
            let size = Vector { x: SAMPLE, y: 2.0 * BAR_DROP };
            self.scene.add(What::Box { corner: Vector { x, y: self.y }, size, paint });
        }
    }

    /// Draws the sources in columns.
    fn sources(&mut self, picture: &Picture) {
        if picture.sources.is_empty() {
            return;
        }
        self.section(picture.lang.pick("Nguồn", "Sources"));
        let notes: Vec<Block> =
            picture.sources.iter().map(|note| block(&note.text, SOURCE_ROOM, 10.0)).collect();
        let n_columns = (1..=notes.len()).rev().find(|&n| n as f64 * SOURCE_COLUMN <= self.wide).unwrap_or(1);
        let per_column = notes.len().div_ceil(n_columns);
        let (mut corner, mut lowest) = (Vector { x: MARGIN, y: self.y }, self.y);
        for (position, (note, source)) in notes.into_iter().zip(&picture.sources).enumerate() {
            if position > 0 && position % per_column == 0 {
                corner = Vector { x: corner.x + SOURCE_COLUMN, y: self.y };
            }
            let height = note.extent.y;
            let is_link = source.url.as_deref().and_then(safe_link).is_some();
            let ink = if is_link { Ink::Link } else { Ink::Grey };
            let what = What::Text { corner, block: note, ink };
            self.scene.items.push(Item { what, tooltip: source.text.clone(), url: source.url.clone() });
            corner.y += height + 4.0;
            lowest = lowest.max(corner.y);
        }
        self.y = lowest;
    }

    /// Draws a rule and a heading.
    fn section(&mut self, heading: &str) {
        let paint = Paint { fill: FRAME.to_owned(), frame: None, is_dashed: false };
        let corner = Vector { x: MARGIN, y: self.y };
        self.scene.add(What::Box { corner, size: Vector { x: self.wide, y: 0.8 }, paint });
        let heading = block(heading, TITLE_ROOM, 12.0);
        let height = heading.extent.y;
        self.text(Vector { x: MARGIN, y: self.y + 6.0 }, heading, Ink::Heading);
        self.y += height + 14.0;
    }
}

fn sample(ends: [End; 2], fill: &str) -> Drawn {
    Drawn { left: 0.0, right: SAMPLE, core: None, ends, is_one_day: false, fill: fill.to_owned() }
}

/// Returns a sample and its meaning for each form that occurs.
fn form_samples(drawn: &[Drawn], lang: Lang) -> Vec<(Drawn, String)> {
    let grey = "#8C8C8C";
    let plain = |ends| sample(ends, grey);
    let has_end = |end: End| drawn.iter().any(|bar| bar.ends.contains(&end));
    let is_range = |bar: &&Drawn| !bar.is_one_day;
    let day = Drawn { is_one_day: true, ..plain([End::Sure; 2]) };
    let core = Drawn { core: Some((8.0, SAMPLE - 8.0)), ..plain([End::Sure; 2]) };
    let samples = [
        (drawn.iter().any(|bar| bar.is_one_day), day, lang.pick("vào ngày đó", "on that day")),
        (
            drawn.iter().filter(is_range).any(|bar| bar.core.is_none()),
            plain([End::Sure; 2]),
            lang.pick("một lúc nào đó trong khoảng này", "at some time within"),
        ),
        (
            drawn.iter().filter(is_range).any(|bar| bar.core.is_some()),
            core,
            lang.pick("suốt phần đậm; phần nhạt: có thể", "throughout the dark part; pale: possibly"),
        ),
        (
            has_end(End::Doubtful),
            plain([End::Doubtful; 2]),
            lang.pick("nét đứt: khoảng chừng hoặc chưa chắc", "dashed: approximate or uncertain"),
        ),
        (
            has_end(End::Open),
            plain([End::Sure, End::Open]),
            lang.pick("mũi tên đặc: không có giới hạn", "full arrow: no bound"),
        ),
        (
            has_end(End::Unknown),
            plain([End::Sure, End::Unknown]),
            lang.pick("mũi tên rỗng: không rõ giới hạn", "hollow arrow: bound not known"),
        ),
    ];
    let used = samples.into_iter().filter(|(is_used, _, _)| *is_used);
    used.map(|(_, drawn, words)| (drawn, words.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    fn bar(date: &str, label: &str) -> Bar {
        let date = Edtf::parse(date).expect("a date");
        let text = |text: &str| text.to_owned();
        Bar { date, label: text(label), tooltip: text(label), url: None, fill: text("#0072B2") }
    }

    fn scene(bars: Vec<Bar>) -> Scene {
        let strip = Strip { bars };
        lay_out(&Picture::default(), &strip)
    }

    /// Returns the forms that belong to bars.
    fn forms(bars: Vec<Bar>) -> Vec<What> {
        let items = scene(bars).items.into_iter().filter(|item| !item.tooltip.is_empty());
        items.map(|item| item.what).filter(|what| !matches!(what, What::Text { .. })).collect()
    }

    fn bounds(what: &What) -> (Vector, Vector) {
        let around = |center: &Vector, size: &Vector| {
            let (x, y) = (size.x / 2.0, size.y / 2.0);
            (Vector { x: center.x - x, y: center.y - y }, Vector { x: center.x + x, y: center.y + y })
        };
        match what {
            What::Box { corner, size, .. } => {
                (*corner, Vector { x: corner.x + size.x, y: corner.y + size.y })
            }
            What::Text { corner, block, .. } => {
                (*corner, Vector { x: corner.x + block.extent.x, y: corner.y + block.extent.y })
            }
            What::Diamond { center, size, .. } => around(center, size),
            What::Arrow { tip, size, to, .. } => {
                let x = if *to == Side::Left { size.x / 2.0 } else { -size.x / 2.0 };
                around(&Vector { x: tip.x + x, y: tip.y }, size)
            }
        }
    }

    #[test]
    fn ends_look_as_sure_as_they_are() {
        let arrows = |date: &str| {
            let forms = forms(vec![bar(date, "x")]);
            let arrows = forms.iter().filter_map(|form| match form {
                What::Arrow { to, paint, .. } => Some((*to, paint.frame.is_some())),
                _ => None,
            });
            arrows.collect::<Vec<_>>()
        };
        assert_eq!(arrows("2017/2020"), []);
        assert_eq!(arrows("../2020"), [(Side::Left, false)]);
        assert_eq!(arrows("2017/.."), [(Side::Right, false)]);
        assert_eq!(arrows("2017/"), [(Side::Right, true)]);
        let n_caps = |date: &str| {
            let forms = forms(vec![bar(date, "x")]);
            forms.iter().filter(|form| matches!(form, What::Box { size, .. } if *size == CAP)).count()
        };
        assert_eq!(["2017", "2017~", "2017~/2020", "2017/2020?"].map(n_caps), [2, 0, 1, 1]);
        let is_dashed = |date: &str| match forms(vec![bar(date, "x")]).first() {
            Some(What::Box { paint, .. } | What::Diamond { paint, .. }) => paint.is_dashed,
            _ => false,
        };
        assert_eq!(["2017", "2017?", "2017-11-25", "2017-11-25?"].map(is_dashed), [false, true, false, true]);
    }

    #[test]
    fn nothing_dated_is_an_empty_strip() {
        assert!(scene(Vec::new()).items.is_empty());
    }

    proptest! {
        #[test]
        fn no_bar_or_label_covers_another(
            years in proptest::collection::vec((1900..2030_i32, 0..40_i32, 0..4_u8), 0..40),
        ) {
            let dates = years.iter().map(|(year, length, form)| match form {
                0 => format!("{year}-05-17"),
                1 => format!("{year}~"),
                2 => format!("{year}/{}", year + length),
                _ => format!("{year}/.."),
            });
            let bars: Vec<Bar> = dates
                .enumerate()
                .map(|(at, date)| bar(&date, &format!("{at} a label of some length that is wrapped twice or so")))
                .collect();
            let scene = scene(bars);
            let mut of_bars: BTreeMap<&str, Vec<(Vector, Vector)>> = BTreeMap::new();
            for item in scene.items.iter().filter(|item| !item.tooltip.is_empty()) {
                of_bars.entry(&item.tooltip).or_default().push(bounds(&item.what));
            }
            let boxes: Vec<_> = of_bars.values().collect();
            for (at, one) in boxes.iter().enumerate() {
                for (from, to) in *one {
                    prop_assert!(from.x >= 0.0 && to.x <= scene.size.x && to.y <= scene.size.y);
                }
                for other in &boxes[at + 1..] {
                    for ((a, b), (c, d)) in one.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                        let apart = b.x <= c.x || d.x <= a.x || b.y <= c.y || d.y <= a.y;
                        prop_assert!(apart, "{:?} {:?} covers {:?} {:?}", a, b, c, d);
                    }
                }
            }
        }
    }
}
