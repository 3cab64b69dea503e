//! Reading a file of releases, one release in memory at a time.
//!
//! A file is a release package, a record package, a record, a release, or JSON Lines of any of these.

mod bounded;
mod stream;

use crate::check::check_release;
use crate::json::{Json, JsonError, JsonFault, Object};
use crate::limits::Limits;
use crate::problem::{Problem, ProblemKind, Severity, quote};
use crate::types::Release;
use std::collections::HashSet;
use std::io::{self, Read};

/// Reading failed before its end for a reason that is not in the file.
#[derive(Debug, thiserror::Error)]
#[error("the file could not be read: {0}")]
pub struct ReadError(#[from] io::Error);

/// A release that was refused, as far as it says who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// JSON pointer to it.
    pub path: String,
    /// The line, where the input is JSON Lines.
    pub line: Option<u64>,
    /// Its ocid, if it has one.
    pub ocid: Option<String>,
    /// Its id, if it has one.
    pub id: Option<String>,
}

/// What reading found besides the releases themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// The package's own members (`uri`, `publisher`, `license` and so on), of the last package if there are several.
    pub package: Object,
    /// How many releases were accepted.
    pub accepted: usize,
    /// The releases that were not.
    pub refused: Vec<Refused>,
    /// Every problem, in the order of the file, up to the limit.
    pub problems: Vec<Problem>,
    /// How many problems there were beyond the limit.
    pub problems_unlisted: usize,
    /// How many of all the problems are errors.
    pub errors: usize,
    /// Whether the file was read to its end: not when it breaks off, or goes over a limit.
    pub complete: bool,
}

impl Report {
    /// Whether nothing in the file breaks the standard.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.errors == 0 && self.complete
    }
}

/// Releases and what was found on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageOutcome {
    /// The releases that keep to the standard, in the order of the file.
    pub releases: Vec<Release>,
    /// Problems, refusals and the package's own members.
    pub report: Report,
}

/// Reads a whole file within the standing limits. A slice of bytes is a reader too.
///
/// # Errors
/// If reading itself fails. Whatever is wrong with the content is in the outcome.
pub fn read_package(reader: impl Read) -> Result<PackageOutcome, ReadError> {
    let mut releases = Vec::new();
    let report = read_releases(reader, Limits::default(), |release| releases.push(release))?;
    Ok(PackageOutcome { releases, report })
}

/// Reads a file within the limits given and hands over each release that keeps to the standard as soon as it is read.
///
/// # Errors
/// If reading itself fails. Whatever is wrong with the content is in the report.
pub fn read_releases(reader: impl Read, limits: Limits, sink: impl FnMut(Release)) -> Result<Report, ReadError> {
    let mut state = State {
        limits,
        sink,
        report: Report::default(),
        seen: HashSet::new(),
        count: 0,
        line: 1,
    };
    stream::read(reader, &mut state)?;
    Ok(state.report)
}

/// Reading stops here: the reason has been reported.
struct Stop;

struct State<F> {
    limits: Limits,
    sink: F,
    report: Report,
    /// The ocid and id of every release so far.
    seen: HashSet<(String, String)>,
    count: usize,
    line: u64,
}

impl<F: FnMut(Release)> State<F> {
    fn problem(&mut self, mut problem: Problem) {
        problem.line = Some(self.line);
        self.report.errors += usize::from(problem.severity == Severity::Error);
        if self.report.problems.len() < self.limits.problems {
            self.report.problems.push(problem);
        } else {
            self.report.problems_unlisted += 1;
        }
    }

    fn error(&mut self, kind: ProblemKind, path: &str, message: impl Into<String>) {
        self.problem(Problem::new(Severity::Error, kind, path, message));
    }

    /// Reads JSON text found at `path`; `None` and a problem if it is refused.
    fn parse(&mut self, text: &str, path: &str) -> Option<Json> {
        match Json::parse_within(text, &self.limits) {
            Ok(json) => Some(json),
            Err(JsonError { path: inner, fault }) => {
                let kind = match fault {
                    JsonFault::Syntax(_) | JsonFault::Twice(_) => ProblemKind::Syntax,
                    JsonFault::Deep(_) | JsonFault::Long(_) | JsonFault::Name(_) | JsonFault::Many(_) => {
                        ProblemKind::Limit
                    }
                };
                self.error(kind, &format!("{path}{inner}"), fault.to_string());
                None
            }
        }
    }

