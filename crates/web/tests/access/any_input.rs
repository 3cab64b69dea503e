//! Whatever is sent to any route, the answer is never a server's error.
#![expect(
    clippy::unwrap_used,
    reason = "a request that cannot be built is a fault of the test, and fails it"
)]

use http::{Method, Request, header};
use proptest::{
    prelude::*,
    sample::Index,
    test_runner::{Config, TestRunner},
};
use std::collections::BTreeSet;
use svx_domain::{Code as _, organisation::OrganisationKind};
use svx_testkit::{Client, Engine, World};

const CASES: u32 = 250;

/// One value of a field, a parameter or a part of a path.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "\\PC{0,30}",
        2 => "[0-9]{1,25}(\\.[0-9]{0,5})?",
        1 => "-?[0-9]{1,4}",
        1 => Just("0190a000-0000-7000-8000-000000000000".to_owned()),
        1 => "[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}",
        1 => "[A-Z]{1,2}[0-9]{1,2} ?[0-9][A-Z]{2}",
        1 => "[a-z.]{1,9}@[a-z]{1,9}\\.[a-z]{2,3}",
        1 => "[a-z-]{1,20}",
        1 => "[a-z]{0,5}\0",
        1 => Just("x".repeat(3_000)),
        1 => "(\\PC|[\\r\\n\\t\",]){0,200}",
    ]
}

#[derive(Debug, Clone)]
enum Body {
    Form(Vec<(Index, String)>),
    Json(String),
    File(String),
    Bytes(Vec<u8>),
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![
        6 => prop::collection::vec((any::<Index>(), value()), 0..14).prop_map(Body::Form),
        2 => prop::collection::vec((any::<Index>(), value()), 0..6).prop_map(|pairs| {
            let pairs = pairs.into_iter().enumerate().map(|(at, (_, value))| (format!("f{at}"), value.into()));
            Body::Json(serde_json::Value::Object(pairs.collect()).to_string())
        }),
        1 => "\\PC{0,60}".prop_map(Body::Json),
        2 => value().prop_map(Body::File),
        1 => prop::collection::vec(any::<u8>(), 0..200).prop_map(Body::Bytes),
    ]
}

#[derive(Debug, Clone)]
struct Anything {
    route: Index,
    who: Index,
    parts: Vec<String>,
    query: Vec<(Index, String)>,
    body: Body,
}

fn anything() -> impl Strategy<Value = Anything> {
    let query = prop::collection::vec((any::<Index>(), value()), 0..4);
    (
        any::<Index>(),
        any::<Index>(),
        prop::collection::vec(value(), 3),
        query,
        body(),
    )
        .prop_map(|(route, who, parts, query, body)| Anything {
            route,
            who,
            parts,
            query,
            body,
        })
}

fn encoded(pairs: impl IntoIterator<Item = (String, String)>) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish()
}

struct Exchange {
    world: World,
    /// Who there is, with the token that their forms carry.
    people: Vec<(Client, String)>,
    routes: Vec<(&'static str, &'static str)>,
    /// The names of all fields on all pages that need nothing to be seen.
    names: Vec<String>,
}

fn names_on(page: &str) -> impl Iterator<Item = String> {
    page.split(" name=\"")
        .skip(1)
        .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
}

impl Exchange {
    async fn new(engine: Engine) -> Option<Self> {
        let world = World::new(engine).await?;
        let client = || Client::new(svx_web::router(world.app.clone()));
        let mut people = vec![(client(), String::new())];
        for kind in OrganisationKind::ALL {
            let actor = world.team(*kind, &format!("One {kind:?}")).await;
            let client = client().with_session(&world.session(&actor).await);
            let page = client.get("/account").await.body;
            let token = page
                .split_once("name=\"csrf_token\" value=\"")
                .unwrap()
                .1
                .split('"')
                .next()
                .unwrap();
            people.push((client, token.to_owned()));
        }
        let routes: Vec<_> = [svx_web::pages::routes(), svx_web::api::routes()]
            .iter()
            .flat_map(|routes| routes.list().to_vec())
            .collect();
        let mut names: BTreeSet<String> = ["page", "q", "cursor", "next", "f0", "f1"].map(str::to_owned).into();
        for (_, path) in routes
            .iter()
            .filter(|(method, path)| *method == "GET" && !path.contains('{'))
        {
            for (client, _) in &people {
                names.extend(names_on(&client.get(path).await.body));
            }
        }
        names.remove("csrf_token");
        let names = names.into_iter().collect();
        Some(Self {
            world,
            people,
            routes,
            names,
        })
    }

    fn pairs(&self, pairs: &[(Index, String)]) -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(name, value)| (name.get(&self.names).clone(), value.clone()))
            .collect()
    }

    async fn send(&self, what: &Anything) -> (String, svx_testkit::Answer) {
        let (method, path) = what.route.get(&self.routes);
        let (client, token) = what.who.get(&self.people);
        let mut parts = what.parts.iter().cycle();
        let path: Vec<String> = path
            .split('/')
            .map(|part| match part.strip_prefix('{') {
                Some(_) => encoded([(parts.next().unwrap().clone(), String::new())])
                    .trim_end_matches('=')
                    .replace('+', "%20"),
                None => part.to_owned(),
            })
            .collect();
        let uri = format!("{}?{}", path.join("/"), encoded(self.pairs(&what.query)));
        let (kind, body) = match &what.body {
            Body::Form(pairs) => {
                let mut pairs = self.pairs(pairs);
                pairs.push(("csrf_token".to_owned(), token.clone()));
                ("application/x-www-form-urlencoded", encoded(pairs).into_bytes())
            }
            Body::Json(text) => ("application/json", text.clone().into_bytes()),
            Body::File(text) => {
                let part = |name: &str, rest: &str, text: &str| {
                    format!("--edge\r\ncontent-disposition: form-data; name=\"{name}\"{rest}\r\n\r\n{text}\r\n")
                };
                let fields = part("csrf_token", "", token) + &part("file", "; filename=\"a.csv\"", text);
                (
                    "multipart/form-data; boundary=edge",
                    format!("{fields}--edge--\r\n").into_bytes(),
                )
            }
            Body::Bytes(bytes) => ("application/octet-stream", bytes.clone()),
        };
        let request = Request::builder()
            .method(method.parse::<Method>().unwrap())
            .uri(&uri)
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin")
            .body(body.into())
            .unwrap();
        (format!("{method} {uri}"), client.send(request).await)
    }
}

#[test]
fn nothing_that_is_sent_gives_a_server_error_on_sqlite() {
    send_anything(Engine::Sqlite);
}

#[test]
fn nothing_that_is_sent_gives_a_server_error_on_postgres() {
    send_anything(Engine::Postgres);
}

fn send_anything(engine: Engine) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let Some(exchange) = runtime.block_on(Exchange::new(engine)) else {
        return;
    };
    // Each waits for the slow hash of a password, and they have tests of their own.
    let slow = ["/sign-in", "/sign-up", "/account/password", "/sign-out"];
    let config = Config {
        cases: CASES,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&anything(), |what| {
        if slow.contains(&what.route.get(&exchange.routes).1) {
            return Ok(());
        }
        let (sent, answer) = runtime.block_on(exchange.send(&what));
        prop_assert!(
            !answer.status.is_server_error(),
            "{sent}: {} {}",
            answer.status,
            answer.words()
        );
        Ok(())
    });
    runtime.block_on(exchange.world.app.db.close());
    outcome.unwrap();
}
