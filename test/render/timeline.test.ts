import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { pageTimeline } from '../../server/render/page-timeline.ts';
import { type Box, COLOURS, widthOf, wrapLines } from '../../server/render/svg.ts';
import { type EventKind, layoutTimeline, type TimelineData } from '../../server/render/timeline-layout.ts';
import { timelineSvg } from '../../server/render/timeline-svg.ts';
import { errorPage, ourFiles } from '../kb/pages.ts';
import { canary, leaked } from '../support/canary.ts';
import { golden } from './golden.ts';
import { type Element, readXml } from './xml.ts';

const MINUTE = 60_000;
const NINE = Date.parse('2026-04-15T09:00:00Z');
const INCIDENT: TimelineData = {
  from: NINE,
  to: NINE + 90 * MINUTE,
  lifetime: { start: NINE - 10 * MINUTE, end: NINE + 50 * MINUTE },
  events: [
    { at: NINE, label: 'The worker starts', kind: 'start' },
    { at: NINE + 48 * MINUTE, label: 'A refresh fails', kind: 'warning' },
    ...Array.from({ length: 30 }, (_, at) => ({
      at: NINE + (52 + at / 2) * MINUTE,
      label: 'PutObject is refused',
      kind: 'failure' as const,
    })),
    { at: NINE + 70 * MINUTE, label: 'A new session, and the operation succeeds', kind: 'recovery' },
  ],
};
const picture = (data: TimelineData) => timelineSvg(data, { title: 'Incident', id: 'incident' });
const wordsOf = (elements: Element[], name: string) =>
  elements.filter((element) => element.name === name).map(({ words }) => words);

test('an incident with retries', () => golden('incident.svg', `${picture(INCIDENT)}\n`));

test('the story in words holds the session, each event with its time, and how long it failed', () => {
  const [story] = wordsOf(readXml(picture(INCIDENT)), 'desc');
  assert.equal(
    story,
    'On 2026-04-15, from 09:00 to 10:30 UTC. Session until 09:50. 09:00, start: The worker starts. ' +
      '09:48, warning: A refresh fails. 09:52, failure: PutObject is refused; 29 more until 10:06. ' +
      '10:10, recovery: A new session, and the operation succeeds. Failures go on for 18 minutes, until the recovery.',
  );
});

test('the incident of our page: session of the usual life, blind retries, recovery', () => {
  const loaded = loadKnowledgeBase(ourFiles());
  const data = pageTimeline(errorPage(loaded, 'ExpiredToken'), loaded.kb);
  assert.ok(data);
  assert.deepEqual(
    data.events.map(({ at, kind }) => [at / MINUTE, kind]),
    [
      [540, 'start'],
      [587, 'warning'],
      [602, 'failure'],
      [608, 'recovery'],
    ],
  );
  const usual = loaded.kb.lifetimes.find(({ id }) => id === 'assume-role')?.default ?? 0;
  assert.equal(data.lifetime?.end, (540 + usual / 60) * MINUTE);
  assert.match(
    wordsOf(readXml(picture(data)), 'desc')[0] ?? '',
    /^From 09:00 to 10:08 UTC\. Session until 10:00/,
  );
});

test('an incident whose session ends within it begins before it', () => {
  const loaded = loadKnowledgeBase(ourFiles());
  const data = pageTimeline(errorPage(loaded, 'CredentialRefreshFailed'), loaded.kb);
  assert.equal(data?.lifetime?.end, 600 * MINUTE);
  assert.ok(data !== null && layoutTimeline(data)?.lifetime?.open);
});

test('every timeline of our pages becomes a picture', () => {
  const { kb } = loadKnowledgeBase(ourFiles());
  const pages = kb.entries
    .filter((entry) => entry.kind === 'error')
    .filter(({ timeline }) => timeline.length > 1);
  assert.ok(pages.length >= 2);
  for (const page of pages) {
    const data = pageTimeline(page, kb);
    assert.ok(data, page.code);
    const shown = wordsOf(readXml(picture(data)), 'desc').join('');
    for (const { title, at } of page.timeline) assert.ok(shown.includes(title) && shown.includes(at), title);
  }
});

