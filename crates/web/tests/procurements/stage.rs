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
    pub(super) officer_actor: Actor,
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
        let officer_actor = world.member(authority, "Olive Officer", &[Role::Procurement]).await;
        let officer = client(world, &officer_actor).await;
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
            officer_actor,
            exchange,
            beck_actor,
            ocid,
        }
    }

    /// The ocid of another draft of the same officer.
    pub(super) async fn another_draft(&self) -> String {
        let fields = [("title", "Another draft")];
        let answer = self
            .officer
            .submit("/procurements/new", "/procurements/new", &fields)
            .await;
        answer.location().split('/').nth(2).unwrap().to_owned()
    }

    pub(super) fn path(&self, rest: &str) -> String {
        format!("/procurements/{}{rest}", self.ocid)
    }

    pub(super) async fn send(&self, client: &Client, rest: &str, fields: &[(&str, &str)]) -> Answer {
        client.submit(&self.path(rest), &self.path(rest), fields).await
    }

    /// The parts of the task list, filled in soundly.
    pub(super) async fn set_up(&self) {
        self.set_up_with(CRITERIA).await;
    }

    /// The same with criteria of one's own.
    pub(super) async fn set_up_with(&self, criteria: &[(&str, &str)]) {
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
            ("/setup/criteria", criteria),
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

    pub(super) async fn publish(&self) {
        let seen = hidden(&self.officer.get(&self.path("/setup/check")).await, "seen");
        let answer = self.send(&self.officer, "/setup/check", &[("seen", &seen)]).await;
        assert_eq!(answer.location(), self.path(""), "{}", answer.words());
    }

    /// Registers, drafts and submits a bid for so many chairs; gives the answer to the submission.
    pub(super) async fn bid(&self, client: &Client, price: &str, answer: &str, chairs: &str) -> Answer {
        client.submit(&self.path(""), &self.path("/register"), &[]).await;
        self.send(client, "/bid/price", &[("price", price)]).await;
        self.send(client, "/bid/answers", &[("answer-q1", answer)]).await;
        let need = self.exchange.need;
        let (quantity, by, how) = (format!("quantity-{need}"), format!("by-{need}"), format!("how-{need}"));
        let (additional, attributed) = (format!("additional-{need}"), format!("attributed-{need}"));
        let pledge = [
            (quantity.as_str(), chairs),
            (by.as_str(), "31 3 2027"),
            (how.as_str(), "From a refit, by van"),
            (additional.as_str(), "We would sell them"),
            (attributed.as_str(), "contract"),
        ];
        self.send(client, "/bid/pledges", &pledge).await;
        self.submit(client).await
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

    /// After closing: opened, and marked by a panel of one, who has no other role and is given back.
    pub(super) async fn opened_and_marked(&self, world: &World) -> Client {
        let eve = world
            .member(self.authority(), "Eve Evaluator", &[Role::Evaluator])
            .await;
        self.appoint(&eve, "1").await;
        self.invite(&eve, &["quality.q1"]).await;
        let evaluator = client(world, &eve).await;
        self.open(world).await;
        let answer = self.declare(&evaluator, &[]).await;
        assert_eq!(answer.location(), self.path("/mark"), "{}", answer.words());
        self.mark(&evaluator, "quality.q1", &[("Aire", "5"), ("Beck", "3")])
            .await;
        self.lock(&evaluator, "quality.q1").await;
        evaluator
    }

    pub(super) fn authority(&self) -> OrganisationId {
        self.exchange.authority.organisation().unwrap()
    }

    /// Bids close, and the officer opens them.
    pub(super) async fn open(&self, world: &World) {
        world.at("2026-11-23T17:00:00Z");
        let answer = self.send(&self.officer, "/open", &[]).await;
        assert_eq!(answer.location(), self.path("/evaluation"), "{}", answer.words());
    }

    /// The officer chooses who chairs the panel, with marks due by 1 December 2026.
    pub(super) async fn appoint(&self, chair: &Actor, marks_min: &str) {
        let chair = chair.person().unwrap().to_string();
        let fields = [
            ("chair", chair.as_str()),
            ("marks_min", marks_min),
            ("due-day", "1"),
            ("due-month", "12"),
            ("due-year", "2026"),
        ];
        let answer = self.send(&self.officer, "/panel/terms", &fields).await;
        assert_eq!(answer.location(), self.path("/panel"), "{}", answer.words());
    }

    /// The officer invites somebody to mark some questions.
    pub(super) async fn invite(&self, who: &Actor, questions: &[&str]) {
        let person = who.person().unwrap().to_string();
        let mut fields = vec![("person", person.as_str())];
        fields.extend(questions.iter().map(|question| ("questions", *question)));
        let answer = self.send(&self.officer, "/panel/invite", &fields).await;
        assert_eq!(answer.location(), self.path("/panel"), "{}", answer.words());
    }

    /// Declares no conflict with any bidder, save with those whose names begin with these.
    pub(super) async fn declare(&self, client: &Client, conflicts: &[(&str, &str)]) -> Answer {
        let page = client.get(&self.path("/mark/declare")).await;
        let mut fields = Vec::new();
        for (name, bid) in [
            ("Aire", self.bid_of(&page, "Aire")),
            ("Beck", self.bid_of(&page, "Beck")),
        ] {
            let conflict = conflicts.iter().find(|(of, _)| *of == name);
            let choice = if conflict.is_some() { "conflict" } else { "none" };
            fields.push((format!("interest-{bid}"), choice.to_owned()));
            fields.push((
                format!("nature-{bid}"),
                conflict.map_or("", |(_, nature)| nature).to_owned(),
            ));
        }
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        self.send(client, "/mark/declare", &fields).await
    }

    /// The id of the bid of a supplier, from a page that asks about each bidder under its name.
    pub(super) fn bid_of(&self, page: &Answer, supplier: &str) -> String {
        let names = page.body.split("name=\"interest-").skip(1);
        let ids: Vec<String> = names.map(|rest| rest.split('"').next().unwrap().to_owned()).collect();
        // Bidders stand in the order of their names, and each has two choices.
        let at = if supplier == "Aire" { 0 } else { ids.len() - 1 };
        ids.get(at)
            .unwrap_or_else(|| panic!("no bidder {supplier}: {}", page.words()))
            .clone()
    }

    /// Saves drafts of marks by the names of suppliers.
    pub(super) async fn mark(&self, client: &Client, question: &str, marks: &[(&str, &str)]) {
        let page = client.get(&self.path("/mark/declare")).await;
        for (supplier, mark) in marks {
            let path = format!("/mark/{question}/{}", self.bid_of(&page, supplier));
            let reason = format!("{supplier} says how, and by when: {mark}");
            let answer = self.send(client, &path, &[("mark", mark), ("reason", &reason)]).await;
            assert_eq!(answer.location(), self.path("/mark"), "{}", answer.words());
        }
    }

    /// Locks the marks of a question.
    pub(super) async fn lock(&self, client: &Client, question: &str) {
        let answer = self.send(client, &format!("/mark/{question}"), &[]).await;
        assert_eq!(answer.location(), self.path("/mark"), "{}", answer.words());
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

pub(super) const CRITERIA: &[(&str, &str)] = &[
    ("price", "40"),
    ("quality", "40"),
    ("question-1", "How will you keep the parks?"),
    ("weight-1", "100"),
    ("social_value", "20"),
    ("qualitative", "0"),
    ("tie_break", "social-value"),
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
