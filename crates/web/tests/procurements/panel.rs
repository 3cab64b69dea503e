//! A panel at work: conflicts, marks made alone, late and withdrawn evaluators, meetings, corrections.

use super::*;

/// Price 40, quality 40 in two questions, social value 20, half of it marked.
const TWO_QUESTIONS: &[(&str, &str)] = &[
    ("price", "40"),
    ("quality", "40"),
    ("question-1", "How will you keep the parks?"),
    ("weight-1", "60"),
    ("question-2", "Who will do it?"),
    ("weight-2", "40"),
    ("social_value", "20"),
    ("qualitative", "50"),
    ("qualitative_question", "How will you keep your pledges?"),
];

pub(super) const QUESTIONS: [&str; 3] = ["quality.q1", "quality.q2", "social-value.qualitative"];

/// Three evaluators, of whom the first chairs, and a fourth who waits; two bids are in.
pub(super) struct Panel {
    app: svx_app::App,
    pub(super) stage: Stage,
    pub(super) people: Vec<Actor>,
    pub(super) clients: Vec<Client>,
}

impl Panel {
    pub(super) async fn new(world: &World) -> Self {
        let stage = Stage::new(world).await;
        stage.set_up_with(TWO_QUESTIONS).await;
        stage.publish().await;
        for (supplier, price, word) in [(&stage.aire, "£105,000", "We mow"), (&stage.beck, "100000", CANARY)] {
            supplier.submit(&stage.path(""), &stage.path("/register"), &[]).await;
            stage.send(supplier, "/bid/price", &[("price", price)]).await;
            let words = ["first", "second", "pledge"].map(|which| format!("{word}, {which}"));
            let answers = [
                ("answer-q1", words[0].as_str()),
                ("answer-q2", words[1].as_str()),
                ("answer-qualitative", words[2].as_str()),
            ];
            stage.send(supplier, "/bid/answers", &answers).await;
            let answer = stage.submit(supplier).await;
            assert_eq!(answer.location(), stage.path("/bid/receipts/1"), "{}", answer.words());
        }
        let (mut people, mut clients) = (Vec::new(), Vec::new());
        for name in ["Ann Chair", "Bob Marker", "Cat Marker", "Dan Waits"] {
            let person = world.member(stage.authority(), name, &[Role::Evaluator]).await;
            clients.push(client(world, &person).await);
            people.push(person);
        }
        Self {
            app: world.app.clone(),
            stage,
            people,
            clients,
        }
    }

    /// The first three are on the panel for both questions of quality; the third marks social value as well.
    pub(super) async fn appointed(world: &World) -> Self {
        let panel = Self::new(world).await;
        panel.stage.appoint(&panel.people[0], "2").await;
        for person in &panel.people[..3] {
            panel.stage.invite(person, &QUESTIONS[..2]).await;
        }
        panel.stage.invite(&panel.people[1], &QUESTIONS[2..]).await;
        panel.stage.invite(&panel.people[2], &QUESTIONS[2..]).await;
        panel
    }

    /// The same, with bids opened and no conflict declared.
    pub(super) async fn declared(world: &World) -> Self {
        let panel = Self::appointed(world).await;
        panel.stage.open(world).await;
        for client in &panel.clients[..3] {
            panel.stage.declare(client, &[]).await;
        }
        panel
    }

    pub(super) async fn all_of(&self, client: &Client, question: &str, aire: &str, beck: &str) {
        self.stage
            .mark(client, question, &[("Aire", aire), ("Beck", beck)])
            .await;
        self.stage.lock(client, question).await;
    }

    /// Everyone locks everything.
    pub(super) async fn marked(&self) {
        for (at, client) in self.clients[..3].iter().enumerate() {
            for question in if at == 0 { &QUESTIONS[..2] } else { &QUESTIONS[..] } {
                self.all_of(client, question, ["5", "4", "2"][at], "3").await;
            }
        }
    }

