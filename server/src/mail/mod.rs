//! Letters to people: over SMTP, or as files in a folder when no mail server is set.
//!
//! Owns the transport and the verdict on a failure. Retries nothing itself: the job that sends a letter
//! does, with the same message id every time. Errors carry no address, no password and no text of the
//! letter, so that they may be logged.

pub mod letters;

use std::path::{Path, PathBuf};
use std::time::Duration;

use lettre::message::header::ContentType;
use lettre::message::{Attachment as Part, Mailbox, MultiPart};
use lettre::transport::smtp::Error as SmtpError;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// A file that goes with a letter. The name stays ASCII: old mail programs lose others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub content_type: String,
    pub bytes: Vec<u8>,
}

/// One letter to one address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub to: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<Attachment>,
    /// The same on every try: `<outbox id>@<host>`, without angle brackets.
    pub message_id: String,
}

/// Settings that make no mailer.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    #[error("SMTP_URL is not a mail server's address, such as smtp://user:password@host:587?tls=required")]
    SmtpUrl,
    #[error("the sender is not a mail address")]
    Sender,
    #[error("the folder {path} for letters cannot be made")]
    Folder { path: PathBuf, source: std::io::Error },
}

/// Why a letter was not sent, and whether trying again can help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SendError {
    /// The same letter will be refused again.
    #[error("refused for good: {reason}")]
    Permanent { reason: String },
    #[error("not sent now: {reason}")]
    Temporary { reason: String },
}

impl SendError {
    pub fn is_permanent(&self) -> bool {
        matches!(self, Self::Permanent { .. })
    }

    fn permanent(reason: impl Into<String>) -> Self {
        Self::Permanent { reason: reason.into() }
    }

    fn temporary(reason: impl Into<String>) -> Self {
        Self::Temporary { reason: reason.into() }
    }
}

/// Where letters go.
pub enum Mailer {
    Smtp {
        transport: AsyncSmtpTransport<Tokio1Executor>,
        sender: Mailbox,
    },
    /// One `.eml` file per letter, named by its message id: sending twice leaves one file.
    Folder {
        dir: PathBuf,
        sender: Mailbox,
    },
}

impl Mailer {
    /// SMTP when an address is given, else the folder `mail` in the data directory.
    ///
    /// # Errors
    /// A setting that cannot work is refused at the start, not at the first letter.
    pub fn open(smtp_url: Option<&str>, data: &Path, sender: &str) -> Result<Self, MailSetupError> {
        let sender: Mailbox = sender.parse().map_err(|_| MailSetupError::Sender)?;
        match smtp_url.filter(|url| !url.trim().is_empty()) {
            Some(url) => {
                let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
                    .map_err(|_| MailSetupError::SmtpUrl)?
                    .timeout(Some(Duration::from_secs(30)))
                    .build();
                Ok(Self::Smtp { transport, sender })
            }
            None => {
                let dir = data.join("mail");
                make_private(&dir).map_err(|source| MailSetupError::Folder { path: dir.clone(), source })?;
                Ok(Self::Folder { dir, sender })
            }
        }
    }

    /// Sends a letter once.
    ///
    /// # Errors
    /// `Permanent` for an address that is none and for a server's 5xx; everything else is `Temporary`.
    pub async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        match self {
            Self::Smtp { transport, sender } => {
                let message = compose(sender, letter)?;
                transport.send(message).await.map(drop).map_err(|error| classify(&error))
            }
            Self::Folder { dir, sender } => {
                let message = compose(sender, letter)?;
                write_file(dir, &letter.message_id, &message.formatted()).await
            }
        }
    }
}

fn compose(sender: &Mailbox, letter: &Letter) -> Result<Message, SendError> {
    let to: Address =
        letter.to.trim().parse().map_err(|_| SendError::permanent("the recipient is no mail address"))?;
    if !is_message_id(&letter.message_id) {
        return Err(SendError::permanent("the message id is malformed"));
    }
    let body = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    let builder = Message::builder()
        .from(sender.clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject.replace(['\r', '\n'], " "))
        .message_id(Some(format!("<{}>", letter.message_id)));
    let built = if letter.attachments.is_empty() {
        builder.multipart(body)
    } else {
        let mut mixed = MultiPart::mixed().multipart(body);
        for attachment in &letter.attachments {
            let kind = ContentType::parse(&attachment.content_type)
                .map_err(|_| SendError::permanent("an attachment has no content type"))?;
            let name = attachment.name.replace(['\r', '\n', '"', '/', '\\'], "_");
            mixed = mixed.singlepart(Part::new(name).body(attachment.bytes.clone(), kind));
        }
        builder.multipart(mixed)
    };
    built.map_err(|_| SendError::permanent("the letter cannot be composed"))
}

/// Letters, digits, `.`, `_`, `-` around one `@`.
fn is_message_id(id: &str) -> bool {
    let plain = |part: &str| {
        !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
    };
    id.len() <= 200 && id.split_once('@').is_some_and(|(left, right)| plain(left) && plain(right))
}

/// A refused connection is neither permanent nor transient to lettre: retry all that is not permanent.
fn classify(error: &SmtpError) -> SendError {
    let reason = match error.status() {
        Some(code) => format!("the mail server answered {code}"),
        None if error.is_timeout() => "the mail server did not answer in time".to_owned(),
        None if error.is_tls() => "no safe connection to the mail server".to_owned(),
        None if error.is_client() => "the mail server lacks what the letter needs".to_owned(),
        None => "the mail server cannot be reached".to_owned(),
    };
    if error.is_permanent() { SendError::permanent(reason) } else { SendError::temporary(reason) }
}

/// Letters hold links that let people in: only the server's own user may read them.
fn make_private(dir: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)
}

async fn write_file(dir: &Path, message_id: &str, bytes: &[u8]) -> Result<(), SendError> {
    let failed = |error: std::io::Error| SendError::temporary(format!("the folder: {}", error.kind()));
    let part = dir.join(format!("{message_id}.part"));
    tokio::fs::write(&part, bytes).await.map_err(failed)?;
    tokio::fs::rename(&part, dir.join(format!("{message_id}.eml"))).await.map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_id_is_a_plain_name_at_a_host() {
        assert!(is_message_id("018f-a1.x_2@shop.example"));
        for bad in ["", "a", "@b", "a@", "a@b@c", "../x@y", "a b@c", "a@b\r\nBcc: x"] {
            assert!(!is_message_id(bad), "{bad:?}");
        }
    }
}
