//! Components of our own, for what the GOV.UK Design System has no component for.

mod card;
mod chart;
mod figures;
mod filter;
mod thread;
mod timeline;

pub use card::{Card, CardList, EmptyState};
pub use chart::{Bar, BarChart, BarTone, ChartFrame, Progress};
pub use figures::{Figure, Figures};
pub use filter::{ChosenFilter, FilterLayout};
pub use thread::{Message, Thread};
pub use timeline::{Timeline, TimelineEvent};
