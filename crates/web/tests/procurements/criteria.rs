//! Criteria from a blank form: every kind, what is refused, what-if, and an evaluation by them.

use super::*;

async fn add(stage: &Stage, to: &str, kind: &str, name: &str) {
    let page = stage.path(&format!("/setup/criteria/add?to={to}"));
    let answer = stage
        .officer
        .submit(
            &page,
            &stage.path("/setup/criteria/add"),
            &[("to", to), ("kind", kind), ("name", name)],
        )
        .await;
    assert_eq!(answer.status, 303, "{name}: {}", answer.words());
}

async fn set(stage: &Stage, part: &str, fields: &[(&str, &str)]) {
    let answer = stage
        .send(&stage.officer, &format!("/setup/criteria{part}"), fields)
        .await;
    assert_eq!(answer.status, 303, "{part}: {}", answer.words());
}

/// A fixed range for price, questions on a scale of 0 to 4 with a minimum, a condition, and pledges against a target.
async fn rich(stage: &Stage) {
    for (kind, name) in [
        ("price", ""),
        ("social-value", ""),
        ("questions", "Delivery"),
        ("pass-fail", "Insurance"),
    ] {
        add(stage, "", kind, name).await;
    }
    set(
        stage,
        "/of/price",
        &[
            ("name", "Price"),
            ("how.method", "linear-range"),
            ("how.best", "£90,000"),
            ("how.worst", "£120,000"),
        ],
    )
    .await;
    set(
        stage,
        "/of/delivery/scale",
        &[
            ("how.scale.0.mark", "0"),
            ("how.scale.0.label", "Unacceptable"),
            ("how.scale.1.mark", "2"),
            ("how.scale.1.label", "Acceptable"),
            ("how.scale.1.descriptor", "Meets most of what is asked"),
            ("how.scale.2.mark", "4"),
            ("how.scale.2.label", "Excellent"),
        ],
    )
    .await;
    set(
        stage,
        "/of/delivery",
        &[
            ("name", "Delivery"),
            ("how.questions.0.words", "How will you keep the parks?"),
            ("how.questions.0.weight", "60"),
            ("how.questions.0.threshold", "2"),
            ("how.questions.1.words", "Who leads?"),
            ("how.questions.1.weight", "40"),
        ],
    )
    .await;
    set(
        stage,
        "/of/insurance",
        &[("name", "Insurance"), ("how.words", "Show cover of £5m")],
    )
    .await;
    add(stage, "social-value", "pledges", "").await;
    set(
        stage,
        "/of/quantitative",
        &[("name", "Pledges"), ("how.method", "target"), ("how.target", "175")],
    )
    .await;
    set(
        stage,
        "/of/social-value",
        &[("name", "Social value"), ("weight-quantitative", "100")],
    )
    .await;
    set(
        stage,
        "",
        &[
            ("weight-price", "40"),
            ("weight-social-value", "20"),
            ("weight-delivery", "40"),
            ("weight-insurance", "0"),
        ],
    )
    .await;
    set(
        stage,
        "/ranking",
        &[
            ("award", "highest-total"),
            ("tie_break", "delivery"),
            ("tie_break", "earliest-receipt"),
            ("decimals", "3"),
        ],
    )
    .await;
}

async fn bid(stage: &Stage, client: &Client, price: &str, chairs: &str) {
    let answers = [
        ("answer-q1", "We mow."),
        ("answer-q2", "Ada"),
        ("answer-insurance", "A certificate"),
    ];
    stage.draft_bid(client, price, &answers, chairs).await;
    let answer = stage.submit(client).await;
    assert_eq!(answer.status, 303, "{}", answer.words());
}

/// Marks every answer of both bids: the label, the first supplier's mark, the second's.
async fn mark(stage: &Stage, evaluator: &Client, marks: &[(&str, &str, &str)]) {
    let list = evaluator.get(&stage.path("/mark")).await;
    let hrefs: Vec<String> = list
        .body
        .split("href=\"")
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.contains("/mark/"))
        .map(str::to_owned)
        .collect();
    for (question, first, second) in marks {
        let own: Vec<&String> = hrefs
            .iter()
            .filter(|href| href.contains(&format!("/mark/{question}/")))
            .collect();
        assert_eq!(own.len(), 2, "{question}: {}", list.words());
        for (path, mark) in own.into_iter().zip([first, second]) {
            let answer = evaluator
                .submit(path, path, &[("mark", mark), ("reason", "It says how")])
                .await;
            assert_eq!(answer.location(), stage.path("/mark"), "{question}: {}", answer.words());
        }
    }
}

