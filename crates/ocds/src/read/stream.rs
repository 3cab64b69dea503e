//! Walking through the file with serde, so that only one release is in memory at a time.

use super::bounded::{Bounded, Meter};
use super::{ReadError, State, Stop, is_link};
use crate::check::check_shape;
use crate::json::{Json, Object, step};
use crate::limits::MEMBERS_MAX;
use crate::problem::{Problem, ProblemKind, Severity, quote};
use crate::schema::PACKAGE;
use crate::types::Release;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;
use std::fmt;
use std::io::Read;
use std::rc::Rc;

const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

pub(super) fn read<F: FnMut(Release)>(mut reader: impl Read, state: &mut State<F>) -> Result<(), ReadError> {
    let mut start = Vec::new();
    reader.by_ref().take(UTF8_MARK.len() as u64).read_to_end(&mut start)?;
    if start.starts_with(&[0xFF, 0xFE]) || start.starts_with(&[0xFE, 0xFF]) {
        state.error(ProblemKind::Syntax, "", "is in UTF-16: save it as UTF-8");
        clear_lines(state);
        return Ok(());
    }
    if start == UTF8_MARK {
        start.clear();
    }
    let meter = Meter::new(state.limits.file_bytes);
    let mut de = serde_json::Deserializer::from_reader(Bounded::new(start, reader, Rc::clone(&meter)));
    let mut documents = 0_usize;
    while de.end().is_err() {
        documents += 1;
        meter.begin(state.limits.release_bytes);
        let mut stopped = false;
        let top = Top {
            state: &mut *state,
            meter: &meter,
            stopped: &mut stopped,
        };
        if let Err(error) = top.deserialize(&mut de) {
            state.line = meter.line();
            if !stopped {
                explain(error, &meter, state)?;
            }
            if documents == 1 {
                clear_lines(state);
            }
            return Ok(());
        }
    }
    state.report.complete = true;
    if documents == 0 {
        state.error(ProblemKind::NotOcds, "", "is empty");
    }
    if documents <= 1 {
        clear_lines(state);
    }
    Ok(())
}

/// Turns the reason why reading broke off into a problem, or gives back the failure of the reader itself.
fn explain<F: FnMut(Release)>(error: serde_json::Error, meter: &Meter, state: &mut State<F>) -> Result<(), ReadError> {
    match error.classify() {
        Category::Io if meter.file_spent() => {
            let message = format!(
                "is larger than {} bytes: nothing after that was read",
                state.limits.file_bytes
            );
            state.error(ProblemKind::Limit, "", message);
        }
        Category::Io if meter.part_spent() => {
            let message = format!(
                "has a release or another part larger than {} bytes, on line {}: nothing after that was read",
                state.limits.release_bytes,
                meter.line()
            );
            state.error(ProblemKind::Limit, "", message);
        }
        Category::Io => return Err(ReadError::from(std::io::Error::from(error))),
        Category::Syntax | Category::Eof => {
            state.error(
                ProblemKind::Syntax,
                "",
                format!("is not valid JSON: {error}; nothing after that was read"),
            );
        }
        Category::Data => state.error(ProblemKind::NotOcds, "", format!("is not in a form of OCDS: {error}")),
    }
    Ok(())
}

/// Line numbers say something for JSON Lines alone.
fn clear_lines<F>(state: &mut State<F>) {
    state.report.problems.iter_mut().for_each(|problem| problem.line = None);
    state.report.refused.iter_mut().for_each(|refused| refused.line = None);
}

/// One value at the top of the file: a package, a record or a release.
struct Top<'a, F> {
    state: &'a mut State<F>,
    meter: &'a Meter,
    stopped: &'a mut bool,
}

impl<'de, F: FnMut(Release)> DeserializeSeed<'de> for Top<'_, F> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, F: FnMut(Release)> Visitor<'de> for Top<'_, F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object: a release package, a record package or a release")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        let mut rest = Object::new();
        let mut lists = Lists::default();
        while let Some(name) = map.next_key::<String>()? {
            self.meter.begin(self.state.limits.release_bytes);
            self.state.line = self.meter.line();
            let kind = ListKind::of(&name);
            let twice = rest.contains(&name) || kind.is_some_and(|kind| lists.seen(kind));
            if twice || rest.len() >= MEMBERS_MAX {
                map.next_value::<IgnoredAny>()?;
                let message = if twice {
                    "is there twice: the second is not read"
                } else {
                    "is one member too many"
                };
                self.state.error(ProblemKind::Syntax, &pointer(&name), message);
            } else if let Some(kind) = kind {
                let ocid = rest.get("ocid").and_then(Json::as_text).map(str::to_owned);
                let list = List {
                    top: &mut self,
                    kind,
                    ocid,
                };
                *lists.place(kind) = Some(map.next_value_seed(list)?);
            } else {
                let raw: Box<RawValue> = map.next_value()?;
                let value = self.state.parse(raw.get(), &pointer(&name));
                rest.set(&name, value.unwrap_or(Json::Null));
            }
        }
        self.state.line = self.meter.line();
        let done = self.finish(rest, &lists);
        self.stop(done)
    }
}

