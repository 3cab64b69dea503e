//! The table of offers.

use svx_domain::resource::Names;
use svx_domain::{Money, Quantity, Window};

use super::cells::{Book, collect};
use super::place::{PLACE_COLUMNS, PlaceColumns, Placed, place};
use super::table::open;
use super::{Limits, Sheet, SheetError, TEXT_CHARS_MAX};
use crate::rows::shorten;

/// The columns, of which `id`, `resource`, `capacity`, and a place or `remote`, are needed.
pub const OFFER_COLUMNS: &[&str] = &[
    "id",
    "supplier",
    "resource",
    "capacity",
    "from",
    "to",
    PLACE_COLUMNS[0],
    PLACE_COLUMNS[1],
    PLACE_COLUMNS[2],
    PLACE_COLUMNS[3],
    PLACE_COLUMNS[4],
    "radius_km",
    "remote",
    "provides",
    "budget",
    "title",
    "description",
];
const PLACE: PlaceColumns = PlaceColumns { first: 6 };
const NEEDED: &[&[&str]] = &[
    &["id"],
    &["resource"],
    &["capacity"],
    &["postcode", "latitude", "easting", "remote"],
];

/// Farther than from one end of the country to the other, in metres.
const RADIUS_M_MAX: u32 = 2_000_000;

/// An offer as its row gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferRow {
    /// The row, as a spreadsheet or an editor numbers it.
    pub line: u64,
    /// What it is called in its file.
    pub id: String,
    /// Who offers; empty where that is not given.
    pub supplier: String,
    /// What is offered: the place in the price book's names.
    pub resource: usize,
    /// How much there is.
    pub capacity: Quantity,
    /// The days on which it is free, which may be open at an end; nothing for any time.
    pub window: Option<Window>,
    /// Where it sets out from; nothing where it is remote and gives no place.
    pub place: Option<Placed>,
    /// How far it travels, in metres; nothing for any distance.
    pub radius_m: Option<u32>,
    /// Whether it can be given from anywhere.
    pub remote: bool,
    /// Conditions that it meets, in small letters.
    pub provides: Vec<String>,
    /// The most that it may come to at the price book's price.
    pub budget: Option<Money>,
    /// What it is, in a few words.
    pub title: String,
    /// What it is, at more length.
    pub description: String,
    /// Cells of the columns that are not ours.
    pub extra: Vec<String>,
}

/// Reads a table of offers: resources by the price book's names, counted to `decimals` digits after the point each.
///
/// # Errors
/// [`SheetError`] where the file cannot be read at all. What is wrong with single rows is in the [`Sheet`].
pub fn read_offers(
    bytes: &[u8],
    names: &Names,
    decimals: &[u8],
    limits: &Limits,
) -> Result<Sheet<OfferRow>, SheetError> {
    let book = Book::new(names, decimals);
    let (header, rows) = open(bytes, "offers", OFFER_COLUMNS, NEEDED, limits)?;
    collect(&header, rows, limits, |cells| {
        let id = cells.id(0);
        let supplier = cells.name(1);
        let resource = cells.resource(2, &book);
        let counted = book.decimals(resource);
        let capacity = cells.quantity(3, "capacity", counted);
        let window = cells.window(4, 5);
        let remote = cells.truth(12, false);
        let place = place(cells, PLACE, remote);
        let radius_m = cells.parse(11, radius_m);
        let provides = cells.tags(13);
        let budget = cells.parse(14, |text| Money::parse_messy(text).map_err(|error| error.to_string()));
        let title = cells.text(15, TEXT_CHARS_MAX).unwrap_or_default();
        let description = cells.text(16, TEXT_CHARS_MAX).unwrap_or_default();
        let extra = cells.extra();
        let id = id?;
        let row = OfferRow {
            line: cells.number(),
            id: id.clone(),
            supplier,
            resource: resource?,
            capacity: capacity?,
            window,
            place,
            radius_m,
            remote,
            provides,
            budget,
            title,
            description,
            extra,
        };
        Some((id, row))
    })
}

/// Kilometres with up to three digits after the point.
fn radius_m(text: &str) -> Result<u32, String> {
    let shown = || shorten(text, 40);
    let metres = Quantity::parse_decimal(text)
        .map_err(|_| format!("“{}” is not a number of kilometres like 25 or 7.5", shown()))?
        .thousandths();
    u32::try_from(metres)
        .ok()
        .filter(|metres| *metres <= RADIUS_M_MAX)
        .ok_or_else(|| {
            format!(
                "{} km is farther than from one end of the country to the other",
                shown()
            )
        })
}
