//! The components of the GOV.UK Design System: one struct each, every part a named field, all with a default.

mod button;
mod choices;
mod date_input;
mod error_summary;
mod field;
mod file_upload;
mod furniture;
mod input;
mod messages;
mod navigation;
mod select;
mod summary_list;
mod table;
mod tabs;
mod tag;
mod task_list;
mod textarea;

pub use button::{Button, ButtonKind, ButtonStyle};
pub use choices::{Checkboxes, Choice, Radios};
pub use date_input::{DateInput, DateParts};
pub use error_summary::{ErrorItem, ErrorSummary};
pub use field::{ErrorMessage, Fieldset, Hint, Label, Legend, Size};
pub use file_upload::FileUpload;
pub use furniture::{GenericHeader, PhaseBanner, ServiceNavigation, ServiceNavigationItem, SkipLink};
pub use input::{Input, InputKind, PasswordInput, Width};
pub(crate) use messages::heading;
pub use messages::{BannerKind, Details, InsetText, NotificationBanner, Panel, WarningText};
pub use navigation::{BackLink, Breadcrumbs, Crumb, PageItem, PageLink, Pagination};
pub use select::{Select, SelectItem};
pub use summary_list::{Action, SummaryCard, SummaryList, SummaryRow};
pub use table::{Cell, Narrow, Table};
pub use tabs::{Tab, Tabs};
pub use tag::{Tag, TagColour};
pub use task_list::{Task, TaskList, TaskStatus};
pub use textarea::{CharacterCount, Limit, Textarea};
