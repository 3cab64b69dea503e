//! Routes that can be listed, so that a test can walk every one of them as everyone.

use axum::{
    Router,
    handler::Handler,
    routing::{self, MethodRouter},
};
use svx_app::App;

/// Routes, and the list of them.
#[derive(Default)]
pub struct Routes {
    router: Router<App>,
    list: Vec<(&'static str, &'static str)>,
}

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds what answers GET (and HEAD) at a path.
    #[must_use]
    pub fn get<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("GET", path, routing::get(handler))
    }

    /// Adds what answers POST at a path.
    #[must_use]
    pub fn post<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("POST", path, routing::post(handler))
    }

    /// Adds what answers PUT at a path.
    #[must_use]
    pub fn put<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("PUT", path, routing::put(handler))
    }

    /// Adds what answers PATCH at a path.
    #[must_use]
    pub fn patch<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("PATCH", path, routing::patch(handler))
    }

    /// Adds what answers DELETE at a path.
    #[must_use]
    pub fn delete<H: Handler<T, App>, T: 'static>(self, path: &'static str, handler: H) -> Self {
        self.add("DELETE", path, routing::delete(handler))
    }

    /// Adds what answers POST at a path with a body of up to so many bytes, for files.
    #[must_use]
    pub fn upload<H: Handler<T, App>, T: 'static>(self, path: &'static str, max_bytes: usize, handler: H) -> Self {
        let limit = axum::extract::DefaultBodyLimit::max(max_bytes);
        self.add("POST", path, routing::post(handler).layer(limit))
    }

    /// Adds other routes.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.list.extend(other.list);
        self.router = self.router.merge(other.router);
        self
    }

    /// Every method and path.
    pub fn list(&self) -> &[(&'static str, &'static str)] {
        &self.list
    }

    pub(crate) fn into_router(self) -> Router<App> {
        self.router
    }

    fn add(mut self, method: &'static str, path: &'static str, route: MethodRouter<App>) -> Self {
        self.list.push((method, path));
        self.router = self.router.route(path, route);
        self
    }
}
