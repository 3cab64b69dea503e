// Where the demo is and which browser to use. What is chosen here is kept in the environment, since each of
// Playwright's workers reads its configuration anew and all must agree.
import { mkdtempSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Chromium to drive; script/journeys finds it. */
export function chromium(): string {
  return process.env.SVX_CHROMIUM ?? '/usr/bin/chromium';
}

/** The program under test; script/journeys builds it. */
export function program(): string {
  return process.env.SVX_PROGRAM ?? fileURLToPath(new URL('../../target/debug/svx', import.meta.url));
}

/** The address of the demo: the one that SVX_URL names, or of one to be started on a free port. */
export async function demoUrl(): Promise<string> {
  process.env.SVX_E2E_URL ??= process.env.SVX_URL ?? `http://127.0.0.1:${await freePort()}`;
  return process.env.SVX_E2E_URL;
}

/** The folder in which the demo keeps everything; a demo that ran already names its own in SVX_DATA. */
export function demoData(): string {
  if (process.env.SVX_URL === undefined) {
    process.env.SVX_E2E_DATA ??= mkdtempSync(join(tmpdir(), 'svx-journeys-'));
  } else {
    process.env.SVX_E2E_DATA ??= process.env.SVX_DATA;
  }
  if (process.env.SVX_E2E_DATA === undefined) {
    throw new Error('SVX_URL names a demo that runs already: name its data folder too, in SVX_DATA');
  }
  return process.env.SVX_E2E_DATA;
}

function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const server = createServer();
    server.once('error', failed);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => found(port));
    });
  });
}
