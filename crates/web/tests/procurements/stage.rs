//! The people and the steps that tests of procurements share.

use super::*;

/// What nobody may find before bids are opened.
pub(super) const CANARY: &str = "Xanthoria-lichen-canary";

pub(super) async fn client(world: &World, actor: &Actor) -> Client {
    Client::new(svx_web::router(world.app.clone())).with_session(&world.session(actor).await)
}

/// The value of a hidden field of a page.
pub(super) fn hidden(page: &Answer, name: &str) -> String {
    let (_, rest) = page
        .body
        .split_once(&format!("name=\"{name}\" value=\""))
        .unwrap_or_else(|| panic!("no field {name}: {}", page.words()));
    rest.split('"').next().unwrap().to_owned()
}

/// Sends one file with the token of a page.
pub(super) async fn upload(client: &Client, page: &str, path: &str, file: &[u8]) -> Answer {
    let csrf = hidden(&client.get(page).await, "csrf_token");
    let mut body = format!(
        "--svx\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\n{csrf}\r\n--svx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\r\n"
    )
    .into_bytes();
    body.extend(file);
    body.extend(b"\r\n--svx--\r\n");
    let request = Request::post(path)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=svx")
        .header("sec-fetch-site", "same-origin");
    client.send(request.body(Body::from(body)).unwrap()).await
}

/// A token with which an organisation's programs may write.
pub(super) async fn token(world: &World, actor: &Actor) -> String {
    let (client, path) = (client(world, actor).await, "/organisation/tokens");
    let made = client
        .submit(path, path, &[("name", "Program"), ("may", "write")])
        .await;
    made.body
        .split("<code>")
        .nth(1)
        .unwrap()
        .split('<')
        .next()
        .unwrap()
        .to_owned()
}

/// Two suppliers, an authority with its people, and a procurement that is being set up.
pub(super) struct Stage {
    pub(super) exchange: Exchange,
    pub(super) officer: Client,
    pub(super) aire: Client,
    pub(super) beck: Client,
    pub(super) beck_actor: Actor,
    pub(super) ocid: String,
}

impl Stage {
    pub(super) async fn new(world: &World) -> Self {
        let exchange = Exchange::new(world).await;
        let beck_actor = world.team(OrganisationKind::Supplier, "Beck Grounds").await;
        let authority = exchange.authority.organisation().unwrap();
        let officer = world.member(authority, "Olive Officer", &[Role::Procurement]).await;
        let officer = client(world, &officer).await;
        let answer = officer
            .submit(
                "/procurements/new",
                "/procurements/new",
                &[("title", "Grounds maintenance")],
            )
            .await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        let ocid = answer.location().split('/').nth(2).unwrap().to_owned();
        Self {
            aire: client(world, &exchange.supplier).await,
            beck: client(world, &beck_actor).await,
            officer,
            exchange,
            beck_actor,
            ocid,
        }
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/procurements/{}{rest}", self.ocid)
    }

    pub(super) async fn send(&self, client: &Client, rest: &str, fields: &[(&str, &str)]) -> Answer {
        client.submit(&self.path(rest), &self.path(rest), fields).await
    }

    /// The parts of the task list, filled in soundly.
    pub(super) async fn set_up(&self) {
        self.set_up_parts().await;
        self.set_criteria().await;
    }

    /// All of them but the criteria.
    pub(super) async fn set_up_parts(&self) {
        for (part, fields) in [
            (
                "/setup/about",
                &[
                    ("title", "Grounds maintenance"),
                    ("description", "Parks of four wards"),
                    ("category", "services"),
                    ("value", "£2,400,000"),
                    ("includes_vat", "yes"),
                    ("buyer_type", "local-government"),
                    ("arrangement", "contract"),
                    ("commenced_on", "23 November 2026"),
                ][..],
            ),
            ("/setup/area", &[("more", "Leeds")][..]),
            (
                "/setup/timetable",
                &[
                    ("from_day", "23 11 2026"),
                    ("from_time", "9am"),
                    ("until_day", "23/11/2026"),
                    ("until_time", "5pm"),
                    ("contract_from", "1 1 2027"),
                    ("contract_to", "31 December 2027"),
                ][..],
            ),
        ] {
            let answer = self.send(&self.officer, part, fields).await;
            assert_eq!(answer.status, 303, "{part}: {}", answer.words());
        }
    }

