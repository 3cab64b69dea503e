//! The shapes of text that the standard relies on: URIs, dates and times, contracting process identifiers.

use jiff::Timestamp;

/// Whether a text is a URI by the grammar of RFC 3986, with a scheme: what JSON Schema's `format: uri` asks for.
#[must_use]
pub fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let scheme_ok = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'));
    if !scheme_ok {
        return false;
    }
    let (rest, fragment) = rest.split_once('#').unwrap_or((rest, ""));
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let allowed = |part: &str, more: &str| escapes_ok(part) && part.chars().all(|c| is_pchar(c) || more.contains(c));
    let path_ok = match path.strip_prefix("//") {
        Some(after) => {
            let end = after.find('/').unwrap_or(after.len());
            authority_ok(&after[..end]) && allowed(&after[end..], "/")
        }
        None => allowed(path, "/"),
    };
    path_ok && allowed(query, "/?") && allowed(fragment, "/?")
}

/// `pchar` of RFC 3986, section 3.3; a percent sign is checked by [`escapes_ok`].
fn is_pchar(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(c)
}

/// Each percent sign begins an escape of two hexadecimal digits.
fn escapes_ok(text: &str) -> bool {
    text.split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.bytes().take(2).all(|b| b.is_ascii_hexdigit()))
}

/// `authority`: a name or an address in brackets, perhaps a user before it and a port after it.
fn authority_ok(authority: &str) -> bool {
    let host_port = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    let user = &authority[..authority.len() - host_port.len()];
    let (host, port) = match host_port.strip_prefix('[') {
        Some(inner) => {
            let Some((address, after)) = inner.split_once(']') else {
                return false;
            };
            if !address
                .chars()
                .all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.' | 'v'))
                || address.is_empty()
            {
                return false;
            }
            ("", after.strip_prefix(':').unwrap_or(after))
        }
        None => host_port.split_once(':').unwrap_or((host_port, "")),
    };
    let name_ok = |text: &str| escapes_ok(text) && text.chars().all(is_pchar);
    name_ok(user) && name_ok(host) && !host.contains(['@', ':']) && port.chars().all(|c| c.is_ascii_digit())
}

/// The instant that a `date-time` of RFC 3339 stands for; `None` if it is not one, or the day or the time of day does
/// not exist. A leap second is taken as the second before it.
#[must_use]
pub fn parse_date_time(text: &str) -> Option<Timestamp> {
    let bytes = text.as_bytes();
    let digit_at = |i: usize| bytes.get(i).is_some_and(u8::is_ascii_digit);
    let shape = b"0000-00-00T00:00:00";
    let start_ok = bytes.len() > shape.len()
        && shape.iter().enumerate().all(|(i, s)| match s {
            b'0' => digit_at(i),
            b'T' => matches!(bytes[i], b'T' | b't'),
            other => bytes[i] == *other,
        });
    if !start_ok {
        return None;
    }
    let after = &text[shape.len()..];
    let zone = match after.strip_prefix('.') {
        Some(fraction) => {
            let zone = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
            if zone.len() == fraction.len() {
                return None;
            }
            zone
        }
        None => after,
    };
    let zone_ok = matches!(zone, "Z" | "z")
        || (zone.len() == 6
            && zone.starts_with(['+', '-'])
            && zone
                .bytes()
                .enumerate()
                .skip(1)
                .all(|(i, b)| if i == 3 { b == b':' } else { b.is_ascii_digit() }));
    // Nine decimals are all that is told apart: further digits are legal and below a nanosecond.
    let kept = &after[..after.len() - zone.len()]
        .get(..10)
        .unwrap_or(&after[..after.len() - zone.len()]);
    let exact = format!("{}{kept}{zone}", &text[..shape.len()]);
    zone_ok.then(|| exact.parse().ok()).flatten()
}

/// Whether an ocid begins with the shape of a registered prefix: `ocds-`, six letters or digits, then more.
/// Source: OCDS 1.1, "Open contracting process identifier".
#[must_use]
pub fn has_ocid_prefix(ocid: &str) -> bool {
    let Some(rest) = ocid.strip_prefix("ocds-") else {
        return false;
    };
    let bytes = rest.as_bytes();
    bytes.len() > 7 && bytes[..6].iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) && bytes[6] == b'-'
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    // The first group is from RFC 3986, section 1.1.2.
    #[rstest]
    #[case("ftp://ftp.is.co.za/rfc/rfc1808.txt", true)]
    #[case("ldap://[2001:db8::7]/c=GB?objectClass?one", true)]
    #[case("mailto:John.Doe@example.com", true)]
    #[case("tel:+1-816-555-1212", true)]
    #[case("urn:oasis:names:specification:docbook:dtd:xml:4.1.2", true)]
    #[case("https://example.org:8080/a%20b?c=d/e?#f", true)]
    #[case("https://example.org/a b", false)]
    #[case("http://Contract Office", false)]
    #[case("http://a/b#c#d", false)]
    #[case("https://example.org/100%", false)]
    #[case("https://example.org/caf\u{e9}", false)]
    #[case("https://example.org/[1]", false)]
    #[case("http://example.org:eighty/", false)]
    #[case("http://[::1", false)]
    #[case("www.example.org", false)]
    #[case("1http://example.org", false)]
    #[case("/tenders/1", false)]
    #[case("", false)]
    fn uris(#[case] text: &str, #[case] expect: bool) {
        assert_eq!(is_uri(text), expect);
    }

    // The first three are from RFC 3339, section 5.8.
    #[rstest]
    #[case("1985-04-12T23:20:50.52Z", true)]
    #[case("1996-12-19T16:39:57-08:00", true)]
    #[case("1990-12-31T23:59:60Z", true)]
    #[case("2024-02-29t00:00:00z", true)]
    #[case("2024-02-29T00:00:00.123456789012Z", true)]
    #[case("2023-02-29T00:00:00Z", false)]
    #[case("2026-11-23", false)]
    #[case("2026-11-23T10:00:00", false)]
    #[case("2026-11-23T10:00Z", false)]
    #[case("2026-11-23 10:00:00Z", false)]
    #[case("2026-11-23T24:00:00Z", false)]
    #[case("2026-11-23T10:00:00.Z", false)]
    #[case("2026-11-23T10:00:00+0100", false)]
    #[case("2026-11-23T10:00:00+01:00[Europe/Paris]", false)]
    #[case("23/11/2026", false)]
    #[case("２026-11-23T10:00:00Z", false)]
    fn dates(#[case] text: &str, #[case] expect: bool) {
        assert_eq!(parse_date_time(text).is_some(), expect);
    }

    #[rstest]
    #[case("ocds-b5fd17-0001", true)]
    #[case("ocds-b5fd17-", false)]
    #[case("ocds-B5FD17-1", false)]
    #[case("b5fd17-0001", false)]
    #[case("ocds-b5f-0001", false)]
    fn ocids(#[case] text: &str, #[case] expect: bool) {
        assert_eq!(has_ocid_prefix(text), expect);
    }
}
