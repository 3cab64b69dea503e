// The checks are checked themselves here: each passes what is good and fails what is bad.
import { expect, test } from '@playwright/test';
import { shape } from '../support/crawl.ts';
import { parse } from '../support/mail.ts';
import { axe, keyboardReach, noHorizontalScroll } from '../support/page.ts';

function pageOf(body: string): string {
  return `<!doctype html><html lang="en"><title>A page</title><main><h1>A page</h1>${body}</main></html>`;
}

test('a page without faults is accessible, and one with a fault is named with it', async ({ page }) => {
  await page.setContent(pageOf('<label>Name <input></label>'));
  await axe(page);
  await page.setContent(pageOf('<input id="bare">'));
  await expect(axe(page)).rejects.toThrow(/label: [^]*#bare/);
});

test('a page that is too wide is named with what sticks out', async ({ page }) => {
  await page.setContent(pageOf('<p>Narrow</p>'));
  await noHorizontalScroll(page);
  await page.setContent(pageOf('<p class="wide" style="width: 3000px">Wide</p>'));
  await expect(noHorizontalScroll(page)).rejects.toThrow(/too wide by \d+ px: p\.wide/);
});

test('a control must be reached by keyboard and show that it has the focus', async ({ page }) => {
  await page.setContent(pageOf('<a href="#one">One</a> <button>Send it</button>'));
  await keyboardReach(page, 'Send it');
  await page.setContent(pageOf('<button tabindex="-1">Send it</button> <a href="#one">One</a>'));
  await expect(keyboardReach(page, 'Send it')).rejects.toThrow(/not reached by keyboard; passed: .*One/);
  await page.setContent(pageOf('<button style="outline: none">Send it</button>'));
  await expect(keyboardReach(page, /^Send/)).rejects.toThrow(/shows when it has the focus/);
});

test('messages are read whatever their encoding', () => {
  const plain = parse('To: a@example.org\r\nSubject: Your\r\n code\r\n\r\nIt is 4.\r\n');
  expect(plain).toEqual({ to: 'a@example.org', subject: 'Your code', text: 'It is 4.\n' });

  const quoted = parse(
    'Subject: =?utf-8?B?wqMxMg==?= =?utf-8?Q?_more?=\nContent-Transfer-Encoding: quoted-printable\n\n=C2=A3=\n12 =3D twelve',
  );
  expect(quoted).toEqual({ to: '', subject: '£12 more', text: '£12 = twelve' });

  const parts = parse(
    'Content-Type: multipart/alternative; boundary="x"\n\n--x\nContent-Type: text/html\n\n<p>No</p>\n--x\n' +
      'Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nWWVz\n--x--\n',
  );
  expect(parts.text).toBe('Yes');
});

test('addresses of one shape differ only in what they name', () => {
  expect(shape('/projects/lunch-club')).toBe(shape('/projects/bike-repair-2'));
  expect(shape('/projects/lunch-club/help')).not.toBe(shape('/projects/lunch-club'));
  expect(shape('/open-data')).not.toBe(shape('/privacy'));
  expect(shape('/needs?page=2&theme=food')).toBe(shape('/needs?theme=work&page=3'));
});
