// Follows the links of the site from one page on, as whoever is signed in.
import { test, type Page } from '@playwright/test';
import { shape } from './routes.ts';

const ADDRESSES_MAX = 250;
/** Two projects tell what there is to tell of how a project looks; two hundred tell no more. */
const ADDRESSES_PER_SHAPE_MAX = 2;

export interface Found {
  /** Path and query. */
  address: string;
  status: number;
  isPage: boolean;
  /** The page that links to it. */
  from: string;
}

/** Visits what can be reached by links, and calls `look` for each address, with the page open if it is one. */
export async function crawl(page: Page, start: string, look: (found: Found) => Promise<void>): Promise<Found[]> {
  const origin = new URL(test.info().project.use.baseURL ?? '').origin;
  const queue = [{ address: start, from: 'nowhere' }];
  const known = new Set([start]);
  const shapes = new Map<string, number>();
  const visited: Found[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const ofThisShape = shapes.get(shape(next.address)) ?? 0;
    if (ofThisShape >= ADDRESSES_PER_SHAPE_MAX) {
      continue;
    }
    shapes.set(shape(next.address), ofThisShape + 1);
    if (visited.length >= ADDRESSES_MAX) {
      throw new Error(`more than ${ADDRESSES_MAX} addresses lead on from ${start}; the next was ${next.address}`);
    }
    const found = await visit(page, next);
    visited.push(found);
    await look(found);
    for (const address of found.isPage ? await links(page, origin) : []) {
      if (!known.has(address)) {
        known.add(address);
        queue.push({ address, from: next.address });
      }
    }
  }
  return visited;
}

async function visit(page: Page, { address, from }: { address: string; from: string }): Promise<Found> {
  // Asked for first, since a browser does not open a download as a page.
  const answer = await page.request.get(address);
  const { 'content-type': type = '', 'content-disposition': disposition = '' } = answer.headers();
  const isPage = type.startsWith('text/html') && !disposition.startsWith('attachment');
  if (isPage) {
    await page.goto(address);
  }
  return { address, status: answer.status(), isPage, from };
}

/** The addresses within the site that the open page links to, without their fragments. */
async function links(page: Page, origin: string): Promise<string[]> {
  const hrefs = await page.locator('a[href]').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).href));
  return hrefs
    .map((href) => new URL(href))
    .filter((url) => url.origin === origin)
    .map((url) => url.pathname + url.search);
}
