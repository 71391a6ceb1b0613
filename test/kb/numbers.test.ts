import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FIGURES } from '../../kb/figures.ts';
import { loadKnowledgeBase } from '../../kb/load.ts';
import type { SourceFile } from '../../kb/types.ts';
import { ERROR, edit, ourFiles } from './pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = ourFiles();
const pages = files.filter(({ name }) => /^(?:errors|rules)\//.test(name));
const { kb } = loadKnowledgeBase(files);

type Allowed = Record<string, Record<string, string>>;

/** Durations that pages may spell out, and why: none of them is a limit of AWS or of an SDK. */
const IN_PAGES: Allowed = {
  'kb/errors/AccessDenied.md': { 'a day': 'an incident', 'an hour': 'an incident' },
  'kb/errors/ExpiredToken.md': {
    '60-minute': 'the worker of the audit example',
    '2-hour': 'the worker of the audit example',
    '6 hours': 'the URL of the audit example',
    '7 minutes': 'the clock of the audit example',
    'two minutes': 'between the stamps of the log example',
    'fourteen seconds': 'between the stamps of the log example',
  },
  'kb/errors/ExpiredTokenException.md': { 'an hour': 'an incident' },
  'kb/errors/InvalidIdentityToken.md': { 'a second': 'what a healthy server takes, roughly' },
  'kb/errors/NoImdsRole.md': { 'two seconds': 'the time limit in the command above it' },
  'kb/errors/RequestExpired.md': { 'an hour': 'incidents' },
  'kb/errors/RequestTimeTooSkewed.md': {
    'a second': 'what two clocks may differ, roughly',
    'an hour': 'the clock of the log example',
  },
  'kb/errors/SignatureDoesNotMatch.md': { 'a second': 'what two clocks may differ, roughly' },
  'kb/errors/UnauthorizedException.md': { 'one hour': 'what users reported' },
  'kb/errors/UnauthorizedSSOTokenError.md': { 'an hour': 'what users reported' },
  'kb/rules/fixed-interval-refresh.md': { '15 minutes': 'a gap of the schedule in the sentence' },
  'kb/rules/session-duration-mismatch.md': { 'two hours': 'the job of the example' },
};

/** What the program may hold, beyond calculations with hours and days. */
const IN_CODE: Allowed = {
  'server/code/nodes.ts': { 1500: 'a number of mentions' },
  'server/commands/check.ts': {
    '45m': 'how to write a time',
    '1h': 'how to write a time',
    '900s': 'how to write a time',
  },
  'server/logs/durations.ts': Object.fromEntries(
    ['900', '3600', '21_600', '28_800', '43_200'].map((life) => [life, 'a round life that people ask for']),
  ),
  'server/logs/times.ts': { '1 s': 'the least that is told' },
  'server/logs/zone.ts': { '900_000': 'the step between time zones' },
  'server/render/lifetimes-svg.ts': Object.fromEntries(
    ['900', '3600', '43_200', '604_800'].map((mark) => [mark, 'a mark of the scale']),
  ),
  'server/session/dates.ts': { '14 * 60': 'the farthest time zone, in minutes' },
};

const COUNT =
  '\\d+(?:[.,_]\\d+)*|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|' +
  'forty-five|sixty|ninety|half an?|a quarter of an';
const UNIT = 'ms|milliseconds?|s|secs?|seconds?|min|mins|minutes?|h|hrs?|hours?|days?|weeks?|months?|years?';
const DURATION = new RegExp(
  `(?<![\\w.-])(?:${COUNT})[\\s-]{1,3}(?:${UNIT})\\b|(?<![\\w.-])\\d+(?:s|ms|m|h)\\b(?!-)`,
  'gi',
);

/** Seconds and milliseconds that stand in the table, where they are too odd to be a count of something else. */
const LIFETIMES = new Set(
  kb.lifetimes
    .flatMap(({ min = 0, default: usual = 0, max = 0 }) => [min, usual, max])
    .filter((seconds) => seconds > 600)
    .flatMap((seconds) => [seconds, seconds * 1000]),
);
const value = (product: string) =>
  product.split('*').reduce((all, factor) => all * Number(factor.replace(/[\s,_]/g, '')), 1);

const blank = (text: string) => text.replace(/[^\n]/g, ' ');

/** The prose of a page in its place: without fences, code, commands, ids, quoted messages and what others spell. */
function prose(text: string): string {
  const end = text.indexOf('\n---\n', 3) + 5;
  const front = text
    .slice(0, end)
    .split('\n')
    .map((line) => (/^(?:title|verdict|action):/.test(line) ? line : blank(line)))
    .join('\n');
  const body = text
    .slice(end)
    .replace(/^ *(`{3,})[\s\S]*?^ *\1/gm, blank)
    .replace(/^(?:for|against|causes|rules|probe|command|at):.*$/gm, blank)
    .replace(/\{\{[^{}]*\}\}|\{#[^{}]*\}/g, blank);
  return (front + body)
    .replace(/`[^`]*`/g, blank)
    .replace(/"(?:[^"\n]|\n(?!\n))*"/g, blank)
    .replace(/\]\([^()\s]*\)/g, blank);
}

interface Literal {
  line: number;
  text: string;
}

/** Durations in words, and bare figures or products that equal a lifetime. */
function literals(text: string): Literal[] {
  const spoken = [...text.matchAll(DURATION)];
  const rest = text.replace(DURATION, blank);
  const figures = [...rest.matchAll(/(?<![\w.,:#-])\d[\d_]*(?:,\d{3})*(?: \* \d[\d_]*)*(?![\w:-])/g)];
  return [...spoken, ...figures.filter(([digits]) => LIFETIMES.has(value(digits)))].map((match) => ({
    line: text.slice(0, match.index).split('\n').length,
    text: match[0].replace(/\s+/g, ' '),
  }));
}

type Found = Literal & { name: string };
const literalsOf = (texts: readonly SourceFile[]): Found[] =>
  texts.flatMap(({ name, text }) => literals(text).map((literal) => ({ name, ...literal })));

function complaints(found: readonly Found[], allowed: Allowed): string[] {
  return found
    .filter(({ name, text }) => allowed[name]?.[text.toLowerCase()] === undefined)
    .map(({ name, line, text }) => `${name}:${line}: take "${text}" from kb/lifetimes.yaml`);
}

test('every duration in the prose of a page comes from lifetimes.yaml', () => {
  const found = literalsOf(pages.map(({ name, text }) => ({ name: `kb/${name}`, text: prose(text) })));
  assert.deepEqual(complaints(found, IN_PAGES), []);
  for (const [name, reasons] of Object.entries(IN_PAGES))
    for (const text of Object.keys(reasons))
      assert.ok(
        found.some((one) => one.name === name && one.text.toLowerCase() === text),
        `${name} holds no "${text}" any more; take it off the list`,
      );
});

/** The code without its comments and without calculations with hours and days; strings stay whole. */
const lifetimesOnly = (code: string) =>
  code
    .replace(/(['"`])(?:\\.|(?!\1)[^\\\n])*\1|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (part) =>
      part.startsWith('/') ? blank(part) : part,
    )
    .replace(
      /(?<=[-+*/%<>] |\bDAY = |\bHOUR = |\b[a-z]{1,2}: )(?:3_?600|86_?400|43_?200)(?:_?000)?\b/g,
      blank,
    );

test('every lifetime in the program comes from lifetimes.yaml', () => {
  const texts = ['server', 'client'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
      .map((name) => ({ name, text: lifetimesOnly(readFileSync(join(root, name), 'utf8')) })),
  );
  assert.deepEqual(complaints(literalsOf(texts), IN_CODE), []);
});

test('a duration is noticed wherever a reader sees it, and only there', () => {
  const read = (from: string, to: string) => literals(prose(edit(ERROR, from, to)));
  const at = (sentence: string) => read('Text of the cause.', sentence).map(({ text }) => text);
  for (const seen of [
    ...['15 minutes', '1 hour', '12 hours', '7 days', '900 s', '5 min', '60-minute', '24h', 'twelve hours'],
    ...['3600', '43,200', '604800', 'a week', 'half an hour', 'a quarter of an hour'],
  ])
    assert.deepEqual(at(`It lives ${seen} at most.`), [seen]);
  assert.deepEqual(at('It lives 12\nhours.'), ['12 hours']);
  assert.deepEqual(
    literals('seconds: 15 * 60, millis: 900_000, text: `1 h`').map(({ text }) => text),
    [...['1 h', '15 * 60', '900_000']],
  );
  for (const unseen of [
    ...[
      '{{hour.default}}',
      '`900 s`',
      '"Wait 15 min."',
      'HTTP 400',
      '2026-04-15T10:02:14Z',
      '09:47',
      '3600x',
    ],
    ...['the 900th', 'version 2', '[x](https://docs.example.org/3600)', 'hours', 'as seen'],
  ])
    assert.deepEqual(at(`It is ${unseen} there.`), []);
  assert.deepEqual(read('date -u', 'sleep 900 s'), []);
  assert.deepEqual(read('error=OldToken', 'error=OldToken after 1 hour'), []);
  assert.deepEqual(read('verdict: The token was old.', 'verdict: It was 1 hour old.'), [
    { line: 4, text: '1 hour' },
  ]);
});

test('the figures of the code are those of the table', () => {
  const table = kb.lifetimes.map(({ id, min, default: usual, max }) => {
    const values = Object.entries({ min, default: usual, max }).filter(
      ([, seconds]) => seconds !== undefined,
    );
    return [id, Object.fromEntries(values)];
  });
  assert.deepEqual(FIGURES, Object.fromEntries(table), 'run "npm run build"');
});
