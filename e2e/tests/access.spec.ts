// What is private stays so: others are told that there is no such page, and nobody is asked to sign in first.
import { expect, test, type Browser, type Page } from '@playwright/test';
import { as, follow, nobody, ownWord, press, whole } from '../support/journey.ts';
import { mail } from '../support/mail.ts';
import { demoData } from '../support/settings.ts';

/** Where a person ends who follows links from their home or a list. */
async function addressOf(browser: Browser, who: string, start: string, links: (string | RegExp)[]): Promise<string> {
  const page = await as(browser, who);
  await page.goto(start);
  for (const link of links) {
    await follow(page, link);
  }
  const address = new URL(page.url()).pathname;
  await page.context().close();
  return address;
}

async function isNotFound(page: Page, address: string): Promise<void> {
  const answer = await page.goto(address);
  expect(answer?.status(), `${address} for somebody else`).toBe(404);
  await expect(page).toHaveURL(address);
}

test('another organisation finds none of the private pages', async ({ browser }) => {
  test.setTimeout(180_000);
  const draft = await addressOf(browser, 'Amir Hussain', '/projects', ['Seed to plate']);
  const match = await addressOf(browser, 'Maureen Sykes', '/matches', [/^12 chairs for Chairs and company/]);
  const commitment = await addressOf(browser, 'Maureen Sykes', match, ['See what is due and what arrived']);
  const procurement = await addressOf(browser, 'Grace Oyelaran', '/home', [/^Mark the answers for School meals/]);
  const bid = await addressOf(browser, 'Fiona Clegg', '/bids', [/^Cleaning of stairwells/]);
  const officer = await as(browser, 'Tom Ackroyd');
  await officer.goto('/procurements/new');
  await officer.getByLabel('What do you call this procurement?').fill(`Street lights ${ownWord()}`);
  await press(officer, 'Save and continue');
  const setup = new URL(officer.url()).pathname;

  const stranger = await as(browser, 'Marco Bianchi');
  const parts = ['', '/about', '/area', '/criteria', '/policy', '/timetable', '/needs', '/check'].map((part) => `${setup}${part}`);
  const others = [draft, `${draft}/about`, `${draft}/needs`, `${draft}/check`, match, commitment, `${commitment}/report`];
  for (const address of [...others, ...parts, setup.replace(/\/setup$/, '')]) {
    await isNotFound(stranger, address);
  }
  await whole(stranger, 'Page not found');
  const away = await as(browser, 'Daniel Whitworth');
  for (const address of [setup, match, commitment, procurement, procurement.replace(/mark$/, 'award'), bid]) {
    const status = (await away.goto(address))?.status() ?? 0;
    expect([403, 404], `${address} for another authority: ${status}`).toContain(status);
    await whole(away);
  }
});

test('whoever is not signed in is asked to, and led back', async ({ browser }) => {
  const email = `${ownWord()}@example.org`;
  const password = 'walking back to where I was';
  const page = await nobody(browser);
  await page.goto('/sign-up');
  await page.getByLabel('Your name').fill('Owen Pryce');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Choose a password').fill(password);
  await press(page, 'Sign up');
  const link = () => mail(demoData()).findLast(({ to }) => to.includes(email))?.text.match(/\/verify\/\S+/)?.[0];
  await expect.poll(link, { timeout: 20_000 }).toBeDefined();
  await page.goto(link() ?? 'none');
  await press(page, 'This is my address');
  await press(page, 'Sign out');

  await page.goto('/organisations/new');
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  await whole(page, 'Sign in');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('not what it is');
  await press(page, 'Sign in');
  await expect(page).toHaveTitle(/^Error: /);
  await whole(page, 'Sign in');
  await expect(page.getByLabel('E-mail address')).toHaveValue(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await press(page, 'Sign in');
  await expect(page).toHaveURL('/organisations/new');
});
