import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { find } from '../../kb/lookup.ts';
import { nameOf } from '../../kb/types.ts';
import { lifetimesSvg } from '../../server/render/lifetimes-svg.ts';
import { SPECIAL_PAGES, specialPage } from '../../server/render/special-pages.ts';
import { ERROR, edit, LIFETIMES, load, ourFiles } from '../kb/pages.ts';
import { golden } from './golden.ts';
import { readXml } from './xml.ts';

const { kb } = loadKnowledgeBase(ourFiles());

const OTHER = edit(
  edit(edit(ERROR, 'code: OldToken', 'code: ExpiredToken'), '### ExpiredToken\n', '### OldToken\n'),
  'Is it old?',
  'Has it ended?',
);
const THIRD = edit(
  edit(ERROR, 'code: OldToken', 'code: InvalidToken'),
  'family: session-ended',
  'family: aws-login',
);
const small = load({
  'errors/ExpiredToken.md': OTHER,
  'errors/InvalidToken.md': THIRD,
  'lifetimes.yaml': `${LIFETIMES}day: { group: signing, what: A day of \`date\`, min: 60, max: 86400, note: Or a night, source: "https://docs.example.org/day", reviewed: 2026-04-02 }\n`,
}).kb;

for (const name of SPECIAL_PAGES) {
  test(`${name} of a small knowledge base, in each rendering`, () => {
    const page = specialPage(small, name, { commandLinks: true });
    assert.ok(page);
    golden(`${name}.md`, page.markdown);
    golden(`${name}.txt`, page.text);
    golden(`${name}.html`, page.html);
  });

  test(`${name} of our own: every link within it ends at one of its headings`, () => {
    const page = specialPage(kb, name, { commandLinks: true });
    assert.ok(page);
    const ids = [...page.html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    const within = [...page.html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    assert.ok(within.length > 5);
    for (const id of within) assert.ok(ids.includes(id), id);
  });

  test(`${name} links to pages, to sources and within itself only`, () => {
    const hosts = new Set(
      kb.lifetimes.filter(({ source }) => URL.canParse(source)).map(({ source }) => new URL(source).host),
    );
    for (const commandLinks of [true, false]) {
      const { html } = specialPage(kb, name, { commandLinks }) ?? { html: '' };
      assert.doesNotMatch(html, /<(?:script|style|img|iframe|a class="copy")|\s(?:on\w+|style|src)=/i);
      for (const [, url = ''] of html.matchAll(/href="([^"]*)"/g)) {
        if (url.startsWith('#')) continue;
        if (commandLinks && url.startsWith('command:sessionDoctor.explainError?')) {
          const [{ name: entry }] = JSON.parse(decodeURIComponent(url.split('?')[1] ?? '')) as [
            { name: string },
          ];
          assert.equal(find(kb, entry).kind, 'found');
        } else assert.ok(hosts.has(new URL(url).host), url);
      }
    }
  });
}

test('the names are asked for in any case, and belong to no entry', () => {
  assert.equal(specialPage(kb, ' Decisions\n')?.title, specialPage(kb, 'decisions')?.title);
  for (const name of ['', 'decision', 'ExpiredToken', '__proto__', 'constructor', 'toString'])
    assert.equal(specialPage(kb, name), null, name);
  for (const name of SPECIAL_PAGES) {
    assert.equal(find(kb, name).kind, 'unknown', name);
    assert.ok(!kb.entries.some((entry) => nameOf(entry).toLowerCase() === name));
  }
});

test('the text is wrapped and plain', () => {
  for (const name of SPECIAL_PAGES) {
    const lines = (specialPage(kb, name)?.text ?? '').split('\n');
    assert.ok(lines.length > 100);
    assert.deepEqual(
      lines.filter((line) => line.length > 88 && !/https?:/.test(line)),
      [],
    );
  }
});

test('hostile names, questions and figures are words in every rendering', () => {
  const attack = '"><script>alert(1)</script>[x](javascript:alert(1))|`<b>`';
  const [entry] = small.entries.filter((one) => one.kind === 'error');
  assert.ok(entry);
  const neighbour = {
    id: attack,
    title: attack,
    body: [],
    question: [attack],
    here: [attack],
    there: [attack],
  };
  const page = { ...entry, code: attack, title: attack, family: attack, neighbours: [neighbour] };
  const lifetimes = [
    { id: attack, what: attack, note: attack, default: 5, source: attack, reviewed: attack },
  ];
  const poisoned = { ...small, entries: [page], lifetimes };
  for (const name of SPECIAL_PAGES) {
    const html = specialPage(poisoned, name, { commandLinks: true })?.html ?? '';
    assert.doesNotMatch(html, /<script|<b>|href="(?!#|command:sessionDoctor\.explainError\?[\w%.-]+")/);
  }
  readXml(lifetimesSvg(poisoned));
});

test('an address in an answer becomes no link', () => {
  const [entry, ...rest] = small.entries.filter((one) => one.kind === 'error');
  assert.ok(entry);
  const urls = [
    'https://evil.example/',
    'command:workbench.action.quit',
    'javascript:alert(1)',
    'file:///etc',
  ];
  const here = urls.map((url) => ({ url, text: ['here'] }));
  const neighbours = entry.neighbours.map((one) => ({ ...one, here, there: here }));
  const html = specialPage({ ...small, entries: [{ ...entry, neighbours }, ...rest] }, 'decisions', {
    commandLinks: true,
  })?.html;
  assert.match(html ?? '', /herehere/);
  assert.doesNotMatch(html ?? '', /evil|workbench|javascript|file:/);
});

test('the picture of the lifetimes tells every figure, in order and within its frame', () => {
  const svg = lifetimesSvg(kb);
  const elements = readXml(svg);
  const story = elements.find(({ name }) => name === 'desc')?.words ?? '';
  const names = elements.filter(({ name }) => name === 'text').map(({ words }) => words);
  for (const { id } of kb.lifetimes) {
    assert.ok(story.includes(`${id}, `), id);
    assert.ok(names.includes(id), id);
  }
  assert.match(story, /assume-role, shortest 15 minutes, default 1 hour, longest 12 hours;/);
  const height = Number(/viewBox="0 0 760 (\d+)"/.exec(svg)?.[1]);
  for (const { attributes } of elements.filter(({ name }) => name === 'text')) {
    assert.ok(Number(attributes.x) >= 0 && Number(attributes.x) < 760);
    assert.ok(Number(attributes.y) > 0 && Number(attributes.y) < height);
  }
  assert.equal(lifetimesSvg({ ...kb, lifetimes: [] }), '');
});

test('the picture of a small table', () => golden('lifetimes.svg', `${lifetimesSvg(small)}\n`));
