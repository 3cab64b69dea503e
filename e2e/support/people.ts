// Signing in to the demo, whose page /demo has a button for each person in it.
import { expect, type Page } from '@playwright/test';

/** What the demo's buttons say after "Sign in as", in the order of the page. */
export async function people(page: Page): Promise<string[]> {
  await page.goto('/demo');
  const buttons = await page.getByRole('button', { name: /^Sign in as /i }).allInnerTexts();
  return buttons.map((text) => text.trim().replace(/^Sign in as /i, ''));
}

/** Signs in as the one person whose button has these words in it, such as "approving officer". */
export async function signInAs(page: Page, words: string): Promise<void> {
  await page.goto('/demo');
  const escaped = words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  await page.getByRole('button', { name: new RegExp(`^Sign in as .*${escaped}`, 'i') }).click();
  await expect(page, `signed in as ${words}`).not.toHaveURL(/\/demo$/);
}
