// An officer loads a local policy pack, publishes it, chooses measures that break a rule, and a second person waives it.
import { expect, test } from '@playwright/test';
import { as, daysFromNow, follow, nobody, ownWord, press, refused, says, typed, whole } from '../support/journey.ts';
import { screenshot } from '../support/screenshot.ts';

const PACK = `code,theme,outcome,measure,unit,description,theme_least,most_measures
ES-1,Employment and skills,Good work,People taken on,FTE-years,,1,2
GR-1,Greener places,Clean air,Trees planted,trees,Native trees only,,
GR-2,Greener places,Less waste,Goods passed on,tonnes,,,
CO-1,Communities,Groups that last,Hours of help,hours,,,
`;
const FAULTY = 'code,theme,outcome,measure,unit\nE 1,,x,y,z\n';

function csv(text: string) {
  return { name: 'pack.csv', mimeType: 'text/csv', buffer: Buffer.from(text) };
}

test('a local pack, measures that break a rule, and a waiver by a second person', async ({ browser }) => {
  test.setTimeout(240_000);
  const name = `Buying well ${ownWord()}`;
  const title = `Verges ${ownWord()}`;
  const officer = await as(browser, 'Tom Ackroyd');
  const approver = await as(browser, 'Priya Nair');

  await test.step('a pack is loaded from a file and published', async () => {
    await officer.goto('/organisation');
    await follow(officer, 'Your policy packs');
    await whole(officer, 'Your policy packs');
    await press(officer, 'Begin the policy pack');
    await refused(officer, 'Enter a name, like ‘Our social value policy’');
    await officer.getByLabel('What is it called?').fill(name);
    await press(officer, 'Begin the policy pack');
    await whole(officer, name);
    await officer.getByLabel('Measures as a CSV file').setInputFiles(csv(FAULTY));
    await press(officer, 'Load the file');
    await refused(officer, /line 2, code: Use up to 20 letters/);
    await officer.getByLabel('Measures as a CSV file').setInputFiles(csv(PACK));
    await press(officer, 'Load the file');
    await says(officer, 'You have loaded 4 measures from the file');
    await officer.getByText('Add a measure', { exact: true }).click();
    await officer.getByLabel('Code').fill('CO-2');
    await press(officer, 'Add the measure');
    await refused(officer, 'Enter the theme');
    await officer.getByLabel('Theme', { exact: true }).fill('communities');
    await officer.getByLabel('Outcome').fill('Places to meet');
    await officer.getByLabel('What is measured').fill('Hours of use of rooms');
    await officer.getByLabel('Counted in').fill('hours');
    await press(officer, 'Add the measure');
    await says(officer, '5 measures');
    await officer.getByLabel('For tender notices from').fill('31 2 2026');
    await officer.getByLabel('What was it decided by?').fill('Cabinet, 3 March 2026');
    await press(officer, 'Save the rules and the first day');
    await refused(officer, 'The first day must be a real date, like 1 4 2027');
    await officer.getByLabel('For tender notices from').fill('1 4 2026');
    await press(officer, 'Save the rules and the first day');
    await screenshot(officer, 'policy draft');
    await press(officer, 'Check and publish');
    await whole(officer, 'Check and publish');
    await screenshot(officer, 'policy check');
    await press(officer, 'Publish this version');
    await says(officer, 'You have published version 1');
    await whole(officer, name);
  });

  await test.step('anyone can read it', async () => {
    const anyone = await nobody(browser);
    await anyone.goto('/policy');
    await whole(anyone, 'Social value policies');
    await screenshot(anyone, 'policy list');
    await follow(anyone, name);
    await whole(anyone, name);
    await says(anyone, 'At least one measure of ‘Employment and skills’');
    await screenshot(anyone, 'policy pack');
    await anyone.goto('/policy/ppn-026');
    await whole(anyone, 'PPN 026');
  });

  await test.step('a procurement chooses measures that break two rules', async () => {
    await officer.goto('/procurements/new');
    await officer.getByLabel('What do you call this procurement?').fill(title);
    await press(officer, 'Save and continue');
    await follow(officer, 'Policy and measures');
    await whole(officer, 'Policy and measures');
    await says(officer, 'Which version of a policy pack is used depends on the day of the tender notice');
    await follow(officer, 'Say when it is published');
    await officer.getByLabel('What is bought').fill('Cutting the verges of two wards');
    await officer.getByLabel('Services', { exact: true }).check();
    await officer.getByLabel('Estimated value').fill('6,000,000');
    await officer.getByLabel('Who buys?').selectOption('Local government');
    await officer.getByLabel(/When was or will the tender notice/).fill(typed(daysFromNow(0)).date);
    await press(officer, 'Save and go back to the task list');
    await follow(officer, 'Policy and measures');
    await says(officer, 'Key performance indicators must be set and published');
    await officer.getByLabel(`${name}, version 1`).check();
    await press(officer, 'Save the policy pack');
    await press(officer, 'Save the measures');
    await refused(officer, 'Choose at least one measure');
    for (const code of ['GR-1', 'GR-2', 'CO-1']) {
      await officer.getByLabel(new RegExp(`^${code}:`)).check();
    }
    await press(officer, 'Save the measures');
    await says(officer, 'Your choice breaks 2 rules');
    await whole(officer, 'Policy and measures');
    await officer.getByLabel(/^CO-1:/).uncheck();
    await press(officer, 'Save the measures');
    await says(officer, 'Your choice breaks 1 rule');
    await screenshot(officer, 'policy measures');
  });

  await test.step('one person asks, another decides', async () => {
    await follow(officer, 'ask for a waiver');
    await whole(officer, 'Waivers');
    await press(officer, 'Ask for the waiver');
    await refused(officer, 'Enter the reason');
    await officer.getByLabel('Why should it be waived?').fill('The staff transfer with the contract.');
    await press(officer, 'Ask for the waiver');
    await says(officer, 'You asked for this, so another person has to decide');
    await whole(officer, 'Waivers');
    const address = new URL(officer.url()).pathname;
    await approver.goto(address);
    await whole(approver, 'Waivers');
    await press(approver, 'Decide');
    await refused(approver, 'Choose whether the rule is waived');
    await screenshot(approver, 'policy waiver refused');
    await approver.getByLabel('Yes, waive it').check();
    await approver.getByLabel('Your reason').fill('Agreed for this contract.');
    await press(approver, 'Decide');
    await says(approver, 'Waived by Priya Nair');
    await whole(approver, 'Waivers');
    await screenshot(approver, 'policy waiver');
    await officer.goto(address.replace('/waivers', '/setup'));
    const task = officer.getByRole('listitem').filter({ has: officer.getByRole('link', { name: 'Policy and measures', exact: true }) });
    await expect(task).toContainText('Completed');
    await whole(officer);
  });

  await test.step('licensed proxy values are the authority’s own', async () => {
    await officer.goto('/organisation/proxies');
    await whole(officer, 'Proxy values');
    await press(officer, 'Import the file');
    await refused(officer, 'Enter what you call this file');
    await screenshot(officer, 'policy proxies');
    await officer.getByLabel('What do you call it?').fill(`Made up ${ownWord()}`);
    await officer.getByLabel('Themes, outcomes and measures (TOMs)').check();
    await officer.getByLabel('Who published it?').fill('Nobody');
    await officer.getByLabel('Under which licence do you use it?').fill('Licence 12');
    await officer.getByLabel('Which year are the values for?').fill('2026');
    await officer.getByLabel('The file, as CSV').setInputFiles(csv('ref,measure,unit,proxy value\nGR-1,Made up,trees,£12.34\n'));
    await officer.getByLabel('Our licence allows our officers to use these values here').check();
    await press(officer, 'Import the file');
    await says(officer, 'You have imported 1 proxy value');
    await whole(officer, 'Proxy values');
    await follow(officer, /^Made up/);
    await whole(officer, /^Made up/);
  });
});
