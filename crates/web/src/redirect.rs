//! Going to another page after a form was taken, with a word of what was done.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};

/// The cookie that carries one message to the next page.
pub(crate) const FLASH_COOKIE: &str = "svx-flash";
/// A message is cut to this many characters.
const MAX_FLASH_CHARS: usize = 300;

/// Sends the browser to another page of ours with GET.
pub fn see_other(path: &str) -> Response {
    // A path from ourselves is always a header value; anything else leads home.
    let location = HeaderValue::from_str(path).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
}

/// The same, and the page says this sentence at its top.
pub fn see_other_with(path: &str, message: &str) -> Response {
    let message: String = message.chars().take(MAX_FLASH_CHARS).collect();
    let cookie = format!(
        "{FLASH_COOKIE}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age=60",
        BASE64_URL_SAFE_NO_PAD.encode(message)
    );
    let mut response = see_other(path);
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// The message in the cookie.
pub(crate) fn read_flash(value: &str) -> Option<String> {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(value).ok()?;
    String::from_utf8(bytes)
        .ok()
        .filter(|message| message.chars().count() <= MAX_FLASH_CHARS)
}

/// A path to come back to, if it is one of ours: it begins with one slash and names no host.
pub(crate) fn own_path(path: &str) -> Option<&str> {
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '\r', '\n']);
    ours.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nobody_is_sent_to_another_site() {
        assert_eq!(own_path("/needs?near=LS1"), Some("/needs?near=LS1"));
        for elsewhere in ["https://example.org", "//example.org", "/\\example.org", "needs", ""] {
            assert_eq!(own_path(elsewhere), None, "{elsewhere}");
        }
    }
}
