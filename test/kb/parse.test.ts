import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humanDuration } from '../../kb/duration.ts';
import { complaints, ERROR, edit, errorPage, LIFETIMES, load, RULE, rulePage } from './pages.ts';

test('the model pages are complete', () => {
  assert.deepEqual(complaints(), []);
});

test('front matter and sections become typed data', () => {
  const page = errorPage(load());
  assert.equal(page.title, 'The token is old');
  assert.equal(page.raisedBy, 'service');
  assert.deepEqual(page.matches, ['OldToken']);
  assert.deepEqual(page.spellings, [
    { by: 'Amazon S3', kind: 'service', code: 'OldToken', status: 400, message: 'The token is old.' },
  ]);
  assert.deepEqual(page.wordings, [
    { id: 'sentence', text: 'The provided token is quite old', context: 'aws' },
  ]);
  assert.deepEqual(page.causes, [
    {
      id: 'clock-drift',
      title: 'The clock stood still',
      body: [{ p: ['Text of the cause.'] }],
      for: ['seen'],
      against: ['unseen'],
    },
  ]);
  assert.equal(page.diagnosis[0]?.probe, 'measure-clock-difference');
  assert.equal(page.diagnosis[0]?.command, 'date -u');
  assert.deepEqual(page.fixes[0]?.causes, ['clock-drift']);
  assert.deepEqual(page.wrongFixes[0]?.why, ['It does not wind itself.']);
  assert.equal(page.neighbours[0]?.id, 'ExpiredToken');
  assert.deepEqual(
    page.examples.map(({ role, text, line }) => [role, text, ERROR.split('\n')[line - 1]]),
    [
      ['match', 'error=OldToken', 'error=OldToken'],
      ['other', 'a token is old', 'a token is old'],
    ],
  );
});

test('a rule page keeps its fences by language and role', () => {
  const rule = rulePage(load());
  assert.equal(rule.severity, 'warning');
  assert.deepEqual(
    rule.languages[0]?.snippets.map(({ role, code }) => [role, code]),
    [
      ['bad', 'clock = None'],
      ['good', 'clock = Clock()'],
    ],
  );
  assert.equal(rule.languages[0]?.id, 'python');
  assert.deepEqual(rule.fine, [{ list: [{ id: 'holidays', text: ['On holidays.'] }] }]);
});

test('a byte order mark and other line ends change nothing', () => {
  const plain = errorPage(load());
  for (const text of [`\ufeff${ERROR}`, ERROR.replaceAll('\n', '\r\n'), ERROR.replaceAll('\n', '\r')]) {
    assert.deepEqual(complaints({ 'errors/OldToken.md': text }), []);
    assert.deepEqual(errorPage(load({ 'errors/OldToken.md': text })), plain);
  }
});

test('numbers come from the table, in words or in digits, in text, keys and front matter', () => {
  let text = edit(ERROR, 'why: It does', 'why: After {{hour.default.seconds}} s it does');
  text = edit(text, 'verdict: The token was old.', 'verdict: The token was older than {{hour.max}}.');
  const page = errorPage(load({ 'errors/OldToken.md': text }));
  assert.deepEqual(page.meaning, [{ p: ['It lives 1 hour.'] }]);
  assert.deepEqual(page.wrongFixes[0]?.why, ['After 3600 s it does not wind itself.']);
  assert.equal(page.verdict, 'The token was older than 12 hours.');
});

test('nothing is replaced inside fences', () => {
  const code = `clock = "$${'{{'} hour.default }} {{hour.default}} {{nothing}}"`;
  const text = edit(RULE, 'clock = None', code);
  assert.deepEqual(complaints({ 'rules/no-clock.md': text }), []);
  assert.equal(rulePage(load({ 'rules/no-clock.md': text })).languages[0]?.snippets[0]?.code, code);
});

test('durations in words', () => {
  const said = [0, 1, 60, 90, 300, 840, 900, 3600, 43_200, 86_400, 129_600, 604_800, 23_040].map(
    humanDuration,
  );
  assert.deepEqual(said, [
    '0 seconds',
    '1 second',
    '1 minute',
    '90 seconds',
    '5 minutes',
    '14 minutes',
    '15 minutes',
    '1 hour',
    '12 hours',
    '24 hours',
    '36 hours',
    '7 days',
    '6 hours 24 minutes',
  ]);
});

test('a value of a key may go on in indented lines and hold code, emphasis and known links', () => {
  const text = edit(
    ERROR,
    'why: It does not wind itself.',
    'why: It `does` *not*\n  wind **itself**, see [errors](https://docs.example.org/more).',
  );
  assert.deepEqual(complaints({ 'errors/OldToken.md': text }), []);
  assert.deepEqual(errorPage(load({ 'errors/OldToken.md': text })).wrongFixes[0]?.why, [
    'It ',
    { code: 'does' },
    ' ',
    { em: ['not'] },
    ' wind ',
    { strong: ['itself'] },
    ', see ',
    { url: 'https://docs.example.org/more', text: ['errors'] },
    '.',
  ]);
});

test('a command is kept to the letter, in backticks or not', () => {
  const command = "aws sts get-caller-identity --debug 2>&1 | rg 'a|b' # {{x}}  two  spaces";
  for (const written of [command, `\`${command}\``]) {
    const text = edit(ERROR, 'command: date -u', `command: ${written}`);
    assert.equal(errorPage(load({ 'errors/OldToken.md': text })).diagnosis[0]?.command, command);
  }
});

test('YAML scalars stay the text that was written', () => {
  const text = edit(ERROR, 'aliases: [stale token]', 'aliases: [no, 0400, 2026-04-21, null, "quoted: yes"]');
  assert.deepEqual(errorPage(load({ 'errors/OldToken.md': text })).aliases, [
    'no',
    '0400',
    '2026-04-21',
    'null',
    'quoted: yes',
  ]);
});

test('lifetimes keep only the numbers they have', () => {
  const { kb } = load({
    'lifetimes.yaml': `${LIFETIMES}day: { what: A day, max: 86400, source: s, reviewed: 2026-04-01 }\n`,
  });
  assert.deepEqual(kb.lifetimes[1], {
    id: 'day',
    what: 'A day',
    max: 86400,
    source: 's',
    reviewed: '2026-04-01',
  });
});
