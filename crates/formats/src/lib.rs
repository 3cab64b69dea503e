//! Files that people bring, read with every problem named by its place: tables by line and column, tenders and
//! auctions by JSON path.

pub mod allocation;
pub mod auction;
pub mod charities;
pub mod dimacs;
mod json;
pub mod names;
pub mod tender;
