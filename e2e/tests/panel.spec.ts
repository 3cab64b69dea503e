// Three evaluators mark a 40/40/20 tender: one has a conflict of interest and is replaced, and the chair records what they agree.
import { expect, test, type Page } from '@playwright/test';
import { as, follow, nobody, ownWord, press, refused, says, whole } from '../support/journey.ts';
import { keyboardReach } from '../support/page.ts';
import { appoint, bid, declareNone, invite, open, publish } from '../support/tender.ts';

const PARKS = 'How will you look after the benches?';
const PEOPLE = 'Who will do the work?';
const PLEDGES = 'How will you keep your pledges?';
const BIDDERS = [
  { person: 'Tunde Bello', name: 'Sparrow Cleaning', price: '172,400' },
  { person: 'Craig Benson', name: 'Metro Mowing Services', price: '168,900' },
] as const;

interface Evaluator {
  name: string;
  page: Page;
  /** Of both bidders, for each question. */
  mark: string;
}

const NAMES = BIDDERS.map(({ name }) => name);
const LABELS = ['Not answered', 'Poor', 'Partly meets what is asked', 'Meets what is asked', 'Good', 'Excellent'];
const label = (mark: string) => `${mark}: ${LABELS[Number(mark)]}`;

async function markAndLock(evaluator: Page, address: string, mark: string, questions: string[]): Promise<void> {
  await evaluator.goto(`${address}/mark`);
  for (const question of questions) {
    const list = evaluator.getByRole('heading', { name: question }).locator('xpath=following-sibling::ul[1]');
    for (const bidder of NAMES) {
      await list.getByRole('link', { name: bidder }).click();
      await expect(evaluator.locator('main')).not.toContainText('£');
      await evaluator.getByLabel(label(mark)).check();
      await evaluator.getByLabel('Your reason').fill(`Judged by the names and days in the answer of ${bidder}.`);
      await press(evaluator, 'Save the draft');
      await says(evaluator, 'You have saved a draft of your mark');
    }
    await follow(evaluator, 'Check and lock these marks');
    await press(evaluator, 'Lock these marks');
    await says(evaluator, 'You have locked your marks');
  }
}

