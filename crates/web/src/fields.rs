//! What a form sent, as text: nothing is lost when it has to be shown again.

use crate::{error::PageError, visitor::Visitor};
use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::StatusCode,
};
use std::str::FromStr;
use svx_app::Invalid;
use svx_ui::{FormErrors, layout::CSRF_FIELD};

/// The most fields that a form may send.
const MAX_FIELDS: usize = 2000;
/// The most characters of one field.
const MAX_FIELD_CHARS: usize = 20_000;
/// The most files that one form may carry.
const MAX_FILES: usize = 10;

/// The fields of a form, in the order in which they were sent. Its token was checked.
#[derive(Debug, Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// A form with nothing typed into it.
    pub fn empty() -> Self {
        Self::default()
    }

    /// Fields from values that are known, to show a form for editing.
    pub fn from_pairs<K: Into<String>, V: Into<String>>(pairs: impl IntoIterator<Item = (K, V)>) -> Self {
        Self(
            pairs
                .into_iter()
                .map(|(name, value)| (name.into(), value.into()))
                .collect(),
        )
    }

    /// What was typed into a field, as it was typed; empty where it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value)
    }

    /// The same without white space around it.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).trim()
    }

    /// The same, or nothing where it is empty.
    pub fn optional(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value that was sent under a name, as checkboxes do.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// Whether a box was ticked.
    pub fn ticked(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|sent| sent == value)
    }

    /// An id in a hidden field or a choice. One that is not an id leads to the page that says so.
    pub fn id<T: FromStr>(&self, name: &str) -> Result<T, PageError> {
        self.text(name).parse().map_err(|_| PageError::NotFound)
    }

    fn checked(self, visitor: Option<&Visitor>) -> Result<Self, PageError> {
        if self.0.len() > MAX_FIELDS || self.0.iter().any(|(_, value)| value.chars().count() > MAX_FIELD_CHARS) {
            return Err(PageError::TooLarge);
        }
        let expected = visitor.map_or("", Visitor::csrf);
        let sent = self.get(CSRF_FIELD);
        // Someone who has not signed in has no token; where the form came from was checked by the layer.
        let same = expected.len() == sent.len()
            && expected
                .bytes()
                .zip(sent.bytes())
                .fold(0, |differs, (a, b)| differs | (a ^ b))
                == 0;
        if expected.is_empty() || same {
            Ok(self)
        } else {
            Err(PageError::Forged)
        }
    }
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = PageError;
    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let visitor = request.extensions().get::<Visitor>().cloned();
        let body = Bytes::from_request(request, state)
            .await
            .map_err(|rejection| too_large(rejection.status()))?;
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
        Self(fields).checked(visitor.as_ref())
    }
}

fn too_large(status: StatusCode) -> PageError {
    if status == StatusCode::PAYLOAD_TOO_LARGE {
        PageError::TooLarge
    } else {
        PageError::BadRequest("The form did not arrive whole. Send it again.".to_owned())
    }
}

/// A file that a form carried.
#[derive(Debug, Clone)]
pub struct UploadedFile {
    /// The field.
    pub field: String,
    /// The name that the user's machine gave it: for messages, never for a path.
    pub name: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// A form that carries files. Its token was checked.
#[derive(Debug, Clone, Default)]
pub struct Upload {
    /// The fields that are not files.
    pub fields: Fields,
    /// The files that are not empty.
    pub files: Vec<UploadedFile>,
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = PageError;
    async fn from_request(request: Request, state: &S) -> Result<Self, Self::Rejection> {
        let visitor = request.extensions().get::<Visitor>().cloned();
        let mut parts = Multipart::from_request(request, state)
            .await
            .map_err(|rejection| too_large(rejection.status()))?;
        let (mut fields, mut files) = (Vec::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(|error| too_large(error.status()))? {
            let field = part.name().unwrap_or_default().to_owned();
            let name = part.file_name().map(|name| name.chars().take(200).collect::<String>());
            let bytes = part.bytes().await.map_err(|error| too_large(error.status()))?;
            match name {
                Some(name) if !bytes.is_empty() => files.push(UploadedFile { field, name, bytes }),
                Some(_) => {}
                None => fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
            }
            if fields.len() > MAX_FIELDS || files.len() > MAX_FILES {
                return Err(PageError::TooLarge);
            }
        }
        Ok(Self {
            fields: Fields(fields).checked(visitor.as_ref())?,
            files,
        })
    }
}

/// What a use case found wrong, for the summary and beside each field.
pub(crate) fn form_errors(invalid: &Invalid) -> FormErrors {
    let mut errors = FormErrors::new();
    for (field, message) in invalid.iter() {
        errors.add(field, message);
    }
    errors
}

/// The same where a file was sent: each fault of the field `file` is its own line of the summary, all leading to it. The
/// first of them comes back by itself, to be said beside it.
pub(crate) fn file_errors(invalid: &Invalid) -> (FormErrors, Option<&str>) {
    let mut errors = FormErrors::new();
    for (index, (field, message)) in invalid.iter().enumerate() {
        match field {
            "file" => errors.add_at(format!("file-{index}"), "file", message),
            field => errors.add(field, message),
        }
    }
    let first = invalid.iter().find(|(field, _)| *field == "file");
    (errors, first.map(|(_, message)| message))
}
