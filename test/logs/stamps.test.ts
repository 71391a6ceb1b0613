import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationOf } from '../../server/logs/durations.ts';
import { linesOf } from '../../server/logs/lines.ts';
import { headTime, recordsOf } from '../../server/logs/records.ts';
import { epoch, stampsIn } from '../../server/logs/stamps.ts';
import { settleZones } from '../../server/logs/zone.ts';

const T = Date.parse('2026-04-15T10:02:14Z');

test('every zoned form is the same moment', () => {
  const forms = [
    '2026-04-15T10:02:14Z',
    '2026-04-15 12:02:14.000 +0200',
    '2026/04/15 10:02:14 UTC',
    '20260415T100214Z',
    'Wed, 15 Apr 2026 10:02:14 GMT',
    'Wednesday, 15-Apr-26 10:02:14 GMT',
    '15/Apr/2026:12:02:14 +0200',
    'Wed Apr 15 10:02:14 UTC 2026',
    'Wed 15 Apr 2026 12:02:14 PM CEST',
    '2026-04-15T05:02:14-05:00',
    '2026-04-15T12:02:14,000+02',
  ];
  for (const form of forms)
    assert.deepEqual(
      stampsIn(`at ${form}`).map(({ at, clock }) => [at, clock]),
      [[T, 'utc']],
      form,
    );
});

test('a time without a zone stays on its own clock', () => {
  const clocks = {
    '2026-04-15 10:02:14,123': 'local',
    'Apr 15 10:02:14': 'no-year',
    'I0415 10:02:14.000000': 'no-year',
    '04/15/2026 10:02:14 AM': 'local',
    '2026-04-15 10:02:14 IST': 'local',
  };
  for (const [form, clock] of Object.entries(clocks)) assert.equal(stampsIn(form)[0]?.clock, clock, form);
});

test('dates that do not exist are no times', () => {
  for (const form of [
    '2026-13-15T10:02:14Z',
    '2026-04-15T25:02:14Z',
    '99999999T999999Z',
    'Foo, 40 Apr 2026 10:02:14 GMT',
  ])
    assert.deepEqual(
      stampsIn(form).filter((one) => one.clock === 'utc'),
      [],
      form,
    );
});

test('numbers since 1970 are told apart by their size', () => {
  for (const form of ['1776247334', '1776247334.000', '1776247334000', '1776247334000000'])
    assert.equal(epoch(form), T, form);
  for (const form of ['0', '12345', '99999999999999999999', 'x']) assert.equal(epoch(form), null, form);
});

test('heads of records in the formats of the trade', () => {
  const heads = [
    '{"level":30,"time":1776247334000,"msg":"x"}',
    '{"ts":1776247334.0,"msg":"x"}',
    '{"@timestamp":"2026-04-15T10:02:14.000Z"}',
    'time=2026-04-15T10:02:14Z level=info msg=x',
    '2026-04-15T10:02:14.000000000Z stdout F {"msg":"x"}',
    'api-1  | 2026-04-15T10:02:14Z x',
    '[2026-04-15 10:02:14 +0000] x',
    '1776247334 x',
    '[15/Apr/2026:10:02:14 +0000] "GET /"',
    '203.0.113.9 - - [15/Apr/2026:12:02:14 +0200] "GET / HTTP/1.1" 200 1',
    '<134>1 2026-04-15T10:02:14Z host app 1 - - x',
  ];
  for (const head of heads) assert.equal(headTime(head)?.at, T, head);
  for (const none of [
    'credentialExpiration=2026-04-15T10:02:14Z',
    '    at x (2026-04-15T10:02:14Z)',
    'GET /?X-Amz-Date=20260415T100214Z',
    '',
  ])
    assert.equal(headTime(none), null, none);
});

test('a stack trace and a body belong to the record above', () => {
  const log = [
    '2026-04-15 10:02:14Z ERROR x',
    'Traceback (most recent call last):',
    '  File "a.py"',
    'botocore.Error: y',
    '<Error>',
    '2026-04-15 10:02:15Z INFO z',
    '',
  ].join('\n');
  assert.deepEqual(
    recordsOf(linesOf(log)).map(({ first, last }) => [first, last]),
    [
      [0, 4],
      [5, 6],
    ],
  );
});

function firstAt(log: string): [number | null | undefined, string | undefined] {
  const lines = linesOf(log);
  const records = recordsOf(lines);
  settleZones(records, lines);
  return [records[0]?.at, records[0]?.clock];
}

test('the zone comes from the log itself, or stays unknown', () => {
  assert.deepEqual(firstAt('2026-04-15 12:02:14 INFO start TZ=Europe/Berlin\n2026-04-15 12:02:15 INFO x'), [
    T,
    'utc',
  ]);
  assert.deepEqual(firstAt('2026-04-15 12:02:14 got 400 (Date: Wed, 15 Apr 2026 10:02:14 GMT)'), [T, 'utc']);
  assert.deepEqual(
    firstAt('Apr 15 10:02:14 h x[1]: signed 20260415T100214Z\nApr 15 10:02:20 h x[1]: sent 20260415T100220Z'),
    [T, 'utc'],
  );
  assert.equal(firstAt('2026-04-15 12:02:14 INFO x\n2026-04-15 12:02:15 INFO y')[1], 'local');
  // The end of a one-hour session is an hour away by any clock; it says nothing of the zone.
  assert.equal(
    firstAt(
      '2026-04-15 12:02:14 a Expiration=2026-04-15T11:02:14Z\n2026-04-15 12:03:14 b Expiration=2026-04-15T11:03:14Z',
    )[1],
    'local',
  );
});

test('durations', () => {
  const cases: [string, number | null][] = [
    ['3600', 3600],
    ['PT1H', 3600],
    ['PT8H30M', 30_600],
    ['90m', 5400],
    ['1h2m3s', 3723],
    ['1:02:03', 3723],
    ['250ms', 0.25],
    ['2 hours', 7200],
    ['soon', null],
    ['', null],
  ];
  for (const [said, seconds] of cases) assert.equal(durationOf(said), seconds, said);
});
