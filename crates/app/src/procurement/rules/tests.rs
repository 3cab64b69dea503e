use super::*;
use crate::Invalid;
use proptest::prelude::*;
use rstest::rstest;
use serde_json::json;
use svx_scoring::{Input, Verdict, rules::EARLIEST_RECEIPT};

fn sound() -> Setup {
    Outline::usual().into()
}

/// Every kind of criterion at once.
fn rich() -> Setup {
    let mut setup = sound();
    let id = setup.add(None, Kind::PassFail, "Insurance").unwrap();
    setup
        .set_item(
            &id,
            "Insurance",
            How::PassFail(Condition {
                words: "Show cover of £5m".to_owned(),
            }),
        )
        .unwrap();
    let id = setup.add(None, Kind::Parts, "Environment").unwrap();
    let part = setup.add(Some(&id), Kind::Questions, "Carbon").unwrap();
    let how = How::Questions(Questions {
        scale: usual_scale(),
        questions: [("Now?", "50", ""), ("In 2030?", "50", "2")]
            .map(|(words, weight, threshold)| Question {
                id: String::new(),
                words: words.to_owned(),
                weight: weight.to_owned(),
                threshold: threshold.to_owned(),
            })
            .into(),
    });
    setup.set_item(&part, "Carbon", how).unwrap();
    let part = setup.add(Some(&id), Kind::PassFail, "Certificate").unwrap();
    setup
        .set_item(
            &part,
            "Certificate",
            How::PassFail(Condition {
                words: "Show it".to_owned(),
            }),
        )
        .unwrap();
    setup
        .set_weights(
            Some("environment"),
            &|id| if id == "carbon" { "80" } else { "20" }.to_owned(),
            &|id| id == "certificate",
        )
        .unwrap();
    let weights = |id: &str| match id {
        "price" => "40",
        "quality" => "30",
        "social-value" => "20",
        "environment" => "10",
        _ => "0",
    };
    setup
        .set_weights(None, &|id| weights(id).to_owned(), &|_| false)
        .unwrap();
    setup.tie_break.push(EARLIEST_RECEIPT.to_owned());
    setup
}

/// Set-ups that were kept before there was a choice of methods mean what they meant: these are the rules and the fingerprint that
/// were published for them.
#[test]
fn an_old_set_up_has_the_rules_that_were_published() {
    let kept = json!({
        "price": "40", "quality": "40", "questions": [{"words": "How?", "weight": "60"}, {"words": "Who?", "weight": "40"}],
        "social_value": "20", "qualitative": "50", "qualitative_question": "How will you deliver?", "qualitative_required": true,
        "tie_break": ["social-value", "earliest-receipt"],
    });
    let setup = Setup::read(&kept);
    let asked: Vec<(String, String)> = setup
        .asked()
        .into_iter()
        .map(|asked| (asked.criterion, asked.id))
        .collect();
    let expected = [("quality", "q1"), ("quality", "q2"), ("social-value", "qualitative")];
    assert_eq!(
        asked,
        expected.map(|(criterion, id)| (criterion.to_owned(), id.to_owned()))
    );
    let mut procurement = crate::procurement::setup::tests::draft();
    procurement.setup = kept;
    let tender = tender(
        &procurement,
        Setup::of(&procurement).rules(None).validate().unwrap(),
        Vec::new(),
    )
    .unwrap();
    assert_eq!(
        frozen(&tender).1,
        "5e73a01a22135f08ee9115855c461323b074bd40eaa4a8e64ea4c8e21c131267"
    );
    let words_alone = Setup::read(
        &json!({"price": "80", "quality": "0", "social_value": "20", "qualitative": "100", "qualitative_question": "How?"}),
    );
    assert!(words_alone.clone().checked().is_ok() && !words_alone.has_pledges());
    assert_eq!(words_alone.asked()[0].id, "qualitative");
    assert!(Setup::read(&json!({})).is_empty());
}

