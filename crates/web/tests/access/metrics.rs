//! The numbers for whoever runs the installation.

use svx_testkit::{Client, World, both_stores};
use svx_web::{Metrics, metrics_router, router};

both_stores! {
    async fn requests_are_counted_by_route_and_never_by_what_they_ask_for(world: World) {
        let metrics = Metrics::new();
        let client = Client::new(metrics.around(router(world.app.clone())));
        client.get("/healthz").await;
        client.get("/healthz").await;
        client.get("/authorities/a-secret-name?about=someone").await;
        client.get("/another-secret").await;
        assert_eq!(client.get("/metrics").await.status, 404);

        let answer = Client::new(metrics_router(world.app.clone(), metrics)).get("/metrics").await;
        assert_eq!(answer.status, 200);
        let has = |line: &str| assert!(answer.body.contains(line), "{line} is not in\n{}", answer.body);
        has("svx_http_request_duration_seconds_count{method=\"GET\",route=\"/healthz\",status=\"200\"} 2\n");
        has("svx_http_request_duration_seconds_bucket{method=\"GET\",route=\"/healthz\",status=\"200\",le=\"+Inf\"} 2\n");
        has("svx_http_request_duration_seconds_count{method=\"GET\",route=\"none\",status=\"404\"} ");
        has("svx_outbox{state=\"waiting\"} 0\n");
        has("svx_jobs{state=\"failed\"} 0\n");
        assert!(!answer.body.contains("secret") && !answer.body.contains("someone"), "{}", answer.body);
    }
}
