import assert from 'node:assert/strict';
import { test } from 'node:test';
import { humanDuration } from '../../kb/duration.ts';
import { loadKnowledgeBase } from '../../kb/load.ts';
import type { ErrorPage } from '../../kb/types.ts';
import { renderArticleHtml } from '../../server/render/article-html.ts';
import { commandUrl, copyUrl, entryUrl, isEntryUrl } from '../../server/render/command-links.ts';
import { renderHover } from '../../server/render/hover.ts';
import { errorPage, load, ourFiles } from '../kb/pages.ts';
import { canary, leaked } from '../support/canary.ts';
import { readXml } from './xml.ts';

const loaded = loadKnowledgeBase(ourFiles());
const page = errorPage(loaded, 'ExpiredToken');

function copied(html: string): string[] {
  return [
    ...html.matchAll(
      /<a class="copy" href="command:sessionDoctor\.copyText\?([\w%.-]+)" title="Copy">Copy<\/a>/g,
    ),
  ].map(([, data = '']) => (JSON.parse(decodeURIComponent(data)) as [{ text: string }])[0].text);
}

function withCommand(command: string): ErrorPage {
  const small = errorPage(load());
  return { ...small, diagnosis: small.diagnosis.map((step) => ({ ...step, command })) };
}

test('each command and shell block can be copied, and nothing else', () => {
  const html = renderArticleHtml(page, loaded.kb, [], { commandLinks: true });
  const shell = [...html.matchAll(/<pre><code class="language-sh">/g)].length;
  const commands = page.diagnosis.flatMap(({ command }) => command ?? []);
  assert.ok(commands.length >= 3);
  assert.equal(copied(html).length, shell);
  for (const command of commands) assert.ok(copied(html).includes(command), command);
  assert.equal(html.split('copyText').length - 1, shell);
  assert.doesNotMatch(renderArticleHtml(page, loaded.kb), /command:|class="copy"/);
});

const COMMANDS = [
  `echo "a" 'b' \`c\` $(d) & < > | ; * ! ~`,
  '"><script>alert(1)</script>',
  '?%22%5D&x=#y [a](b)',
  'printf "\ud83d" 日本語',
];

for (const command of COMMANDS) {
  test(`a command is data in its link: ${JSON.stringify(command)}`, () => {
    const html = renderArticleHtml(withCommand(command), loaded.kb, [], { commandLinks: true });
    assert.deepEqual(copied(html), [command]);
    assert.equal(html.split('command:sessionDoctor').length, 2 + (html.match(/explainError/g) ?? []).length);
  });
}

test('no secret can be copied, and nothing longer than a command', () => {
  const command = `AWS_SESSION_TOKEN=${canary.sessionToken} AWS_ACCESS_KEY_ID=${canary.accessKeyId} aws s3 ls`;
  const html = renderArticleHtml(withCommand(command), loaded.kb, [], { commandLinks: true });
  assert.equal(copied(html).length, 1);
  assert.deepEqual(leaked(decodeURIComponent(html.replace(/%(?![0-9a-f]{2})/gi, ''))), []);
  assert.equal(copyUrl('x'.repeat(4001)), null);
  assert.equal(copyUrl(' \n'), null);
  assert.deepEqual(
    copied(renderArticleHtml(withCommand('x y '.repeat(1200)), loaded.kb, [], { commandLinks: true })),
    [],
  );
});

test('addresses of commands hold nothing but letters, digits and their encoding', () => {
  for (const text of ["a(b)'c'!*~", '"<>&', '\ud800', ' \n\t']) {
    for (const url of [entryUrl(text), commandUrl('sessionDoctor.copyText', { text })])
      assert.match(url, /^command:sessionDoctor\.\w+\?[\w%.-]+$/);
  }
  assert.ok(isEntryUrl(entryUrl('ExpiredToken')));
  for (const url of [
    'command:sessionDoctor.copyText?x',
    'command:sessionDoctor.explainError',
    'command:sessionDoctor.explainErrors?x',
    'command:workbench.action.quit',
    'command:sessionDoctor.explainError?"><b>',
    'command:sessionDoctor.explainError?x#command:y',
    'COMMAND:sessionDoctor.explainError?x',
  ])
    assert.ok(!isEntryUrl(url), url);
});

test('a link in a page never becomes a command of the editor', () => {
  const small = errorPage(load());
  for (const url of [
    copyUrl('rm -rf x') ?? '',
    'command:sessionDoctor.checkSession',
    'command:workbench.action.quit',
  ]) {
    const poisoned = {
      ...small,
      meaning: [{ p: [{ url, text: ['here'] }] }],
      references: [{ title: 'x', url }],
      diagnosis: [],
    };
    assert.doesNotMatch(
      renderArticleHtml(poisoned, loaded.kb, [], { commandLinks: true }),
      /copyText|checkSession|workbench/,
    );
  }
});

test('every neighbour is one click away, below the verdict', () => {
  const html = renderArticleHtml(page, loaded.kb, [], { commandLinks: true });
  const above = html.slice(0, html.indexOf('<h2'));
  for (const { id } of page.neighbours) assert.ok(above.includes(`href="${entryUrl(id)}"`), id);
  assert.ok(above.includes(`href="${entryUrl('decisions')}"`));
});

test('the timeline of a page stands as a picture below its heading', () => {
  for (const commandLinks of [true, false]) {
    const html = renderArticleHtml(page, loaded.kb, [], { commandLinks });
    const figures = [
      ...html.matchAll(/<h2 id="timeline">[^<]*<\/h2>\n<figure>(<svg [\s\S]*?<\/svg>)<\/figure>/g),
    ];
    assert.equal(figures.length, 1);
    assert.equal(html.split('<svg').length, 2);
    const ids = [...html.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    assert.equal(new Set(ids).size, ids.length);
    readXml(figures[0]?.[1] ?? '');
  }
  assert.doesNotMatch(renderArticleHtml(errorPage(load()), loaded.kb), /<svg/);
});

test('the headings keep their order', () => {
  const html = renderArticleHtml(page, loaded.kb, ['The session had ended.'], { commandLinks: true });
  const order = [...html.matchAll(/<h2 id="([^"]+)"/g)].map(([, id]) => id);
  assert.deepEqual(order.slice(0, 7), [
    'evidence',
    'meaning',
    'causes',
    'diagnosis',
    'fixes',
    'wrong-fixes',
    'neighbours',
  ]);
});

test('durations in hovers are figures of the lifetimes table', () => {
  const known = new Set(
    loaded.kb.lifetimes.flatMap(({ min, default: usual, max }) =>
      [min, usual, max].flatMap((number) => (number === undefined ? [] : [humanDuration(number)])),
    ),
  );
  let seen = 0;
  for (const entry of loaded.kb.entries) {
    for (const [said] of renderHover(entry).matchAll(
      /\b\d+ (?:second|minute|hour|day)s?\b(?: \d+ minutes?)?/g,
    )) {
      seen++;
      assert.ok(known.has(said), `${entry.file}: ${said}`);
    }
  }
  assert.ok(seen > 0);
});
