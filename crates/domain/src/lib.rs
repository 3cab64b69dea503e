//! The exchange in plain types and pure rules: ids, money, quantities, time, organisations and who may do what,
//! and the life cycles of everything that moves.
//!
//! Nothing here does I/O, reads a clock or draws a random number; nothing here knows SQL, HTTP or a file format.

#[macro_use]
mod codes;
pub mod access;
pub mod complaint;
pub mod ids;
pub mod ledger;
pub mod lifecycle;
pub mod money;
pub mod organisation;
pub mod orgid;
pub mod panel;
pub mod ports;
pub mod procurement;
pub mod quantity;
pub mod resource;
pub mod standstill;
pub mod text;
pub mod window;

pub use codes::{Code, UnknownCode};
pub use ids::*;
pub use money::Money;
pub use quantity::{Quantity, Value};
pub use window::Window;
