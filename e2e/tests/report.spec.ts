// A council officer with two spreadsheets and no account opens the report of a plan, with no network.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { axe, keyboardReach, noHorizontalScroll } from '../support/page.ts';
import { program } from '../support/settings.ts';

const example = new URL('../../docs/examples/plan/', import.meta.url).pathname;

test('the report of a plan is read in any browser', async ({ browser }, { project }) => {
  const folder = mkdtempSync(join(tmpdir(), 'svx-report-'));
  try {
    const report = join(folder, 'report.html');
    const tables = ['--needs', `${example}needs.csv`, '--offers', `${example}offers.csv`];
    execFileSync(program(), ['match', 'plan', ...tables, '--report', report]);
    // Without a network, as where it is sent on by e-mail.
    const viewport = project.use.viewport ?? null;
    const context = await browser.newContext({ offline: true, viewport });
    const page = await context.newPage();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(pathToFileURL(report).href);
    expect(asked).toEqual([pathToFileURL(report).href]);

    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Plan of needs and offers');
    await expect(page.getByText('Of 30 needs, 10 are met in full')).toBeVisible();
    await expect(page.getByRole('img', { name: /^A map of/ })).toBeVisible();
    await axe(page);
    await noHorizontalScroll(page);
    await keyboardReach(page, 'Who goes without, and why');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'Who goes without, and why' })).toBeInViewport();
    await context.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