#[test]
fn everything_at_once_passes_and_asks_in_order() {
    let setup = rich().checked().unwrap();
    assert!(setup.rules(None).validate().is_ok());
    let asked = setup.asked();
    let ids: Vec<&str> = asked.iter().map(|asked| asked.id.as_str()).collect();
    assert_eq!(ids, ["q1", "qualitative", "insurance", "q2", "q3", "certificate"]);
    assert_eq!(
        asked.iter().map(|asked| asked.is_condition).collect::<Vec<_>>(),
        [false, false, true, false, false, false]
    );
    assert_eq!(
        setup
            .items()
            .iter()
            .find(|(_, item)| item.id == "certificate")
            .unwrap()
            .1
            .required_by,
        ["carbon"]
    );
    let mark = |id: &str| Some(if id.starts_with('q') { "4" } else { "pass" }.to_owned());
    let inputs = setup.inputs(&Brought {
        price: "98500",
        pledged: "1200.50",
        mark: &mark,
    });
    assert_eq!(inputs["insurance"], Input::Verdict(Verdict::Pass));
    let Input::Group(parts) = &inputs["social-value"] else {
        panic!("{inputs:?}")
    };
    assert_eq!(parts["qualitative"], Input::Number(Exact::whole(4)));
}

#[rstest]
#[case(|s: &mut Setup| s.criteria[0].weight = "41".to_owned(), "criteria.0.weight", "The weights must add up to 100. They add up to 101")]
#[case(|s: &mut Setup| s.criteria[0].weight = "forty".to_owned(), "criteria.0.weight", "The weight of price must be a number, like 20")]
#[case(|s: &mut Setup| s.criteria[0].weight = "40.005".to_owned(), "criteria.0.weight", "The weight of price must have no more than 2 digits after the decimal point")]
#[case(|s: &mut Setup| s.criteria[0].weight = "0".to_owned(), "criteria.0.weight", "The weight of price must be more than 0")]
#[case(|s: &mut Setup| s.tie_break = vec![PRICE.to_owned(), PRICE.to_owned()], "tie_break", "Choose each criterion only once to settle a tie")]
#[case(|s: &mut Setup| s.tie_break = vec![EARLIEST_RECEIPT.to_owned(), PRICE.to_owned()], "tie_break", "The bid received first settles every tie, so it must come last")]
#[case(|s: &mut Setup| s.award = Award::ValueForMoney { willingness_to_pay: "0".to_owned() }, "willingness_to_pay", "What a point of quality is worth must be more than £0")]
#[case(|s: &mut Setup| { s.remove(PRICE); s.criteria[0].weight = "80".to_owned(); s.award = Award::PricePerQualityPoint; }, "award", "This way of ranking needs a price among the criteria")]
#[case(|s: &mut Setup| s.criteria.clear(), "criteria", "Add at least one criterion")]
#[case(|s: &mut Setup| { let extra = s.criteria[0].clone(); s.criteria[1] = extra; s.criteria[1].id = "again".to_owned(); }, "criteria", "‘Price’ cannot stand where it is")]
fn says_which_field_is_wrong_and_how(#[case] change: fn(&mut Setup), #[case] field: &str, #[case] message: &str) {
    let mut setup = sound();
    change(&mut setup);
    let invalid = setup.checked().unwrap_err();
    assert_eq!(invalid.iter().next(), Some((field, message)));
}

fn questions(change: impl FnOnce(&mut Questions)) -> Option<(String, String)> {
    let mut asked = Questions {
        scale: usual_scale(),
        questions: vec![Question {
            words: "How?".to_owned(),
            ..Question::default()
        }],
    };
    change(&mut asked);
    let invalid = sound().set_item(QUALITY, "Quality", How::Questions(asked)).err()?;
    invalid
        .iter()
        .next()
        .map(|(field, message)| (field.to_owned(), message.to_owned()))
}

