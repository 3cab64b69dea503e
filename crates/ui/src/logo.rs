//! The service's mark and name, as the header shows them.

use maud::{Markup, PreEscaped, html};

use crate::layout::SERVICE_NAME;

pub(crate) fn logo() -> Markup {
    html! {
        span class="svx-logo" { (MARK) span class="svx-logo__name" { (SERVICE_NAME) } }
    }
}

/// Two hands' worth of give and take: one stroke going out, one coming back. The same drawing as `svx.svg`.
const MARK: PreEscaped<&str> = PreEscaped(concat!(
    r#"<svg class="svx-logo__mark" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="30" height="30" "#,
    r#"aria-hidden="true" focusable="false"><path fill="none" stroke="currentColor" stroke-width="4" "#,
    r#"stroke-linecap="round" stroke-linejoin="round" d="M6 18V13a4 4 0 0 1 4-4h15M20 4l5 5-5 5"/>"#,
    r#"<path class="svx-logo__return" fill="none" stroke="currentColor" stroke-width="4" stroke-linecap="round" "#,
    r#"stroke-linejoin="round" d="M26 14v5a4 4 0 0 1-4 4H7M12 28l-5-5 5-5"/></svg>"#
));
