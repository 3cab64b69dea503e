// Pictures of pages, for people to look at: taken when SVX_SCREENSHOTS=1.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type Page } from '@playwright/test';

const FOLDER = 'screenshots';

/** Keeps a picture of the whole page as `screenshots/PROJECT/NAME.png`, if pictures are wanted. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (process.env.SVX_SCREENSHOTS !== '1') {
    return;
  }
  const folder = join(FOLDER, test.info().project.name);
  mkdirSync(folder, { recursive: true });
  const file = name.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  await page.screenshot({ path: join(folder, `${file}.png`), fullPage: true });
}
