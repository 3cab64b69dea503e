// A procurement of one's own with bids in it, made by the pages as people make it, for journeys about what comes after.
import { expect, type Page } from '@playwright/test';
import { daysFromNow, follow, press, says, typed } from './journey.ts';

/** Long enough for two bids on a slow machine, short enough to wait for. */
export const BIDDING_MS = 110_000;

/** A question and its weight. */
export interface Question {
  words: string;
  weight: string;
}

/** The next whole minute that is at least so far ahead. */
export function minuteAfter(milliseconds: number): Date {
  return new Date(Math.ceil((Date.now() + milliseconds) / 60_000) * 60_000);
}

async function save(officer: Page): Promise<void> {
  await press(officer, 'Save and go back to the task list');
  await says(officer, 'You have saved this part');
}

/** Sets up and publishes a 40/40/20 procurement from a blank form; gives its address. */
export async function publish(officer: Page, title: string, questions: Question[], pledges: string): Promise<string> {
  await officer.goto('/procurements/new');
  await officer.getByLabel('What do you call this procurement?').fill(title);
  await press(officer, 'Save and continue');
  const address = new URL(officer.url()).pathname.replace(/\/setup.*$/, '');
  await officer.goto(`${address}/setup/about`);
  await officer.getByRole('radio', { name: 'Services' }).check();
  await officer.getByLabel('Estimated value').fill('180,000');
  await officer.getByRole('combobox', { name: 'Who buys?' }).selectOption({ label: 'Local government' });
  await save(officer);
  await officer.goto(`${address}/setup/area`);
  await save(officer);
  await officer.goto(`${address}/setup/criteria`);
  await officer.getByLabel('Weight of price').fill('40');
  await officer.getByLabel('Weight of quality').fill('40');
  for (const [index, question] of questions.entries()) {
    await officer.getByLabel(`Question ${index + 1}`, { exact: true }).fill(question.words);
    await officer.getByLabel(`Weight of question ${index + 1}`, { exact: true }).fill(question.weight);
  }
  await officer.getByLabel('Weight of social value').fill('20');
  await officer.getByLabel('How much of social value is a mark').fill('50');
  await officer.locator('[name=qualitative_question]').fill(pledges);
  await save(officer);
  await officer.goto(`${address}/setup/timetable`);
  const from = typed(new Date(Date.now() - 60_000));
  const until = typed(minuteAfter(BIDDING_MS));
  for (const [name, at] of [['Bids open', from], ['Bids close', until]] as const) {
    const group = officer.getByRole('group', { name });
    await group.getByLabel('Day').fill(at.date);
    await group.getByLabel('Time').fill(at.time);
  }
  await officer.getByLabel('First day').fill(typed(daysFromNow(1)).date);
  await officer.getByLabel('Last day').fill(typed(daysFromNow(700)).date);
  await save(officer);
  await officer.goto(`${address}/setup/check`);
  await press(officer, 'Publish');
  await says(officer, 'You have published this procurement');
  return address;
}

/** Registers, prices, answers every question and submits, without a pledge. */
export async function bid(supplier: Page, address: string, price: string, answers: Record<string, string>): Promise<void> {
  await supplier.goto(address);
  await press(supplier, 'Register as a bidder');
  await supplier.goto(`${address}/bid/price`);
  await supplier.getByLabel('Your price for the whole contract').fill(price);
  await press(supplier, 'Save');
  await supplier.goto(`${address}/bid/answers`);
  for (const [question, answer] of Object.entries(answers)) {
    await supplier.getByLabel(question).fill(answer);
  }
  await press(supplier, 'Save');
  await supplier.goto(`${address}/bid/check`);
  await press(supplier, 'Submit and seal');
  await expect(supplier.getByRole('heading', { level: 1 })).toHaveText(/Bid submitted/);
}

/** Waits until bids are closed, and opens them. */
export async function open(officer: Page, address: string): Promise<void> {
  await expect(async () => {
    await officer.goto(address);
    await expect(officer.getByRole('link', { name: 'Open the bids' })).toBeVisible({ timeout: 100 });
  }).toPass({ timeout: 240_000, intervals: [2_000] });
  await follow(officer, 'Open the bids');
  await press(officer, 'Open every bid');
}

/** An officer chooses who chairs the panel. */
export async function appoint(officer: Page, address: string, chair: string, marksMin: string): Promise<void> {
  await officer.goto(`${address}/panel/terms`);
  await officer.getByLabel('Who chairs the panel?').selectOption({ label: chair });
  await officer.getByLabel('How many marks does each answer need at least?').fill(marksMin);
  const due = typed(daysFromNow(7));
  const group = officer.getByRole('group', { name: 'Last day for marks' });
  await group.getByLabel('Day').fill(due.day);
  await group.getByLabel('Month').fill(due.month);
  await group.getByLabel('Year').fill(due.year);
  await press(officer, 'Save');
  await says(officer, 'You have set up the panel');
}

/** An officer invites somebody to mark some questions. */
export async function invite(officer: Page, address: string, who: string, questions: string[]): Promise<void> {
  await officer.goto(`${address}/panel/invite`);
  await officer.getByLabel('Who?').selectOption({ label: who });
  for (const question of questions) {
    await officer.getByLabel(question).check();
  }
  await press(officer, 'Invite');
  await says(officer, 'You have invited an evaluator');
}

/** Declares no conflict with any of these bidders. */
export async function declareNone(evaluator: Page, bidders: string[]): Promise<void> {
  for (const bidder of bidders) {
    const group = evaluator.getByRole('group', { name: bidder });
    await group.getByLabel('I have no conflict of interest').check();
  }
  await press(evaluator, 'Declare');
  await says(evaluator, 'You have declared your interests');
}
