// The checks are checked themselves here: each passes what is good and fails what is bad.
import { expect, test } from '@playwright/test';
import { parse } from '../support/mail.ts';
import { axe, keyboardReach, noHorizontalScroll } from '../support/page.ts';
import { oneOfEach, people } from '../support/people.ts';
import { routesIn, shape } from '../support/routes.ts';

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

test('addresses of one route differ only in what they name', () => {
  const routes = routesIn('# A list\nGET /projects/{slug}: nobody 200\nGET /projects/new: nobody 200\nPOST /tell: nobody 200\n');
  expect(shape('/projects/lunch-club', routes)).toBe('/projects/{slug}');
  expect(shape('/projects/new', routes)).toBe('/projects/new');
  expect(shape('/projects/lunch-club/help', routes)).toBe('/projects/lunch-club/help');
  expect(shape('/tell?b=1&a=2&b=3', routes)).toBe('/tell?a&b');
});

test('the people of the demo are read from its page', async ({ page }) => {
  const button = (text: string) => `<form><button>Sign in as ${text}</button></form>`;
  const body =
    `<h2>Authorities</h2>${button('Ann, approver and evaluator at Hill Council')}${button('Bob, approver at Hill Council')}` +
    `${button('Cat, approver at Dale Council')}<h2>Suppliers</h2>${button('Dan, approver at Vans at Work')}<button>Other</button>`;
  await page.route('**/demo', (route) => route.fulfill({ contentType: 'text/html', body: pageOf(body) }));
  const everyone = await people(page);
  expect(everyone).toHaveLength(4);
  expect(everyone[3]).toEqual({ name: 'Dan', roles: 'approver', organisation: 'Vans at Work', kind: 'Suppliers' });
  expect(oneOfEach(everyone).map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Dan']);
});
