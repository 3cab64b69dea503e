//! Forms are taken from our own pages only.

use crate::error::PageError;
use axum::{
    extract::Request,
    http::{HeaderMap, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses a request that changes something and did not come from a page of ours. Browsers say so by `Sec-Fetch-Site`,
/// older ones by `Origin`; a request that says neither is refused too.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_own(request.headers()) {
        next.run(request).await
    } else {
        PageError::Forged.into_response()
    }
}

fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin" || site == "none";
    }
    let (Some(origin), Some(host)) = (text(header::ORIGIN.as_str()), text(header::HOST.as_str())) else {
        return false;
    };
    origin
        .split_once("://")
        .is_some_and(|(_, origin_host)| origin_host == host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(&[("sec-fetch-site", "same-origin")], true)]
    #[case(&[("sec-fetch-site", "cross-site"), ("origin", "http://svx.test"), ("host", "svx.test")], false)]
    #[case(&[("sec-fetch-site", "same-site")], false)]
    #[case(&[("origin", "http://svx.test"), ("host", "svx.test")], true)]
    #[case(&[("origin", "http://evil.test"), ("host", "svx.test")], false)]
    #[case(&[("origin", "null"), ("host", "svx.test")], false)]
    #[case(&[("host", "svx.test")], false)]
    fn only_our_own_pages_send_forms(#[case] sent: &[(&'static str, &str)], #[case] expected: bool) {
        let mut headers = HeaderMap::new();
        for (name, value) in sent {
            headers.insert(*name, value.parse().unwrap());
        }
        assert_eq!(is_own(&headers), expected);
    }
}