test('three evaluators mark alone, one with a conflict is replaced, and the chair moderates', async ({ browser }) => {
  test.setTimeout(480_000);
  const title = `Park benches ${ownWord()}`;
  const officer = await as(browser, 'Tom Ackroyd');
  const suppliers = await Promise.all(BIDDERS.map(({ person }) => as(browser, person)));
  const chair: Evaluator = { name: 'Grace Oyelaran', page: await as(browser, 'Grace Oyelaran'), mark: '4' };
  const second: Evaluator = { name: 'Ravi Chandra', page: await as(browser, 'Ravi Chandra'), mark: '2' };
  const conflicted: Evaluator = { name: 'Megan Lowe', page: await as(browser, 'Megan Lowe'), mark: '5' };
  const fresh: Evaluator = { name: 'Joan Pickles', page: await as(browser, 'Joan Pickles'), mark: '4' };
  const all = [PARKS, PEOPLE, PLEDGES];
  let address = '';

  await test.step('an officer sets up a tender from a blank form, and its panel', async () => {
    const questions = [
      { words: PARKS, weight: '60' },
      { words: PEOPLE, weight: '40' },
    ];
    address = await publish(officer, title, questions, PLEDGES);
    await officer.goto(address);
    await follow(officer, 'Evaluation panel');
    await whole(officer, 'Evaluation panel');
    await follow(officer, 'Set up the panel');
    await whole(officer, 'Set up the panel');
    await press(officer, 'Save');
    await refused(officer, 'Choose who chairs the panel');
    await appoint(officer, address, chair.name, '3');
    await officer.goto(`${address}/panel/invite`);
    await whole(officer, 'Invite an evaluator');
    await officer.getByLabel('Who?').selectOption({ label: chair.name });
    await press(officer, 'Invite');
    await refused(officer, 'Choose at least one question');
    for (const evaluator of [chair, second, conflicted]) {
      await invite(officer, address, evaluator.name, all);
    }
    await whole(officer, 'Evaluation panel');
  });

  await test.step('two suppliers bid, and the officer opens the bids', async () => {
    for (const [index, { price, name }] of BIDDERS.entries()) {
      const supplier = suppliers[index] as Page;
      await bid(supplier, address, price, Object.fromEntries(all.map((question) => [question, `${name} sends two people on Mondays.`])));
    }
    await chair.page.goto(`${address}/mark`);
    await says(chair.page, 'Bids are sealed until they close');
    await open(officer, address);
    await whole(officer, 'Bids and evaluation');
    await says(officer, 'Prices and pledges are covered for everyone until every mark is agreed');
    await expect(officer.locator('main')).not.toContainText('172,400');
  });

  await test.step('nobody reads an answer before they have declared', async () => {
    for (const evaluator of [chair, second]) {
      await evaluator.page.goto('/home');
      await follow(evaluator.page, `Declare your interests in the bidders for ${title}`);
      await whole(evaluator.page, 'Declare your interests');
      await expect(evaluator.page.locator('main')).not.toContainText('two people on Mondays');
      await declareNone(evaluator.page, NAMES);
    }
    await whole(chair.page, 'Your marks');
  });

  await test.step('one declares a conflict, and the officer has them replaced', async () => {
    const { page } = conflicted;
    await page.goto(`${address}/mark/declare`);
    await press(page, 'Declare');
    await refused(page, new RegExp(`^Say whether you have a conflict of interest with ${NAMES[1]}`));
    await page.getByRole('group', { name: NAMES[1] }).getByLabel('I have no conflict of interest').check();
    const group = page.getByRole('group', { name: NAMES[0] });
    await group.getByLabel('I have, or may have, a conflict of interest').check();
    await whole(page);
    await group.getByLabel(`What is your conflict of interest with ${NAMES[0]}?`).fill('My daughter works there.');
    await press(page, 'Declare');
    await says(page, 'You have declared a conflict of interest');
    await whole(page, 'Your marks');
    await expect(page.locator('main')).not.toContainText(NAMES[1]);

    await officer.goto('/home');
    await follow(officer, `Decide on a conflict of interest for ${title}`);
    await whole(officer, 'Evaluation panel');
    await follow(officer, `Decide on the conflict of ${conflicted.name} with ${NAMES[0]}`);
    await whole(officer, 'Decide on a conflict of interest');
    await press(officer, 'Decide');
    await refused(officer, 'Choose whether they may go on');
    await officer.getByLabel('No, they leave the panel').check();
    await officer.getByLabel('Why?').fill('A daughter is close.');
    await press(officer, 'Decide');
    await says(officer, 'You have decided on a conflict of interest');
    await officer.getByRole('link', { name: `Choose somebody else in place of ${conflicted.name}, question 1` }).click();
    await whole(officer, `Choose somebody in place of ${conflicted.name}`);
    await officer.getByLabel('Who takes the place?').selectOption({ label: fresh.name });
    await officer.getByLabel('Why?').fill('A conflict of interest.');
    await press(officer, 'Replace');
    await says(officer, 'You have replaced an evaluator');
    await fresh.page.goto(`${address}/mark/declare`);
    await declareNone(fresh.page, NAMES);
    await page.goto(`${address}/mark`);
    await says(page, 'keeps you from these bids');
    await whole(page, 'Your marks');
  });

  await test.step('each marks alone, and sees nobody else’s marks', async () => {
    const first = chair.page;
    await first.goto(`${address}/mark`);
    await follow(first, BIDDERS[0].name);
    await whole(first, PARKS);
    await keyboardReach(first, 'Save the draft');
    await markAndLock(chair.page, address, chair.mark, all);
    await whole(chair.page, 'Your marks');
    await chair.page.goto(`${address}/moderation`);
    await whole(chair.page, 'Meetings of the panel');
    await says(chair.page, '1 of 3 in');
    await markAndLock(second.page, address, second.mark, all);
    await officer.goto(`${address}/panel`);
    await whole(officer, 'Evaluation panel');
    await expect(officer.locator('main')).not.toContainText('Judged by the names');
    await markAndLock(fresh.page, address, fresh.mark, all);
  });

  await test.step('the chair records what the panel agrees', async () => {
    const { page } = chair;
    await page.goto('/home');
    await follow(page, `Record what the panel agrees for ${title}`);
    for (const question of all) {
      await page.goto(`${address}/moderation`);
      await follow(page, question);
      await whole(page, question);
      await says(page, 'The highest mark is 2 above the lowest.');
      for (const bidder of NAMES) {
        await follow(page, `Record what the panel agrees for ${bidder}`);
        if (bidder === NAMES[0] && question === PARKS) {
          await press(page, 'Record the agreed mark');
          await refused(page, 'Choose a mark from 0 to 5');
        }
        await page.getByLabel(label(bidder === NAMES[0] ? '4' : '3')).check();
        await page.getByLabel('The reason that the panel agrees').fill('It names two people and a day, and no cover for illness.');
        await page.getByLabel(second.name).check();
        await page.getByLabel(fresh.name).check();
        await press(page, 'Record the agreed mark');
        await says(page, 'You have recorded what the panel agrees');
      }
    }
    await whole(page, PLEDGES);
    await says(page, `Present: ${fresh.name} and ${second.name}.`);
  });

  await test.step('the officer runs the evaluation by the agreed marks', async () => {
    await officer.goto('/home');
    await follow(officer, `Work out the result of ${title}`);
    await says(officer, '172,400');
    await press(officer, 'Run the evaluation');
    await says(officer, 'You have run evaluation 1');
    // Price 40 x 168,900 / 172,400 = 39.19; quality 40 x 4 / 5 = 32; social value 10 x 4 / 5 = 8.
    await expect(officer.getByRole('row').filter({ hasText: '79.19' })).toContainText(NAMES[0]);
    // 40 + 40 x 3 / 5 + 10 x 3 / 5.
    await expect(officer.getByRole('row').filter({ hasText: '70.00' })).toContainText(NAMES[1]);
    await whole(officer, 'Bids and evaluation');
  });

  await test.step('opening it again needs a reason', async () => {
    await follow(officer, 'Open the evaluation again');
    await whole(officer, 'Open the evaluation again');
    await press(officer, 'Open the evaluation again');
    await refused(officer, 'Give the reason for opening the evaluation again');
  });

  await test.step('nobody else finds any of it', async () => {
    const anyone = await nobody(browser);
    for (const path of ['/panel', '/mark', '/moderation', '/evaluation']) {
      await anyone.goto(`${address}${path}`);
      await expect(anyone).toHaveURL(/\/sign-in/);
      const status = (await (suppliers[1] as Page).goto(`${address}${path}`))?.status();
      expect(status, `${path} for a supplier`).toBe(403);
    }
    await whole(suppliers[1] as Page);
  });
});
