// Compiles styles and script. With --check nothing is written: it fails when a committed file is not what its source
// compiles to.

import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

// What must never reach our styles: branding that is not ours, and anything fetched from elsewhere.
const FORBIDDEN = ["GDS", "Transport", "crest", "@font-face", "@import", "url("];

const NOTICE = "Contains parts of govuk-frontend: see crates/ui/NOTICE.md for its licence";

function styles() {
  const { css } = sass.compile(here("styles/svx.scss"), {
    loadPaths: [here("node_modules")],
    style: "compressed",
    charset: false,
    quietDeps: true,
  });
  const found = FORBIDDEN.filter((word) => css.includes(word));
  if (found.length > 0) {
    throw new Error(`the styles contain ${found.join(", ")}`);
  }
  return `/*! ${NOTICE} */\n${css}\n`;
}

async function script() {
  const result = await esbuild.build({
    entryPoints: [here("svx.js")],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2020",
    legalComments: "none",
    banner: { js: `/* ${NOTICE} */` },
    write: false,
  });
  return result.outputFiles[0].text;
}

const outputs = [
  ["../assets/svx.css", styles()],
  ["../assets/svx.js", await script()],
];

for (const [path, built] of outputs) {
  if (!process.argv.includes("--check")) {
    await writeFile(here(path), built);
  } else if ((await readFile(here(path), "utf8")) !== built) {
    console.error(`${path} is not what its source compiles to: run npm run build and commit it`);
    process.exitCode = 1;
  }
}
