//! Maps as SVG: points on the ground of postcode sectors, without tiles and without a network.
//!
//! The ground is one dot for each sector, which shows where people live. Labels are HTML over the picture, so that they
//! keep their size on a phone.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::{Markup, Render, html};
use svx_places::{Place, Point, sectors};
use svx_ui::words::plural;

/// The width of the drawing in its own units.
const WIDTH: f64 = 1000.0;
/// The least and the greatest height.
const HEIGHTS: (f64, f64) = (500.0, 1500.0);
/// Ground around the outermost points, as a share of the width or height, and at least in metres.
const MARGIN_SHARE: f64 = 0.06;
const MARGIN_M: f64 = 1_500.0;
/// More points than these are drawn together, square by square.
const POINTS_MAX: usize = 1_500;
/// The side of such a square in units of the drawing.
const SQUARE: f64 = 25.0;
/// More lines than these would hide what is below.
const LINES_MAX: usize = 400;
/// Most dots of the ground.
const GROUND_MAX: usize = 6_000;
/// Most labels.
const LABELS_MAX: usize = 10;
/// Marks that are looked at for where labels go, and how many sectors one of them counts for.
const LABEL_MARKS_MAX: usize = 500;
const MARK_WEIGHT: f64 = 100.0;
/// A map wider than this is labelled with towns and districts, another with postcode districts.
const WIDE_M: f64 = 70_000.0;
/// A screen of 320 pixels leaves this width to a map; labels must not overlap there.
const NARROW_PX: f64 = 280.0;
const LETTER_PX: f64 = 7.5;
const LABEL_HEIGHT_PX: f64 = 18.0;
const LABEL_MARGIN_PX: f64 = 8.0;

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// A need that gets all it asks for.
    Met,
    /// A need that gets a part.
    Part,
    /// A need that gets nothing.
    Unmet,
    /// An offer.
    Offer,
}

impl Mark {
    const fn class(self) -> &'static str {
        match self {
            Self::Met => "svx-map__met",
            Self::Part => "svx-map__part",
            Self::Unmet => "svx-map__none",
            Self::Offer => "svx-map__offer",
        }
    }
}

/// Needs and offers on the ground, and who gives to whom.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Map {
    /// What the picture says, for those who do not see it.
    pub description: String,
    /// Marks, in the order in which they are drawn.
    pub marks: Vec<(Point, Mark)>,
    /// What the map must show; what lies farther out is left out and counted. Everything, where there is nothing here.
    pub around: Vec<Point>,
    /// Lines between two places.
    pub lines: Vec<(Point, Point)>,
    /// What each mark is called in the key.
    pub key: Vec<(Mark, String)>,
}

/// From the grid to the drawing.
struct Frame {
    west: f64,
    north: f64,
    /// Units for each metre.
    scale: f64,
    height: f64,
}

impl Frame {
    fn around(points: impl Iterator<Item = Point> + Clone) -> Self {
        let span = |of: fn(Point) -> i32| {
            let along = points.clone().map(move |point| f64::from(of(point)));
            along.fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)))
        };
        let widened = |(low, high): (f64, f64)| {
            let margin = ((high - low) * MARGIN_SHARE).max(MARGIN_M);
            (low - margin, high + margin)
        };
        let (west, east) = widened(span(|point| point.easting_m));
        let (south, north) = widened(span(|point| point.northing_m));
        let (mut width, mut height) = (east - west, north - south);
        let (middle_east, middle_north) = (west + width / 2.0, south + height / 2.0);
        width = width.max(height * WIDTH / HEIGHTS.1);
        height = height.max(width * HEIGHTS.0 / WIDTH);
        Self {
            west: middle_east - width / 2.0,
            north: middle_north + height / 2.0,
            scale: WIDTH / width,
            height: height * WIDTH / width,
        }
    }

    fn at(&self, point: Point) -> (f64, f64) {
        let east = f64::from(point.easting_m) - self.west;
        let south = self.north - f64::from(point.northing_m);
        (east * self.scale, south * self.scale)
    }

    fn shows(&self, point: Point) -> bool {
        let (x, y) = self.at(point);
        (0.0..=WIDTH).contains(&x) && (0.0..=self.height).contains(&y)
    }

    fn is_wide(&self) -> bool {
        WIDTH / self.scale > WIDE_M
    }
}

