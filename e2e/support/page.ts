// What every page must be, whoever looks at it: accessible, readable on a narrow screen and usable by keyboard alone.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const WCAG_2_2_AA: RunOptions = {
  runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] },
  resultTypes: ['violations'],
};
const TABS_MAX = 200;
const CULPRITS_MAX = 5;

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fails with each fault, where it is and how to mend it, if the page falls short of WCAG 2.2 AA. */
export async function axe(page: Page): Promise<void> {
  // Not as a script element, which the page's own security policy would rightly refuse.
  await page.evaluate(axeSource);
  const results: AxeResults = await page.evaluate(
    (options) => (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, options),
    WCAG_2_2_AA,
  );
  const faults = results.violations.map(({ id, help, nodes }) => {
    const places = nodes.map(({ target, failureSummary = '' }) => `    ${target.join(' ')}\n${indent(failureSummary)}`);
    return `  ${id}: ${help}\n${places.join('\n')}`;
  });
  expect(faults.length, `accessibility of ${page.url()}\n${faults.join('\n')}`).toBe(0);
}

function indent(text: string): string {
  return text.replace(/^/gm, '      ');
}

/** Fails, naming what sticks out, if the page has to be scrolled sideways to be read. */
export async function noHorizontalScroll(page: Page): Promise<void> {
  const { excess, culprits } = await page.evaluate(() => {
    const root = document.scrollingElement ?? document.documentElement;
    const width = root.clientWidth;
    const wide = [...document.body.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > width + 1);
    const culprits = wide.map((one) => [one.localName, ...one.classList].join('.'));
    return { excess: root.scrollWidth - width, culprits };
  });
  const named = culprits.slice(0, CULPRITS_MAX).join(', ');
  expect(excess, `${page.url()} is too wide by ${excess} px: ${named}`).toBeLessThanOrEqual(0);
}

/**
 * Presses Tab, from where the focus is now, until the control of this accessible name has it.
 * Fails if it is never reached, or if it does not show that it has the focus.
 */
export async function keyboardReach(page: Page, name: string | RegExp): Promise<void> {
  const passed = new Set<string>();
  for (let tab = 0; tab < TABS_MAX; tab += 1) {
    await page.keyboard.press('Tab');
    const reached = await focusedName(page);
    if (typeof name === 'string' ? reached === name : name.test(reached)) {
      expect(await showsFocus(page), `"${reached}" shows when it has the focus`).toBe(true);
      return;
    }
    passed.add(reached);
  }
  throw new Error(`"${name}" on ${page.url()} is not reached by keyboard; passed: ${[...passed].join(' | ')}`);
}

function showsFocus(page: Page): Promise<boolean> {
  return page.evaluate(() => {
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement ?? document.body);
    return (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
  });
}

/** The accessible name of what has the focus, as the browser tells it to an assistive technology. */
async function focusedName(page: Page): Promise<string> {
  const session = await page.context().newCDPSession(page);
  try {
    const { result } = await session.send('Runtime.evaluate', { expression: 'document.activeElement' });
    const { nodes } = await session.send('Accessibility.getPartialAXTree', {
      objectId: result.objectId,
      fetchRelatives: false,
    });
    return String(nodes[0]?.name?.value ?? '').trim();
  } finally {
    await session.detach();
  }
}
