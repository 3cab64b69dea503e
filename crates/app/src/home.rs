//! The home page of whoever is there: what waits for them, what is under way, and what they achieved.

mod authority;
mod community;
mod newcomer;
mod operator;
mod supplier;

use crate::{App, Result};
use jiff::{Timestamp, civil::Date};
use svx_domain::{
    OrganisationId,
    access::{self, Action, Scope},
    organisation::{Acting, Actor, OrganisationKind},
};
use svx_store::{
    Conn,
    home::{self, List, MAX_ITEMS},
};

pub use svx_store::home::Item;

/// Something that waits for an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Finish a draft of a project and send it.
    FinishProject,
    /// Change a project that was returned.
    ReviseProject,
    /// Accept or decline help that was offered.
    AnswerOffer,
    /// Say whether a delivery arrived.
    ConfirmDelivery,
    /// Say how a match went.
    GiveFeedback,
    /// Offer or decline what was asked for.
    AnswerAsk,
    /// Begin a bid.
    StartBid,
    /// Finish a bid and submit it.
    FinishBid,
    /// Deliver something and report it.
    Deliver,
    /// Look at a dispute about one's own delivery.
    AnswerDispute,
    /// Settle a dispute.
    SettleDispute,
    /// Decide whether an organisation may join.
    ReviewApplication,
    /// Decide whether a project is listed.
    ReviewProject,
    /// Finish setting up a procurement.
    SetUpProcurement,
    /// Open bids whose time is over.
    OpenBids,
    /// Declare one's interest in each bidder.
    DeclareInterests,
    /// Mark the answers of bids.
    MarkBids,
    /// Record what a panel agrees.
    Moderate,
    /// Decide on a conflict of interest that an evaluator declared.
    DecideConflict,
    /// Decide whether a panel goes on without somebody.
    DecideWaiver,
    /// Find evaluators where there are too few.
    FillPanel,
    /// Work out the result of a procurement.
    Evaluate,
    /// Decide to whom to award, as one of two people.
    Decide,
    /// Resolve a doubt about a bid.
    ResolveDoubt,
    /// Issue assessment summaries, then publish the contract award notice.
    IssueSummaries,
    /// Resolve a challenge of a decision.
    ResolveChallenge,
    /// Award a contract after its standstill.
    Award,
    /// Answer a question about one's own bid.
    AnswerClarification,
    /// Read one's own assessment summary, while there is time to challenge the decision.
    ReadSummary,
    /// Enter into a contract.
    EnterContract,
    /// Ask after something that is late.
    ChaseLate,
    /// Answer an authority's question about an application.
    AnswerQuestion,
    /// Join the first exchange.
    JoinExchange,
    /// Accept an invitation, by the link in one's mail.
    AcceptInvitation,
    /// Set up an organisation.
    SetUpOrganisation,
}

/// Something that is under way and needs nobody's act here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// A project that waits for review, is listed or is paused.
    Project,
    /// Help that was asked for.
    AskSent,
    /// Help that was offered.
    OfferSent,
    /// Something that is still to come.
    Coming,
    /// A delivery that the community has not confirmed yet.
    Unconfirmed,
    /// A bid that was submitted.
    Bid,
    /// A procurement.
    Procurement,
    /// An application that was sent.
    Application,
}

/// When something is due, or since when it waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// At any time.
    Any,
    /// By this moment.
    Until(Timestamp),
    /// By the end of this day.
    UntilDay(Date),
    /// It has waited since this moment.
    Since(Timestamp),
}

/// Something that waits for the visitor.
#[derive(Debug, Clone)]
pub struct Task {
    /// What to do.
    pub act: Act,
    /// With what; nothing where it is not about one thing.
    pub item: Option<Item>,
    /// When.
    pub when: When,
    /// Whether it is past its day or moment.
    pub late: bool,
}

/// Things of one kind that wait, counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Complaints to be answered.
    Complaints,
    /// Claims to be decided.
    Claims,
    /// Jobs and messages that were given up.
    Failures,
}

