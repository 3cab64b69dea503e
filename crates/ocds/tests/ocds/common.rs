//! An invented release, and ways to change it.

use svx_ocds::json::Json;

pub(crate) const RELEASE: &str = include_str!("../fixtures/release.json");

/// A release package around the text of some releases.
pub(crate) fn package(releases: &[String]) -> String {
    format!(
        r#"{{"uri":"https://council.example/package","version":"1.1","publishedDate":"2026-10-05T09:00:00Z",
        "publisher":{{"name":"Example Borough Council"}},"releases":[{}]}}"#,
        releases.join(",")
    )
}

/// The invented release with one member set to a JSON text, or taken out for `None`.
pub(crate) fn with(pointer: &str, value: Option<&str>) -> String {
    change(RELEASE, pointer, value)
}

/// A release with one member set to a JSON text, or taken out for `None`.
pub(crate) fn change(text: &str, pointer: &str, value: Option<&str>) -> String {
    let mut release = Json::parse(text).expect("the release is JSON");
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer has a slash");
    let mut at = &mut release;
    for step in parent.split('/').skip(1) {
        at = match at {
            Json::Object(object) => object.get_mut(step).expect("the parent is there"),
            Json::Array(items) => &mut items[step.parse::<usize>().expect("an index")],
            _ => panic!("{pointer} goes through a plain value"),
        };
    }
    let Json::Object(object) = at else {
        panic!("{pointer} is not a member")
    };
    match value {
        Some(value) => object.set(name, Json::parse(value).expect("the value is JSON")),
        None => drop(object.remove(name)),
    }
    release.to_string()
}