    /// Price 40, one quality question 40, pledges 20.
    pub(super) async fn set_criteria(&self) {
        let (page, start) = (self.path("/setup/criteria"), self.path("/setup/criteria/start"));
        let begun = self.officer.submit(&page, &start, &[("start", "usual")]).await;
        assert_eq!(begun.location(), page, "{}", begun.words());
        for (part, fields) in [
            (
                "/of/quality",
                &[
                    ("name", "Quality"),
                    ("how.questions.0.words", "How will you keep the parks?"),
                    ("how.questions.0.weight", "100"),
                ][..],
            ),
            (
                "/ranking",
                &[
                    ("award", "highest-total"),
                    ("tie_break", "social-value"),
                    ("decimals", "2"),
                ][..],
            ),
        ] {
            let answer = self
                .send(&self.officer, &format!("/setup/criteria{part}"), fields)
                .await;
            assert_eq!(answer.location(), page, "{part}: {}", answer.words());
        }
        let part = self.path("/setup/criteria/of/qualitative");
        let removed = self.officer.submit(&part, &format!("{part}/remove"), &[]).await;
        let rest = self.path("/setup/criteria/of/social-value");
        assert_eq!(removed.location(), rest, "{}", removed.words());
        let fields = [("name", "Social value"), ("weight-quantitative", "100")];
        assert_eq!(self.officer.submit(&rest, &rest, &fields).await.location(), page);
        let saved = self.send(&self.officer, "/setup/criteria", WEIGHTS).await;
        assert_eq!(saved.status, 303, "{}", saved.words());
    }

    pub(super) async fn publish(&self) {
        let seen = hidden(&self.officer.get(&self.path("/setup/check")).await, "seen");
        let answer = self.send(&self.officer, "/setup/check", &[("seen", &seen)]).await;
        assert_eq!(answer.location(), self.path(""), "{}", answer.words());
    }

    /// Registers, drafts and submits a bid for so many chairs; gives the answer to the submission.
    pub(super) async fn bid(&self, client: &Client, price: &str, answer: &str, chairs: &str) -> Answer {
        self.draft_bid(client, price, &[("answer-q1", answer)], chairs).await;
        self.submit(client).await
    }

    /// Registers and drafts a bid.
    pub(super) async fn draft_bid(&self, client: &Client, price: &str, answers: &[(&str, &str)], chairs: &str) {
        client.submit(&self.path(""), &self.path("/register"), &[]).await;
        self.send(client, "/bid/price", &[("price", price)]).await;
        self.send(client, "/bid/answers", answers).await;
        let need = self.exchange.need;
        let (quantity, by, how) = (format!("quantity-{need}"), format!("by-{need}"), format!("how-{need}"));
        let pledge = [
            (quantity.as_str(), chairs),
            (by.as_str(), "31 3 2027"),
            (how.as_str(), "From a refit, by van"),
        ];
        self.send(client, "/bid/pledges", &pledge).await;
    }

    pub(super) async fn submit(&self, client: &Client) -> Answer {
        let version = hidden(&client.get(&self.path("/bid/check")).await, "version");
        self.send(client, "/bid/check", &[("version", &version)]).await
    }

    /// Published, with two bids in.
    pub(super) async fn with_bids(world: &World) -> Self {
        let stage = Self::new(world).await;
        stage.set_up().await;
        stage.publish().await;
        let aire = stage.bid(&stage.aire, "£105,000", "We mow.", "4").await;
        assert_eq!(aire.location(), stage.path("/bid/receipts/1"), "{}", aire.words());
        let beck = stage.bid(&stage.beck, "100000", CANARY, "10").await;
        assert_eq!(beck.location(), stage.path("/bid/receipts/1"), "{}", beck.words());
        stage
    }