    /// The id of the bid of a supplier.
    pub(super) async fn bid(&self, supplier: &str) -> String {
        let mut conn = self.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &self.stage.ocid).await.unwrap().unwrap();
        let bids = svx_store::bids::opened(&mut conn, id).await.unwrap();
        let found = bids.iter().find(|bid| bid.supplier.starts_with(supplier));
        found.map(|bid| bid.id.to_string()).unwrap()
    }

    /// The chair records what is agreed.
    pub(super) async fn agree(&self, question: &str, supplier: &str, mark: &str, correction: &str) -> Answer {
        let path = format!("/moderation/{question}/{}", self.bid(supplier).await);
        let present = self.people[1].person().unwrap().to_string();
        let fields = [
            ("mark", mark),
            ("reason", "The panel heard each other, and the answer names its people"),
            ("correction", correction),
            ("present", &present),
        ];
        self.stage.send(&self.clients[0], &path, &fields).await
    }

    async fn agree_all(&self) {
        for question in QUESTIONS {
            for (supplier, mark) in [("Aire", "4"), ("Beck", "3")] {
                let answer = self.agree(question, supplier, mark, "").await;
                assert_eq!(
                    answer.location(),
                    self.stage.path(&format!("/moderation/{question}")),
                    "{}",
                    answer.words()
                );
            }
        }
    }

    async fn id(&self, world: &World) -> svx_domain::ProcurementId {
        let mut conn = world.app.db.read().await.unwrap();
        procurements::id_of(&mut conn, &self.stage.ocid).await.unwrap().unwrap()
    }
}

/// A link of a page that begins with this path.
fn link(page: &Answer, start: &str) -> String {
    let found = page
        .body
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap());
    let mut found = found.filter(|href| href.starts_with(start));
    found
        .next()
        .unwrap_or_else(|| panic!("no link to {start}: {}", page.words()))
        .to_owned()
}