    /// Takes in or refuses one release.
    fn release(&mut self, json: Option<&Json>, path: &str, record_ocid: Option<&str>) -> Result<(), Stop> {
        self.count += 1;
        if self.count > self.limits.releases {
            let message = format!(
                "is beyond the {} releases that one file may hold: not read",
                self.limits.releases
            );
            self.error(ProblemKind::Limit, path, message);
            return Err(Stop);
        }
        let text = |name| json?.as_object()?.get(name)?.as_text().map(str::to_owned);
        let (ocid, id) = (text("ocid"), text("id"));
        let before = self.report.errors;
        if let Some(json) = json {
            for problem in check_release(json, path) {
                self.problem(problem);
            }
            self.identity(ocid.as_deref(), id.as_deref(), path, record_ocid);
        }
        let good = json
            .filter(|_| self.report.errors == before)
            .and_then(|json| Release::from_json(json).ok());
        match good {
            Some(release) => {
                self.report.accepted += 1;
                (self.sink)(release);
            }
            None => self.report.refused.push(Refused {
                path: path.to_owned(),
                line: Some(self.line),
                ocid,
                id,
            }),
        }
        Ok(())
    }

    fn identity(&mut self, ocid: Option<&str>, id: Option<&str>, path: &str, record_ocid: Option<&str>) {
        let (Some(ocid), Some(id)) = (ocid, id) else { return };
        if let Some(expected) = record_ocid
            && expected != ocid
        {
            let message = format!("is not the ocid of its record, {}: {}", quote(expected), quote(ocid));
            self.error(ProblemKind::Ocid, &format!("{path}/ocid"), message);
        }
        if !self.seen.insert((ocid.to_owned(), id.to_owned())) {
            let message = format!(
                "repeats the id of an earlier release of the same process: {}",
                quote(id)
            );
            self.error(ProblemKind::DuplicateId, &format!("{path}/id"), message);
        }
    }

    /// Takes in the releases of a record: those that it holds or, if it holds none, the compiled one.
    fn record(&mut self, json: Option<&Json>, path: &str) -> Result<(), Stop> {
        let Some(json) = json else {
            return self.release(None, path, None);
        };
        let Some(record) = json.as_object() else {
            self.error(
                ProblemKind::Type,
                path,
                format!("must be an object, not {}", json.kind()),
            );
            return Ok(());
        };
        let ocid = record.get("ocid").and_then(Json::as_text);
        if ocid.is_none() {
            self.error(ProblemKind::Missing, path, "has no “ocid”, which is required");
        }
        match record.get("releases") {
            Some(Json::Array(releases)) => {
                let held = releases.iter().enumerate().filter(|(_, release)| !is_link(release));
                let mut any = false;
                for (index, release) in held {
                    any = true;
                    self.release(Some(release), &format!("{path}/releases/{index}"), ocid)?;
                }
                if any {
                    return Ok(());
                }
            }
            Some(other) => {
                let message = format!("must be a list, not {}", other.kind());
                self.error(ProblemKind::Type, &format!("{path}/releases"), message);
            }
            None => self.error(ProblemKind::Missing, path, "has no “releases”, which is required"),
        }
        self.compiled(record.get("compiledRelease"), path, ocid)
    }

    /// The compiled release of a record that holds no others.
    fn compiled(&mut self, compiled: Option<&Json>, path: &str, ocid: Option<&str>) -> Result<(), Stop> {
        match compiled {
            Some(compiled) => self.release(Some(compiled), &format!("{path}/compiledRelease"), ocid),
            None => {
                let message = "only links to its releases and has no compiled release: there is nothing to read";
                self.problem(Problem::new(Severity::Warning, ProblemKind::Linked, path, message));
                Ok(())
            }
        }
    }
}

/// Whether an entry of a record's `releases` is a link (`url`, `date`, `tag`) and not a release.
fn is_link(json: &Json) -> bool {
    json.as_object()
        .is_some_and(|object| object.contains("url") && !object.contains("ocid"))
}
