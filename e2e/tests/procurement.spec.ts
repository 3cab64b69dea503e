// The walk through of docs/walk-through.md: from a buyer's notice to a standstill, and from a contract to a delivery that counts.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test, type Page } from '@playwright/test';
import { as, daysFromNow, fillDay, follow, nobody, ownWord, press, refused, says, typed, whole } from '../support/journey.ts';
import { keyboardReach } from '../support/page.ts';
import { program } from '../support/settings.ts';
import { appoint, BIDDING_MS, declareNone, invite, minuteAfter } from '../support/tender.ts';

const PACKAGE = new URL('../fixtures/release-package.json', import.meta.url);
/** Real notices, where they are at hand beside the repository. */
const REAL_NOTICES = new URL('../../../shared/data/ocds/contracts_finder_2025.json', import.meta.url);
const REAL_TITLE = 'Martock Recreation Ground Maintenance Contract';

const QUESTION = 'How will you be out before the first school opens?';
/** A need of the demo that nobody has promised anything for. */
const NEED = { thing: 'Surveying', project: 'Fire safety check', community: 'Square Mill Community Theatre', hours: 8 };
const WINNER = { person: 'Tunde Bello', name: 'Sparrow Cleaning', price: '172,400' };
const LOSER = { person: 'Craig Benson', name: 'Metro Mowing Services', price: '168,900' };
/** Who answers for the bidders of the demo's school meals. */
const BIDDERS: Record<string, string> = { 'Dale Valley Catering': 'Marco Bianchi', 'Sparrow Cleaning': 'Tunde Bello' };

/** A release package of one release, as a file to upload. */
function upload(name: string, contents: unknown) {
  return { name, mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(contents)) };
}

interface Notice {
  ocid: string;
  id: string;
  tender?: { title?: string };
}

function packaged(path: URL): { releases: Notice[] } {
  return JSON.parse(readFileSync(path, 'utf8')) as { releases: Notice[] };
}

async function partIsDone(officer: Page, part: string): Promise<void> {
  await press(officer, 'Save and go back to the task list');
  await says(officer, 'You have saved this part');
  const task = officer.getByRole('listitem').filter({ has: officer.getByRole('link', { name: part, exact: true }) });
  await expect(task).toContainText('Completed');
}

