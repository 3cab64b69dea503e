//! Mail: written to the outbox with the change that causes it, sent by the worker.

use crate::{Error, Result};
use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor, message::header::ContentType,
};
use serde::{Deserialize, Serialize};
use std::{future::Future, path::PathBuf, pin::Pin};
use svx_domain::OrganisationId;
use svx_store::{Tx, outbox, people};

/// The outbox topic of mail.
pub const TOPIC: &str = "mail";

/// One message in plain text.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Mail {
    /// The address.
    pub to: String,
    /// The subject.
    pub subject: String,
    /// The text, with whole links in it.
    pub text: String,
}

impl Mail {
    /// Puts the message into the outbox.
    pub async fn queue(self, tx: &mut Tx) -> svx_store::Result<()> {
        outbox::put(tx, TOPIC, serde_json::to_value(self)?).await
    }
}

/// Writes the same to everyone in an organisation, each in a message of their own.
pub(crate) async fn to_members(
    tx: &mut Tx,
    organisation: OrganisationId,
    subject: &str,
    text: &str,
) -> svx_store::Result<()> {
    for member in people::members(tx, organisation).await? {
        let mail = Mail {
            to: member.email,
            subject: subject.to_owned(),
            text: text.to_owned(),
        };
        mail.queue(tx).await?;
    }
    Ok(())
}

/// What sending gives, later.
pub type SendFuture<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// How mail leaves.
pub trait Mailer: Send + Sync {
    /// Sends a message from an address.
    fn send<'a>(&'a self, from: &'a str, mail: &'a Mail) -> SendFuture<'a>;
}

/// Writes each message to a file, for demonstrations and development.
pub struct FileMailer(PathBuf);

impl FileMailer {
    /// Messages go to files in this folder, which is made when the first is sent.
    pub const fn new(folder: PathBuf) -> Self {
        Self(folder)
    }
}

impl Mailer for FileMailer {
    fn send<'a>(&'a self, from: &'a str, mail: &'a Mail) -> SendFuture<'a> {
        Box::pin(async move {
            tokio::fs::create_dir_all(&self.0)
                .await
                .map_err(|error| Error::outside("mail")(error.into()))?;
            let transport = AsyncFileTransport::<Tokio1Executor>::new(&self.0);
            let sent = transport.send(message(from, mail)?).await;
            sent.map(drop).map_err(|error| Error::outside("mail")(error.into()))
        })
    }
}

/// Sends by SMTP.
pub struct SmtpMailer(AsyncSmtpTransport<Tokio1Executor>);

impl SmtpMailer {
    /// Sends by the server that a URL names: `smtps://user:password@host`, or `smtp://host:25?tls=required`.
    pub fn from_url(url: &str) -> Result<Self> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url);
        Ok(Self(
            transport
                .map_err(|error| Error::outside("the mail server's address")(error.into()))?
                .build(),
        ))
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, from: &'a str, mail: &'a Mail) -> SendFuture<'a> {
        Box::pin(async move {
            let sent = self.0.send(message(from, mail)?).await;
            sent.map(drop).map_err(|error| Error::outside("mail")(error.into()))
        })
    }
}

fn message(from: &str, mail: &Mail) -> Result<Message> {
    let bad = |error: lettre::address::AddressError| Error::outside("an e-mail address")(error.into());
    Message::builder()
        .from(from.parse().map_err(bad)?)
        .to(mail.to.parse().map_err(bad)?)
        .subject(&mail.subject)
        .header(ContentType::TEXT_PLAIN)
        .body(mail.text.clone())
        .map_err(|error| Error::outside("mail")(error.into()))
}
