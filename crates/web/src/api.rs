//! JSON for programs, under `/api/v1`.

use crate::Routes;

/// Every route of the API.
pub fn routes() -> Routes {
    Routes::new()
}