#[rstest]
#[case(|q: &mut Questions| q.questions.clear(), "how.questions.0.words", "Enter at least one question")]
#[case(|q: &mut Questions| q.questions[0].weight = "99.5".to_owned(), "how.questions.0.weight", "The weights of the questions must add up to 100. They add up to 99.5")]
#[case(|q: &mut Questions| q.questions[0].threshold = "2.5".to_owned(), "how.questions.0.threshold", "The minimum mark of question 1 must be a mark of the scale")]
#[case(|q: &mut Questions| q.scale.truncate(1), "how.scale.0.mark", "A scale needs at least two marks")]
#[case(|q: &mut Questions| q.scale[1].mark = "0".to_owned(), "how.scale.1.mark", "Each mark must be higher than the one before it")]
#[case(|q: &mut Questions| { q.scale[1].label.clear(); q.scale[1].descriptor = "Little".to_owned(); }, "how.scale.1.label", "Enter a label for the mark, like ‘Good’")]
fn questions_and_scales_that_are_refused(
    #[case] change: fn(&mut Questions),
    #[case] field: &str,
    #[case] message: &str,
) {
    assert_eq!(questions(change), Some((field.to_owned(), message.to_owned())));
}

#[test]
fn one_question_needs_no_weight_and_empty_rows_are_dropped() {
    assert_eq!(questions(|asked| asked.questions.push(Question::default())), None);
}

fn formula(method: &str, change: impl FnOnce(&mut Formula), better: Better) -> Result<Formula, String> {
    let mut formula = Formula {
        method: method.to_owned(),
        ..Formula::default()
    };
    change(&mut formula);
    let mut invalid = Invalid::new();
    formula.check(&mut invalid, "how", better);
    match invalid.iter().next() {
        Some((field, message)) => Err(format!("{field}: {message}")),
        None => Ok(formula),
    }
}

fn range(best: &str, worst: &str) -> impl FnOnce(&mut Formula) {
    let (best, worst) = (best.to_owned(), worst.to_owned());
    move |formula| (formula.best, formula.worst) = (best, worst)
}

fn bands(bands: &[(&str, &str)]) -> impl FnOnce(&mut Formula) {
    let bands = bands.iter().map(|(at_least, percent)| Band {
        at_least: (*at_least).to_owned(),
        percent: (*percent).to_owned(),
    });
    let bands: Vec<Band> = bands.collect();
    move |formula| formula.bands = bands
}

#[test]
fn formulas_reward_what_they_should() {
    use Better::{Higher, Lower};
    assert!(
        formula("relative-to-highest", |_| {}, Lower).is_err(),
        "a price must not be rewarded for being high"
    );
    assert!(formula("linear-range", range("£80,000", "120000"), Lower).is_ok());
    assert!(formula("linear-range", range("Lowest", "highest"), Lower).is_ok());
    assert_eq!(
        formula("linear-range", range("120000", "80000"), Lower).unwrap_err(),
        "how.worst: All the points must be earned at a lower price than none"
    );
    assert!(formula("linear-range", range("highest", "lowest"), Lower).is_err());
    assert!(formula("linear-range", range("highest", "lowest"), Higher).is_ok());
    assert!(
        formula("linear-range", range("lowest", "120000"), Lower)
            .unwrap_err()
            .contains("both ends")
    );
    assert!(
        formula(
            "deviation-from-mean",
            |f| (f.base, f.slope) = ("50".to_owned(), "2".to_owned()),
            Lower
        )
        .is_ok()
    );
    assert!(formula("share-of-contract", |f| f.share = "16%".to_owned(), Higher).is_ok());
    assert_eq!(
        formula("target", |f| f.target = "0".to_owned(), Higher).unwrap_err(),
        "how.target: The target must be more than £0"
    );
    let sorted = formula("bands", bands(&[("100000", "40"), ("0", "100")]), Lower).unwrap();
    assert_eq!(sorted.bands[0].at_least, "0");
    assert!(formula("bands", bands(&[("0", "40"), ("100000", "100")]), Lower).is_err());
    assert!(formula("bands", bands(&[("0", "40"), ("100000", "100")]), Higher).is_ok());
}

