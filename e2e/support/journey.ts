// What the journeys share: several people with a browser each, forms that are filled in and refused, dates and figures.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { axe, noHorizontalScroll } from './page.ts';
import { signInAs } from './people.ts';

const NARROW = { width: 320, height: 640 };

/** A browser of one's own, as nobody. */
export async function nobody(browser: Browser, viewport = test.info().project.use.viewport): Promise<Page> {
  const { baseURL, hasTouch, locale, timezoneId } = test.info().project.use;
  const context = await browser.newContext({ baseURL, viewport, hasTouch, locale, timezoneId });
  return context.newPage();
}

/** A browser of one's own, signed in as a person of the demo, at their home. */
export async function as(browser: Browser, who: string): Promise<Page> {
  const page = await nobody(browser);
  await signInAs(page, who);
  return page;
}

/** The same on a telephone: narrow, and touched instead of clicked. */
export async function onPhone(browser: Browser, who: string): Promise<Page> {
  const { baseURL, locale, timezoneId } = test.info().project.use;
  const context = await browser.newContext({ baseURL, viewport: NARROW, hasTouch: true, locale, timezoneId });
  const page = await context.newPage();
  await signInAs(page, who);
  return page;
}

/** Fails unless the page has one main heading, is accessible, and can be read 320 pixels wide. */
export async function whole(page: Page, heading?: string | RegExp): Promise<void> {
  const headings = page.getByRole('heading', { level: 1 });
  await expect(headings).toHaveCount(1);
  if (heading !== undefined) {
    await expect(headings).toHaveText(heading);
  }
  await axe(page);
  const own = page.viewportSize() ?? NARROW;
  await page.setViewportSize(NARROW);
  await noHorizontalScroll(page);
  await page.setViewportSize(own);
}

/** Fails unless a form came back with this message first: in the title, in a summary that has the focus, at the field. */
export async function refused(page: Page, message: string | RegExp): Promise<void> {
  await expect(page).toHaveTitle(/^Error: /);
  const summary = page.locator('.govuk-error-summary');
  await expect(summary).toBeFocused();
  const first = summary.getByRole('link').first();
  await expect(first).toHaveText(message);
  await whole(page);
  const target = page.locator(`[id="${(await first.getAttribute('href'))?.slice(1)}"]`);
  await first.press('Enter');
  await expect(target, 'where the link of the summary leads').toBeInViewport();
  if (await target.evaluate((one) => one.matches('input, select, textarea'))) {
    await expect(target).toBeFocused();
  }
}

/** Presses a button, and waits for the page that answers. */
export async function press(page: Page, name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.waitForLoadState('domcontentloaded');
}

/** Follows a link of the main part of the page. */
export async function follow(page: Page, name: string | RegExp): Promise<void> {
  await page.locator('main').getByRole('link', { name, exact: typeof name === 'string' }).first().click();
  await page.waitForLoadState('domcontentloaded');
}

/** Fails unless the page says this. */
export async function says(page: Page, text: string | RegExp): Promise<void> {
  await expect(page.locator('body')).toContainText(text);
}

/** A moment as people in the United Kingdom type it. */
export function typed(at: Date): { day: string; month: string; year: string; date: string; time: string } {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    day: 'numeric',
    month: 'numeric',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const [day, month, year] = [part('day'), part('month'), part('year')].map((text) => String(Number(text)));
  return {
    day: day ?? '',
    month: month ?? '',
    year: year ?? '',
    date: `${day} ${month} ${year}`,
    time: `${part('hour')}:${part('minute')}`,
  };
}

/** So many days from now. */
export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000);
}

/** Fills in the three boxes of a day. */
export async function fillDay(page: Page, legend: string | RegExp, at: Date): Promise<void> {
  const group = page.getByRole('group', { name: legend });
  const { day, month, year } = typed(at);
  await group.getByLabel('Day').fill(day);
  await group.getByLabel('Month').fill(month);
  await group.getByLabel('Year').fill(year);
}

/** One of the four numbers on the open page, in pounds. */
export async function pounds(page: Page, label: string): Promise<number> {
  const figure = page.getByRole('listitem').filter({ has: page.getByRole('link', { name: label, exact: true }) });
  const text = await figure.locator('strong').innerText();
  return Number(text.replace(/[£,]/g, ''));
}

/** A word that nothing else in the demo has in it. */
export function ownWord(): string {
  const letters = [...`${Date.now()}${test.info().parallelIndex}`].map((digit) => 'abcdefghij'[Number(digit)]);
  return `q${letters.join('')}`;
}
