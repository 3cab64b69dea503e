//! Finds out who is there, runs the page on its own task, and makes whole pages of errors.

use crate::{
    Page, PageError,
    error::{ErrorPage, LeadToSignIn},
    redirect::{self, FLASH_COOKIE},
    see_other,
    visitor::{self, Visitor},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use maud::html;
use svx_app::{App, people::sessions};

/// Puts the [`Visitor`] into the request, and answers errors with a page that has their header around it.
pub(crate) async fn visit(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let visitor = match find(&app, request.headers(), request.uri()).await {
        Ok(visitor) => visitor,
        Err(error) => return PageError::from(error).into_response(),
    };
    let is_get = *request.method() == Method::GET;
    request.extensions_mut().insert(visitor.clone());
    let mut response = next.run(request).await;
    if response.extensions().get::<LeadToSignIn>().is_some() {
        let back: String = url::form_urlencoded::byte_serialize(visitor.path().as_bytes()).collect();
        return see_other(&if is_get {
            format!("/sign-in?next={back}")
        } else {
            "/sign-in".to_owned()
        });
    }
    if let Some(error) = response.extensions_mut().remove::<ErrorPage>() {
        response = error_page(&visitor, response.status(), &error);
    }
    if visitor.flash().is_some() && is_get {
        let cleared = format!("{FLASH_COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
        if let Ok(value) = HeaderValue::from_str(&cleared) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    response
}

async fn find(app: &App, headers: &HeaderMap, uri: &Uri) -> svx_app::Result<Visitor> {
    let signed_in = match visitor::cookie(headers, visitor::session_cookie_name(app)) {
        Some(token) if !token.is_empty() => sessions::find(app, token).await?,
        _ => None,
    };
    let flash = visitor::cookie(headers, FLASH_COOKIE).and_then(redirect::read_flash);
    let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
    Ok(Visitor::new(app, signed_in, flash, path))
}

fn error_page(visitor: &Visitor, status: StatusCode, error: &ErrorPage) -> Response {
    Page::new(visitor, error.title).status(status).show(html! {
        h1 class="govuk-heading-l" { (error.title) }
        p class="govuk-body" { (error.message) }
        p class="govuk-body" { a class="govuk-link" href="/" { "Go to the start page" } }
    })
}

/// The answer to a path that is not there.
pub(crate) async fn not_found() -> PageError {
    PageError::NotFound
}

/// Runs the request on a task of its own: it goes on to its end when the client hangs up, so that no transaction is
/// left half begun, and a panic in it becomes an error page.
pub(crate) async fn on_own_task(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request)).await {
        Ok(response) => response,
        Err(error) => {
            tracing::error!(%error, "a request panicked");
            PageError::Internal.into_response()
        }
    }
}
