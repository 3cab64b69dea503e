//! The home page of each kind of visitor.
#![expect(clippy::unwrap_used, reason = "what is missing is a fault of the test, and fails it")]

use super::*;
use svx_domain::{
    Code as _, OrganisationId, ProjectId,
    lifecycle::ProjectState,
    organisation::{OrganisationKind, Role},
};
use svx_store::{applications, projects};

async fn put_project(world: &World, organisation: OrganisationId, title: &str, state: ProjectState) -> ProjectId {
    svx_store::transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
        let project = projects::Project {
            id: tx.id(),
            slug: title.to_lowercase().replace(' ', "-"),
            organisation_id: organisation,
            title: title.to_owned(),
            summary: "Why".to_owned(),
            beneficiaries: String::new(),
            beneficiary_count: None,
            starts_on: None,
            ends_on: None,
            postcode: None,
            easting_m: None,
            northing_m: None,
            local_authority: None,
            state,
            review_note: None,
            created_at: tx.now(),
            updated_at: tx.now(),
            submitted_at: Some(tx.now()),
            listed_at: None,
            closed_at: None,
        };
        projects::insert(tx, &project).await?;
        Ok(project.id)
    })
    .unwrap()
}

async fn home(world: &World, actor: &svx_domain::organisation::Actor) -> String {
    let client = client(world).with_session(&world.session(actor).await);
    let answer = client.get("/home").await;
    assert_eq!(answer.status, 200);
    answer.words()
}

both_stores! {
    async fn nobody_is_led_to_sign_in(world: World) {
        let answer = client(&world).get("/home").await;
        assert_eq!(answer.location(), "/sign-in?next=%2Fhome");
    }

    async fn a_person_without_an_organisation_is_told_how_to_begin(world: World) {
        let person = world.person("Ada Lovelace").await;
        let actor = svx_domain::organisation::Actor { who: svx_domain::organisation::Who::Person(person), acting: None };
        insta::assert_snapshot!(home(&world, &actor).await, @"Ada Lovelace Waiting for you : 1 thing Set up your organisation A charity or company number fills in most of it To begin");
    }

    async fn every_kind_of_organisation_has_a_home(world: World) {
        let mut all = String::new();
        for kind in OrganisationKind::ALL {
            let actor = world.team(*kind, &format!("A {}", kind.code())).await;
            all.push_str(&format!("{}\n", home(&world, &actor).await));
        }
        insta::assert_snapshot!(all, @r"
        A authority Set up a procurement Waiting for you Nothing waits for you When something needs an answer from you it is listed here, and you get an e-mail. Under way Nothing is under way See what is needed in your area. Your procurements are listed here until the contract begins. So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted
        A supplier Make an offer Waiting for you : 1 thing Join the exchange of an authority that you work with An authority lets you in before you can give or get anything on its exchange To begin Under way Nothing is under way See what is needed , or offer what you can spare. So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted
        A community Start a project Waiting for you : 1 thing Join the exchange of an authority that you work with An authority lets you in before you can give or get anything on its exchange To begin Under way Nothing is under way Start a project and say what it needs. So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted
        A referrer Waiting for you : 1 thing Join the exchange of an authority that you work with An authority lets you in before you can give or get anything on its exchange To begin So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted
        A broker Start a project Waiting for you : 1 thing Join the exchange of an authority that you work with An authority lets you in before you can give or get anything on its exchange To begin Under way Nothing is under way Start a project and say what it needs. So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted
        A operator See how the installation stands Waiting for you Nothing waits for you When something needs an answer from you it is listed here, and you get an e-mail. So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted
        ");
    }

    async fn drafts_and_returned_projects_wait_for_their_community(world: World) {
        let actor = world.team(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let organisation = actor.organisation().unwrap();
        put_project(&world, organisation, "Chairs", ProjectState::Draft).await;
        put_project(&world, organisation, "A van", ProjectState::Returned).await;
        put_project(&world, organisation, "Help with accounts", ProjectState::Listed).await;
        insta::assert_snapshot!(home(&world, &actor).await, @"Holbeck Lunch Club Start a project Waiting for you : 3 things Finish ‘Chairs’ and send it for review No deadline Change ‘A van’, which was returned to you No deadline Join the exchange of an authority that you work with An authority lets you in before you can give or get anything on its exchange To begin Under way What is under way What With How it stands What Help with accounts With The authorities that it is for How it stands Listed So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted");
        let other = world.team(OrganisationKind::Community, "Beeston Boxing Club").await;
        assert!(!home(&world, &other).await.contains("Chairs"));
    }

    async fn an_approver_sees_what_to_decide_and_an_evaluator_does_not(world: World) {
        let authority = world.organisation(OrganisationKind::Authority, "Aireborough Council").await;
        let approver = world.member(authority, "Ann Approver", &[Role::Approver]).await;
        let evaluator = world.member(authority, "Eve Evaluator", &[Role::Evaluator]).await;
        let community = world.organisation(OrganisationKind::Community, "Holbeck Lunch Club").await;
        let project = put_project(&world, community, "Chairs", ProjectState::Submitted).await;
        svx_store::transact!(world.app.db.housekeeping(), svx_store::Error, |tx| {
            projects::set_authorities(tx, project, &[authority]).await?;
            applications::insert(tx, community, authority, "We cook", "").await?;
            Ok(())
        })
        .unwrap();
        insta::assert_snapshot!(home(&world, &approver).await, @"Aireborough Council Waiting for you : 2 things Decide whether Holbeck Lunch Club may join Since 23 Nov 2026 Review ‘Chairs’ from Holbeck Lunch Club Since 23 Nov 2026 Under way Nothing is under way See what is needed in your area. Your procurements are listed here until the contract begins. So far Promised £0 0 commitments Ordered £0 0 commitments Delivered £0 0 commitments Validated £0 0 commitments The amounts say what it would cost to buy the same things. What the figures mean and how they are counted");
        assert!(!home(&world, &evaluator).await.contains("Holbeck"));
    }
}
