//! Communities' projects: from a draft to a listing, and what anyone may see of them.

mod details;
pub mod expire;
mod find;
mod load;
mod moves;
mod needs;
mod review;
mod view;

pub use details::{
    About, Beneficiaries, Exchanges, When, create, set_about, set_beneficiaries, set_exchanges, set_when,
};
pub use find::{Found, Hit, PAGE_SIZE, Query, WITHIN_KM, find, find_from};
pub use moves::{close, missing, pause, resume, submit};
pub use needs::{NeedInput, add_need, change_need, remove_need};
pub use review::{Decision, REASONS, Signal, Waiting, decide, set_tags, waiting};
pub use view::{Exchange, Own, Shown, alike, exchanges, own, show};

/// The most characters of a title.
pub const MAX_TITLE_CHARS: usize = 100;
/// The most characters of a summary.
pub const MAX_SUMMARY_CHARS: usize = 3000;
/// The most characters of who benefits, and of a need's description.
pub const MAX_LINE_CHARS: usize = 300;
/// The most people who may benefit from one project.
pub const MAX_BENEFICIARIES: u32 = 10_000_000;
/// The most unfinished projects that one organisation may have.
pub const MAX_OPEN_PROJECTS: usize = 200;
/// How far ahead a project may end, in years.
pub const MAX_YEARS_AHEAD: i16 = 10;