    /// After closing: opened and marked by an evaluator who has no other role.
    pub(super) async fn opened_and_marked(&self, world: &World) {
        world.at("2026-11-23T17:00:00Z");
        let answer = self.send(&self.officer, "/open", &[]).await;
        assert_eq!(answer.location(), self.path("/evaluation"), "{}", answer.words());
        let evaluator = self.evaluator(world, "Eve Evaluator").await;
        let list = evaluator.get(&self.path("/mark")).await;
        let marks: Vec<String> = list
            .body
            .split("href=\"")
            .filter_map(|rest| rest.split('"').next())
            .filter(|href| href.contains("/mark/q1/"))
            .map(str::to_owned)
            .collect();
        assert_eq!(marks.len(), 2, "{}", list.words());
        for (path, mark) in marks.iter().zip(["5", "3"]) {
            let answer = evaluator
                .submit(path, path, &[("mark", mark), ("reason", "It says how")])
                .await;
            assert_eq!(answer.location(), self.path("/mark"), "{}", answer.words());
        }
    }

    pub(super) async fn evaluator(&self, world: &World, name: &str) -> Client {
        let authority = self.exchange.authority.organisation().unwrap();
        let evaluator = world.member(authority, name, &[Role::Evaluator]).await;
        client(world, &evaluator).await
    }

    pub(super) async fn evaluate(&self) -> Answer {
        let answer = self.send(&self.officer, "/evaluation", &[]).await;
        assert_eq!(answer.location(), self.path("/evaluation"), "{}", answer.words());
        self.officer.get(&self.path("/evaluation")).await
    }
}

/// The weights of the criteria.
pub(super) const WEIGHTS: &[(&str, &str)] = &[
    ("weight-price", "40"),
    ("weight-quality", "40"),
    ("weight-social-value", "20"),
];

impl Stage {
    /// Everything that an evaluator can look at, as one text.
    pub(super) async fn evaluator_pages(&self, evaluator: &Client) -> String {
        let list = evaluator.get(&self.path("/mark")).await.body;
        let mut all = list.clone();
        for href in list.split("href=\"").filter_map(|rest| rest.split('"').next()) {
            if href.contains("/mark/") {
                all.push_str(&evaluator.get(href).await.body);
            }
        }
        all
    }
}

pub(super) fn evaluated_fingerprint(result: &str) -> String {
    let result: serde_json::Value = serde_json::from_str(result).unwrap();
    result["rules_sha256"].as_str().unwrap().to_owned()
}

pub(super) fn release(ocid: &str, id: &str, title: &str) -> serde_json::Value {
    json!({
        "ocid": ocid, "id": id, "date": format!("2026-11-0{id}T09:00:00Z"), "tag": ["tender"], "initiationType": "tender", "language": "en",
        "buyer": {"id": "GB-LAE-LDS", "name": "Leeds City Council"},
        "parties": [{"id": "GB-LAE-LDS", "name": "Leeds City Council", "roles": ["buyer"]}],
        "tender": {"id": "t", "title": title, "status": "active", "mainProcurementCategory": "services", "value": {"amount": 1200.50, "currency": "GBP"}},
    })
}

pub(super) fn package(releases: &[serde_json::Value]) -> Vec<u8> {
    json!({
        "uri": "https://example.org/package.json", "version": "1.1", "publishedDate": "2026-11-01T09:00:00Z",
        "publisher": {"name": "Leeds City Council"}, "releases": releases,
    })
    .to_string()
    .into_bytes()
}

/// What a file of the database holds, in the forms in which a text could hide in it.
pub(super) fn forms(text: &str) -> Vec<Vec<u8>> {
    use base64::Engine as _;
    let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
    // The middle of the text as base64 writes it at each of the three alignments.
    let aligned = (0..3).map(|skip| {
        let whole = &text.as_bytes()[skip..];
        let whole = &whole[..whole.len() / 3 * 3];
        base64::prelude::BASE64_STANDARD.encode(whole).into_bytes()
    });
    [
        text.as_bytes().to_vec(),
        hex.clone().into_bytes(),
        hex.to_uppercase().into_bytes(),
    ]
    .into_iter()
    .chain(aligned)
    .collect()
}