impl<F: FnMut(Release)> Top<'_, F> {
    fn stop<E: serde::de::Error>(&mut self, result: Result<(), Stop>) -> Result<(), E> {
        result.map_err(|Stop| {
            *self.stopped = true;
            E::custom("stopped")
        })
    }

    /// All members have been read: decides what it was, and checks what is left to check.
    fn finish(&mut self, rest: Object, lists: &Lists) -> Result<(), Stop> {
        let ocid = rest.get("ocid").and_then(Json::as_text);
        match (lists.releases, lists.records) {
            (None, None) if ["ocid", "tag", "initiationType"].iter().any(|name| rest.contains(name)) => {
                self.state.release(Some(&Json::Object(rest)), "", None)
            }
            (None, None) => {
                let message = "is not in a form of OCDS: it has no “releases”, no “records” and no “ocid”";
                self.state.error(ProblemKind::NotOcds, "", message);
                Ok(())
            }
            (Some(0), None) if ocid.is_some() => self.state.compiled(rest.get("compiledRelease"), "", ocid),
            (Some(_), None) if ocid.is_some() => Ok(()),
            (releases, records) => {
                for (name, count) in [("releases", releases), ("records", records)] {
                    if count == Some(0) {
                        self.state
                            .error(ProblemKind::Empty, &format!("/{name}"), "must not be empty");
                    }
                }
                self.package(rest);
                Ok(())
            }
        }
    }

    fn package(&mut self, package: Object) {
        for problem in check_shape(&package, &PACKAGE, "") {
            self.state.problem(problem);
        }
        if let Some(version) = package.get("version").and_then(Json::as_text)
            && version != "1.1"
        {
            let parts = version.split_once('.');
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            let shaped = parts.is_some_and(|(major, minor)| digits(major) && digits(minor));
            let severity = if shaped { Severity::Warning } else { Severity::Error };
            let message = format!("is not version 1.1, which this was read as: {}", quote(version));
            self.state
                .problem(Problem::new(severity, ProblemKind::Version, "/version", message));
        }
        self.state.report.package = package;
    }
}

fn pointer(name: &str) -> String {
    step(&mut String::new(), name, |path| path.clone())
}

/// How many entries each list at the top had, if it was there.
#[derive(Default)]
struct Lists {
    releases: Option<usize>,
    records: Option<usize>,
}

#[derive(Clone, Copy)]
enum ListKind {
    Releases,
    Records,
}

impl ListKind {
    fn of(name: &str) -> Option<Self> {
        match name {
            "releases" => Some(Self::Releases),
            "records" => Some(Self::Records),
            _ => None,
        }
    }
}

impl Lists {
    fn place(&mut self, kind: ListKind) -> &mut Option<usize> {
        match kind {
            ListKind::Releases => &mut self.releases,
            ListKind::Records => &mut self.records,
        }
    }
    fn seen(&mut self, kind: ListKind) -> bool {
        self.place(kind).is_some()
    }
}

/// `releases` or `records`; gives back how many entries were taken up.
struct List<'a, 'b, F> {
    top: &'a mut Top<'b, F>,
    kind: ListKind,
    /// The ocid that stands before the list, where this is the list of one record.
    ocid: Option<String>,
}

impl<'de, F: FnMut(Release)> DeserializeSeed<'de> for List<'_, '_, F> {
    type Value = usize;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(Release)> Visitor<'de> for List<'_, '_, F> {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of releases or records")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<usize, A::Error> {
        let Self { top, kind, ocid } = self;
        let mut taken = 0;
        for index in 0.. {
            top.meter.begin(top.state.limits.release_bytes);
            let Some(raw) = seq.next_element::<Box<RawValue>>()? else {
                break;
            };
            top.state.line = top.meter.line();
            let done = match kind {
                ListKind::Records => {
                    taken += 1;
                    let path = format!("/records/{index}");
                    let json = top.state.parse(raw.get(), &path);
                    top.state.record(json.as_ref(), &path)
                }
                ListKind::Releases => {
                    let path = format!("/releases/{index}");
                    let json = top.state.parse(raw.get(), &path);
                    if ocid.is_some() && json.as_ref().is_some_and(is_link) {
                        continue;
                    }
                    taken += 1;
                    top.state.release(json.as_ref(), &path, ocid.as_deref())
                }
            };
            if done.is_err() {
                *top.stopped = true;
                return Err(A::Error::custom("stopped"));
            }
        }
        Ok(taken)
    }
}
