// Copies the fixtures that the components are tested against, without what no test reads. With --check nothing is
// written: it fails when a committed fixture is not the one of the installed version.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const COMPONENTS = [
  "back-link", "breadcrumbs", "button", "character-count", "checkboxes", "date-input", "details",
  "error-message", "error-summary", "fieldset", "file-upload", "generic-header", "hint", "input", "inset-text",
  "label", "notification-banner", "pagination", "panel", "password-input", "phase-banner", "radios", "select",
  "service-navigation", "skip-link", "summary-list", "table", "tabs", "tag", "task-list", "textarea", "warning-text",
];

for (const component of COMPONENTS) {
  const source = here(`node_modules/govuk-frontend/dist/govuk/components/${component}/fixtures.json`);
  const { fixtures } = JSON.parse(await readFile(source, "utf8"));
  const lines = fixtures.map(({ name, options, html }) => JSON.stringify({ name, options, html }));
  const trimmed = `[\n${lines.join(",\n")}\n]\n`;
  const target = here(`../tests/fixtures/${component}.json`);
  if (!process.argv.includes("--check")) {
    await writeFile(target, trimmed);
  } else if ((await readFile(target, "utf8")) !== trimmed) {
    console.error(`${target} is not the fixture of the installed version: run npm run fixtures and commit it`);
    process.exitCode = 1;
  }
}
