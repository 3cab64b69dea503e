//! Who gets what: the access table as committed, and every route walked as nobody and as a stranger of each kind.

#[path = "access/any_input.rs"]
mod any_input;
#[path = "access/metrics.rs"]
mod metrics;

use std::fmt::Write as _;
use svx_domain::{Code, access, organisation::OrganisationKind};
use svx_testkit::{Client, Engine, World, assert_committed};

#[test]
fn the_access_table_is_as_committed() {
    assert_committed("docs/access-matrix.txt", &access::matrix());
}

#[test]
fn the_description_of_the_api_is_as_committed() {
    let document = serde_json::to_string_pretty(&svx_web::api::document()).unwrap();
    assert_committed("docs/openapi.json", &format!("{document}\n"));
}

/// A path with something in place of each parameter that is the id or name of nothing.
fn concrete(path: &str) -> String {
    let part = |part: &str| match part {
        "{id}" | "{need}" | "{offer}" | "{bid}" | "{person}" | "{session}" => {
            "0190a000-0000-7000-8000-000000000000".to_owned()
        }
        part if part.starts_with('{') => "nothing".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn short(answer: &svx_testkit::Answer) -> String {
    let to = answer.location().split(['?', '&']).next().unwrap_or_default();
    if to.is_empty() {
        answer.status.as_u16().to_string()
    } else {
        format!("{} {to}", answer.status.as_u16())
    }
}

#[tokio::test]
async fn every_route_as_nobody_and_as_a_stranger_of_each_kind() {
    let world = World::new(Engine::Sqlite).await.unwrap();
    let mut clients = vec![("nobody", Client::new(svx_web::router(world.app.clone())))];
    for kind in OrganisationKind::ALL {
        let actor = world.team(*kind, &format!("A {}", kind.code())).await;
        let token = world.session(&actor).await;
        clients.push((
            kind.code(),
            Client::new(svx_web::router(world.app.clone())).with_session(&token),
        ));
    }
    let mut out = String::from(
        "# What every route answers, where ids name nothing: as nobody, then as a stranger of each kind\n",
    );
    let (pages, api) = (svx_web::pages::routes(), svx_web::api::routes());
    for (method, path) in pages.list().iter().chain(api.list()) {
        // Ends the session of whoever walks.
        if *path == "/sign-out" {
            continue;
        }
        let _ = write!(out, "{method} {path}:");
        for (who, client) in &clients {
            let path = concrete(path);
            let answer = match *method {
                "GET" => client.get(&path).await,
                "POST" if !path.starts_with("/api/") => client.submit("/", &path, &[]).await,
                method => {
                    client
                        .json(method.parse().unwrap(), &path, &serde_json::json!({}))
                        .await
                }
            };
            assert!(
                !answer.status.is_server_error(),
                "{method} {path} as {who}: {}",
                answer.body
            );
            let _ = write!(out, " {who} {};", short(&answer));
        }
        out.push('\n');
    }
    assert_committed("docs/routes.txt", &out);
}
