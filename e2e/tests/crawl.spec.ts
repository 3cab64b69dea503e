import { expect, test, type Page } from '@playwright/test';
import { crawl } from '../support/crawl.ts';
import { axe, noHorizontalScroll } from '../support/page.ts';
import { oneOfEach, people, signInAs } from '../support/people.ts';
import { screenshot } from '../support/screenshot.ts';

const CRAWL_MS_MAX = 300_000;

/** Looks at everything that can be reached by links, and fails at the end with all that is wrong. */
async function everyPage(page: Page, who: string): Promise<void> {
  const faults: string[] = [];
  const visited = await crawl(page, '/', async ({ address, from, status, isPage }) => {
    if (status !== 200) {
      faults.push(`${address}, linked from ${from}, has status ${status}`);
    }
    if (isPage) {
      for (const check of [axe, noHorizontalScroll, oneMainHeading]) {
        await check(page).catch((fault: Error) => faults.push(fault.message));
      }
      await screenshot(page, `${who} ${address}`);
    }
  });
  expect(faults, `as ${who}:\n${faults.join('\n')}`).toHaveLength(0);
  expect(visited.length, `addresses that ${who} finds`).toBeGreaterThan(1);
}

async function oneMainHeading(page: Page): Promise<void> {
  expect(await page.getByRole('heading', { level: 1 }).count(), `main headings of ${page.url()}`).toBe(1);
}

test('every page that anyone can reach is whole and accessible', async ({ page }) => {
  test.setTimeout(CRAWL_MS_MAX);
  await everyPage(page, 'nobody');
});

test('every page that someone in each role can reach is whole and accessible', async ({ browser, page }) => {
  const everyone = oneOfEach(await people(page));
  expect(everyone.length, 'people to sign in as').toBeGreaterThan(1);
  test.setTimeout(CRAWL_MS_MAX * everyone.length);
  for (const person of everyone) {
    const who = `${person.name}, ${person.roles} at ${person.organisation}`;
    await test.step(who, async () => {
      const { baseURL, viewport, hasTouch, locale, timezoneId } = test.info().project.use;
      const context = await browser.newContext({ baseURL, viewport, hasTouch, locale, timezoneId });
      const own = await context.newPage();
      await signInAs(own, person);
      await everyPage(own, who);
      await context.close();
    });
  }
});
