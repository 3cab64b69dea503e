//! What a person means when they name something of the price book.

use crate::Result;
use svx_domain::resource::Names;
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
    let mut names = Names::new();
    for resource in &all {
        let called = [&resource.name, &resource.unit, &resource.units].map(String::as_str);
        names.add(&resource.code, &called, &resource.synonyms);
    }
    if let Some(at) = names.find(&wanted) {
        return Ok(Ok(all[at].clone()));
    }
    Ok(Err(
        "This is not in the price book. Choose something from the list".to_owned()
    ))
}
