import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** Compares with `fixtures/<name>`; UPDATE=1 writes it anew. */
export function golden(name: string, text: string): void {
  const file = new URL(`fixtures/${name}`, import.meta.url);
  if (process.env.UPDATE === '1') writeFileSync(file, text);
  assert.ok(existsSync(file), `${name} is missing; run once with UPDATE=1 and read it`);
  assert.equal(text, readFileSync(file, 'utf8'));
}
