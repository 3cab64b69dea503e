//! Files that people bring, read with every problem named by its place: tables by line and column, tenders and
//! auctions by JSON path.

pub mod allocation;
pub mod auction;
pub mod charities;
pub mod dimacs;
mod json;
mod metered;
pub mod names;
pub mod pack;
pub mod proxies;
mod rows;
pub mod sheets;
pub mod table;
pub mod tender;
