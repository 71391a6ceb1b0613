import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../../kb/known.ts';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { find } from '../../kb/lookup.ts';
import { nameOf } from '../../kb/types.ts';
import { load, ourFiles } from './pages.ts';

const { kb } = loadKnowledgeBase(ourFiles());

const FOUND: [string, string, string][] = [
  ['ExpiredToken', 'ExpiredToken', 'name'],
  ['  expiredtoken ', 'ExpiredToken', 'name'],
  ['expired token', 'ExpiredToken', 'alias'],
  ['STATIC-SESSION-TOKEN', 'static-session-token', 'name'],
  ['static session token', 'static-session-token', 'name'],
  ['An error occurred (ExpiredToken) when calling the PutObject operation: …', 'ExpiredToken', 'mention'],
  ['see rule static-session-token.', 'static-session-token', 'mention'],
  ['The provided\n   token has  EXPIRED.', 'ExpiredToken', 'wording'],
  ['boom: The security token included in the request is expired (Service: Sts)', 'ExpiredToken', 'wording'],
];

for (const [asked, name, by] of FOUND) {
  test(`"${asked}" is found by ${by}`, () => {
    const found = find(kb, asked);
    assert.equal(found.kind, 'found');
    if (found.kind === 'found') assert.deepEqual([nameOf(found.entry), found.by], [name, by]);
  });
}

test('a near miss suggests, anything else does not', () => {
  const first = (asked: string) => {
    const found = find(kb, asked);
    return found.kind === 'unknown' ? found.nearest[0] : undefined;
  };
  assert.equal(first('ExpirdToken'), 'ExpiredToken');
  assert.equal(first('static-sesion-tokn'), 'static-session-token');
  assert.equal(first('Expire'), 'ExpiredToken');
  for (const asked of ['', '   ', 'zzzzzz', 'ThrottlingException', '\u0000', 'a'.repeat(1_000_000)]) {
    assert.deepEqual(find(kb, asked), { kind: 'unknown', nearest: [] });
  }
});

test('a sentence of another error is not taken for this one', () => {
  const found = find(kb, 'The security token included in the request is invalid');
  assert.ok(found.kind === 'found' && found.entry.kind === 'error');
  assert.equal(found.entry.code, 'InvalidClientTokenId');
});

test('names of objects are no entries', () => {
  for (const asked of ['__proto__', 'constructor', 'toString'])
    assert.equal(find(load().kb, asked).kind, 'unknown');
});

test('the nearest name is a slip of the keyboard away', () => {
  const names = ['measure-queue-delay', 'check-refresh-path'];
  assert.equal(nearest('mesure-queue-dealy', names), 'measure-queue-delay');
  assert.equal(nearest('Check-Refresh-Path', names), 'check-refresh-path');
  assert.equal(nearest('something-else', names), null);
});
