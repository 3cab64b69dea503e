//! The table of needs.

use svx_domain::resource::Names;
use svx_domain::{Quantity, Window};

use super::cells::{Book, collect};
use super::place::{PLACE_COLUMNS, PlaceColumns, Placed, place};
use super::table::open;
use super::{Limits, Sheet, SheetError, TEXT_CHARS_MAX};

/// The columns, of which `id`, `resource`, `quantity`, and a place or `remote`, are needed.
pub const NEED_COLUMNS: &[&str] = &[
    "id",
    "project",
    "community",
    "resource",
    "quantity",
    "priority",
    "from",
    "to",
    PLACE_COLUMNS[0],
    PLACE_COLUMNS[1],
    PLACE_COLUMNS[2],
    PLACE_COLUMNS[3],
    PLACE_COLUMNS[4],
    "remote",
    "requires",
    "divisible",
    "beneficiaries",
    "title",
    "description",
    "deprivation",
];
const PLACE: PlaceColumns = PlaceColumns { first: 8 };
const NEEDED: &[&[&str]] = &[
    &["id"],
    &["resource"],
    &["quantity"],
    &["postcode", "latitude", "easting", "remote"],
];

/// The priority of a need that gives none: the middle of 1 to 5.
const PRIORITY_DEFAULT: u8 = 3;
/// The most people that one need can be for.
const BENEFICIARIES_MAX: u32 = 100_000_000;

/// A need as its row gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NeedRow {
    /// The row, as a spreadsheet or an editor numbers it.
    pub line: u64,
    /// What it is called in its file.
    pub id: String,
    /// The project it belongs to; empty where none is given.
    pub project: String,
    /// Who asks; empty where that is not given.
    pub community: String,
    /// What is asked for: the place in the price book's names.
    pub resource: usize,
    /// How much.
    pub quantity: Quantity,
    /// From 1 to 5, the most pressing.
    pub priority: u8,
    /// The days on which it is wanted, which may be open at an end; nothing for any time.
    pub window: Option<Window>,
    /// Where; nothing where it is remote and gives no place.
    pub place: Option<Placed>,
    /// Whether it can be served from anywhere.
    pub remote: bool,
    /// Conditions, in small letters.
    pub requires: Vec<String>,
    /// Whether a part of it is of use.
    pub divisible: bool,
    /// How many people it is for.
    pub beneficiaries: Option<u32>,
    /// What it is, in a few words.
    pub title: String,
    /// What it is, at more length.
    pub description: String,
    /// The tenth of small areas by deprivation that its place is in, 1 for the most deprived.
    pub deprivation: Option<u8>,
    /// Cells of the columns that are not ours.
    pub extra: Vec<String>,
}

/// Reads a table of needs: resources by the price book's names, counted to `decimals` digits after the point each.
///
/// # Errors
/// [`SheetError`] where the file cannot be read at all. What is wrong with single rows is in the [`Sheet`].
pub fn read_needs(bytes: &[u8], names: &Names, decimals: &[u8], limits: &Limits) -> Result<Sheet<NeedRow>, SheetError> {
    let book = Book::new(names, decimals);
    let (header, rows) = open(bytes, "needs", NEED_COLUMNS, NEEDED, limits)?;
    collect(&header, rows, limits, |cells| {
        let id = cells.id(0);
        let (project, community) = (cells.name(1), cells.name(2));
        let resource = cells.resource(3, &book);
        let counted = book.decimals(resource);
        let quantity = cells.quantity(4, "quantity", counted);
        let priority = cells.whole_number(5, 1, 5);
        let window = cells.window(6, 7);
        let remote = cells.truth(13, false);
        let place = place(cells, PLACE, remote);
        let requires = cells.tags(14);
        let divisible = cells.truth(15, true);
        let beneficiaries = cells.whole_number(16, 0, BENEFICIARIES_MAX);
        let title = cells.text(17, TEXT_CHARS_MAX).unwrap_or_default();
        let description = cells.text(18, TEXT_CHARS_MAX).unwrap_or_default();
        let deprivation = cells.whole_number(19, 1, 10);
        let extra = cells.extra();
        let id = id?;
        let row = NeedRow {
            line: cells.number(),
            id: id.clone(),
            project,
            community,
            resource: resource?,
            quantity: quantity?,
            // Both are at most ten.
            priority: priority.map_or(PRIORITY_DEFAULT, |priority| priority as u8),
            window,
            place,
            remote,
            requires,
            divisible,
            beneficiaries,
            title,
            description,
            deprivation: deprivation.map(|tenth| tenth as u8),
            extra,
        };
        Some((id, row))
    })
}
