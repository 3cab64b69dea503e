//! The operations of the API as its own description lists them, for pages that explain it.

use serde_json::Value;

/// One operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Described {
    /// The resource that it belongs to.
    pub(crate) group: String,
    /// What it does, in a few words.
    pub(crate) summary: String,
    /// More about it.
    pub(crate) description: String,
    /// `GET`, `POST` and so on.
    pub(crate) method: String,
    /// Its path, with parameters in braces.
    pub(crate) path: String,
    /// Whether it needs no token.
    pub(crate) open: bool,
}

/// Every operation, by resource, path and method.
pub(crate) fn operations() -> Vec<Described> {
    // A description of our own is always JSON; were it not, the pages would list nothing.
    let document = serde_json::to_value(super::document()).unwrap_or_default();
    let paths = document["paths"].as_object().into_iter().flatten();
    let mut operations: Vec<Described> = paths
        .flat_map(|(path, item)| {
            let methods = item.as_object().into_iter().flatten();
            methods.map(move |(method, operation)| described(path, method, operation))
        })
        .collect();
    operations.sort_by(|a, b| (&a.group, &a.path, &a.method).cmp(&(&b.group, &b.path, &b.method)));
    operations
}

fn described(path: &str, method: &str, operation: &Value) -> Described {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    Described {
        group: text(&operation["tags"][0]),
        summary: text(&operation["summary"]),
        description: text(&operation["description"]),
        method: method.to_uppercase(),
        path: path.to_owned(),
        open: operation.get("security").is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_operation_has_words() {
        let operations = operations();
        assert!(!operations.is_empty());
        for operation in operations {
            assert!(
                !operation.group.is_empty() && !operation.summary.is_empty(),
                "{operation:?}"
            );
        }
    }
}