fn any_formula(better: Better) -> impl Strategy<Value = Formula> {
    let amount = || {
        prop_oneof![
            "[0-9]{1,6}",
            "£[0-9]{1,3},[0-9]{3}",
            "[a-z ]{0,3}",
            Just("lowest".to_owned()),
            Just("highest".to_owned())
        ]
    };
    let share = || prop_oneof!["[0-9]{1,3}", "[0-9]{1,2}\\.[0-9]{1,3}", "-?[0-9]%?"];
    let bands = prop::collection::vec(
        (amount(), share()).prop_map(|(at_least, percent)| Band { at_least, percent }),
        0..4,
    );
    (
        prop::sample::select(better.methods()),
        amount(),
        amount(),
        share(),
        share(),
        bands,
    )
        .prop_map(|(method, one, two, three, four, bands)| Formula {
            method: method.to_owned(),
            best: one.clone(),
            worst: two,
            base: three.clone(),
            slope: four,
            target: one,
            share: three,
            bands,
        })
}

fn any_questions() -> impl Strategy<Value = How> {
    let scale = prop::collection::vec(("[0-9]{0,2}", "[A-Z][a-z]{0,5}"), 0..5);
    let question = (
        "[A-Za-z ?]{0,9}",
        "[0-9]{0,3}",
        prop_oneof![Just(String::new()), "[0-9]".prop_map(|mark| mark)],
    );
    (scale, prop::bool::ANY, prop::collection::vec(question, 0..4)).prop_map(|(scale, usual, questions)| {
        let steps = scale.into_iter().map(|(mark, label)| Step {
            mark,
            label,
            descriptor: String::new(),
        });
        How::Questions(Questions {
            scale: if usual { usual_scale() } else { steps.collect() },
            questions: questions
                .into_iter()
                .map(|(words, weight, threshold)| Question {
                    id: String::new(),
                    words,
                    weight,
                    threshold,
                })
                .collect(),
        })
    })
}

fn any_part() -> impl Strategy<Value = Item> {
    let how = prop_oneof![
        any_questions(),
        any_formula(Better::Higher).prop_map(How::Pledges),
        "[a-z ]{0,9}".prop_map(|words| How::PassFail(Condition { words }))
    ];
    (
        how,
        "[A-Za-z ]{0,9}",
        prop_oneof![Just("50".to_owned()), Just("100".to_owned()), "[0-9]{0,2}"],
    )
        .prop_map(|(how, name, weight)| Item {
            how,
            name,
            weight,
            ..Item::default()
        })
}

