import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { missingPages } from '../../kb/check.ts';
import { complaints, ERROR, edit, LIFETIMES, lineWith, load, RULE, SIGNALS } from './pages.ts';

interface Mistake {
  what: string;
  file: 'errors/OldToken.md' | 'rules/no-clock.md' | 'lifetimes.yaml' | 'signals.yaml';
  from: string;
  to: string;
  /** Text of the line, after the edit, that the message has to name; the first line where absent. */
  at?: string;
  /** Source of an expression that the message has to match. */
  says: string;
}

const page = 'errors/OldToken.md';
const rule = 'rules/no-clock.md';
const ORIGINAL = { [page]: ERROR, [rule]: RULE, 'lifetimes.yaml': LIFETIMES, 'signals.yaml': SIGNALS };

const MISTAKES = JSON.parse(
  readFileSync(new URL('fixtures/mistakes.json', import.meta.url), 'utf8'),
) as Mistake[];

for (const { what, file, from, to, at, ...mistake } of MISTAKES) {
  test(`a mistake is named with file, line and what to write: ${what}`, () => {
    const says = new RegExp(mistake.says);
    const text = edit(ORIGINAL[file] as string, from, to);
    const found = complaints({ [file]: text }).filter((line) => says.test(line));
    assert.ok(found.length > 0, `expected ${says}, got:\n${complaints({ [file]: text }).join('\n')}`);
    const [complaint = ''] = found;
    const [named = '', line = ''] = complaint.split(':');
    if (what === 'unlinked page') return assert.equal(`${named}:${line}`, `${page}:1`);
    const first = at?.split('\n')[0] ?? '';
    const lines = text.split('\n').flatMap((content, index) => (content.includes(first) ? [index + 1] : []));
    assert.equal(named, file);
    assert.ok(
      at === undefined ? line === '1' : lines.includes(Number(line)),
      `${complaint}\nexpected line ${lines.join(' or ')}`,
    );
  });
}

test('one broken page costs only itself', () => {
  const loaded = load({ 'errors/Broken.md': '---\ncode: [\n' });
  assert.ok(loaded.kb.entries.some((entry) => entry.kind === 'error' && entry.code === 'OldToken'));
  assert.ok(loaded.kb.entries.some((entry) => entry.kind === 'rule'));
  assert.ok(
    complaints({ 'errors/Broken.md': '---\ncode: [\n' }).some((line) => line.startsWith('errors/Broken.md:')),
  );
});

test('two owners of a name, a spelling or a wording are named', () => {
  const twin = edit(edit(ERROR, 'code: OldToken', 'code: Twin'), 'aliases', 'matches: [OldToken]\naliases');
  const said = complaints({ 'errors/Twin.md': twin }).join('\n');
  assert.match(said, /errors\/Twin\.md:1: the alias "stale token" belongs to errors\/OldToken\.md/);
  assert.match(said, /errors\/Twin\.md:1: the spelling OldToken belongs to errors\/OldToken\.md/);
  assert.match(
    said,
    /errors\/Twin\.md:1: the wording "The provided token is quite old" belongs to errors\/OldToken\.md/,
  );
});

test('without its tables a knowledge base still loads and says what is missing', () => {
  const said = complaints({ 'lifetimes.yaml': null, 'signals.yaml': null }).join('\n');
  assert.match(said, /lifetimes\.yaml:1: the file is missing/);
  assert.match(said, /signals\.yaml:1: the file is missing/);
  assert.match(said, new RegExp(`${page}:${lineWith(ERROR, '{{hour')}: "hour" is not in lifetimes`));
  assert.equal(load({ 'lifetimes.yaml': null, 'signals.yaml': null }).kb.entries.length, 2);
});

test('causes that the report knows have to be explained by a page', () => {
  const said = load().problems.map(({ message }) => message);
  assert.ok(said.some((message) => message.startsWith('no page defines cause "sso-session-ended"')));
  assert.ok(!said.some((message) => message.startsWith('no page defines cause "clock-drift"')));
});

test('names of the contract without a page are listed with the file to write', () => {
  const missing = missingPages(load().kb);
  assert.ok(missing.some(({ file }) => file === 'errors/InvalidToken.md'));
  assert.ok(missing.some(({ file }) => file === 'rules/static-session-token.md'));
});
