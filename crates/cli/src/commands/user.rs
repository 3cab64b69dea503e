//! `svx user`: people on an installation, and its first operator.

use crate::{
    exchange::{block_on, open},
    output::{answer, finish},
    settings::Settings,
};
use std::process::ExitCode;
use svx_app::people::operate::{self, NewPerson};
use svx_domain::{Code, organisation::Actor};

/// Who does what the commands do, in the audit log.
const COMMAND: Actor = Actor::system("user");

/// Add people, let them choose a new password, list them
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Add a person and print a link by which they choose a password
    ///
    /// The link works once, for 24 hours. On an empty installation, add the first person with --operator.
    Add {
        /// Their e-mail address
        email: String,
        /// Their name
        #[arg(long)]
        name: String,
        /// Make them an administrator of the organisation that runs the installation, which is set up where there is none
        #[arg(long)]
        operator: bool,
        #[command(flatten)]
        settings: Settings,
    },
    /// Print a link by which a person chooses a new password
    Password {
        /// Their e-mail address
        email: String,
        #[command(flatten)]
        settings: Settings,
    },
    /// List people, their organisations and roles
    List {
        #[command(flatten)]
        settings: Settings,
    },
}

pub(crate) fn run(args: Args) -> ExitCode {
    finish(block_on(async {
        match args.what {
            What::Add {
                email,
                name,
                operator,
                settings,
            } => {
                let app = open(&settings.load()?).await?;
                app.db.migrate().await?;
                let person = NewPerson {
                    name: &name,
                    email: &email,
                    operator,
                };
                let link = operate::add(&app, &COMMAND, person).await?;
                app.db.close().await;
                Ok(answer(&format!(
                    "Choose a password at\n{link}\nThe link works once, for 24 hours.\n"
                )))
            }
            What::Password { email, settings } => {
                let app = open(&settings.load()?).await?;
                let link = operate::new_password(&app, &COMMAND, &email).await?;
                app.db.close().await;
                Ok(answer(&format!(
                    "Choose a new password at\n{link}\nThe link works once, for 24 hours.\n"
                )))
            }
            What::List { settings } => {
                let app = open(&settings.load()?).await?;
                let people = operate::list(&app, &COMMAND).await?;
                app.db.close().await;
                Ok(answer(&list(&people)))
            }
        }
    }))
}

fn list(people: &[operate::Listed]) -> String {
    if people.is_empty() {
        return "There is nobody yet. Add the first person with: svx user add --operator --name NAME EMAIL\n"
            .to_owned();
    }
    let mut said = String::new();
    for listed in people {
        let verified = if listed.person.email_verified_at.is_some() {
            ""
        } else {
            " (address not verified)"
        };
        said.push_str(&format!("{}  {}{verified}\n", listed.person.email, listed.person.name));
        for membership in &listed.memberships {
            let roles: Vec<&str> = membership.roles.iter().map(Code::code).collect();
            said.push_str(&format!("    {}: {}\n", membership.name, roles.join(", ")));
        }
    }
    said
}
