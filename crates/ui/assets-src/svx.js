// What scripts add to a page that works without them: counts, reveals, tabs, a password that can be shown, focus on
// the summary of errors. Bundled by `npm run build` into ../assets/svx.js.

import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  Tabs,
  createAll,
  isSupported,
} from "govuk-frontend";

// The usual place for this is an inline script, which our content security policy does not allow.
document.body.classList.add("js-enabled");

if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}

// Radios do not take `aria-expanded`, which govuk-frontend sets on those that show more fields.
class PlainRadios extends Radios {
  syncConditionalRevealWithInputState(input) {
    super.syncConditionalRevealWithInputState(input);
    input.removeAttribute("aria-expanded");
  }
}

if (isSupported()) {
  const components = [
      Button,
    CharacterCount,
    Checkboxes,
    ErrorSummary,
      NotificationBanner,
    PasswordInput,
    PlainRadios,
    ServiceNavigation,
    SkipLink,
    Tabs,
  ];

  for (const component of components) {
    createAll(component);
  }
}

// The organisation switcher closes like any menu: by Escape and by a click elsewhere.
for (const switcher of document.querySelectorAll("details.svx-switcher")) {
  switcher.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && switcher.open) {
      switcher.open = false;
      switcher.querySelector("summary").focus();
    }
  });

  document.addEventListener("click", (event) => {
    if (!switcher.contains(event.target)) {
      switcher.open = false;
    }
  });
}
