import assert from 'node:assert/strict';
import { test } from 'node:test';
import { knowledgeBase } from '../../server/assets.ts';
import { createEngine } from '../../server/engine.ts';

const engine = createEngine(knowledgeBase());
const only = (log: string) => {
  const found = engine.errors(log);
  assert.equal(found.length, 1, log);
  return found[0]?.evidence ?? {};
};

test('who asked whom, as far as the failing lines say', () => {
  const log =
    'time=2026-04-15T10:02:14Z level=error worker=w-7 attempt=3 region=eu-west-1 role=arn:aws:iam::111122223333:role/app err="operation error Kinesis: PutRecords, https response error StatusCode: 400, RequestID: 7c1d7d0e-0000-4000-8000-0000000000aa, api error ExpiredTokenException: The security token included in the request is expired"';
  const { service, region, attempt, principal, runner, requestId, status, observedAt } = only(log);
  assert.deepEqual(
    [service, region, attempt, principal, runner, requestId, status].map((fact) => fact?.value),
    [
      'Kinesis',
      'eu-west-1',
      3,
      'arn:aws:iam::111122223333:role/app',
      'w-7',
      '7c1d7d0e-0000-4000-8000-0000000000aa',
      400,
    ],
  );
  assert.equal(observedAt?.value, Date.parse('2026-04-15T10:02:14Z'));
  for (const fact of [service, region, attempt, principal, runner])
    assert.equal(log.slice(fact?.start, fact?.end), String(fact?.value));
});

test('the time of a record that counts since 1970', () => {
  const { observedAt } = only(
    '{"level":50,"time":1776247334000,"err":"ExpiredToken: The provided token has expired.","service":"s3"}',
  );
  assert.equal(observedAt?.value, Date.parse('2026-04-15T10:02:14Z'));
});

test('nothing is said that the log does not say', () => {
  assert.deepEqual(Object.keys(only('s3: ExpiredToken')), []);
});

test('the end of the session is found far above, and for each failure the nearest', () => {
  const log = [
    'credentialExpiration=2026-04-15T10:00:00Z',
    ...Array.from({ length: 300 }, () => 'INFO work'),
    '2026-04-15T10:01:00Z s3 ExpiredToken',
    ...Array.from({ length: 30 }, () => 'INFO work'),
    'credentialExpiration=2026-04-15T11:00:00Z',
    ...Array.from({ length: 30 }, () => 'INFO work'),
    '2026-04-15T11:01:00Z s3 ExpiredToken',
    '',
  ].join('\n');
  assert.deepEqual(
    engine.errors(log).map(({ evidence }) => evidence.expiredForSeconds),
    [60, 60],
  );
});
