// The routes that the site answers, from the list of them that its own tests keep current.
import { readFileSync } from 'node:fs';

const LIST = new URL('../../docs/routes.txt', import.meta.url);

/** A route's path, such as `/projects/{slug}`, and what matches it. */
interface Route {
  path: string;
  pattern: RegExp;
}

/** The paths that a list of routes answers GET for, those with fewer parameters first: `/projects/new` is no slug. */
export function routesIn(list: string): Route[] {
  const paths = [...list.matchAll(/^GET (\S+):/gm)].map(([, path = '']) => path);
  return paths
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .map((path) => {
      const pattern = path
        .split(/(\{[^}]+\})/)
        .map((part) => (part.startsWith('{*') ? '.+' : part.startsWith('{') ? '[^/]+' : escaped(part)))
        .join('');
      return { path, pattern: new RegExp(`^${pattern}$`) };
    });
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

const routes = routesIn(readFileSync(LIST, 'utf8'));

/** What an address is an example of: its route and the names of what it asks for. */
export function shape(address: string, among: Route[] = routes): string {
  const url = new URL(address, 'http://site.invalid');
  const path = among.find(({ pattern }) => pattern.test(url.pathname))?.path ?? url.pathname;
  const asked = [...new Set(url.searchParams.keys())].sort().join('&');
  return asked === '' ? path : `${path}?${asked}`;
}
