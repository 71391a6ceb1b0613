import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadKnowledgeBase } from '../../kb/load.ts';
import type { ErrorPage, Inline } from '../../kb/types.ts';
import { renderArticle } from '../../server/render/article.ts';
import { renderArticleHtml } from '../../server/render/article-html.ts';
import { renderText } from '../../server/render/article-text.ts';
import { entryUrl } from '../../server/render/command-links.ts';
import { canary, leaked } from '../support/canary.ts';
import { ERROR, edit, errorPage, load, ourFiles } from './pages.ts';

const { kb } = loadKnowledgeBase(ourFiles());

/** Every text that a page holds for its readers, with the key it stands under. */
function textsOf(value: unknown, key = ''): [string, string][] {
  if (typeof value === 'string') return [[key, value]];
  if (Array.isArray(value)) return value.flatMap((inner) => textsOf(inner, key));
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, name));
}

const NOT_SHOWN = new Set([
  'onlyWith',
  'codeContext',
  'kind',
  'file',
  'aliases',
  'matches',
  'raisedBy',
  'family',
  'wordings',
  'context',
  'probe',
  'for',
  'against',
  'causes',
  'source',
  'role',
  'lang',
  'id',
  'severity',
]);
const squeeze = (text: string) => text.replace(/\s+/g, ' ').trim();

test('the text of an article holds everything its page says', () => {
  for (const entry of kb.entries) {
    const shown = squeeze(renderText(entry, kb, [], 10_000).replace(/\n\s*/g, ' '));
    const spoken =
      entry.kind === 'error'
        ? { ...entry, wordings: [], examples: entry.examples.filter(({ role }) => role !== 'other') }
        : entry;
    for (const [key, text] of textsOf(spoken)) {
      if (NOT_SHOWN.has(key)) continue;
      assert.ok(shown.includes(squeeze(text)), `${entry.file}, ${key}: ${text}`);
    }
  }
});

test('text is wrapped and plain', () => {
  for (const entry of kb.entries) {
    const text = renderText(entry, kb, [], 72);
    assert.doesNotMatch(text, /\u001b|[ \t]+$|\n{4}/m);
    const long = text
      .split('\n')
      .slice(1) // a title is one line, however long
      .filter((line) => line.length > 72 && !/^[ =]{4}/.test(line) && !/https?:/.test(line));
    assert.deepEqual(long, []);
  }
});

test('headings carry the ids of their items', () => {
  const page = errorPage({ kb, problems: [] }, 'ExpiredToken');
  const html = renderArticleHtml(page, kb);
  const ids = [...html.matchAll(/<h[1-6] id="([^"]+)"/g)].map(([, id]) => id);
  assert.equal(ids.length, [...html.matchAll(/<h[1-6]/g)].length);
  assert.equal(new Set(ids).size, ids.length);
  for (const { id } of [...page.causes, ...page.diagnosis, ...page.fixes, ...page.timeline])
    assert.ok(ids.includes(id), id);
  assert.match(html, /<h3 id="clock-drift">The clock of the machine is wrong<\/h3>/);
});

test('links lead to the hosts of the references, and to other pages where the editor follows them', () => {
  for (const entry of kb.entries) {
    const hosts = entry.references.map(({ url }) => new URL(url).host);
    for (const commandLinks of [false, true]) {
      const html = renderArticleHtml(entry, kb, [], { commandLinks });
      for (const [, url = ''] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
        if (commandLinks && url.startsWith('command:sessionDoctor.explainError?')) {
          const [{ name }] = JSON.parse(decodeURIComponent(url.split('?')[1] ?? '')) as [{ name: string }];
          assert.ok(
            name === 'decisions' ||
              kb.entries.some((other) => (other.kind === 'error' ? other.code : other.id) === name),
            name,
          );
        } else if (commandLinks && url.startsWith('command:sessionDoctor.copyText?')) {
          assert.match(url, /\?[\w%.-]+$/);
        } else assert.ok(hosts.includes(new URL(url).host), url);
      }
    }
  }
  const rule = kb.entries.find((entry) => entry.kind === 'rule');
  assert.ok(rule !== undefined);
  assert.match(
    renderArticleHtml(rule, kb, [], { commandLinks: true }),
    /href="command:sessionDoctor\.explainError\?[^"]*ExpiredToken/,
  );
});

