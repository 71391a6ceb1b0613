import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDate, readDate } from '../../server/session/dates.ts';

const AT = Date.UTC(2026, 3, 15, 10, 2, 14);

const SAME_MOMENT = [
  '2026-04-15T10:02:14Z',
  '2026-04-15t10:02:14z',
  '2026-04-15T10:02:14UTC',
  '2026-04-15T10:02:14 GMT',
  '2026-04-15T10:02:14+00:00',
  '2026-04-15T12:02:14+02:00',
  '2026-04-15T12:02:14+0200',
  '2026-04-15T05:32:14-04:30',
  '2026-04-15T11:02:14+01',
  '2026-04-15 10:02:14',
  '2026-04-15 10:02:14+00:00',
  '2026-04-15 10:02:14 +0000 UTC',
  '2026/04/15 10:02:14 UTC',
  '20260415T100214Z',
  'Wed, 15 Apr 2026 10:02:14 GMT',
  '15 Apr 2026 10:02:14 +0000',
  'Wed Apr 15 10:02:14 UTC 2026',
  '1776247334',
  '1776247334000',
  '  "2026-04-15T10:02:14Z"\n',
];

test('every form of one moment is read as that moment', () => {
  for (const text of SAME_MOMENT) assert.equal(parseDate(text), AT, text);
  assert.equal(parseDate('2026-04-15T10:02:14.123456789Z'), AT + 123);
  assert.equal(parseDate('1776247334.5'), AT + 500);
  assert.equal(parseDate('2026-04-15T10:02Z'), AT - 14_000);
});

test('what is no point in time is null', () => {
  const wrong = [
    '',
    'never',
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-04-15T25:00:00Z',
    '2026-04-15T10:61:00Z',
    '2026-04-15',
    '10:02:14',
    '04/15/2026 10:02:14',
    '2026-04-15T10:02:14+99:00',
    '2026-04-15T10:02:14Zebra',
    '99999999999999999999',
    '0',
    '-1',
    'NaN',
    'Infinity',
    `2026-04-15T10:02:14${' '.repeat(100)}Z`,
    'Wed, 15 Foo 2026 10:02:14 GMT',
  ];
  for (const text of wrong) assert.equal(parseDate(text), null, text);
});

test('a time without a zone says so and follows the wish', () => {
  assert.deepEqual(readDate('2026-04-15T10:02:14'), { ms: AT, zoned: false });
  assert.deepEqual(readDate('2026-04-15T10:02:14', 'local'), {
    ms: new Date(2026, 3, 15, 10, 2, 14).getTime(),
    zoned: false,
  });
  assert.equal(readDate('2026-04-15T10:02:14Z', 'local')?.zoned, true);
});
