//! The exchange over HTTP: pages for people under [`pages`], JSON for programs under [`api`].
//!
//! A page is one file: its route, what it reads from the request, the use case that it calls, and its markup.

mod error;
mod fields;
mod metrics;
mod origin;
mod page;
mod redirect;
mod routes;
mod serve;
mod visitor;

pub mod api;
pub mod layers;
pub mod pages;

pub use error::{PageError, PageResult};
pub use fields::{Fields, Upload, UploadedFile};
pub use metrics::{Metrics, metrics_router, serve_metrics};
pub use origin::Origin;
pub use page::Page;
pub use redirect::{see_other, see_other_with};
pub use routes::Routes;
pub use serve::serve;
pub use visitor::Visitor;

use axum::Router;
use svx_app::App;

/// Every route of the exchange with the layers around them.
pub fn router(app: App) -> Router {
    let pages = layers::for_pages(pages::routes().into_router(), &app);
    let api = layers::for_api(api::routes().into_router(), &app);
    layers::for_everything(pages.merge(api), &app).with_state(app)
}