test('a notice becomes a procurement, a decision, and a standstill', async ({ browser }) => {
  test.setTimeout(480_000);
  const word = ownWord();
  const title = `Gritting of footways ${word}`;
  const officer = await as(browser, 'Tom Ackroyd');
  // Signed in beforehand, since the time for bids is short.
  const winner = await as(browser, WINNER.person);
  const loser = await as(browser, LOSER.person);
  const evaluator = await as(browser, 'Grace Oyelaran');
  const second = await as(browser, 'Helen Marsh');
  const anyone = await nobody(browser);

  const notices = packaged(PACKAGE);
  const ocid = `ocds-xxxxxx-${word}`;
  notices.releases = notices.releases.map((release) => ({ ...release, ocid }));
  const at = (path: string) => `/procurements/${ocid}${path}`;

  await test.step('an officer imports the notice', async () => {
    await officer.goto('/procurements');
    await whole(officer, 'Procurements');
    await follow(officer, 'Import notices');
    await whole(officer, 'Import notices');
    await press(officer, 'Import');
    await refused(officer, 'Choose a file');
    const file = officer.getByLabel('File in the Open Contracting Data Standard');
    await file.setInputFiles({ name: 'notice.json', mimeType: 'application/json', buffer: Buffer.from('{"releases": [') });
    await press(officer, 'Import');
    await refused(officer, /./);
    await file.setInputFiles(upload('notice.json', notices));
    await press(officer, 'Import');
    await whole(officer, 'Notices imported');
    await says(officer, '1 procurement was begun as drafts');
    await officer.goto(at(''));
    await whole(officer, 'Gritting of footways and school approaches');
    await press(officer, 'Set it up here');
  });

  await test.step('says what is bought', async () => {
    await whole(officer, 'Gritting of footways and school approaches');
    await follow(officer, 'About it');
    await whole(officer, 'About it');
    await expect(officer.getByLabel('Estimated value')).toHaveValue('186000.00');
    await expect(officer.getByRole('radio', { name: 'Services' })).toBeChecked();
    await officer.getByLabel('Title').fill(title);
    await officer.getByRole('combobox', { name: 'Who buys?' }).selectOption({ label: 'Local government' });
    await partIsDone(officer, 'About it');
  });

  await test.step('says where', async () => {
    await follow(officer, 'Area where it is delivered');
    await whole(officer, 'Area where it is delivered');
    await expect(officer.getByLabel('Calderdale')).toBeChecked();
    await officer.getByLabel('Add more').fill('Atlantis');
    await press(officer, 'Save and go back to the task list');
    await refused(officer, 'There is no local authority called ‘Atlantis’');
    await expect(officer.getByLabel('Add more')).toHaveValue('Atlantis');
    await officer.getByLabel('Add more').fill('');
    await partIsDone(officer, 'Area where it is delivered');
  });

  await test.step('sets the criteria 40, 40 and 20', async () => {
    await follow(officer, 'Criteria and weights');
    await whole(officer, 'Criteria and weights');
    await officer.getByLabel('Weight of price').fill('40');
    await officer.getByLabel('Weight of quality').fill('50');
    await officer.getByLabel('Question 1', { exact: true }).fill(QUESTION);
    await officer.getByLabel('Weight of question 1', { exact: true }).fill('100');
    await officer.getByLabel('Weight of social value').fill('20');
    await officer.getByLabel('How much of social value is a mark').fill('0');
    await press(officer, 'Save and go back to the task list');
    await refused(officer, /100/);
    await expect(officer.getByLabel('Weight of quality')).toHaveValue('50');
    await officer.getByLabel('Weight of quality').fill('40');
    await officer.getByRole('combobox', { name: 'First' }).selectOption({ label: 'Social value' });
    await partIsDone(officer, 'Criteria and weights');
  });

  await test.step('looks at the register of needs', async () => {
    await follow(officer, 'Register of needs');
    await whole(officer, 'Register of needs');
    await says(officer, NEED.project);
    await officer.goto(at('/setup'));
  });

  await test.step('sets a timetable of two minutes, and publishes', async () => {
    await follow(officer, 'Timetable');
    await whole(officer, 'Timetable');
    const from = typed(new Date(Date.now() - 60_000));
    const tomorrow = typed(daysFromNow(1));
    const opens = officer.getByRole('group', { name: 'Bids open' });
    const closes = officer.getByRole('group', { name: 'Bids close' });
    await opens.getByLabel('Day').fill(from.date);
    await opens.getByLabel('Time').fill(from.time);
    await officer.getByLabel('First day').fill(tomorrow.date);
    await officer.getByLabel('Last day').fill(typed(daysFromNow(700)).date);
    await closes.getByLabel('Day').fill(from.date);
    await closes.getByLabel('Time').fill('teatime');
    await press(officer, 'Save and go back to the task list');
    await refused(officer, 'Bids close: enter a time, like 5pm or 17:00');
    await expect(closes.getByLabel('Time')).toHaveValue('teatime');
    const until = typed(minuteAfter(BIDDING_MS));
    await closes.getByLabel('Day').fill(until.date);
    await closes.getByLabel('Time').fill(until.time);
    await partIsDone(officer, 'Timetable');
    await follow(officer, 'Check and publish');
    await whole(officer, 'Check and publish');
    await press(officer, 'Publish');
    await says(officer, 'You have published this procurement');
  });

  const prepare = async (page: Page, price: string, answer: string) => {
    await page.goto(at(''));
    await press(page, 'Register as a bidder');
    await says(page, 'You have registered as a bidder');
    await follow(page, 'Price');
    await page.getByLabel('Your price for the whole contract').fill(price);
    await press(page, 'Save');
    await follow(page, 'Answers');
    await page.getByLabel(QUESTION).fill(answer);
    await press(page, 'Save');
  };
  await test.step('a supplier prices and pledges to a need', async () => {
    await prepare(winner, WINNER.price, 'Two crews start at 4am from a depot in the valley.');
    await follow(winner, 'Social value pledges');
    await whole(winner, 'Your pledges');
    const pledge = winner.getByRole('group', { name: `${NEED.thing} for ${NEED.project} (${NEED.community})` });
    await pledge.getByLabel('How much').fill(String(NEED.hours));
    await pledge.getByLabel('How', { exact: true }).fill('Our surveyor comes for a day.');
    await pledge.getByLabel('How is it more than you would do without this contract?').fill('A paid day, beyond our volunteering.');
    await pledge.getByRole('radio', { name: 'For this contract alone' }).check();
    await press(winner, 'Save');
    await winner.goto(at('/bid/check'));
    await whole(winner, 'Your bid is not complete');
    await follow(winner, /Enter the day by which you will provide it/);
    await pledge.getByLabel('By when').fill(typed(daysFromNow(30)).date);
    await press(winner, 'Save');
    await says(winner, '1 pledge, which would cost');
    await winner.goto(at('/bid'));
    await keyboardReach(winner, 'Check your answers and submit');
    await winner.keyboard.press('Enter');
    await expect(winner.getByRole('heading', { level: 1 })).toHaveText('Check your answers');
    await keyboardReach(winner, 'Submit and seal');
    await winner.keyboard.press('Enter');
    await whole(winner, /Bid submitted/);
    await says(winner, /SHA-256 of the sealed file\s*[0-9a-f]{64}/);
  });

  await test.step('another bids lower and pledges nothing', async () => {
    await prepare(loser, LOSER.price, 'We will do our best.');
    await follow(loser, 'Check your answers and submit');
    await press(loser, 'Submit and seal');
    await expect(loser.getByRole('heading', { level: 1 })).toHaveText(/Bid submitted/);
  });

  await test.step('the officer asks an evaluator to mark the answers', async () => {
    await appoint(officer, at(''), 'Grace Oyelaran', '1');
    await invite(officer, at(''), 'Grace Oyelaran', [QUESTION]);
  });

  await test.step('nobody opens a bid before the time is up', async () => {
    await whole(winner, /Bid submitted/);
    await officer.goto(at('/open'));
    await whole(officer, 'Open the bids');
    await press(officer, 'Open every bid');
    await says(officer, /close/);
    await anyone.goto(at(''));
    await whole(anyone, title);
    await expect(anyone.locator('main')).not.toContainText(WINNER.name);
  });

  await test.step('the officer opens all bids when it is', async () => {
    await expect(async () => {
      await officer.goto(at(''));
      await expect(officer.getByRole('link', { name: 'Open the bids' })).toBeVisible({ timeout: 100 });
    }).toPass({ timeout: 240_000, intervals: [2_000] });
    await officer.goto('/home');
    await follow(officer, `Open the bids for ${title}`);
    await press(officer, 'Open every bid');
    await says(officer, 'You have opened 2 bids');
    await whole(officer, 'Bids and evaluation');
  });

  await test.step('an evaluator marks the answers and sees no price', async () => {
    await evaluator.goto('/home');
    await follow(evaluator, `Declare your interests in the bidders for ${title}`);
    await whole(evaluator, 'Declare your interests');
    await declareNone(evaluator, [WINNER.name, LOSER.name]);
    await evaluator.goto('/home');
    await follow(evaluator, `Mark the answers for ${title}`);
    await whole(evaluator, 'Your marks');
    for (const [supplier, mark] of [[WINNER.name, '4: Good'], [LOSER.name, '2: Partly meets what is asked']] as const) {
      await follow(evaluator, supplier);
      await expect(evaluator.locator('main')).not.toContainText('£');
      await evaluator.getByLabel(mark).check();
      await press(evaluator, 'Save the draft');
      await follow(evaluator, supplier);
      await expect(evaluator.getByLabel(mark)).toBeChecked();
      await evaluator.getByLabel('Your reason').fill('Judged by the times and the places that it names.');
      await press(evaluator, 'Save the draft');
      await says(evaluator, 'You have saved a draft of your mark');
    }
    await follow(evaluator, 'Check and lock these marks');
    await whole(evaluator, 'Check and lock your marks');
    await press(evaluator, 'Lock these marks');
    await says(evaluator, 'You have locked your marks');
  });

  await test.step('the officer evaluates, with every number explained', async () => {
    await officer.goto(at('/evaluation'));
    await press(officer, 'Run the evaluation');
    await says(officer, 'You have run evaluation 1');
    // Price 40 x 168,900 / 172,400 = 39.19; quality 40 x 4 / 5 = 32; the only pledges: 20.
    const row = officer.getByRole('row').filter({ hasText: '91.19' });
    await expect(row).toContainText(WINNER.name);
    await expect(row).toContainText('39.19');
    // 40 + 40 x 2 / 5 + 0.
    await expect(officer.getByRole('row').filter({ hasText: '56.00' })).toContainText(LOSER.name);
    await officer.locator('summary').filter({ hasText: WINNER.name }).first().click();
    await says(officer, '168,900');
    await whole(officer, 'Bids and evaluation');
  });

  await test.step('one officer proposes the decision, another approves it', async () => {
    await press(officer, 'Decide to whom to award');
    await whole(officer, 'Decision');
    await officer.getByRole('radio', { name: LOSER.name }).check();
    await press(officer, 'Propose the decision');
    await refused(officer, /reason/i);
    await officer.getByRole('radio', { name: WINNER.name }).check();
    await press(officer, 'Propose the decision');
    await says(officer, 'You have proposed the decision');
    await says(officer, 'It waits for another person');
    await whole(officer, 'Decision');
    await second.goto('/home');
    await follow(second, `Decide to whom to award ${title}`);
    await whole(second, 'Decision');
    await press(second, 'Approve the decision');
    await refused(second, 'Give your reason');
    await second.getByLabel('Your reason').fill('I read the answers and the marks, and agree.');
    await press(second, 'Approve the decision');
    await says(second, 'You have approved the decision');
    await whole(second, 'Decision');
  });

  await test.step('every bidder is told before the notice is published', async () => {
    await officer.goto('/home');
    await follow(officer, `Issue assessment summaries and publish the award notice for ${title}`);
    await whole(officer, 'Assessment summaries');
    await follow(officer, `Summary for ${LOSER.name}`);
    await whole(officer, `Summary for ${LOSER.name}`);
    await says(officer, 'It is not issued yet');
    await officer.goto(at('/summaries'));
    await press(officer, 'Issue the summaries');
    await says(officer, 'You have issued 2 summaries');
    await follow(officer, `Summary for ${LOSER.name}`);
    await press(officer, 'Issue a corrected version');
    await refused(officer, 'Say what is corrected');
    await officer.goto(at('/standstill'));
    await whole(officer, 'Contract award notice and standstill');
    await officer.getByLabel('How many working days?').fill('5');
    await press(officer, 'Publish the contract award notice');
    await refused(officer, /from 8 to 60/);
    await officer.getByLabel('How many working days?').fill('8');
    await press(officer, 'Publish the contract award notice');
    await says(officer, 'You have published the contract award notice');
    await says(officer, /The standstill ends at midnight at the end of/);
  });

  await test.step('a challenge is recorded, and resolved by two people', async () => {
    await press(officer, 'Record the challenge');
    await refused(officer, 'Enter who challenges the decision');
    await officer.getByLabel('Who challenges the decision?').fill(LOSER.name);
    await officer.getByRole('radio', { name: 'A letter or complaint to the authority' }).check();
    await officer.getByLabel('On which day were you told?').fill(typed(new Date()).date);
    await officer.getByLabel('On what grounds?').fill('The mark of our answer.');
    await press(officer, 'Record the challenge');
    await says(officer, 'You have recorded the challenge');
    await whole(officer, 'Contract award notice and standstill');
    await officer.getByRole('radio', { name: 'Withdrawn: the decision stands' }).check();
    await officer.getByLabel('Reason', { exact: true }).fill('Withdrawn after we explained the mark.');
    await press(officer, 'Propose the outcome');
    await says(officer, 'You have proposed the outcome');
    await second.goto(at('/standstill'));
    await press(second, 'Confirm the outcome');
    await says(second, 'You have confirmed the outcome');
  });

  await test.step('a losing bidder checks its own marks', async () => {
    await loser.goto('/home');
    await follow(loser, `Read your assessment summary for ${title}`);
    await whole(loser, 'Assessment summary');
    await says(loser, 'It ranked 2 of 2.');
    await says(loser, 'Mark 2 of 5: Partly meets what is asked.');
    await says(loser, 'Judged by the times and the places that it names.');
    const [download] = await Promise.all([
      loser.waitForEvent('download'),
      loser.getByRole('link', { name: 'Download your own copy of the tender (JSON)' }).click(),
    ]);
    const copy = await download.path();
    const output = execFileSync(program(), ['evaluate', copy, '--format', 'json'], { encoding: 'utf8' });
    const result = JSON.parse(output) as { rules_sha256: string; results: { supplier: string; total: { exact: string; display: string } }[] };
    const total = (supplier: string) => result.results.find((one) => one.supplier === supplier)?.total;
    expect(total(LOSER.name)?.display).toBe('56.00');
    expect(total(WINNER.name)?.display).toBe('91.19');
    await says(loser, `Exactly, your total is ${total(LOSER.name)?.exact} and that of ${WINNER.name} is ${total(WINNER.name)?.exact}.`);
    await says(loser, result.rules_sha256);
    const [document] = await Promise.all([
      loser.waitForEvent('download'),
      loser.getByRole('link', { name: 'Download the summary as a document (HTML)' }).click(),
    ]);
    expect(readFileSync(await document.path(), 'utf8')).toContain('It ranked 2 of 2.');
  });

  await test.step('nothing is awarded before the standstill ends, and everyone sees when that is', async () => {
    await officer.goto(at('/standstill'));
    await expect(officer.getByRole('button', { name: 'Award the contract' })).toHaveCount(0);
    await anyone.goto(at(''));
    await whole(anyone, title);
    await says(anyone, `intends to enter into the contract with ${WINNER.name}`);
    await says(anyone, /The standstill ends at midnight at the end of/);
    await expect(anyone.locator('main')).not.toContainText(LOSER.name);
  });
});