fn any_setup() -> impl Strategy<Value = Setup> {
    let parts = prop::collection::vec(any_part(), 1..3).prop_map(|parts| Item {
        id: SOCIAL_VALUE.to_owned(),
        name: "Social value".to_owned(),
        weight: "60".to_owned(),
        how: How::Parts(Parts { parts }),
        ..Item::default()
    });
    let price = any_formula(Better::Lower).prop_map(|formula| Item {
        name: "Price".to_owned(),
        weight: "40".to_owned(),
        how: How::Price(formula),
        ..Item::default()
    });
    let award = prop_oneof![
        Just(Award::HighestTotal),
        Just(Award::PricePerQualityPoint),
        "[0-9]{1,4}".prop_map(|willingness_to_pay| Award::ValueForMoney { willingness_to_pay })
    ];
    (price, parts, award, 0_u32..8).prop_map(|(price, parts, award, decimals)| Setup {
        criteria: vec![price, parts],
        award,
        tie_break: vec![PRICE.to_owned()],
        decimals,
        ..Setup::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// Whatever passes the check is rules that can be scored by, and bids of any price, pledges and marks of the scale are scored.
    #[test]
    fn what_passes_the_check_validates_and_evaluates(setup in any_setup(), prices in prop::collection::vec((1_u32..200_000, 0_u32..50_000, 0_usize..30), 1..4)) {
        let Ok(setup) = setup.checked() else { return Ok(()) };
        let again = setup.clone().checked().unwrap();
        prop_assert_eq!(&again, &setup, "checking again changes nothing");
        let rules = setup.rules(Some(&Exact::whole(100_000))).validate().unwrap();
        let asked = setup.asked();
        let bids: Vec<BidInput> = prices.iter().enumerate().map(|(index, (price, pledged, choice))| {
            let mark = |id: &str| {
                let asked = asked.iter().find(|asked| asked.id == id).unwrap();
                Some(asked.marks[choice % asked.marks.len()].mark.clone())
            };
            let (price, pledged) = (price.to_string(), pledged.to_string());
            let inputs = setup.inputs(&Brought { price: &price, pledged: &pledged, mark: &mark });
            BidInput { supplier: format!("Supplier {index}"), inputs, ..BidInput::default() }
        }).collect();
        let evaluation = svx_scoring::evaluate(&rules, &bids).unwrap();
        prop_assert_eq!(evaluation.results.len(), bids.len());
    }

    /// However a set-up was typed together, what it says decides the ids of its questions and its rules.
    #[test]
    fn the_order_of_editing_changes_nothing(order in Just(vec![0_usize, 1, 2]).prop_shuffle(), detour in prop::bool::ANY) {
        let direct = rich();
        let mut other = sound();
        let mut steps: Vec<usize> = order;
        if detour {
            let id = other.add(None, Kind::Questions, "A mistake").unwrap();
            other.renumber();
            assert!(other.remove(&id));
        }
        for step in steps.drain(..) {
            match step {
                0 => other.decimals = 2,
                1 => other.criteria[1].how = direct.criteria[1].how.clone(),
                _ => other.criteria.extend(direct.criteria[3..].iter().cloned()),
            }
            other.renumber();
        }
        for (item, same) in other.criteria.iter_mut().zip(&direct.criteria) {
            item.weight.clone_from(&same.weight);
        }
        other.tie_break.clone_from(&direct.tie_break);
        prop_assert_eq!(other.checked().unwrap(), direct.checked().unwrap());
    }

    /// The fingerprint changes with whatever bears on scores, and with nothing else.
    #[test]
    fn the_fingerprint_changes_when_a_rule_changes(pick in 0_usize..12) {
        let procurement = crate::procurement::setup::tests::draft();
        let print = |setup: &Setup| {
            let valid = setup.clone().checked().unwrap().rules(contract_value(&procurement).as_ref()).validate().unwrap();
            frozen(&tender(&procurement, valid, Vec::new()).unwrap()).1
        };
        let before = rich();
        let mut after = before.clone();
        let asked = |setup: &mut Setup, change: &dyn Fn(&mut Questions)| {
            if let How::Questions(questions) = &mut setup.criteria[1].how { change(questions); }
        };
        let matters = match pick {
            0 => { after.criteria[1].name = "Delivery".to_owned(); false }
            1 => { asked(&mut after, &|q| q.questions[0].words = "Who?".to_owned()); false }
            2 => { after.criteria[0].weight = "40.00".to_owned(); false }
            3 => { if let How::PassFail(condition) = &mut after.criteria[3].how { condition.words.push('!'); } false }
            4 => { after.decimals = 3; true }
            5 => { after.tie_break.remove(0); true }
            6 => { asked(&mut after, &|q| q.scale[1].label = "Weak".to_owned()); true }
            7 => { asked(&mut after, &|q| q.questions[0].threshold = "2".to_owned()); true }
            8 => { after.award = Award::PricePerQualityPoint; true }
            9 => { (after.criteria[0].weight, after.criteria[1].weight) = ("30".to_owned(), "40".to_owned()); true }
            10 => { if let How::Price(formula) = &mut after.criteria[0].how { (formula.method, formula.best, formula.worst) = ("linear-range".to_owned(), "lowest".to_owned(), "highest".to_owned()); } true }
            _ => { asked(&mut after, &|q| { q.scale.pop(); }); true }
        };
        prop_assert_eq!(print(&before) != print(&after), matters);
    }
}
