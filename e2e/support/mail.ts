// The messages that the demo has sent, which it puts in a folder for want of a mail server.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Message {
  to: string;
  subject: string;
  text: string;
}

/** Every message sent so far, oldest first, from the demo's data folder. */
export function mail(data: string): Message[] {
  const folder = join(data, 'mail');
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith('.eml'))
    .map((name) => join(folder, name))
    .sort((one, other) => statSync(one).mtimeMs - statSync(other).mtimeMs || one.localeCompare(other))
    .map((path) => parse(readFileSync(path, 'utf8')));
}

/** Reads a message of one part, or the first plain-text part of several. */
export function parse(source: string): Message {
  const { headers, body } = split(source.replaceAll('\r\n', '\n'));
  return {
    to: headers.get('to') ?? '',
    subject: encodedWords(headers.get('subject') ?? ''),
    text: plainText(headers, body),
  };
}

function split(source: string): { headers: Map<string, string>; body: string } {
  const end = source.indexOf('\n\n');
  const head = (end < 0 ? source : source.slice(0, end)).replace(/\n[ \t]+/g, ' ');
  const headers = new Map(
    head.split('\n').map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
  return { headers, body: end < 0 ? '' : source.slice(end + 2) };
}

function plainText(headers: Map<string, string>, body: string): string {
  const boundary = /^multipart\/.*boundary="?([^";]+)"?/i.exec(headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) {
    return decode(body, headers.get('content-transfer-encoding'));
  }
  const parts = body
    .split(`--${boundary}`)
    .slice(1, -1)
    .map((part) => split(part.replace(/^\n/, '')));
  const plain = parts.find(({ headers }) => /^(text\/plain|multipart\/)/i.test(headers.get('content-type') ?? 'text/plain'));
  return plain === undefined ? '' : plainText(plain.headers, plain.body);
}

function decode(body: string, encoding = '7bit'): string {
  switch (encoding.toLowerCase()) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable':
      return quotedPrintable(body.replace(/=\n/g, ''));
    default:
      return body;
  }
}

function quotedPrintable(text: string): string {
  const bytes = Buffer.from(text, 'utf8').toString('latin1');
  const decoded = bytes.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(decoded, 'latin1').toString('utf8');
}

/** A header's text with its encoded words read (RFC 2047). Space between two of them is no part of it. */
function encodedWords(text: string): string {
  return text
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, encoded: string) =>
      kind.toLowerCase() === 'b'
        ? Buffer.from(encoded, 'base64').toString('utf8')
        : quotedPrintable(encoded.replaceAll('_', ' ')),
    );
}