test('a contract of the past is delivered, confirmed and counted', async ({ browser }) => {
  const supplier = await as(browser, 'Luke Hanson');
  const community = await as(browser, 'Farida Begum');
  const anyone = await nobody(browser);
  const owed = { hours: '40 hours of mentoring', project: 'First jobs club' };

  await test.step('the result says how to check it', async () => {
    await anyone.goto('/procurements?stage=awarded');
    await follow(anyone, 'Grounds maintenance in four wards');
    await whole(anyone, 'Grounds maintenance in four wards');
    await says(anyone, 'Check it yourself');
  });

  await test.step('the supplier delivers, and the community confirms', async () => {
    await supplier.goto('/home');
    await follow(supplier, new RegExp(`^Deliver ${owed.hours}`));
    await whole(supplier, 'Report a delivery');
    await supplier.getByLabel('How many were delivered').fill('40');
    await fillDay(supplier, 'On which day', new Date());
    await press(supplier, 'Report the delivery');
    await says(supplier, 'You have reported a delivery');
    await community.goto('/home');
    await follow(community, new RegExp(`^Say whether ${owed.hours} arrived`));
    await whole(community, `${owed.hours} for ${owed.project}`);
    await press(community, 'It arrived');
    await says(community, 'You have confirmed it. Thank you');
  });

  await test.step('the figures of the council include it', async () => {
    await anyone.goto('/authorities');
    await follow(anyone, 'Calder Edge Borough Council');
    await anyone.goto(`${new URL(anyone.url()).pathname}/figures`);
    await whole(anyone, 'Figures of Calder Edge Borough Council');
    await follow(anyone, 'Mentoring');
    await whole(anyone);
    const row = anyone.getByRole('row').filter({ hasText: owed.project }).filter({ hasText: 'Greenway Grounds Maintenance' });
    await expect(row.getByRole('cell', { name: '40 hours' })).toHaveCount(4);
  });
});

