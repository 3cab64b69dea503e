//! Numbers about the server for whoever runs it, in Prometheus' text format, on an address of their own.
//!
//! Requests are told apart by method, route and status alone: a route is a template such as `/projects/{slug}`, so that no
//! person, organisation or bid can be seen in them.

use crate::serve;
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing,
};
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use svx_app::{App, check};
use tokio::net::TcpListener;

/// The upper bounds of the durations that are counted, in microseconds.
const BOUNDS_US: [u64; 12] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 5_000_000,
];
/// What answers a path that no route has.
const NO_ROUTE: &str = "none";

/// What was counted since the start.
#[derive(Clone, Default)]
pub struct Metrics(Arc<Mutex<BTreeMap<Key, Series>>>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    route: String,
    method: &'static str,
    status: u16,
}

#[derive(Default)]
struct Series {
    /// How many took no longer than each bound and longer than the one before.
    within: [u64; BOUNDS_US.len()],
    count: u64,
    sum: Duration,
}

impl Metrics {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts the requests of a router from now on.
    pub fn around(&self, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(self.clone(), measure))
    }

    fn count(&self, key: Key, took: Duration) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let series = all.entry(key).or_default();
        series.count += 1;
        series.sum += took;
        let bound = BOUNDS_US.iter().position(|bound| took <= Duration::from_micros(*bound));
        if let Some(bound) = bound {
            series.within[bound] += 1;
        }
    }

    fn requests(&self) -> String {
        let mut text = String::from(
            "# HELP svx_http_request_duration_seconds How long requests took, by route.\n\
             # TYPE svx_http_request_duration_seconds histogram\n",
        );
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, series) in all.iter() {
            let labels = format!(
                "method=\"{}\",route=\"{}\",status=\"{}\"",
                key.method, key.route, key.status
            );
            let mut so_far = 0;
            for (bound, within) in BOUNDS_US.iter().zip(series.within) {
                so_far += within;
                let bound = Duration::from_micros(*bound).as_secs_f64();
                let _ = writeln!(
                    text,
                    "svx_http_request_duration_seconds_bucket{{{labels},le=\"{bound}\"}} {so_far}"
                );
            }
            let (count, sum) = (series.count, series.sum.as_secs_f64());
            let _ = writeln!(
                text,
                "svx_http_request_duration_seconds_bucket{{{labels},le=\"+Inf\"}} {count}"
            );
            let _ = writeln!(text, "svx_http_request_duration_seconds_sum{{{labels}}} {sum}");
            let _ = writeln!(text, "svx_http_request_duration_seconds_count{{{labels}}} {count}");
        }
        text
    }
}

async fn measure(State(metrics): State<Metrics>, request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or(NO_ROUTE, MatchedPath::as_str)
        .to_owned();
    // A client can make up methods without end.
    let method = match *request.method() {
        Method::GET => "GET",
        Method::HEAD => "HEAD",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        _ => "other",
    };
    let began = Instant::now();
    let response = next.run(request).await;
    let key = Key {
        route,
        method,
        status: response.status().as_u16(),
    };
    metrics.count(key, began.elapsed());
    response
}

/// Serves `/metrics` until `stop` is done.
pub async fn serve_metrics(
    listener: TcpListener,
    app: App,
    metrics: Metrics,
    stop: impl Future<Output = ()>,
) -> std::io::Result<()> {
    serve(listener, metrics_router(app, metrics), stop).await
}

/// The one page of the address for metrics.
pub fn metrics_router(app: App, metrics: Metrics) -> Router {
    Router::new()
        .route("/metrics", routing::get(show))
        .with_state((app, metrics))
}

async fn show(State((app, metrics)): State<(App, Metrics)>) -> Response {
    let mut text = metrics.requests();
    let mut gauge = |name: &str, help: &str, values: &[(&str, i64)]| {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    match check::backlogs(&app).await {
        Ok((jobs, messages)) => {
            let states = |waiting: i64, failed: i64| [("{state=\"waiting\"}", waiting), ("{state=\"failed\"}", failed)];
            gauge(
                "svx_jobs",
                "Jobs that are not done.",
                &states(jobs.waiting, jobs.failed),
            );
            gauge(
                "svx_outbox",
                "Messages that are not sent.",
                &states(messages.waiting, messages.failed),
            );
        }
        Err(error) => {
            tracing::error!(%error, "the backlog could not be counted");
            return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response();
        }
    }
    if let Some(bytes) = resident_bytes() {
        gauge(
            "process_resident_memory_bytes",
            "Memory of the process.",
            &[("", bytes)],
        );
    }
    (
        [(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")],
        text,
    )
        .into_response()
}

/// Where the operating system tells it as Linux does.
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: i64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}
