import { defineConfig } from '@playwright/test';
import { chromium, demoUrl } from './support/settings.ts';

const desktop = { width: 1280, height: 800 };
/** Journeys that change what they find, so that they cannot be walked twice; they pick up a telephone themselves. */
const once = ['access.spec.ts', 'match.spec.ts', 'procurement.spec.ts'];
const phone = { width: 320, height: 640 };

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  globalSetup: './support/demo.ts',
  workers: 2,
  retries: 0,
  forbidOnly: process.env.CI === 'true',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    baseURL: await demoUrl(),
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    launchOptions: { executablePath: chromium() },
    screenshot: 'only-on-failure',
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
  },
  projects: [
    { name: 'checks', testMatch: 'checks.spec.ts', use: { viewport: desktop } },
    { name: 'desktop', testIgnore: 'checks.spec.ts', use: { viewport: desktop } },
    { name: 'phone', testIgnore: ['checks.spec.ts', ...once], use: { viewport: phone, hasTouch: true } },
  ],
});
