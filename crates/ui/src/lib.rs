//! What people see: the components of the GOV.UK Design System as typed structs, the page shell around them, and the
//! words for dates, money and lists.
//!
//! A page writes `html! { (Input { name: "postcode", label: "Postcode".into(), ..Default::default() }) }`. Text is
//! escaped wherever it is placed; raw HTML exists only as [`maud::Markup`].

pub mod assets;
pub mod components;
pub mod content;
pub mod extras;
pub mod forms;
pub mod layout;
mod logo;
pub mod words;

pub use components::*;
pub use content::Content;
pub use extras::*;
pub use forms::FormErrors;
pub use layout::Shell;
