// From a stranger to a charity on an authority's exchange.
import { expect, test } from '@playwright/test';
import { as, follow, nobody, ownWord, press, refused, says, whole } from '../support/journey.ts';
import { mail, type Message } from '../support/mail.ts';
import { keyboardReach } from '../support/page.ts';
import { demoData } from '../support/settings.ts';

/** The last message to an address, as soon as there is one with this in it. */
async function letter(to: string, words: RegExp): Promise<Message> {
  const found = () => mail(demoData()).findLast((one) => one.to.includes(to) && words.test(one.subject + one.text));
  await expect.poll(found, { message: `a message to ${to} with ${words}`, timeout: 20_000 }).toBeDefined();
  return found() as Message;
}

test('a charity signs up, sets itself up and is let in after a question', async ({ browser }) => {
  test.setTimeout(180_000);
  const word = ownWord();
  const email = `${word}@example.org`;
  const name = `Harbour Choir ${word}`;
  const stranger = await nobody(browser);

  await test.step('signs up', async () => {
    await stranger.goto('/sign-up');
    await whole(stranger, 'Sign up');
    await stranger.getByLabel('Your name').fill('Niamh Quinn');
    await stranger.getByLabel('E-mail address').fill('niamh at example');
    await stranger.getByLabel('Choose a password').fill('three harbour songs');
    await press(stranger, 'Sign up');
    await refused(stranger, /e-mail/i);
    await expect(stranger.getByLabel('Your name')).toHaveValue('Niamh Quinn');
    await stranger.getByLabel('E-mail address').fill(email);
    await stranger.getByLabel('Choose a password').fill('three harbour songs');
    await press(stranger, 'Sign up');
    await whole(stranger, 'Check your e-mail');
  });

  await test.step('follows the link in the message', async () => {
    const message = await letter(email, /verify/i);
    const path = /\/verify\/\S+/.exec(message.text)?.[0] ?? 'none';
    await stranger.goto(path);
    await whole(stranger, 'Verify your e-mail address');
    await keyboardReach(stranger, 'This is my address');
    await stranger.keyboard.press('Enter');
    await says(stranger, 'You have verified your e-mail address');
    const again = await nobody(browser);
    expect((await again.goto(path))?.status(), 'the link works once').toBe(410);
    await whole(again, 'This link does not work');
  });

  await test.step('sets up a charity in Northern Ireland', async () => {
    await whole(stranger, 'Set up an organisation');
    await press(stranger, 'Continue');
    await refused(stranger, /kind/i);
    await stranger.getByRole('radio', { name: /community/i }).check();
    await press(stranger, 'Continue');
    await whole(stranger, 'About the organisation');
    await stranger.getByLabel('Name of the organisation').fill(name);
    await stranger.getByLabel('What it does').fill('We sing in hospitals and on harbour walls.');
    await stranger.getByLabel('Postcode').fill('BT1 5GS');
    await press(stranger, 'Continue');
    await refused(stranger, /BT1 5GS is in Northern Ireland, whose postcodes we cannot look up/);
    await expect(stranger.getByLabel('Name of the organisation')).toHaveValue(name);
    await stranger.getByLabel('Local authority').selectOption({ label: 'Belfast' });
    await press(stranger, 'Continue');
    await whole(stranger, 'Check your answers');
    await says(stranger, 'Belfast');
    await press(stranger, 'Set up the organisation');
    await says(stranger, 'You have set up your organisation');
    await whole(stranger);
  });

  await test.step('applies to join', async () => {
    await follow(stranger, 'Calder Edge Borough Council');
    await whole(stranger, 'Calder Edge Borough Council');
    await press(stranger, 'Join this exchange');
    await whole(stranger, 'Join Calder Edge Borough Council');
    await press(stranger, 'Continue');
    await refused(stranger, /why/i);
    await stranger.getByLabel('Why do you want to join?').fill('We sing in the valley each spring, and need rooms.');
    await press(stranger, 'Continue');
    await whole(stranger, 'Check your answers');
    await press(stranger, 'Send the application');
    await says(stranger, 'You have applied to join Calder Edge Borough Council');
    await whole(stranger, 'Your applications');
  });

  const officer = await as(browser, 'Priya Nair');
  const question = 'Where in the borough do you sing?';
  await test.step('an officer asks for more', async () => {
    await officer.goto('/review/organisations');
    await whole(officer);
    await follow(officer, new RegExp(name));
    await whole(officer, name);
    await press(officer, /ask/i);
    await refused(officer, /./);
    await officer.getByLabel('Or in your own words').fill(question);
    await press(officer, /ask/i);
    await says(officer, 'You have asked for more');
  });

  await test.step('the applicant answers', async () => {
    const message = await letter(email, /Where in the borough/);
    expect(message.text).toContain(question);
    await stranger.goto('/home');
    await whole(stranger, name);
    await follow(stranger, 'Answer what Calder Edge Borough Council asked about your application');
    await press(stranger, 'Answer its question');
    await whole(stranger, 'Join Calder Edge Borough Council');
    await says(stranger, question);
    await stranger.getByLabel('Why do you want to join?').fill('We sing in the minster and in two care homes.');
    await press(stranger, 'Continue');
    await press(stranger, 'Send the application');
    await says(stranger, 'You have applied to join Calder Edge Borough Council');
  });

  await test.step('the officer approves', async () => {
    await officer.goto('/review/organisations');
    await follow(officer, new RegExp(name));
    await says(officer, 'We sing in the minster and in two care homes.');
    await press(officer, 'Approve');
    await says(officer, 'You have approved this organisation');
    await letter(email, /approved|let you in|joined|welcome/i);
    await stranger.goto('/applications');
    await says(stranger, 'Approved');
    await stranger.goto('/projects/new');
    await whole(stranger, 'What is it and why?');
  });
});
