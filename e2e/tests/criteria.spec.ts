// An officer's criteria from a blank form to publication, tried on example bids, and an amendment that a bidder answers.
import { expect, test } from '@playwright/test';
import { as, daysFromNow, follow, nobody, ownWord, press, refused, says, typed, whole } from '../support/journey.ts';

test('criteria are built, tried, published and amended', async ({ browser }) => {
  test.setTimeout(360_000);
  const title = `Repair of play areas ${ownWord()}`;
  const officer = await as(browser, 'Tom Ackroyd');
  const bidder = await as(browser, 'Tunde Bello');
  const anyone = await nobody(browser);

  await officer.goto('/procurements/new');
  await officer.getByLabel('What do you call this procurement?').fill(title);
  await press(officer, 'Save and continue');
  const base = new URL(officer.url()).pathname.replace(/\/setup$/, '');
  const at = (path: string) => `${base}${path}`;

  await test.step('says what is bought, and when', async () => {
    await follow(officer, 'About it');
    await officer.getByRole('radio', { name: 'Works' }).check();
    await officer.getByLabel('Estimated value').fill('240,000');
    await officer.getByRole('combobox', { name: 'Who buys?' }).selectOption({ label: 'Local government' });
    await press(officer, 'Save and go back to the task list');
    await follow(officer, 'Timetable');
    const [from, until] = [typed(daysFromNow(-1)), typed(daysFromNow(9))];
    const opens = officer.getByRole('group', { name: 'Bids open' });
    const closes = officer.getByRole('group', { name: 'Bids close' });
    await opens.getByLabel('Day').fill(from.date);
    await opens.getByLabel('Time').fill('9am');
    await closes.getByLabel('Day').fill(until.date);
    await closes.getByLabel('Time').fill('noon');
    await officer.getByLabel('First day').fill(typed(daysFromNow(60)).date);
    await officer.getByLabel('Last day').fill(typed(daysFromNow(900)).date);
    await press(officer, 'Save and go back to the task list');
    await says(officer, 'You have saved this part');
  });

  await test.step('begins with the usual criteria in one press', async () => {
    await follow(officer, 'Criteria and weights');
    await whole(officer, 'Criteria and weights');
    await press(officer, 'Continue');
    await says(officer, 'You have begun');
    await whole(officer, 'Criteria and weights');
    for (const [name, weight] of [['price', '40'], ['quality', '40'], ['social value', '20']] as const) {
      await expect(officer.getByLabel(`Weight of ${name}`)).toHaveValue(weight);
    }
  });

  await test.step('chooses a method for price', async () => {
    await follow(officer, 'Change price');
    await whole(officer, 'Price');
    await officer.getByLabel('On a straight line between two amounts').check();
    await officer.getByLabel('All the points at').fill('£240,000');
    await officer.getByLabel('No points at').fill('180,000');
    await press(officer, 'Save');
    await refused(officer, 'All the points must be earned at a lower price than none');
    await officer.getByLabel('All the points at').fill('£180,000');
    await officer.getByLabel('No points at').fill('260,000');
    await press(officer, 'Save');
    await says(officer, 'You have saved price');
  });

  await test.step('asks two questions on a scale of its own', async () => {
    await follow(officer, 'Change quality');
    await follow(officer, 'Change the scale and what earns each mark');
    await whole(officer, 'Scale of quality');
    await officer.getByRole('group', { name: 'Step 4 of the scale' }).getByLabel('What earns it').fill('All that is asked, with evidence');
    await press(officer, 'Save the scale');
    await officer.getByLabel('What is asked').fill('How will you keep children safe while you work?');
    await press(officer, 'Add another question');
    await whole(officer, 'Quality');
    const second = officer.getByRole('group', { name: 'Question 2' });
    await second.getByLabel('What is asked').fill('How long will repairs last?');
    await second.getByLabel('Weight among the questions').fill('40');
    await press(officer, 'Save');
    await refused(officer, /must add up to 100/);
    const first = officer.getByRole('group', { name: 'Question 1' });
    await first.getByLabel('Weight among the questions').fill('60');
    await first.getByLabel('Minimum mark').selectOption('2');
    await press(officer, 'Save');
    await says(officer, 'You have saved quality');
  });

  await test.step('adds a condition and a criterion with parts', async () => {
    await follow(officer, 'Add a criterion');
    await whole(officer, 'Add a criterion');
    await officer.getByLabel('Pass or fail').check();
    await press(officer, 'Add');
    await refused(officer, /Enter a name/);
    await officer.getByLabel('What is it called?').fill('Insurance');
    await press(officer, 'Add');
    await whole(officer, 'Insurance');
    await officer.getByLabel('What must bidders show?').fill('Show cover of at least £5 million.');
    await press(officer, 'Save');
    await follow(officer, 'Add a criterion');
    await officer.getByLabel('A criterion with parts').check();
    await officer.getByLabel('What is it called?').fill('Environment');
    await press(officer, 'Add');
    await whole(officer, 'Environment');
    await follow(officer, 'Add a part');
    await whole(officer, 'Add a part of environment');
    await officer.getByLabel('Questions').check();
    await officer.getByLabel('What is it called?').fill('Timber');
    await press(officer, 'Add');
    await officer.getByLabel('What is asked').fill('Where does your timber come from?');
    await press(officer, 'Save');
    await officer.getByLabel('Weight of timber').fill('100');
    await press(officer, 'Save');
    await says(officer, 'Still to do before you can publish');
    for (const [name, weight] of [['price', '40'], ['quality', '30'], ['social value', '20'], ['insurance', '0'], ['environment', '10']] as const) {
      await officer.getByLabel(`Weight of ${name}`).fill(weight);
    }
    await press(officer, 'Save and go back to the task list');
    await says(officer, 'You have saved this part');
  });

  await test.step('says what settles a tie', async () => {
    await follow(officer, 'Criteria and weights');
    await whole(officer, 'Criteria and weights');
    await follow(officer, /^Change which bid ranks first/);
    await whole(officer, 'Ranking');
    await officer.getByRole('combobox', { name: 'Fourth' }).selectOption({ label: 'The bid received first' });
    await press(officer, 'Save');
    await says(officer, 'You have saved the ranking');
  });

  await test.step('tries the rules on example bids', async () => {
    await press(officer, 'Try the rules on example bids');
    await whole(officer, 'Try the rules');
    await says(officer, 'One outlier would take the best of the other bids from');
    await says(officer, 'A price that is 1% higher is worth');
    const first = officer.getByRole('group', { name: 'Bid 1' });
    await first.getByLabel('Price').fill('cheap');
    await press(officer, 'Score these bids');
    await refused(officer, /price/i);
    await first.getByLabel('Price').fill('180,000');
    await first.getByLabel(/insurance/).selectOption({ label: 'Fail' });
    await press(officer, 'Score these bids');
    await says(officer, 'fails a condition and is not evaluated');
    await officer.locator('summary').first().click();
    await whole(officer, 'Try the rules');
  });

  await test.step('checks all the rules in words, and publishes', async () => {
    await officer.goto(at('/setup/check'));
    await whole(officer, 'Check and publish');
    await says(officer, 'Points = 40 × (own price − worst) ÷ (best − worst), from 0 to 40');
    await says(officer, 'A mark below 2 gets no points.');
    await press(officer, 'Publish');
    await says(officer, 'You have published this procurement');
  });

  await test.step('a supplier bids', async () => {
    await bidder.goto(at(''));
    await press(bidder, 'Register as a bidder');
    await follow(bidder, 'Price');
    await bidder.getByLabel('Your price for the whole contract').fill('201,000');
    await press(bidder, 'Save');
    await follow(bidder, 'Answers');
    await whole(bidder, 'Your answers');
    for (const box of await bidder.locator('textarea').all()) {
      await box.fill('We have done it before, and say how.');
    }
    await press(bidder, 'Save');
    await follow(bidder, 'Check your answers and submit');
    await press(bidder, 'Submit and seal');
    await says(bidder, /Rules\s*Version 1/);
  });

  await test.step('the officer amends the weights, with a reason', async () => {
    await officer.goto(at(''));
    await follow(officer, 'Amend this procurement');
    await whole(officer, 'Amend this procurement');
    await press(officer, 'Begin an amendment');
    await whole(officer, 'Amendment 1');
    await follow(officer, 'Criteria and weights');
    await whole(officer, 'Criteria and weights');
    await officer.getByLabel('Weight of price').fill('30');
    await officer.getByLabel('Weight of quality').fill('40');
    await press(officer, 'Save and go back to the task list');
    await follow(officer, 'How much the register asks for');
    await whole(officer, 'How much the register asks for');
    await officer.goto(at('/amend/closing'));
    await whole(officer, 'When bids close');
    await officer.getByLabel('New day').fill(typed(daysFromNow(2)).date);
    await officer.getByLabel('New time').fill('noon');
    await press(officer, 'Save');
    await refused(officer, 'Bids can only close later than was published');
    await officer.goto(at('/amend/check'));
    await whole(officer, 'Check the amendment');
    await press(officer, 'Publish the amendment');
    await refused(officer, 'Give the reason for the amendment');
    await officer.getByLabel('Reason').fill('Safety was weighed too little.');
    await press(officer, 'Publish the amendment');
    await says(officer, 'You have published amendment 1');
  });

  await test.step('everyone sees both versions, and the bidder confirms', async () => {
    await anyone.goto(at(''));
    await whole(anyone, title);
    await says(anyone, 'Version 2, in force');
    await says(anyone, 'Safety was weighed too little.');
    await bidder.goto('/home');
    await follow(bidder, `Answer the amendment of ${title}`);
    await whole(bidder, title);
    await says(bidder, 'Your bid counts only if you confirm that it stands');
    await press(bidder, 'Confirm that the bid stands');
    await says(bidder, 'Your bid stands under version 2 of the rules.');
    await follow(bidder, 'See the receipt');
    await says(bidder, 'Confirmed under version 2');
    await whole(bidder);
  });
});
