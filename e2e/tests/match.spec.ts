// A supplier helps a project outside any tender: from the offer to the thanks.
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { as, fillDay, follow, onPhone, pounds, press, refused, says, whole } from '../support/journey.ts';
import { keyboardReach } from '../support/page.ts';
import { signInAs } from '../support/people.ts';

const PHOTO = fileURLToPath(new URL('../../crates/cli/src/demo/chairs.png', import.meta.url));
const PROJECT = 'Outdoor classroom';
/** Of the 60 hours of a joiner that the project needs. */
const HOURS = 24;
const FIRST_HOURS = 10;

test('a supplier offers, the community accepts, and what arrives is confirmed in two taps', async ({ browser }) => {
  test.setTimeout(240_000);
  const community = await as(browser, 'David Osei');
  const before = { promised: await pounds(community, 'Promised'), validated: await pounds(community, 'Validated') };
  const supplier = await as(browser, 'Rob Fairbank');

  await test.step('the supplier offers what it has', async () => {
    await supplier.goto('/needs?words=outdoor+classroom');
    await follow(supplier, PROJECT);
    await whole(supplier, PROJECT);
    await follow(supplier, /^Offer this ?: Carpentry/);
    await whole(supplier, `Offer help to ${PROJECT}`);
    await follow(supplier, 'A joiner for odd days');
    await whole(supplier, `Offer help to ${PROJECT}`);
    const quantity = supplier.getByLabel('How many you will give');
    const note = supplier.getByLabel('A note to the other side');
    await quantity.fill('600');
    await note.fill('On Fridays in spring.');
    await press(supplier, 'Send the offer');
    await refused(supplier, /\d/);
    await expect(quantity).toHaveValue('600');
    await expect(note).toHaveValue('On Fridays in spring.');
    await quantity.fill(String(HOURS));
    await press(supplier, 'Send the offer');
    await says(supplier, 'You have sent your offer');
    await whole(supplier, `${HOURS} hours of carpentry for ${PROJECT}`);
  });

  await test.step('they write to each other', async () => {
    await press(supplier, 'Send message');
    await refused(supplier, /message/i);
    await supplier.getByLabel('Write a message').fill('Would you like the shelter of larch or of oak?');
    await press(supplier, 'Send message');
    await says(supplier, 'You have sent a message');
    await community.goto('/home');
    await follow(community, `Answer the offer of ${HOURS} hours of carpentry from Fairbank Office Interiors`);
    await whole(community, `${HOURS} hours of carpentry for ${PROJECT}`);
    await says(community, 'of larch or of oak?');
    await community.getByLabel('Write a message').fill('Larch, please.');
    await press(community, 'Send message');
    await supplier.reload();
    await says(supplier, 'Larch, please.');
  });

  await test.step('the community accepts by keyboard, and its figures change', async () => {
    await community.reload();
    await keyboardReach(community, 'Accept this help');
    await community.keyboard.press('Enter');
    await says(community, 'You have accepted this help');
    await whole(community);
    await community.goto('/home');
    expect(await pounds(community, 'Promised')).toBeGreaterThan(before.promised);
    expect(await pounds(community, 'Validated')).toBe(before.validated);
  });

  await test.step('the supplier reports all of it, with a photograph', async () => {
    await supplier.goto('/home');
    await follow(supplier, `Deliver ${HOURS} hours of carpentry to Mill Lane Primary School`);
    await whole(supplier, 'Report a delivery');
    await supplier.getByLabel('How many were delivered').fill(String(HOURS));
    await fillDay(supplier, 'On which day', new Date());
    await supplier.getByLabel('Photograph 1', { exact: true }).setInputFiles(PHOTO);
    await press(supplier, 'Report the delivery');
    await refused(supplier, 'Say what ‘chairs.png’ shows');
    await expect(supplier.getByLabel('How many were delivered')).toHaveValue(String(HOURS));
    await supplier.getByLabel('Photograph 1', { exact: true }).setInputFiles(PHOTO);
    await supplier.getByLabel('What photograph 1 shows').fill('Benches in the new shelter');
    await press(supplier, 'Report the delivery');
    await says(supplier, 'You have reported a delivery');
    await whole(supplier);
    await supplier.getByRole('img', { name: 'Benches in the new shelter' }).scrollIntoViewIfNeeded();
    await expect(supplier.getByRole('img', { name: 'Benches in the new shelter' })).toHaveJSProperty('complete', true);
  });

  const phone = await onPhone(browser, 'David Osei');
  await test.step('the community confirms a part', async () => {
    await phone.getByRole('link', { name: /^Say whether 24 hours of carpentry arrived/ }).tap();
    await whole(phone, `${HOURS} hours of carpentry for ${PROJECT}`);
    await phone.getByText('Part of it', { exact: true }).tap();
    await phone.getByLabel('How many arrived').fill('99');
    await phone.getByRole('button', { name: 'Confirm this part' }).tap();
    await refused(phone, /\d/);
    await expect(phone.getByLabel('How many arrived')).toHaveValue('99');
    await phone.getByLabel('How many arrived').fill(String(FIRST_HOURS));
    await phone.getByRole('button', { name: 'Confirm this part' }).tap();
    await says(phone, 'You have confirmed it. Thank you');
    await whole(phone);
  });

  const rest = HOURS - FIRST_HOURS;
  await test.step('the supplier brings the rest', async () => {
    await supplier.goto('/home');
    await follow(supplier, `Deliver ${rest} hours of carpentry to Mill Lane Primary School`);
    await supplier.getByLabel('How many were delivered').fill(String(rest));
    await fillDay(supplier, 'On which day', new Date());
    await press(supplier, 'Report the delivery');
    await says(supplier, 'You have reported a delivery');
  });

  await test.step('the community confirms the rest in two taps', async () => {
    await phone.goto('/home');
    await phone.getByRole('link', { name: /^Say whether 14 hours of carpentry arrived/ }).tap();
    await phone.getByRole('button', { name: 'It arrived' }).tap();
    await says(phone, 'You have confirmed it. Thank you');
    await whole(phone);
  });

  await test.step('both say how it went', async () => {
    await follow(phone, 'Messages and how it was agreed');
    await press(phone, 'Give feedback');
    await refused(phone, /went|rating|choose/i);
    await phone.getByLabel('5 – very well').check();
    await phone.getByLabel('Comment').fill('The children have not been indoors since.');
    await press(phone, 'Give feedback');
    await says(phone, 'You have given feedback');
    await whole(phone);
    await supplier.goto('/home');
    await follow(supplier, 'Say how it went with Mill Lane Primary School');
    await supplier.getByLabel('4 – well').check();
    await press(supplier, 'Give feedback');
    await says(supplier, 'The children have not been indoors since.');
  });

  await test.step('the figures of the community have it all', async () => {
    await signInAs(community, 'David Osei');
    await whole(community, 'Mill Lane Primary School');
    const promised = (await pounds(community, 'Promised')) - before.promised;
    const validated = (await pounds(community, 'Validated')) - before.validated;
    expect(promised).toBeGreaterThan(0);
    expect(Math.abs(validated - promised), 'to the pound, since each is rounded').toBeLessThanOrEqual(1);
  });
});