/** A page whose every text is an attack; it never came through the parser. */
function poisoned(attack: string): ErrorPage {
  const inline: Inline[] = [
    attack,
    { code: attack },
    { strong: [attack] },
    { em: [attack] },
    { url: attack, text: [attack] },
  ];
  const item = {
    id: attack,
    title: attack,
    body: [{ p: inline }, { code: attack, lang: attack }, { list: [{ id: attack, text: inline }] }],
  };
  const page = errorPage(load());
  return {
    ...page,
    title: attack,
    verdict: attack,
    action: attack,
    references: [{ title: attack, url: attack }],
    spellings: [{ by: attack, kind: 'sdk', code: attack, message: attack }],
    meaning: item.body,
    causes: [{ ...item, for: [attack], against: [] }],
    diagnosis: [{ ...item, command: attack }],
    neighbours: [{ ...item, question: inline, here: inline, there: inline }],
    examples: [{ lang: attack, role: 'match', text: attack, title: attack, line: 1 }],
    tools: [{ text: inline }],
  };
}

const ATTACKS = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg/onload=alert(1)>',
  '[a](javascript:alert(1))',
  'javascript:alert(1)',
  'command:workbench.action.quit',
  '![a](https://evil.example/a.png)',
  '</code></pre><script>alert(1)</script>',
  '```\n</pre><iframe src="https://evil.example">\n```',
  '````\n# x\n````',
  '| a | b |\n|---|---|\n| <b> | c |',
  '<a href="javascript:alert(1)">x</a>',
  '[x]: javascript:alert(1)\n\n[x]',
  '&lt;script&gt; &#60;script&#62;',
];

for (const attack of ATTACKS) {
  test(`nothing in a page is obeyed: ${JSON.stringify(attack)}`, () => {
    for (const commandLinks of [false, true]) {
      const html = renderArticleHtml(poisoned(attack), kb, [attack], { commandLinks });
      assert.doesNotMatch(
        html,
        /<(?!\/?(?:h[1-3]|p|ul|ol|li|strong|em|code|pre|a|table|thead|tbody|tr|th|td)[ >])/i,
      );
      assert.doesNotMatch(html, /<[^>]+\s(?:on\w+|src|style)=/i);
      // The poisoned command may be copied, as data and by no other link; the decision table is our own address.
      const links = html
        .replace(
          /<a class="copy" href="command:sessionDoctor\.copyText\?[\w%.-]+" title="Copy">Copy<\/a>/g,
          '',
        )
        .replace(`href="${entryUrl('decisions')}"`, '');
      assert.doesNotMatch(links, /href="(?!https:\/\/docs\.example\.org\/)/i);
    }
  });
}

test('no secret leaves through an article', () => {
  const secrets = Object.values(canary);
  for (const secret of secrets) {
    const shown =
      secret === canary.secretAccessKey
        ? `aws_secret_access_key=${secret}`
        : secret === canary.refreshToken
          ? `"refreshToken": "${secret}"`
          : secret;
    const page = poisoned(shown);
    for (const text of [
      renderArticle(page, kb, [shown]),
      renderArticleHtml(page, kb, [shown]),
      renderText(page, kb, [shown]),
    ]) {
      assert.deepEqual(leaked(text), []);
    }
  }
});

test('long paragraphs are kept whole', () => {
  const words = Array.from({ length: 400 }, (_, at) => `word${at}`).join(' ');
  const page = errorPage(load({ 'errors/OldToken.md': edit(ERROR, 'Text of the cause.', words) }));
  assert.ok(renderArticle(page, kb).includes(words));
  assert.ok(renderText(page, kb).replace(/\s+/g, ' ').includes(words));
});