both_stores! {
    async fn every_kind_from_a_blank_form_to_an_evaluation(world: World) {
        let stage = Stage::new(&world).await;
        stage.set_up_parts().await;
        rich(&stage).await;
        let check = stage.officer.get(&stage.path("/setup/check")).await.words();
        for words in [
            "Price: 40 points", "All the points go to £90,000 or less, none to £120,000 or more",
            "Points = 40 × (own price − worst) ÷ (best − worst), from 0 to 40",
            "How will you keep the parks? (24 points)", "A mark below 2 gets no points", "Insurance: to pass",
            "A total of £175 or more gets all the points", "in this order: delivery; then the one that was received first",
            "With the minimum mark for question 1 (delivery), one step decides about 12.00 points",
        ] {
            assert!(check.contains(words), "{words}: {check}");
        }
        stage.publish().await;
        bid(&stage, &stage.aire, "100000", "4").await;
        bid(&stage, &stage.beck, "95000", "5").await;
        world.at("2026-11-23T17:00:00Z");
        stage.send(&stage.officer, "/open", &[]).await;
        let evaluator = stage.evaluator(&world, "Eve Evaluator").await;
        let one = evaluator.get(&stage.path("/mark")).await;
        let path = one.body.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("/mark/q1/")).unwrap().to_owned();
        let form = evaluator.get(&path).await.words();
        assert!(form.contains("2: Acceptable Meets most of what is asked") && form.contains("A mark below 2 gets no points"), "{form}");
        let refused = evaluator.submit(&path, &path, &[("mark", "3"), ("reason", "Between")]).await;
        assert_eq!(refused.status, 422, "{}", refused.words());
        mark(&stage, &evaluator, &[("q1", "4", "0"), ("q2", "2", "4"), ("insurance", "pass", "pass")]).await;
        let ranking = stage.evaluate().await.words();
        // Aire: 40 x 20/30, 24 + 16 x 2/4, 20 x 140/175. Beck: 40 x 25/30, 0 for a mark below 2 and 16, 20.
        for figure in ["26.667", "32.000", "16.000", "74.667", "33.333", "69.333"] {
            assert!(ranking.contains(figure), "{figure}: {ranking}");
        }
        // The second fails the condition after all: it is out, and the first keeps its points.
        mark(&stage, &evaluator, &[("insurance", "pass", "fail")]).await;
        let again = stage.evaluate().await.words();
        assert!(again.contains("Bids that fail a condition") && again.contains("Beck Grounds: Insurance") && again.contains("74.667") && !again.contains("69.333"), "{again}");
    }

    async fn what_is_wrong_stands_beside_its_field(world: World) {
        let stage = Stage::new(&world).await;
        let empty = stage.officer.get(&stage.path("/setup/criteria")).await.words();
        assert!(empty.contains("How do you want to begin?"), "{empty}");
        add(&stage, "", "price", "").await;
        let unnamed = stage.officer.submit(&stage.path("/setup/criteria/add"), &stage.path("/setup/criteria/add"), &[("kind", "questions")]).await;
        assert!(unnamed.status == 422 && unnamed.words().contains("Enter a name"), "{}", unnamed.words());
        let fields = [("name", "Price"), ("how.method", "linear-range"), ("how.best", "200"), ("how.worst", "100")];
        let answer = stage.send(&stage.officer, "/setup/criteria/of/price", &fields).await;
        assert_eq!(answer.status, 422);
        assert!(answer.words().contains("All the points must be earned at a lower price than none") && answer.body.contains("id=\"how.worst\""), "{}", answer.words());
        assert!(answer.body.contains("value=\"200\""), "what was typed stays");
        // Another row, without saving.
        add(&stage, "", "questions", "Delivery").await;
        let page = stage.path("/setup/criteria/of/delivery");
        let more = stage.officer.submit(&page, &page, &[("name", "Delivery"), ("how.questions.0.words", "Half a quest"), ("how.questions.0.weight", ""), ("act", "more")]).await;
        assert!(more.body.contains("Half a quest") && more.body.contains("how.questions.1.words"), "{}", more.words());
        assert!(!stage.officer.get(&page).await.body.contains("Half a quest"), "nothing is saved");
    }

    async fn anyone_tries_published_rules_and_nothing_is_kept(world: World) {
        let stage = Stage::new(&world).await;
        let nobody = Client::new(svx_web::router(world.app.clone()));
        assert_eq!(nobody.get(&stage.path("/what-if")).await.status, 404, "a draft is its authority's");
        stage.set_up().await;
        let own = stage.officer.get(&stage.path("/what-if")).await.words();
        assert!(own.contains("One outlier would take the best of the other bids from 20.00 points for pledges to 2.00"), "{own}");
        assert!(own.contains("One mark more for question 1 (quality) 8.00"), "{own}");
        stage.publish().await;
        let page = nobody.get(&stage.path("/what-if")).await;
        assert!(page.words().contains("Nothing that you type here is kept"), "{}", page.words());
        let fields = [
            ("bids.0.name", "Ours"), ("bids.0.price", "50,000"), ("bids.0.pledged", "100"), ("bids.0.mark.q1", "5"),
            ("bids.1.name", "Theirs"), ("bids.1.price", "100000"), ("bids.1.pledged", "1000"), ("bids.1.mark.q1", "3"),
        ];
        let scored = nobody.submit(&stage.path("/what-if"), &stage.path("/what-if"), &fields).await.words();
        // Ours: 40 + 40 + 2; theirs: 20 + 24 + 20.
        assert!(scored.contains("82.00") && scored.contains("64.00"), "{scored}");
        let wrong = nobody.submit(&stage.path("/what-if"), &stage.path("/what-if"), &[("bids.0.name", "Ours"), ("bids.0.price", "cheap"), ("bids.0.pledged", "1"), ("bids.0.mark.q1", "9")]).await;
        assert!(wrong.status == 422 && wrong.words().contains("Choose a mark from 0 to 5"), "{}", wrong.words());
        assert!(!nobody.get(&stage.path("/what-if")).await.body.contains("Ours"));
    }

    async fn a_program_sets_criteria_in_full(world: World) {
        let exchange = Exchange::new(&world).await;
        let officer = Client::new(svx_web::router(world.app.clone())).with_token(&token(&world, &exchange.authority).await);
        let made = officer.json(Method::POST, "/api/v1/procurements", &json!({"title": "Grounds maintenance"})).await;
        let path = format!("/api/v1/procurements/{}/criteria", made.json()["ocid"].as_str().unwrap());
        let body = json!({
            "criteria": [
                {"id": "price", "name": "Price", "weight": "60", "how": {"kind": "price", "method": "deviation-from-mean", "base": "50", "slope": "2"}},
                {"name": "Environment", "weight": "40", "how": {"kind": "parts", "parts": [
                    {"name": "Carbon", "weight": "70", "how": {"kind": "questions", "questions": [{"words": "How much now?", "weight": "100", "threshold": "2"}]}},
                    {"name": "Certificate", "weight": "30", "how": {"kind": "pass-fail", "words": "Show it"}, "required_by": ["carbon"]},
                ]}},
            ],
            "award": {"kind": "value-for-money", "willingness_to_pay": "2000"},
            "tie_break": ["environment", "earliest-receipt"],
        });
        let answer = officer.json(Method::PUT, &path, &body).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        let shown = &answer.json()["criteria"];
        assert_eq!(shown["criteria"][1]["how"]["parts"][1]["required_by"], json!(["carbon"]));
        assert_eq!(shown["award"]["willingness_to_pay"], json!("2000"));
        let mut wrong = body.clone();
        wrong["criteria"][0]["weight"] = json!("50");
        let answer = officer.json(Method::PUT, &path, &wrong).await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        assert!(answer.body.contains("criteria.0.weight") && answer.body.contains("add up to 90"), "{}", answer.body);
        wrong["criteria"][0]["colour"] = json!("red");
        assert_eq!(officer.json(Method::PUT, &path, &wrong).await.status, 400);
    }
}
