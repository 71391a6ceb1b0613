import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkGraph } from '../../kb/graph.ts';
import { PROBES } from '../../kb/known.ts';
import { groupOf } from '../../kb/lifetimes.ts';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { formatProblem } from '../../kb/source.ts';
import { ERROR, edit, LIFETIMES, load, ourFiles, RULE } from './pages.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const files = ourFiles();
const { kb, problems } = loadKnowledgeBase(files);

function textsBelow(folder: string, ending: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ending.test(name) && !/(?:^|\/)(?:node_modules|fixtures)\//.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

/** The later of this machine's day and that of the last commit: a clock that is behind is no fault of a page. */
function today(): string {
  let committed = '';
  try {
    committed = execFileSync('git', ['log', '-1', '--format=%cs'], { cwd: root, encoding: 'utf8' }).trim();
  } catch {} // a copy without its history
  const now = new Date().toISOString().slice(0, 10);
  return committed > now ? committed : now;
}

/** The lifetimes that a page or the program quotes by name. */
function quoted(): Set<string> {
  const pages = files.flatMap(({ text }) =>
    [...text.matchAll(/\{\{([a-z0-9-]+)\./g)].map(([, id = '']) => id),
  );
  const program = textsBelow('server', /\.ts$/).join('\n');
  return new Set([...pages, ...kb.lifetimes.map(({ id }) => id).filter((id) => program.includes(`'${id}'`))]);
}

test('the knowledge base is one whole: nothing dangles, nothing is alone, nothing is unused', (t) => {
  const inPages = quoted();
  const inTable = kb.lifetimes.filter((lifetime) => groupOf(lifetime) !== null).map(({ id }) => id);
  const found = checkGraph(kb, { today: today(), shownLifetimes: new Set([...inPages, ...inTable]) });
  assert.deepEqual([...problems, ...found].map(formatProblem), []);
  t.diagnostic(`in the table of lifetimes only: ${inTable.filter((id) => !inPages.has(id)).join(', ')}`);
});

test('every error can be reached from ExpiredToken by way of neighbours', () => {
  const next = new Map(
    kb.entries.flatMap((page) => (page.kind === 'error' ? [[page.code, page.neighbours]] : [])),
  );
  const reached = new Set(['ExpiredToken']);
  for (const code of reached) for (const { id } of next.get(code) ?? []) reached.add(id);
  assert.deepEqual(
    [...next.keys()].filter((code) => !reached.has(code)),
    [],
  );
});

test('ExpiredToken answers every page that names it as a neighbour', () => {
  const page = kb.entries.find((entry) => entry.kind === 'error' && entry.code === 'ExpiredToken');
  const asked = page?.kind === 'error' ? page.neighbours.map(({ id }) => id) : [];
  for (const other of kb.entries) {
    if (other.kind !== 'error' || !other.neighbours.some(({ id }) => id === 'ExpiredToken')) continue;
    assert.ok(
      asked.includes(other.code),
      `kb/errors/ExpiredToken.md: write "### ${other.code}" under "## Neighbours"`,
    );
  }
});

const page = 'errors/OldToken.md';
const rule = 'rules/no-clock.md';
const url = 'https://docs.aws.amazon.com/errors';
/** The small knowledge base of the other tests, with sources that exist. */
const MODEL = {
  [page]: edit(ERROR, 'https://docs.example.org/errors', url),
  [rule]: edit(RULE, 'https://docs.example.org/errors', url),
  'lifetimes.yaml': edit(LIFETIMES, 'the sun', 'https://www.npmjs.com/package/sun'),
};

/** What is said about it after a change, apart from the pages and probes that it lacks anyway. */
function said(file: keyof typeof MODEL, from: string, to: string): string[] {
  const around = { today: '2026-05-01', shownLifetimes: new Set(['hour']) };
  return checkGraph(load({ ...MODEL, [file]: edit(MODEL[file] ?? '', from, to) }).kb, around)
    .map(formatProblem)
    .filter((line) => !/kb\/FORMAT\.md says how|names the probe/.test(line));
}

test('the small knowledge base of these tests is whole', () => {
  assert.deepEqual(said(page, url, `${url}/more`), []);
});

const MISTAKES: [what: string, file: keyof typeof MODEL, from: string, to: string, says: RegExp][] = [
  [
    'a rule that no fix names',
    page,
    'rules: no-clock\n',
    '',
    /^rules\/no-clock\.md:1: no fix names the rule no-clock/,
  ],
  [
    'a rule whose errors do not name it',
    rule,
    'errors: [OldToken]',
    'errors: [ExpiredToken]',
    /^rules\/no-clock\.md:1: none of the errors of no-clock names it in a fix; OldToken does/,
  ],
  ['a lifetime that nothing shows', 'lifetimes.yaml', 'hour:', 'day:', /nothing shows the lifetime "day"/],
  [
    'a source that cannot be looked up',
    'lifetimes.yaml',
    'https://www.npmjs.com/package/sun',
    'hearsay',
    /^lifetimes\.yaml:1: the source of "hour": "hearsay" names no page/,
  ],
  [
    'a page that was reviewed tomorrow',
    page,
    '2026-04-21',
    '2026-05-02',
    /^errors\/OldToken\.md:1: the review of OldToken, 2026-05-02, is in the future/,
  ],
  ['a reference without https', page, url, 'http://docs.aws.amazon.com/', /"http:.*" is not https/],
  ['a reference to this machine', page, url, 'https://localhost/', /"localhost" is no public host/],
  ['a reference to a number', page, url, 'https://10.0.0.1/', /"10\.0\.0\.1" is no public host/],
  ['a reference to a port', page, url, 'https://a.amazon.com:8443/', /"a\.amazon\.com" is no public host/],
  [
    'a reference to a placeholder',
    page,
    url,
    'https://docs.example.org/',
    /"docs\.example\.org" is no public host/,
  ],
];

for (const [what, file, from, to, says] of MISTAKES) {
  test(`the graph check names ${what}`, () => {
    const lines = said(file, from, to);
    assert.ok(
      lines.some((line) => says.test(line)),
      `expected ${says}, got:\n${lines.join('\n')}`,
    );
  });
}

test('the graph check names pages of the contract that are missing, and probes that no step uses', () => {
  const lines = checkGraph(load().kb, { today: '2026-05-01', shownLifetimes: new Set() }).map(formatProblem);
  assert.ok(
    lines.includes(
      'errors/ExpiredToken.md:1: ExpiredToken has no page; write this file, kb/FORMAT.md says how',
    ),
  );
  for (const probe of PROBES) {
    const used = probe === 'measure-clock-difference';
    assert.equal(
      lines.some((line) => line.includes(`names the probe "${probe}"`)),
      !used,
      probe,
    );
  }
});

/** Anchor of a heading, as repository hosts make it. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-');
const withoutCode = (text: string) => text.replace(/^ *(`{3,})[\s\S]*?^ *\1/gm, '').replace(/`[^`\n]*`/g, '');

test('every relative link of a Markdown file leads to a file, and to a heading where it names one', () => {
  const names = [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...['kb', 'docs', 'samples'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => `${folder}/${name}`),
    ),
  ];
  let links = 0;
  for (const name of names) {
    const text = withoutCode(readFileSync(join(root, name), 'utf8'));
    for (const [, link = ''] of text.matchAll(/\]\(([^()\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      links++;
      const [path = '', fragment] = link.split('#');
      const target = path === '' ? join(root, name) : join(root, dirname(name), decodeURIComponent(path));
      assert.ok(existsSync(target), `${name}: ${link} leads nowhere`);
      if (fragment === undefined) continue;
      const headings = readFileSync(target, 'utf8').match(/(?<=^#+ ).*$/gm) ?? [];
      assert.ok(headings.map(anchor).includes(fragment), `${name}: ${link} names no heading`);
    }
  }
  assert.ok(links > 0, 'no relative link was found at all');
});
