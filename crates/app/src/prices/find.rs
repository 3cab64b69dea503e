//! What a person means when they name something of the price book.

use crate::Result;
use svx_store::{
    Conn,
    prices::{self, Resource},
};

/// The resource with a code, or with a name or a synonym however it is capitalised; or, in words for the person who typed it,
/// why there is none.
pub async fn find(conn: &mut Conn, typed: &str) -> Result<Result<Resource, String>> {
    let wanted = typed.trim().to_lowercase();
    if wanted.is_empty() {
        return Ok(Err("Choose something from the price book".to_owned()));
    }
    if let Some(found) = prices::resource(conn, &wanted).await? {
        return Ok(match found.retired_at {
            None => Ok(found),
            Some(_) => Err(format!(
                "{} are no longer in the price book. Choose something else",
                found.name
            )),
        });
    }
    let all = prices::resources(conn).await?;
    let is_called = |resource: &&Resource| {
        let names = [&resource.name, &resource.unit, &resource.units];
        names.into_iter().any(|name| name.to_lowercase() == wanted)
    };
    let is_known_as = |resource: &&Resource| {
        let mut synonyms = resource.synonyms.split(';');
        synonyms.any(|synonym| synonym.trim().to_lowercase() == wanted)
    };
    // A unit such as `hour` is of many things, and then it names none of them.
    for names in [&is_called as &dyn Fn(&&Resource) -> bool, &is_known_as] {
        let mut named = all.iter().filter(names);
        if let (Some(found), None) = (named.next(), named.next()) {
            return Ok(Ok(found.clone()));
        }
    }
    Ok(Err(
        "This is not in the price book. Choose something from the list".to_owned()
    ))
}