/// A home page.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// What waits: what is due first, what has waited longest after that.
    pub waiting: Vec<Task>,
    /// What waits and is only counted here.
    pub counted: Vec<(Counted, u64)>,
    /// What is under way.
    pub under_way: Vec<(Stage, Item)>,
    /// Whether some list was longer than is shown.
    pub more: bool,
}

/// The home page of an actor.
pub async fn home(app: &App, actor: &Actor) -> Result<Home> {
    access::authorize(actor, Action::UseOwnAccount, &Scope::none())?;
    let mut gather = Gather {
        conn: app.db.read().await?,
        now: app.now(),
        today: app.today(),
        home: Home::default(),
    };
    match actor.acting {
        None => newcomer::gather(&mut gather, actor).await?,
        Some(acting) => {
            let organisation = acting.organisation;
            match acting.kind {
                OrganisationKind::Community => community::gather(&mut gather, organisation).await?,
                OrganisationKind::Supplier => supplier::gather(&mut gather, organisation).await?,
                OrganisationKind::Broker => {
                    community::gather(&mut gather, organisation).await?;
                    supplier::gather(&mut gather, organisation).await?;
                }
                OrganisationKind::Authority => authority::gather(&mut gather, actor, organisation).await?,
                OrganisationKind::Operator => operator::gather(&mut gather, actor).await?,
                OrganisationKind::Referrer => {}
            }
            if joins_exchanges(acting) {
                newcomer::applications(&mut gather, organisation).await?;
            }
        }
    }
    Ok(gather.finish())
}

/// Whether an organisation applies to join exchanges: an authority has one, and the operator is on none.
const fn joins_exchanges(acting: Acting) -> bool {
    !matches!(acting.kind, OrganisationKind::Authority | OrganisationKind::Operator)
}

/// A home page while it is put together.
struct Gather {
    conn: Conn,
    now: Timestamp,
    today: Date,
    home: Home,
}

impl Gather {
    /// Reads a list, and notes where it goes on.
    async fn read(&mut self, list: List, organisation: OrganisationId) -> Result<Vec<Item>> {
        let items = home::list(&mut self.conn, list, organisation).await?;
        Ok(self.cut(items))
    }

    fn cut(&mut self, mut items: Vec<Item>) -> Vec<Item> {
        if items.len() > MAX_ITEMS as usize {
            items.truncate(MAX_ITEMS as usize);
            self.home.more = true;
        }
        items
    }

    /// Adds what waits.
    fn task(&mut self, act: Act, item: Option<Item>, when: When) {
        let late = match when {
            When::Until(moment) => moment < self.now,
            When::UntilDay(day) => day < self.today,
            When::Any | When::Since(_) => false,
        };
        self.home.waiting.push(Task { act, item, when, late });
    }

    /// Adds everything in a list as waiting until its day or moment.
    async fn due(&mut self, list: List, organisation: OrganisationId, act: Act) -> Result<()> {
        for item in self.read(list, organisation).await? {
            let when = item
                .day
                .map(When::UntilDay)
                .or(item.moment.map(When::Until))
                .unwrap_or(When::Any);
            self.task(act, Some(item), when);
        }
        Ok(())
    }

    /// Adds everything in a list as waiting since its moment.
    async fn waiting(&mut self, list: List, organisation: OrganisationId, act: Act) -> Result<()> {
        for item in self.read(list, organisation).await? {
            let when = item.moment.map_or(When::Any, When::Since);
            self.task(act, Some(item), when);
        }
        Ok(())
    }

    /// Adds everything in a list as under way.
    async fn under_way(&mut self, list: List, organisation: OrganisationId, stage: Stage) -> Result<()> {
        let items = self.read(list, organisation).await?;
        self.home.under_way.extend(items.into_iter().map(|item| (stage, item)));
        Ok(())
    }

    /// Puts what is due first, then what has waited longest.
    fn finish(mut self) -> Home {
        self.home.waiting.sort_by_key(|task| match task.when {
            When::Until(moment) => (0, svx_domain::ports::uk_date(moment), moment),
            When::UntilDay(day) => (0, day, Timestamp::MAX),
            When::Since(moment) => (1, Date::MIN, moment),
            When::Any => (2, Date::MIN, Timestamp::MIN),
        });
        self.home
    }
}
