import type { IncomingMessage } from 'node:http';
import type { Incoming } from './types.ts';

export type Received = { kind: 'request'; incoming: Incoming } | { kind: 'too-large' } | { kind: 'gone' };

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/** Reads a whole request, up to a limit. */
export async function receive(request: IncomingMessage): Promise<Received> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request) {
      size += chunk.length;
      if (size > BODY_LIMIT_BYTES) return { kind: 'too-large' };
      chunks.push(chunk);
    }
  } catch {
    return { kind: 'gone' };
  }
  const [path = '/', ...rest] = (request.url ?? '/').split('?');
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(',') : value;
  }
  const incoming: Incoming = {
    method: request.method ?? 'GET',
    path,
    query: parseQuery(rest.join('?')),
    headers,
    body: Buffer.concat(chunks),
  };
  return { kind: 'request', incoming };
}

function parseQuery(text: string): [string, string][] {
  if (text === '') return [];
  return text.split('&').map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))];
  });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function isLoopback(address: string | undefined): boolean {
  return address === '::1' || /^(::ffff:)?127\./.test(address ?? '');
}
