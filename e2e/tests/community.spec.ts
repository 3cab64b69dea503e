// A community says what it needs; an officer lists it; anyone finds it.
import { expect, test } from '@playwright/test';
import { as, daysFromNow, fillDay, follow, nobody, ownWord, press, refused, says, whole } from '../support/journey.ts';
import { keyboardReach } from '../support/page.ts';

test('a community asks for help, the council lists it, and the public finds it', async ({ browser }) => {
  test.setTimeout(180_000);
  const word = ownWord();
  const title = `Team bibs for ${word}`;
  const summary = 'Our players share six bibs between thirty. With enough for two teams everyone could play at once.';

  const community = await as(browser, 'Imran Aziz');
  await test.step('starts a project by keyboard', async () => {
    await whole(community, 'Everyone Active');
    await keyboardReach(community, 'Start a project');
    await community.keyboard.press('Enter');
    await expect(community).toHaveURL('/projects/new');
    await whole(community, 'What is it and why?');
  });

  await test.step('says what it is, after an error that keeps what was typed', async () => {
    await community.getByLabel('What is it, and why does it matter?').fill(summary);
    await press(community, 'Save and continue');
    await refused(community, 'Enter what the project is called');
    await expect(community.getByLabel('What is it, and why does it matter?')).toHaveValue(summary);
    await community.getByLabel('What is the project called?').fill(title);
    await press(community, 'Save and continue');
  });

  await test.step('says who benefits, where and when, and who should see it', async () => {
    await whole(community, 'Who benefits?');
    await community.getByLabel('Who are they?').fill('Disabled people who play');
    await community.getByLabel('About how many people?').fill('30');
    await press(community, 'Save and continue');

    await whole(community, 'Where and when?');
    await community.getByLabel('Postcode').fill('HX5 9ES');
    await fillDay(community, 'When does it start?', daysFromNow(3));
    await fillDay(community, 'When does it end?', daysFromNow(-3));
    await press(community, 'Save and continue');
    await refused(community, 'The last day must be the same as or after the first day');
    await expect(community.getByLabel('Postcode')).toHaveValue('HX5 9ES');
    await fillDay(community, 'When does it end?', daysFromNow(60));
    await press(community, 'Save and continue');

    await whole(community, 'Who should see it?');
    await community.getByLabel('Calder Edge Borough Council').check();
    await community.getByLabel('Health and wellbeing').check();
    await press(community, 'Save and continue');
  });

  await test.step('adds a need', async () => {
    await whole(community, 'What do you need?');
    await press(community, 'Add something you need');
    await whole(community, 'Something you need');
    await community.getByRole('combobox', { name: 'What do you need?' }).selectOption('sports-kit');
    await community.getByLabel('How much or how many?').fill('a few');
    await press(community, 'Save');
    await refused(community, /number/i);
    await expect(community.getByLabel('How much or how many?')).toHaveValue('a few');
    await community.getByLabel('How much or how many?').fill('2');
    await community.getByLabel('What exactly, and what for?').fill('Bibs in two colours');
    await press(community, 'Save');
    await says(community, 'You have added a need');
    await whole(community, 'What do you need?');
    await press(community, 'Continue');
  });

  await test.step('checks the answers and sends them', async () => {
    await whole(community, 'Check your answers');
    await says(community, title);
    await says(community, 'HX5 9ES');
    await press(community, 'Send for review');
    await says(community, 'You have sent the project for review');
    await whole(community, title);
  });

  const address = new URL(community.url()).pathname;
  await test.step('nobody sees it before it is listed', async () => {
    const early = await nobody(browser);
    expect((await early.goto(address))?.status()).toBe(404);
    await whole(early);
  });

  await test.step('an officer lists it', async () => {
    const officer = await as(browser, 'Priya Nair');
    await whole(officer, 'Calder Edge Borough Council');
    await officer.goto('/review');
    await whole(officer, 'Review');
    await follow(officer, 'Projects to review');
    await whole(officer, 'Projects to review');
    await follow(officer, title);
    await whole(officer, title);
    await press(officer, 'Decide');
    await refused(officer, 'Choose what to do');
    await officer.getByRole('radio', { name: 'List', exact: true }).check();
    await press(officer, 'Decide');
    await says(officer, 'You have listed the project');
  });

  await test.step('the public finds it by words', async () => {
    const public_ = await nobody(browser);
    await public_.goto('/needs');
    await whole(public_, 'What is needed');
    await public_.getByLabel('Words').fill(word);
    await press(public_, 'Apply filters');
    await expect(public_.getByRole('heading', { name: '1 project' })).toBeVisible();
    await whole(public_, 'What is needed');
    await follow(public_, title);
    await expect(public_).toHaveURL(address);
    await whole(public_, title);
    await says(public_, 'Bibs in two colours');
    await expect(public_.locator('main'), 'the postcode is not for the public').not.toContainText('HX5 9ES');
  });

  await test.step('the public finds it near a postcode, and is told of one that does not exist', async () => {
    const public_ = await nobody(browser);
    await public_.goto('/needs');
    await public_.getByLabel('Near a postcode').fill('nowhere');
    await press(public_, 'Apply filters');
    await refused(public_, /postcode/i);
    await expect(public_.getByLabel('Near a postcode')).toHaveValue('nowhere');
    await public_.getByLabel('Near a postcode').fill('HX5 9ES');
    await public_.getByLabel('What you can spare').selectOption('sports-kit');
    await press(public_, 'Apply filters');
    await says(public_, 'Within 25 km, nearest first.');
    await expect(public_.locator('main').getByRole('link', { name: title })).toBeVisible();
  });
});
