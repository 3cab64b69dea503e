//! Writing packages: each release is checked before a byte of it is written, so that what goes out keeps to the
//! standard.

use crate::check::{check_release, check_shape};
use crate::json::{Json, Object};
use crate::merge::{MergeError, compile, in_date_order};
use crate::problem::{Problem, Severity};
use crate::schema::PACKAGE;
use crate::types::Release;
use jiff::Timestamp;
use std::collections::HashSet;
use std::io::{self, Write};

/// What a package says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageMeta {
    /// Where the package is published.
    pub uri: String,
    /// When the package, or what is in it, was last changed.
    pub published_date: Timestamp,
    /// Who publishes it.
    pub publisher: Publisher,
    /// The licence, by its address.
    pub license: Option<String>,
    /// The publication policy, by its address.
    pub publication_policy: Option<String>,
    /// The addresses of the `extension.json` files that the releases use.
    pub extensions: Vec<String>,
}

/// Who publishes a package.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Publisher {
    /// Its name.
    pub name: String,
    /// The register of its identifier.
    pub scheme: Option<String>,
    /// Its identifier there.
    pub uid: Option<String>,
    /// A web address that stands for it.
    pub uri: Option<String>,
}

impl PackageMeta {
    fn to_object(&self) -> Object {
        let text = |text: &str| Json::Text(text.to_owned());
        let set = |object: &mut Object, name: &str, value: &Option<String>| {
            if let Some(value) = value {
                object.set(name, text(value));
            }
        };
        let mut publisher = Object::new();
        publisher.set("name", text(&self.publisher.name));
        set(&mut publisher, "scheme", &self.publisher.scheme);
        set(&mut publisher, "uid", &self.publisher.uid);
        set(&mut publisher, "uri", &self.publisher.uri);
        let mut object = Object::new();
        object.set("uri", text(&self.uri));
        object.set("version", text("1.1"));
        if !self.extensions.is_empty() {
            object.set(
                "extensions",
                Json::Array(self.extensions.iter().map(|e| text(e)).collect()),
            );
        }
        object.set("publishedDate", text(&self.published_date.to_string()));
        object.set("publisher", Json::Object(publisher));
        set(&mut object, "license", &self.license);
        set(&mut object, "publicationPolicy", &self.publication_policy);
        object
    }
}

/// Why a package was not written, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The package or a release would break the standard: these are its errors.
    #[error("would break the standard: {}", .0.first().map(ToString::to_string).unwrap_or_default())]
    Invalid(Vec<Problem>),
    /// Two releases of one process with the same id.
    #[error("has two releases of {ocid} with the id {id}")]
    Twice {
        /// The process.
        ocid: String,
        /// The id of both.
        id: String,
    },
    /// The standard asks for at least one release or record.
    #[error("has nothing in it, and a package must hold at least one release or record")]
    Empty,
    /// The releases of a record cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeError),
    /// Writing itself failed.
    #[error("could not be written: {0}")]
    Io(#[from] io::Error),
}

/// Writes a release package, one release at a time.
///
/// Whoever writes to a file should write to one beside it and rename it after [`PackageWriter::finish`].
#[derive(Debug)]
pub struct PackageWriter<W: Write>(ListWriter<W>);

impl<W: Write> PackageWriter<W> {
    /// Begins a package.
    ///
    /// # Errors
    /// If what the package says of itself breaks the standard, or writing fails.
    pub fn new(out: W, meta: &PackageMeta) -> Result<Self, WriteError> {
        ListWriter::new(out, meta, "releases").map(Self)
    }

    /// Adds a release.
    ///
    /// # Errors
    /// If the release breaks the standard or has been written already, in which case nothing of it is written; or if
    /// writing fails.
    pub fn push(&mut self, release: &Release) -> Result<(), WriteError> {
        let json = self.0.admit(release)?;
        self.0.entry(&json)
    }

    /// Ends the package and gives back what it was written to, flushed.
    ///
    /// # Errors
    /// If there are no releases, or writing fails.
    pub fn finish(self) -> Result<W, WriteError> {
        self.0.finish()
    }
}

/// Writes a record package: for each process its releases in date order, and what they come to.
#[derive(Debug)]
pub struct RecordPackageWriter<W: Write>(ListWriter<W>);

impl<W: Write> RecordPackageWriter<W> {
    /// Begins a package.
    ///
    /// # Errors
    /// If what the package says of itself breaks the standard, or writing fails.
    pub fn new(out: W, meta: &PackageMeta) -> Result<Self, WriteError> {
        ListWriter::new(out, meta, "records").map(Self)
    }

    /// Adds the record of one process.
    ///
    /// # Errors
    /// If there are no releases, a release breaks the standard, or they cannot be merged, in which case nothing of it
    /// is written; or if writing fails.
    pub fn push(&mut self, releases: &[Release]) -> Result<(), WriteError> {
        let compiled = compile(releases)?;
        let mut list = Vec::with_capacity(releases.len());
        for release in in_date_order(releases) {
            list.push(self.0.admit(release)?);
        }
        let mut record = Object::new();
        record.set("ocid", Json::Text(compiled.ocid.clone()));
        record.set("releases", Json::Array(list));
        record.set("compiledRelease", compiled.to_json());
        self.0.entry(&Json::Object(record))
    }

    /// Ends the package and gives back what it was written to, flushed.
    ///
    /// # Errors
    /// If there are no records, or writing fails.
    pub fn finish(self) -> Result<W, WriteError> {
        self.0.finish()
    }
}

#[derive(Debug)]
struct ListWriter<W: Write> {
    out: W,
    seen: HashSet<(String, String)>,
    list: &'static str,
    count: usize,
}

impl<W: Write> ListWriter<W> {
    fn new(mut out: W, meta: &PackageMeta, list: &'static str) -> Result<Self, WriteError> {
        let package = meta.to_object();
        refuse_errors(check_shape(&package, &PACKAGE, ""))?;
        let head = Json::Object(package).to_string();
        let members = head.strip_suffix('}').unwrap_or(&head);
        write!(out, "{members},\"{list}\":[")?;
        Ok(Self {
            out,
            seen: HashSet::new(),
            list,
            count: 0,
        })
    }

    fn admit(&mut self, release: &Release) -> Result<Json, WriteError> {
        let json = release.to_json();
        refuse_errors(check_release(&json, &format!("/{}/{}", self.list, self.count)))?;
        if !self.seen.insert((release.ocid.clone(), release.id.clone())) {
            return Err(WriteError::Twice {
                ocid: release.ocid.clone(),
                id: release.id.clone(),
            });
        }
        Ok(json)
    }

    fn entry(&mut self, json: &Json) -> Result<(), WriteError> {
        let comma = if self.count == 0 { "" } else { "," };
        write!(self.out, "{comma}\n{json}")?;
        self.count += 1;
        Ok(())
    }

    fn finish(mut self) -> Result<W, WriteError> {
        if self.count == 0 {
            return Err(WriteError::Empty);
        }
        self.out.write_all(b"\n]}\n")?;
        self.out.flush()?;
        Ok(self.out)
    }
}

fn refuse_errors(mut problems: Vec<Problem>) -> Result<(), WriteError> {
    problems.retain(|problem| problem.severity == Severity::Error);
    if problems.is_empty() {
        Ok(())
    } else {
        Err(WriteError::Invalid(problems))
    }
}
