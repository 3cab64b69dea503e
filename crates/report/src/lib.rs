//! Documents that are handed on: tables as CSV and XLSX, and whole pages in one file, with charts and maps, that open
//! without a network and without scripts. Pure rendering to text and bytes: nothing is read or written here.

pub mod map;
pub mod page;
pub mod plan;
pub mod table;

pub use page::Document;
pub use svx_ui::words;
pub use table::{Table, TableError, Value, neutralised};