impl Render for Map {
    fn render(&self) -> Markup {
        if self.marks.is_empty() {
            return html! {};
        }
        let frame = if self.around.is_empty() {
            Frame::around(self.marks.iter().map(|(point, _)| *point))
        } else {
            Frame::around(self.around.iter().copied())
        };
        let shown = self.marks.iter().filter(|(point, _)| frame.shows(*point));
        let marks: Vec<(Point, Mark)> = shown.copied().collect();
        let outside = self.marks.len() - marks.len();
        let ground: Vec<&Place> = sectors().iter().filter(|place| frame.shows(place.point)).collect();
        let view = format!("0 0 {WIDTH:.0} {:.0}", frame.height);
        let together = marks.len() > POINTS_MAX;
        html! {
            div class="svx-map" {
                svg viewBox=(view) role="img" aria-label=(self.description) {
                    path class="svx-map__ground" stroke-width=(if frame.is_wide() { "5" } else { "9" }) d=(dots(&frame, &ground)) {}
                    @if self.lines.len() <= LINES_MAX {
                        path class="svx-map__line" stroke-width="2" d=(lines(&frame, &self.lines)) {}
                    }
                    @if together {
                        @for (x, y, radius, mark) in squares(&frame, &marks) { (shape(x, y, radius, mark)) }
                    } @else {
                        @let radius = if marks.len() > 300 { 7.0 } else { 11.0 };
                        @for (point, mark) in &marks {
                            @let (x, y) = frame.at(*point);
                            (shape(x, y, radius, *mark))
                        }
                    }
                }
                @for (name, x, y) in labels(&frame, &ground, &marks) {
                    span class="svx-map__label" style={ "left:" (percent(x, WIDTH)) "%;top:" (percent(y, frame.height)) "%" } { (name) }
                }
            }
            ul class="svx-key" {
                @for (mark, name) in &self.key {
                    li {
                        svg viewBox="0 0 30 30" aria-hidden="true" focusable="false" { (shape(15.0, 15.0, 11.0, *mark)) }
                        (name)
                    }
                }
                li {
                    svg viewBox="0 0 30 30" aria-hidden="true" focusable="false" {
                        path class="svx-map__ground" stroke-width="9" d="M15 15h0" {}
                    }
                    "postcode sector"
                }
            }
            @if outside > 0 {
                p class="govuk-body-s" { (plural(outside as u64, "mark lies", "marks lie")) " outside the map." }
            }
            @if together {
                p class="govuk-body-s" { "A mark stands for all the needs around it: the larger, the more, and of the kind that most of them are. Offers are left out, since they would cover them." }
            }
            @if self.lines.len() > LINES_MAX {
                p class="govuk-body-s" { "Lines between the two sides are left out: there are too many to tell apart." }
            }
        }
    }
}

fn percent(at: f64, whole: f64) -> String {
    format!("{:.1}", at * 100.0 / whole)
}

/// Round for needs and square for offers, so that colour never stands alone; a need that gets nothing is hollow.
fn shape(x: f64, y: f64, radius: f64, mark: Mark) -> Markup {
    let width = format!(
        "{:.1}",
        if mark == Mark::Unmet {
            radius * 0.4
        } else {
            radius * 0.2
        }
    );
    html! {
        @if mark == Mark::Offer {
            @let side = radius * 1.5;
            rect class=(mark.class()) stroke-width=(width) x=(tenths(x - side / 2.0)) y=(tenths(y - side / 2.0))
                width=(tenths(side)) height=(tenths(side)) {}
        } @else {
            circle class=(mark.class()) stroke-width=(width) cx=(tenths(x)) cy=(tenths(y)) r=(tenths(radius)) {}
            @if mark == Mark::Part {
                // A half of another colour says "in part" without the colour.
                path class="svx-map__met" stroke-width="0"
                    d={ "M" (tenths(x)) " " (tenths(y - radius)) "a" (tenths(radius)) " " (tenths(radius)) " 0 0 0 0 " (tenths(radius * 2.0)) "z" } {}
            }
        }
    }
}

