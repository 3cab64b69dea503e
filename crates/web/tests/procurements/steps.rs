//! The steps from an evaluation to an award, each as the person whose turn it is.

use super::*;

/// Half past nine on the Monday after the bids closed.
pub(super) const DECIDED: &str = "2026-11-30T09:30:00Z";
/// The first moment after eight working days from then: 30 November to 9 December.
pub(super) const OVER: &str = "2026-12-10T00:00:00Z";

impl Stage {
    /// The id of the bid with a place in the ranking.
    pub(super) async fn ranked(&self, place: usize) -> String {
        let page = self.officer.get(&self.path("/decision")).await;
        let bid = page
            .body
            .split("name=\"bid\"")
            .nth(place)
            .and_then(|rest| rest.split("value=\"").nth(1));
        bid.unwrap_or_else(|| panic!("no bid at {place}: {}", page.words()))
            .split('"')
            .next()
            .unwrap()
            .to_owned()
    }

    /// Signs everyone in anew, as after a night.
    pub(super) async fn at(self, world: &World, moment: &str) -> Self {
        world.at(moment);
        Self {
            officer: client(world, &self.officer_actor).await,
            aire: client(world, &self.exchange.supplier).await,
            beck: client(world, &self.beck_actor).await,
            ..self
        }
    }

    /// The second person of the authority.
    pub(super) async fn second(&self, world: &World) -> Client {
        client(world, &self.exchange.authority).await
    }

    /// Proposed by the officer and approved by the second person.
    pub(super) async fn decided(self, world: &World) -> Self {
        let stage = self.at(world, DECIDED).await;
        let first = stage.ranked(1).await;
        let answer = stage.send(&stage.officer, "/decision", &[("bid", &first)]).await;
        assert_eq!(answer.location(), stage.path("/decision"), "{}", answer.words());
        let answer = stage.approve(&stage.second(world).await).await;
        assert_eq!(answer.location(), stage.path("/decision"), "{}", answer.words());
        stage
    }

    /// Approves the decision that waits.
    pub(super) async fn approve(&self, client: &Client) -> Answer {
        let page = client.get(&self.path("/decision")).await;
        let version = hidden(&page, "version");
        let fields = [
            ("version", version.as_str()),
            ("approve", "yes"),
            ("decided_reason", "I read both bids"),
        ];
        client
            .submit(&self.path("/decision"), &self.path("/decision/second"), &fields)
            .await
    }

    /// Summaries issued and the notice published: the standstill runs.
    pub(super) async fn in_standstill(self, world: &World) -> Self {
        let stage = self.decided(world).await;
        let answer = stage.send(&stage.officer, "/summaries", &[]).await;
        assert_eq!(answer.location(), stage.path("/summaries"), "{}", answer.words());
        let answer = stage
            .send(&stage.officer, "/standstill", &[("working_days", "8")])
            .await;
        assert_eq!(answer.location(), stage.path("/standstill"), "{}", answer.words());
        stage
    }

    pub(super) async fn award(&self) -> Answer {
        self.officer
            .submit(&self.path("/standstill"), &self.path("/award"), &[])
            .await
    }

    /// Awarded after the standstill.
    pub(super) async fn awarded(self, world: &World) -> Self {
        let stage = self.in_standstill(world).await.at(world, OVER).await;
        let answer = stage.award().await;
        assert_eq!(answer.location(), stage.path("/award"), "{}", answer.words());
        stage
    }

    /// Evaluated, with nothing decided yet.
    pub(super) async fn evaluated(world: &World) -> Self {
        let stage = Self::with_bids(world).await;
        stage.opened_and_marked(world).await;
        stage.evaluate().await;
        stage
    }
}

impl Stage {
    /// Runs the evaluation again after something that bears on it changed.
    pub(super) async fn run_again(&self) {
        let answer = self
            .send(
                &self.officer,
                "/evaluation/reopen",
                &[("reason", "A pledge was set aside in part")],
            )
            .await;
        assert_eq!(answer.status, 303, "{}", answer.words());
        self.evaluate().await;
    }
}
