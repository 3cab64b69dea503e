//! A browser without a screen: it keeps cookies, sends what browsers send, and follows nothing by itself.

use axum::{Router, body::Body};
use http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt as _;
use std::{collections::BTreeMap, sync::Mutex};
use tower::ServiceExt as _;

/// A client of one router.
pub struct Client {
    router: Router,
    cookies: Mutex<BTreeMap<String, String>>,
    token: Option<String>,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as text; bytes that are not UTF-8 are replaced.
    pub body: String,
}

impl Answer {
    /// Where it redirects to.
    pub fn location(&self) -> &str {
        self.headers
            .get(header::LOCATION)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("not JSON ({error}): {}", self.body))
    }

    /// The words of the page between its tags, with white space collapsed.
    pub fn words(&self) -> String {
        let main = self
            .body
            .split_once("<main")
            .map_or(self.body.as_str(), |(_, rest)| rest);
        let main = main.split_once("</main>").map_or(main, |(main, _)| main);
        let mut out = String::new();
        let mut inside = main.len() != self.body.len();
        for character in main.chars() {
            match character {
                '<' => {
                    inside = true;
                    out.push(' ');
                }
                '>' => inside = false,
                other if !inside => out.push(other),
                _ => {}
            }
        }
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The status and where it leads or what it says, for a snapshot.
    pub fn summary(&self) -> String {
        let to = self.location();
        if to.is_empty() {
            format!("{}\n{}", self.status, self.words())
        } else {
            format!("{} → {to}", self.status)
        }
    }
}

impl Client {
    /// Someone who has not signed in.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            cookies: Mutex::default(),
            token: None,
        }
    }

    /// Someone with a session's token, or a program with an API token.
    #[must_use]
    pub fn with_session(self, token: &str) -> Self {
        self.cookies.lock().unwrap().insert("svx".to_owned(), token.to_owned());
        self
    }

    /// A program with an API token.
    #[must_use]
    pub fn with_token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Gets a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::builder().uri(path).body(Body::empty()).unwrap())
            .await
    }

    /// Fetches the page with the form, takes its token, and posts the fields to `path`.
    pub async fn submit(&self, form_page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let csrf = csrf_of(&self.get(form_page).await.body);
        let mut all = fields.to_vec();
        all.push(("csrf_token", &csrf));
        self.post_form(path, &all).await
    }

    /// Posts a form as a browser on our own pages does.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(body.join("&")));
        self.send(request.unwrap()).await
    }

    /// Sends JSON, as a program does.
    pub async fn json(&self, method: Method, path: &str, body: &serde_json::Value) -> Answer {
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    /// Sends any request, with the cookies or the token.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        let cookies: Vec<String> = self
            .cookies
            .lock()
            .unwrap()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request
                .headers_mut()
                .insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        if let Some(token) = &self.token {
            request
                .headers_mut()
                .insert(header::AUTHORIZATION, format!("Bearer {token}").parse().unwrap());
        }
        request
            .headers_mut()
            .entry(header::HOST)
            .or_insert_with(|| "svx.test".parse().unwrap());
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        self.keep_cookies(&parts.headers);
        let body = String::from_utf8_lossy(&body.collect().await.unwrap().to_bytes()).into_owned();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut cookies = self.cookies.lock().unwrap();
        for value in headers.get_all(header::SET_COOKIE) {
            let (name, rest) = value.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// The token of the form in the page's content; failing that, of any form on it.
fn csrf_of(page: &str) -> String {
    let content = page.split_once("<main").map_or(page, |(_, rest)| rest);
    let find = |text: &str| {
        let (_, rest) = text.split_once("name=\"csrf_token\" value=\"")?;
        Some(rest.split('"').next()?.to_owned())
    };
    find(content).or_else(|| find(page)).unwrap_or_default()
}

fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(byte as char),
            b' ' => out.push('+'),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}