fn tenths(number: f64) -> String {
    let text = format!("{number:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn dots(frame: &Frame, ground: &[&Place]) -> String {
    let each = ground.len().div_ceil(GROUND_MAX).max(1);
    let mut path = String::new();
    for place in ground.iter().step_by(each) {
        let (x, y) = frame.at(place.point);
        let _ = write!(path, "M{x:.0} {y:.0}h0");
    }
    path
}

fn lines(frame: &Frame, lines: &[(Point, Point)]) -> String {
    let mut path = String::new();
    for (from, to) in lines {
        let (from, to) = (frame.at(*from), frame.at(*to));
        let _ = write!(path, "M{:.0} {:.0}L{:.0} {:.0}", from.0, from.1, to.0, to.1);
    }
    path
}

/// One mark for the needs of each square, as large as there are many in it and of the kind that most are.
fn squares(frame: &Frame, marks: &[(Point, Mark)]) -> Vec<(f64, f64, f64, Mark)> {
    let mut squares: BTreeMap<(i64, i64), BTreeMap<Mark, u32>> = BTreeMap::new();
    for (point, mark) in marks.iter().filter(|(_, mark)| *mark != Mark::Offer) {
        let (x, y) = frame.at(*point);
        let square = ((x / SQUARE) as i64, (y / SQUARE) as i64);
        *squares.entry(square).or_default().entry(*mark).or_default() += 1;
    }
    let most = squares
        .values()
        .map(|marks| marks.values().sum::<u32>())
        .max()
        .unwrap_or(1);
    let drawn = squares.iter().map(|((column, row), marks)| {
        let count: u32 = marks.values().sum();
        let share = f64::from(count) / f64::from(most);
        let radius = (SQUARE * 0.6 * share.sqrt()).max(SQUARE * 0.15);
        let chief = marks
            .iter()
            .max_by_key(|(mark, count)| (**count, std::cmp::Reverse(**mark)));
        let middle = |at: i64| (at as f64 + 0.5) * SQUARE;
        (
            middle(*column),
            middle(*row),
            radius,
            chief.map_or(Mark::Met, |(mark, _)| *mark),
        )
    });
    drawn.collect()
}

/// Names of what is on the ground, first where most marks are and then the largest, as many as do not overlap on a phone.
fn labels(frame: &Frame, ground: &[&Place], marks: &[(Point, Mark)]) -> Vec<(String, f64, f64)> {
    let mut named: BTreeMap<String, (f64, f64, f64)> = BTreeMap::new();
    let name = |place: &Place| {
        if frame.is_wide() {
            place.authority.name.clone()
        } else {
            place.sector.outward()
        }
    };
    for place in ground {
        let (x, y) = frame.at(place.point);
        let sums = named.entry(name(place)).or_default();
        *sums = (sums.0 + x, sums.1 + y, sums.2 + 1.0);
    }
    let mut marked: BTreeMap<String, f64> = BTreeMap::new();
    for (point, _) in marks.iter().take(LABEL_MARKS_MAX) {
        let nearest = ground.iter().min_by_key(|place| place.point.distance_m(*point));
        let label = nearest.map(|place| name(place)).unwrap_or_default();
        *marked.entry(label).or_default() += MARK_WEIGHT;
    }
    let mut named: Vec<(String, f64, f64, f64)> = named
        .into_iter()
        .map(|(name, (x, y, count))| {
            let weight = marked.get(&name).copied().unwrap_or(0.0) + count;
            (name, x / count, y / count, weight)
        })
        .collect();
    named.sort_by(|one, other| other.3.total_cmp(&one.3).then_with(|| one.0.cmp(&other.0)));
    let px = NARROW_PX / WIDTH;
    let mut kept: Vec<(String, f64, f64)> = Vec::new();
    for (name, x, y, _) in named {
        let half = |name: &str| (name.chars().count() as f64 * LETTER_PX + LABEL_MARGIN_PX) / 2.0;
        let apart = |other: &(String, f64, f64)| {
            (x - other.1).abs() * px > half(&name) + half(&other.0) || (y - other.2).abs() * px > LABEL_HEIGHT_PX
        };
        let inside = x * px > half(&name)
            && (WIDTH - x) * px > half(&name)
            && y * px > LABEL_HEIGHT_PX / 2.0
            && (frame.height - y) * px > LABEL_HEIGHT_PX / 2.0;
        if inside && kept.iter().all(apart) {
            kept.push((name, x, y));
        }
        if kept.len() == LABELS_MAX {
            break;
        }
    }
    kept
}