test('a doubt about a bid is a conversation', async ({ browser }) => {
  const officer = await as(browser, 'Tom Ackroyd');
  await officer.goto('/procurements?stage=evaluation');
  await follow(officer, 'School meals in eleven primary schools');
  await follow(officer, 'Bids and evaluation');
  await follow(officer, 'Doubts about bids');
  await whole(officer, 'Doubts about bids');
  await press(officer, 'Raise the doubt');
  await refused(officer, 'Choose a bid');
  await officer.getByRole('radio').first().check();
  await officer.getByLabel('What do you doubt?').fill(`Four placements in a kitchen of five people ${ownWord()}`);
  await press(officer, 'Raise the doubt');
  await says(officer, 'You have raised a doubt');
  await whole(officer, 'Doubts about bids');
  await follow(officer, /Four placements in a kitchen/);
  await whole(officer);
  await press(officer, 'Send the question');
  await refused(officer, 'Enter your question');
  await officer.getByLabel('Your question').fill('Who will look after them?');
  await officer.getByLabel('Last day for an answer').fill(typed(daysFromNow(5)).date);
  await press(officer, 'Send the question');
  await says(officer, 'You have sent the question');
  await whole(officer);
  const name = (await officer.locator('h1').textContent())?.replace('A doubt about the bid of ', '') ?? '';
  const supplier = await as(browser, BIDDERS[name] ?? '');
  await supplier.goto('/home');
  await follow(supplier, 'Answer a question about your bid for School meals in eleven primary schools');
  await whole(supplier, 'Questions about your bid');
  await press(supplier, 'Send your answer');
  await refused(supplier, 'Enter your answer');
  await supplier.getByLabel('Your answer').fill('Our training kitchen, with two tutors.');
  await press(supplier, 'Send your answer');
  await says(supplier, 'You have sent your answer');
  await whole(supplier, 'Questions about your bid');
  await officer.reload();
  await says(officer, 'Our training kitchen, with two tutors.');
  await officer.getByRole('radio', { name: 'Accepted as explained' }).check();
  await officer.getByLabel('Reason', { exact: true }).fill('A training kitchen can take four.');
  await press(officer, 'Propose it');
  await says(officer, 'You have proposed what is to follow');
  const second = await as(browser, 'Helen Marsh');
  await second.goto('/home');
  await follow(second, /^Resolve a doubt about the bid of/);
  await whole(second);
  await second.getByLabel('Your reason').fill('I agree.');
  await press(second, 'Confirm it');
  await says(second, 'You have resolved the doubt');
});

test('a real notice is taken in and filled in as far as it goes', async ({ browser }) => {
  test.skip(!existsSync(REAL_NOTICES), `${fileURLToPath(REAL_NOTICES)} is not here`);
  const all = packaged(REAL_NOTICES);
  const real = all.releases.filter((release) => release.tender?.title === REAL_TITLE);
  expect(real.length).toBeGreaterThan(0);
  const officer = await as(browser, 'Tom Ackroyd');
  await officer.goto('/procurements/import');
  const file = officer.getByLabel('File in the Open Contracting Data Standard');
  await file.setInputFiles(upload('real.json', { ...all, releases: real }));
  await press(officer, 'Import');
  await says(officer, '1 procurement was begun as drafts');
  await officer.goto(`/procurements/${real[0]?.ocid}`);
  await whole(officer, REAL_TITLE);
  await press(officer, 'Set it up here');
  await whole(officer, REAL_TITLE);
  await follow(officer, 'About it');
  await expect(officer.getByLabel('Title')).toHaveValue(REAL_TITLE);
  await expect(officer.getByLabel('Estimated value')).toHaveValue('10000.00');
});
