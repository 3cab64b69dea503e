//! Just enough of an HTML reader to compare two pieces of well-formed markup.

/// Elements without an end.
const VOID: [&str; 4] = ["br", "hr", "img", "input"];

/// The first place where two pieces of markup mean something else; none when they mean the same.
pub(crate) fn difference(theirs: &str, ours: &str) -> Option<String> {
    let (theirs, ours) = (parts(theirs), parts(ours));
    let at = (0..theirs.len().max(ours.len())).find(|&at| theirs.get(at) != ours.get(at))?;
    let show = |parts: &[String]| parts.get(at).cloned().unwrap_or_else(|| "the end".to_owned());
    Some(format!("theirs is {}\n  ours is {}", show(&theirs), show(&ours)))
}

/// Start tags with sorted attributes and classes, end tags, and runs of text with single spaces.
fn parts(html: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        push_text(&mut parts, &rest[..start]);
        rest = &rest[start..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            let end = comment.find("-->").expect("a comment ends");
            rest = &comment[end + 3..];
            continue;
        }
        let end = tag_end(rest);
        push_tag(&mut parts, &rest[1..end]);
        rest = &rest[end + 1..];
    }
    push_text(&mut parts, rest);
    parts
}

/// The place of the `>` that ends the tag at the start, which may hold others inside quoted values.
fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    tag.char_indices()
        .find(|(_, character)| {
            quoted ^= *character == '"';
            *character == '>' && !quoted
        })
        .expect("a tag ends")
        .0
}

fn push_text(parts: &mut Vec<String>, text: &str) {
    let words: Vec<&str> = text.split_whitespace().collect();
    if !words.is_empty() {
        parts.push(decoded(&words.join(" ")));
    }
}

fn push_tag(parts: &mut Vec<String>, tag: &str) {
    if tag.starts_with('/') {
        parts.push(format!("<{}>", tag.trim_end()));
        return;
    }
    let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
    let (name, attributes) = tag.split_once(char::is_whitespace).unwrap_or((tag, ""));
    let mut attributes = attribute_list(attributes);
    attributes.sort_unstable();
    parts.push(format!("<{name} {}>", attributes.join(" ")));
    if closed && !VOID.contains(&name) {
        parts.push(format!("</{name}>"));
    }
}

fn attribute_list(text: &str) -> Vec<String> {
    let mut attributes = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let name_end = rest.find(|character: char| character == '=' || character.is_whitespace());
        let (name, after) = rest.split_at(name_end.unwrap_or(rest.len()));
        let (value, after) = match after.strip_prefix("=\"") {
            Some(after) => after.split_once('"').expect("a value ends"),
            None => ("", after),
        };
        attributes.push(format!("{name}=\"{}\"", attribute_value(name, value)));
        rest = after.trim_start();
    }
    attributes
}

fn attribute_value(name: &str, value: &str) -> String {
    let value = decoded(value);
    if name != "class" {
        return value;
    }
    let mut classes: Vec<&str> = value.split_whitespace().collect();
    classes.sort_unstable();
    classes.join(" ")
}

fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&ctdot;", "⋯")
        .replace("&amp;", "&")
}

#[test]
fn only_what_means_something_else_differs() {
    let same = |theirs: &str, ours: &str| difference(theirs, ours).is_none();
    assert!(same(
        "<p class=\"b a\" id=\"x\">\n  A &gt; B\n</p>",
        "<p id=\"x\" class=\"a b\">A &gt; B</p>"
    ));
    assert!(same("<input disabled>", "<input disabled=\"\">"));
    assert!(same("<svg><path d=\"M0\"/></svg>", "<svg><path d=\"M0\"></path></svg>"));
    assert!(!same("<p>A</p>", "<p>B</p>"));
    assert!(!same("<p>A</p>", "<p>A</p><p></p>"));
    assert!(!same("<p class=\"a\">A</p>", "<p>A</p>"));
    assert!(!same("<p>A <b>B</b></p>", "<p>A B</p>"));
    assert!(!same("<p>&lt;b&gt;</p>", "<p><b></b></p>"));
}