both_stores! {
    async fn three_mark_and_the_chair_records_what_they_agree(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        panel.marked().await;
        let early = stage.send(&stage.officer, "/evaluation", &[]).await;
        assert_eq!(early.status, 409, "{}", early.words());

        // Side by side, with the distance.
        let page = panel.clients[0].get(&stage.path("/moderation/quality.q1")).await.words();
        for words in ["Ann Chair Mark 5: Excellent", "Bob Marker Mark 4: Good", "Cat Marker Mark 2: Partly meets what is asked", "The highest mark is 3 above the lowest", "All marks are the same"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        panel.agree_all().await;
        world.work().await;
        assert!(world.mail.last_to("olive.officer@example.org").text.contains("Every mark is agreed"));
        let home = stage.officer.get("/home").await.words();
        assert!(home.contains("Work out the result of Grounds maintenance"), "{home}");
        let ranking = stage.evaluate().await.words();
        // Aire: 40 x 100/105 + 40 x 4/5 + 10 x 4/5; Beck: 40 + 40 x 3/5 + 10 x 3/5. Nobody pledged.
        for figure in ["38.10", "32.00", "78.10", "70.00"] {
            assert!(ranking.contains(figure), "{figure}: {ranking}");
        }

        // The agreed reason goes with the agreed mark.
        let mut conn = world.app.db.read().await.unwrap();
        let procurement = procurements::by_ocid(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let marks = svx_app::procurement::moderation::marks(&mut conn, procurement).await.unwrap();
        let counted = marks.get(panel.bid("Aire").await.parse().unwrap(), "quality", "q1").unwrap();
        assert_eq!((counted.mark.as_str(), counted.is_agreed), ("4", true));
        assert!(counted.reason.contains("heard each other"));
        assert!(marks.get(panel.bid("Aire").await.parse().unwrap(), "quality", "q9").is_none());
    }

    async fn whoever_has_a_conflict_is_replaced(world: World) {
        let panel = Panel::appointed(&world).await;
        let stage = &panel.stage;
        stage.open(&world).await;
        let bob = &panel.clients[1];
        let missing = stage.send(bob, "/mark/declare", &[]).await;
        assert_eq!(missing.status, 422);
        assert!(missing.words().contains("Say whether you have a conflict of interest with Aire Office Fitters"), "{}", missing.words());
        let vague = stage.declare(bob, &[("Beck", "")]).await;
        assert_eq!(vague.status, 422, "a conflict without its nature says nothing");
        stage.declare(bob, &[("Beck", "My sister keeps their books")]).await;
        let list = bob.get(&stage.path("/mark")).await.words();
        assert!(list.contains("Waits for an officer") && !list.contains("Aire"), "{list}");
        world.work().await;
        assert!(world.mail.last_to("olive.officer@example.org").text.contains("declared a conflict of interest"));
        let home = stage.officer.get("/home").await.words();
        assert!(home.contains("Decide on a conflict of interest"), "{home}");

        let page = stage.officer.get(&stage.path("/panel")).await;
        assert!(page.words().contains("My sister keeps their books"), "{}", page.words());
        let decide = link(&page, &stage.path("/panel/conflicts/"));
        assert_eq!(stage.officer.submit(&decide, &decide, &[("choice", "goes-on"), ("reason", "Small")]).await.status, 422, "going on needs something done");
        let answer = stage.officer.submit(&decide, &decide, &[("choice", "replaced"), ("reason", "Too close")]).await;
        assert_eq!(answer.location(), stage.path("/panel"), "{}", answer.words());
        let closed = bob.get(&stage.path("/mark")).await.words();
        assert!(closed.contains("keeps you from these bids") && !closed.contains("We mow"), "{closed}");
        // It cannot be declared away.
        stage.declare(bob, &[]).await;
        assert!(bob.get(&stage.path("/mark")).await.words().contains("keeps you from these bids"));

        let (bob_id, dan_id) = (panel.people[1].person().unwrap(), panel.people[3].person().unwrap().to_string());
        let replace = stage.path(&format!("/panel/people/{bob_id}/replace"));
        let own = stage.officer.submit(&replace, &replace, &[("by", &bob_id.to_string()), ("reason", "Again")]).await;
        assert_eq!(own.status, 422);
        let answer = stage.officer.submit(&replace, &replace, &[("by", &dan_id), ("reason", "Bob has a conflict")]).await;
        assert_eq!(answer.location(), stage.path("/panel"), "{}", answer.words());
        let dan = &panel.clients[3];
        for client in [&panel.clients[0], &panel.clients[2], dan] {
            stage.declare(client, &[]).await;
        }
        for (at, client) in [(0, &panel.clients[0]), (2, &panel.clients[2]), (3, dan)] {
            for question in if at == 0 { &QUESTIONS[..2] } else { &QUESTIONS[..] } {
                panel.all_of(client, question, "4", "3").await;
            }
        }
        let sheet = panel.clients[0].get(&stage.path("/moderation/quality.q2")).await.words();
        assert!(sheet.contains("Dan Waits Mark 4: Good") && !sheet.contains("Bob Marker"), "{sheet}");
    }

    async fn a_conflict_may_be_lived_with(world: World) {
        let panel = Panel::appointed(&world).await;
        let stage = &panel.stage;
        stage.open(&world).await;
        let ann = &panel.clients[0];
        stage.declare(ann, &[("Aire", "I bought a desk of them")]).await;
        assert_eq!(ann.get(&stage.path("/moderation")).await.status, 409);
        let decide = link(&stage.officer.get(&stage.path("/panel")).await, &stage.path("/panel/conflicts/"));
        let fields = [("choice", "goes-on"), ("reason", "A small matter"), ("mitigation", "Two others mark Aire as well")];
        stage.officer.submit(&decide, &decide, &fields).await;
        assert!(ann.get(&stage.path("/mark")).await.words().contains("Aire Office Fitters"));
        let declared = ann.get(&stage.path("/mark/declare")).await.words();
        assert!(declared.contains("Two others mark Aire as well"), "{declared}");
        assert_eq!(stage.officer.submit(&stage.path("/panel"), &decide, &fields).await.status, 409, "decided once");
    }

    async fn marks_are_drafts_until_they_are_locked_whole(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        let ann = &panel.clients[0];
        let path = format!("/mark/quality.q1/{}", panel.bid("Aire").await);
        let wrong = stage.send(ann, &path, &[("mark", "6"), ("reason", "Beyond excellent")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.words().contains("Choose a mark from 0 to 5") && wrong.body.contains("Beyond excellent"), "{}", wrong.words());
        // A draft may lack its mark.
        stage.send(ann, &path, &[("reason", "To be thought over")]).await;
        assert!(ann.get(&stage.path(&path)).await.body.contains("To be thought over"));
        let answer = stage.send(ann, "/mark/quality.q1", &[]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("Choose a mark for Aire Office Fitters"), "{}", answer.words());
        panel.all_of(ann, "quality.q1", "4", "2").await;
        let csrf = hidden(&ann.get(&stage.path("/mark/declare")).await, "csrf_token");
        let fields = [("mark", "1"), ("reason", "Second thoughts"), ("csrf_token", csrf.as_str())];
        let late = ann.post_form(&stage.path(&path), &fields).await;
        assert_eq!(late.status, 409, "{}", late.words());
        let locked = ann.get(&stage.path(&path)).await;
        assert!(locked.words().contains("4: Good") && !locked.body.contains("<textarea"), "{}", locked.words());
        let twice = ann.post_form(&stage.path("/mark/quality.q1"), &[("csrf_token", &csrf)]).await;
        assert_eq!(twice.status, 409);
    }

    async fn a_late_evaluator_is_reminded_and_done_without_by_two(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        for client in [&panel.clients[0], &panel.clients[1]] {
            panel.all_of(client, "quality.q1", "4", "3").await;
        }
        world.at("2026-11-29T09:00:00Z");
        world.work().await;
        assert!(world.mail.last_to("cat.marker@example.org").text.contains("Your marks for 3 questions are not in"));
        let before = world.mail.all().len();
        // Sessions do not last so long: everyone signs in again.
        let chair = &client(&world, &panel.people[0]).await;
        let early = chair.get(&stage.path("/moderation")).await.words();
        assert!(early.contains("2 of 3 in") && !early.contains("propose to go on without"), "{early}");

        world.at("2026-12-02T10:00:00Z");
        world.work().await;
        assert!(world.mail.all().len() > before);
        let (chair, bob, cat) = (&client(&world, &panel.people[0]).await, client(&world, &panel.people[1]).await, client(&world, &panel.people[2]).await);
        let officer = &client(&world, &stage.officer_actor).await;
        assert!(world.mail.last_to("olive.officer@example.org").text.contains("Some marks are late"));
        assert!(officer.get(&stage.path("/panel")).await.words().contains("Late"));
        let remind = stage.path("/panel/remind");
        assert_eq!(officer.submit(&stage.path("/panel"), &remind, &[]).await.location(), stage.path("/panel"));
        assert_eq!(officer.submit(&stage.path("/panel"), &remind, &[]).await.status, 409, "once a day");

        let list = chair.get(&stage.path("/moderation")).await;
        let propose = link(&list, &stage.path("/moderation/without/"));
        assert_eq!(chair.submit(&propose, &propose, &[]).await.status, 422, "a reason is needed");
        let answer = chair.submit(&propose, &propose, &[("reason", "Cat is ill until January")]).await;
        assert_eq!(answer.location(), stage.path("/moderation"), "{}", answer.words());
        assert_eq!(chair.get(&stage.path("/moderation/quality.q1")).await.status, 409, "one person alone decides nothing");
        assert_eq!(bob.get(&propose).await.status, 403, "only the chair proposes");

        let decide = link(&officer.get(&stage.path("/panel")).await, &stage.path("/panel/without/"));
        assert_eq!(chair.get(&decide).await.status, 403);
        let answer = officer.submit(&decide, &decide, &[("choice", "agree"), ("note", "We cannot wait")]).await;
        assert_eq!(answer.location(), stage.path("/panel"), "{}", answer.words());
        let sheet = chair.get(&stage.path("/moderation/quality.q1")).await;
        assert_eq!(sheet.status, 200, "{}", sheet.words());
        assert_eq!(cat.get(&stage.path("/moderation/quality.q1")).await.status, 404, "who was left out marks this no more");
    }

    async fn a_chair_who_is_an_officer_does_not_decide_on_their_own_proposal(world: World) {
        let panel = Panel::new(&world).await;
        let stage = &panel.stage;
        let both = world.member(stage.authority(), "Eli Both", &[Role::Evaluator, Role::Procurement]).await;
        let eli = client(&world, &both).await;
        stage.appoint(&both, "1").await;
        stage.invite(&both, &["quality.q1"]).await;
        stage.invite(&panel.people[1], &["quality.q1"]).await;
        stage.open(&world).await;
        stage.declare(&eli, &[]).await;
        panel.all_of(&eli, "quality.q1", "4", "3").await;
        let answer = stage.send(&panel.clients[1], "/mark/withdraw", &[("reason", "I am leaving the council")]).await;
        assert_eq!(answer.location(), stage.path(""), "{}", answer.words());
        let propose = link(&eli.get(&stage.path("/moderation")).await, &stage.path("/moderation/without/"));
        eli.submit(&propose, &propose, &[("reason", "Nobody else knows parks")]).await;
        let decide = link(&eli.get(&stage.path("/panel")).await, &stage.path("/panel/without/"));
        let own = eli.submit(&decide, &decide, &[("choice", "agree"), ("note", "I agree with me")]).await;
        assert_eq!(own.status, 409, "{}", own.words());
        assert!(own.words().contains("second person"), "{}", own.words());
        let other = stage.officer.submit(&decide, &decide, &[("choice", "agree"), ("note", "Agreed")]).await;
        assert_eq!(other.location(), stage.path("/panel"), "{}", other.words());
    }

    async fn fewer_marks_than_were_promised_are_never_enough(world: World) {
        let panel = Panel::new(&world).await;
        let stage = &panel.stage;
        stage.appoint(&panel.people[0], "2").await;
        for person in &panel.people[..2] {
            stage.invite(person, &["quality.q1"]).await;
        }
        stage.open(&world).await;
        for client in &panel.clients[..2] {
            stage.declare(client, &[]).await;
        }
        panel.all_of(&panel.clients[0], "quality.q1", "4", "3").await;
        stage.send(&panel.clients[1], "/mark/withdraw", &[("reason", "Ill")]).await;
        let propose = link(&panel.clients[0].get(&stage.path("/moderation")).await, &stage.path("/moderation/without/"));
        let refused = panel.clients[0].submit(&propose, &propose, &[("reason", "Ill")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.words().contains("at least 2 marks"), "{}", refused.words());
        // Nor can the promise be made smaller now.
        let chair = panel.people[0].person().unwrap().to_string();
        let fields = [("chair", chair.as_str()), ("marks_min", "1"), ("due-day", "1"), ("due-month", "12"), ("due-year", "2026")];
        let answer = stage.send(&stage.officer, "/panel/terms", &fields).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("cannot be changed after bids were opened"), "{}", answer.words());
    }

    async fn a_correction_is_another_record_with_its_reason(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        panel.marked().await;
        panel.agree_all().await;
        let path = format!("/moderation/quality.q1/{}", panel.bid("Aire").await);
        let present = panel.people[1].person().unwrap().to_string();
        let nobody = stage.send(&panel.clients[0], &path, &[("mark", "3"), ("reason", "So"), ("correction", "Because")]).await;
        assert_eq!(nobody.status, 422);
        assert!(nobody.words().contains("Say which evaluators were present"), "{}", nobody.words());
        let silent = stage.send(&panel.clients[0], &path, &[("mark", "3"), ("reason", "So"), ("present", &present)]).await;
        assert!(silent.words().contains("Say why the mark that stands is corrected"), "{}", silent.words());
        world.wait(jiff::SignedDuration::from_mins(1));
        panel.agree("quality.q1", "Aire", "3", "We had read the answer of question 2").await;
        let sheet = panel.clients[1].get(&stage.path("/moderation/quality.q1")).await.words();
        for words in ["Agreed mark: 3: Meets what is asked", "Why it was corrected: We had read the answer of question 2", "Agreed earlier: 4: Good", "Present: Bob Marker"] {
            assert!(sheet.contains(words), "{words}: {sheet}");
        }
        // The individual marks are what they were.
        assert!(sheet.contains("Ann Chair Mark 5: Excellent"), "{sheet}");

        stage.evaluate().await;
        assert_eq!(panel.agree("quality.q1", "Aire", "5", "Again").await.status, 409, "nothing changes after the evaluation");
        assert_eq!(stage.send(&stage.officer, "/evaluation/reopen", &[]).await.status, 422);
        let answer = stage.send(&stage.officer, "/evaluation/reopen", &[("reason", "A page of an answer was not read")]).await;
        assert_eq!(answer.location(), stage.path("/evaluation"), "{}", answer.words());
        world.wait(jiff::SignedDuration::from_mins(1));
        panel.agree("quality.q1", "Aire", "5", "The page is read").await;
        let page = stage.evaluate().await.words();
        assert!(page.contains("Evaluation 2"), "{page}");
        let panel_page = stage.officer.get(&stage.path("/panel")).await.words();
        assert!(panel_page.contains("A page of an answer was not read"), "{panel_page}");
        let mut conn = world.app.db.read().await.unwrap();
        let agreed = svx_store::panels::agreed(&mut conn, panel.id(&world).await).await.unwrap();
        assert_eq!(agreed.len(), 8, "six were agreed, and two corrected");
    }

    async fn a_conflict_found_late_sets_marks_aside_and_reopens_what_was_agreed(world: World) {
        let panel = Panel::declared(&world).await;
        let stage = &panel.stage;
        panel.marked().await;
        panel.agree_all().await;
        world.wait(jiff::SignedDuration::from_mins(1));
        stage.declare(&panel.clients[2], &[("Aire", "They have offered me a job")]).await;
        let decide = link(&stage.officer.get(&stage.path("/panel")).await, &stage.path("/panel/conflicts/"));
        stage.officer.submit(&decide, &decide, &[("choice", "replaced"), ("reason", "A job")]).await;
        assert_eq!(stage.send(&stage.officer, "/evaluation", &[]).await.status, 409);
        assert!(stage.officer.get(&stage.path("/panel")).await.words().contains("2 of 3 in"));

        // By now prices were seen: an officer cannot take the place.
        let both = world.member(stage.authority(), "Eli Both", &[Role::Evaluator, Role::Procurement]).await;
        let replace = stage.path(&format!("/panel/people/{}/replace", panel.people[2].person().unwrap()));
        let seen = stage.officer.submit(&replace, &replace, &[("by", &both.person().unwrap().to_string()), ("reason", "A job")]).await;
        assert!(seen.words().contains("Eli Both can see the prices of these bids by now"), "{}", seen.words());
        let dan = panel.people[3].person().unwrap().to_string();
        stage.officer.submit(&replace, &replace, &[("by", &dan), ("reason", "A job")]).await;
        world.wait(jiff::SignedDuration::from_mins(1));
        stage.declare(&panel.clients[3], &[]).await;
        for question in QUESTIONS {
            panel.all_of(&panel.clients[3], question, "4", "3").await;
        }
        let sheet = panel.clients[0].get(&stage.path("/moderation/quality.q1")).await.words();
        assert!(sheet.contains("Cat Marker Set aside: conflict of interest") && sheet.contains("to be agreed again"), "{sheet}");
        let unsettled = stage.send(&stage.officer, "/evaluation", &[]).await;
        assert_eq!(unsettled.status, 409);
        world.wait(jiff::SignedDuration::from_mins(1));
        for question in QUESTIONS {
            for (supplier, mark) in [("Aire", "4"), ("Beck", "3")] {
                panel.agree(question, supplier, mark, "Cat's marks were set aside").await;
            }
        }
        stage.evaluate().await;
    }

    async fn older_marks_are_drafts_of_those_who_gave_them(world: World) {
        let stage = Stage::with_bids(&world).await;
        let eve = world.member(stage.authority(), "Eve Evaluator", &[Role::Evaluator]).await;
        stage.open(&world).await;
        // As they were written before there were panels.
        let mut conn = world.app.db.read().await.unwrap();
        let id = procurements::id_of(&mut conn, &stage.ocid).await.unwrap().unwrap();
        let bids = svx_store::bids::opened(&mut conn, id).await.unwrap();
        drop(conn);
        for (bid, mark) in bids.iter().zip(["5", "3"]) {
            world.database.add_old_mark(id, bid.id, mark, eve.person().unwrap()).await;
        }
        let page = stage.officer.get(&stage.path("/evaluation")).await.words();
        assert!(page.contains("there is none yet") && page.contains("Marks from before do not count"), "{page}");
        assert_eq!(stage.send(&stage.officer, "/evaluation", &[]).await.status, 409);
        stage.appoint(&eve, "1").await;
        stage.invite(&eve, &["quality.q1"]).await;
        let evaluator = client(&world, &eve).await;
        stage.declare(&evaluator, &[]).await;
        let list = evaluator.get(&stage.path("/mark")).await.words();
        assert!(list.contains("Draft: 5") && list.contains("Draft: 3"), "{list}");
        stage.lock(&evaluator, "quality.q1").await;
        assert!(stage.evaluate().await.words().contains("86.10"));
    }
}
