import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openKnowledgeBase } from '../../kb/compiled.ts';
import { CAUSES } from '../../kb/known.ts';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { formatProblem } from '../../kb/source.ts';
import { createEngine } from '../../server/engine.ts';
import { redact } from '../../server/render/redact.ts';
import { errorPage, ourFiles } from './pages.ts';

const loaded = loadKnowledgeBase(ourFiles());
const { kb } = loaded;

test('every page is complete and every name leads somewhere', () => {
  assert.deepEqual(loaded.problems.map(formatProblem), []);
});

test('the compiled form is the same knowledge base', () => {
  assert.deepEqual(openKnowledgeBase(JSON.stringify(kb)), kb);
  for (const damaged of [
    '',
    'null',
    '[]',
    '{"version":2,"entries":[]}',
    '{"version":1}',
    JSON.stringify(kb).slice(0, -2),
  ]) {
    assert.equal(openKnowledgeBase(damaged), null);
  }
});

test('no page holds anything that the redactor takes for a secret', () => {
  for (const entry of kb.entries) {
    const texts: string[] = [];
    JSON.stringify(entry, (_key, value) => {
      if (typeof value === 'string') texts.push(value);
      return value;
    });
    for (const text of texts) assert.equal(redact(text), text);
  }
});

const engine = createEngine(kb);
for (const entry of kb.entries) {
  if (entry.kind !== 'error') continue;
  for (const { role, text, line } of entry.examples) {
    if (role === 'read') continue;
    const verb = role === 'match' ? 'shows' : 'does not show';
    test(`the example at kb/${entry.file}:${line} ${verb} ${entry.code}`, () => {
      const codes = engine.errors(text).map(({ code }) => code);
      assert.equal(
        codes.includes(entry.code),
        role === 'match',
        `recognised: ${codes.join(', ') || 'nothing'}`,
      );
    });
  }
}

test('ExpiredToken keeps the figures and names of its subject', () => {
  const page = errorPage(loaded, 'ExpiredToken');
  assert.deepEqual(page.causes.map(({ id }) => id).sort(), [...CAUSES].sort());
  assert.deepEqual(
    page.diagnosis.map(({ probe }) => probe),
    [
      'compare-timestamps',
      'trace-provider-chain',
      'check-refresh-path',
      'measure-queue-delay',
      'inspect-presigned-url',
      'measure-clock-difference',
    ],
  );
  assert.deepEqual(
    page.timeline.map(({ at }) => at),
    ['09:00', '09:47', '10:02', '10:08'],
  );
  assert.deepEqual(
    page.cases.map(({ frequency }) => frequency),
    ['common', 'common', 'medium', 'medium'],
  );
  assert.equal(page.reviewed, '2026-04-21');
  assert.deepEqual(page.spellings.find(({ by }) => by === 'Amazon S3')?.status, 400);
  const all = JSON.stringify(page);
  for (const name of [
    "env | rg '^AWS_'",
    "aws sts get-caller-identity --debug 2>&1 | rg 'ExpiredToken|credential|AssumeRole'",
    'date -u',
    "jq -r '.Credentials.Expiration // .Expiration' /tmp/aws-credentials-cache.json",
    '2026-04-15T10:02:14Z worker=invoice-batch requestId=req_51da3f',
    'credentialExpiration=2026-04-15T10:00:00Z requestSentAt=2026-04-15T10:02:14Z',
    '60-minute',
    '2-hour',
    '6 hours',
    '7 minutes behind',
    'for example 15 minutes',
  ]) {
    assert.ok(all.includes(JSON.stringify(name).slice(1, -1)), name);
  }
});
