//! Files that people bring: read line by line, with every problem named by its line and column.

pub mod charities;
pub mod names;