test('a screen reader finds a name and a description', () => {
  const elements = readXml(picture(INCIDENT));
  const svg = elements[0]?.attributes ?? {};
  assert.equal(svg.role, 'img');
  const ids = elements.flatMap(({ attributes }) => attributes.id ?? []);
  assert.deepEqual(ids, [svg['aria-labelledby'], svg['aria-describedby']]);
  assert.equal(new Set(ids).size, ids.length);
  assert.deepEqual(wordsOf(elements, 'title'), ['Incident']);
  assert.match(svg.viewBox ?? '', /^0 0 760 \d+$/);
});

const HOSTILE = [
  '</text></svg><script>alert(1)</script>',
  '"><image href="https://evil.example/a.png"/>',
  '<![CDATA[ ]]> <!-- --> <?xml ?>',
  '&lt;b&gt; &nbsp; &',
  '\u0000\u001b[31mred\u202etxt\ufeff\u2028',
  'url(https://evil.example/a) javascript:alert(1)',
  'x'.repeat(100_000),
];

for (const words of HOSTILE) {
  test(`a label is only words: ${JSON.stringify(words.slice(0, 40))}`, () => {
    const kinds: EventKind[] = ['start', 'warning', 'failure', 'recovery', 'end'];
    const events = kinds.map((kind, at) => ({ at: NINE + at * MINUTE, label: words, kind }));
    const lifetime = { start: NINE, end: NINE + MINUTE, note: words };
    const svg = timelineSvg(
      { from: NINE, to: NINE + 9 * MINUTE, lifetime, events },
      { title: words, id: words },
    );
    const elements = readXml(svg);
    assert.deepEqual([...new Set(elements.map(({ name }) => name))].sort(), [
      'desc',
      'path',
      'rect',
      'svg',
      'text',
      'title',
    ]);
    const allowed =
      /^(?:xmlns|role|aria-labelledby|aria-describedby|viewBox|width|height|font-family|font-size|font-weight|fill|id|x|y|d|stroke|stroke-width|stroke-dasharray|stroke-opacity|text-anchor)$/;
    for (const { attributes } of elements) {
      for (const [key, value] of Object.entries(attributes)) {
        assert.match(key, allowed);
        assert.doesNotMatch(value, /url\(|evil|javascript/);
      }
    }
    assert.ok(svg.length < 20_000, `${svg.length} characters`);
  });
}

test('no secret is drawn', () => {
  const { secretAccessKey, refreshToken, ...shaped } = canary;
  const labels = [
    ...Object.values(shaped),
    `aws_secret_access_key=${secretAccessKey}`,
    `"refreshToken": "${refreshToken}"`,
  ];
  const events = labels.map((label, at) => ({ at: NINE + at * MINUTE, label, kind: 'warning' as const }));
  assert.deepEqual(leaked(picture({ from: NINE, to: NINE, events })), []);
});

/** Numbers that look random and are the same each time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

test('no label lies on another, on the line of another, or outside of the picture', () => {
  const kinds: EventKind[] = ['start', 'warning', 'failure', 'recovery', 'end'];
  for (let seed = 1; seed <= 400; seed++) {
    const next = numbers(seed);
    const span = [MINUTE, 90 * MINUTE, 3 * 24 * 60 * MINUTE][seed % 3] ?? MINUTE;
    const events = Array.from({ length: 1 + Math.floor(next() * 16) }, () => ({
      at: NINE + Math.floor(next() * span),
      label: Array.from({ length: 1 + Math.floor(next() * 14) }, () =>
        'abcdefghi日本語'.slice(0, 1 + next() * 12),
      ).join(' '),
      kind: kinds[Math.floor(next() * kinds.length)] ?? 'start',
    }));
    const layout = layoutTimeline({ from: NINE, to: NINE + span, events });
    assert.ok(layout);
    const { flags, width, height } = layout;
    flags.forEach((flag, at) => {
      const { box } = flag;
      assert.ok(box.x >= 0 && box.x + box.width <= width && box.y + box.height <= height, `seed ${seed}`);
      assert.equal(box.height, flag.lines.length * 16);
      for (const other of flags.slice(at + 1)) {
        assert.ok(!overlap(box, other.box), `seed ${seed}: ${flag.lines} on ${other.lines}`);
        // The line of each comes down from the top to its own words.
        const pole = (one: typeof flag) => ({ x: one.x, y: 0, width: 0.1, height: one.box.y });
        const wordsOnly = (one: typeof flag) => ({ ...one.box, x: one.box.x + 6, width: one.box.width - 6 });
        assert.ok(!overlap(wordsOnly(flag), pole(other)), `seed ${seed}: ${flag.lines} under a line`);
        assert.ok(!overlap(wordsOnly(other), pole(flag)), `seed ${seed}: ${other.lines} under a line`);
      }
    });
    const ticks = layout.ticks.filter(({ text }) => text !== '');
    ticks.forEach(({ middle, text }, at) => {
      const before = ticks[at - 1];
      const left = middle - widthOf(text) / 2;
      const free = before === undefined ? 0 : before.middle + widthOf(before.text) / 2;
      assert.ok(left >= free, `seed ${seed}: ${text} on ${before?.text}`);
    });
  }
});

test('odd input gives an empty or a modest picture', () => {
  const event = { at: NINE, label: 'x', kind: 'start' as const };
  assert.equal(picture({ from: 0, to: 0, events: [] }), '');
  for (const at of [Number.NaN, Number.POSITIVE_INFINITY, 1e300]) {
    assert.equal(picture({ from: at, to: at, events: [{ ...event, at }] }), '');
    const odd = { from: at, to: at, lifetime: { start: at, end: at }, events: [event] };
    readXml(picture(odd));
  }
  for (const lifetime of [
    { start: NINE, end: NINE - 1 },
    { start: NINE - 9e10, end: NINE - 8e10 },
    { start: NINE + 8e10, end: NINE + 9e10 },
  ]) {
    const svg = picture({ from: NINE, to: NINE, lifetime, events: [event] });
    for (const { attributes } of readXml(svg))
      assert.doesNotMatch(JSON.stringify(attributes), /NaN|Infinity|"-\d/);
  }
  const many = Array.from({ length: 50_000 }, (_, at) => ({
    ...event,
    at: NINE + at * MINUTE,
    label: `e${at}`,
  }));
  const svg = picture({ from: NINE, to: NINE, events: many });
  assert.ok(svg.length < 200_000, `${svg.length} characters`);
  assert.match(svg, /And 49960 more events\./);
});

test('lines are wrapped and cut by their width', () => {
  for (const words of ['a b c', 'x'.repeat(500), '日本語'.repeat(80), 'one '.repeat(200), '']) {
    const lines = wrapLines(words.trim(), 100);
    assert.ok(lines.length <= 4);
    for (const line of lines) assert.ok(widthOf(line) <= 100, line);
  }
});

/** WCAG 2: relative luminance. */
function luminance(hex: string): number {
  const part = (at: number) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
}

test('shapes stand out on light and on dark without the theme', () => {
  for (const [name, colour] of Object.entries(COLOURS)) {
    const hex = /^var\(--vscode-charts-[a-z]+, (#[0-9a-f]{6})\)$/.exec(colour)?.[1] ?? '';
    for (const ground of ['#ffffff', '#1f1f1f']) {
      const [dark, light] = [luminance(hex), luminance(ground)].sort((a, b) => a - b) as [number, number];
      const contrast = (light + 0.05) / (dark + 0.05);
      assert.ok(contrast >= 3, `${name} on ${ground}: ${contrast.toFixed(2)}`);
    }
  }
});
