// Signing in to the demo, whose page /demo has a button for each person in it, under a heading for each kind of
// organisation: "Sign in as NAME, ROLES at ORGANISATION".
import { expect, type Page } from '@playwright/test';

const BUTTON = /^Sign in as (?<name>[^,]+), (?<roles>.+?) at (?<organisation>.+)$/;

export interface Person {
  name: string;
  /** As the page says them: "approver and contract manager". */
  roles: string;
  organisation: string;
  /** The heading that the person is under. */
  kind: string;
}

/** Everyone whom the demo lets one be, in the order of the page. */
export async function people(page: Page): Promise<Person[]> {
  await page.goto('/demo');
  const texts = await page.locator('main').evaluate((main) =>
    [...main.querySelectorAll('h2, button')].map((one) => ({
      isHeading: one.localName === 'h2',
      text: (one.textContent ?? '').trim().replace(/\s+/g, ' '),
    })),
  );
  const found: Person[] = [];
  let kind = '';
  for (const { isHeading, text } of texts) {
    const { name, roles, organisation } = BUTTON.exec(text)?.groups ?? {};
    if (isHeading) {
      kind = text;
    } else if (name !== undefined && roles !== undefined && organisation !== undefined) {
      found.push({ name, roles, organisation, kind });
    }
  }
  return found;
}

/** The first person of each kind of organisation with each set of roles: between them they see every page. */
export function oneOfEach(everyone: Person[]): Person[] {
  const first = new Map<string, Person>();
  for (const person of everyone) {
    const sort = `${person.kind}: ${person.roles}`;
    first.set(sort, first.get(sort) ?? person);
  }
  return [...first.values()];
}

/** Signs in as a person, or as the one whose button has these words in it, such as "Priya Nair" or "approver". */
export async function signInAs(page: Page, who: Person | string): Promise<void> {
  const words = typeof who === 'string' ? who : `${who.name}, ${who.roles} at ${who.organisation}`;
  await page.goto('/demo');
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  await page.getByRole('button', { name: new RegExp(`^Sign in as .*${escaped}`, 'i') }).click();
  await expect(page, `signed in as ${words}`).not.toHaveURL(/\/demo$/);
}
