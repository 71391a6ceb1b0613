import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PAGE } from '../../kb/source.ts';
import { nameOf } from '../../kb/types.ts';
import { createEngine } from '../../server/engine.ts';
import { renderArticle } from '../../server/render/article.ts';
import { renderArticleHtml } from '../../server/render/article-html.ts';
import { renderText } from '../../server/render/article-text.ts';
import { renderHover } from '../../server/render/hover.ts';
import { PAGES } from './hostile-pages.ts';
import { ADDITION, entryOf, ours, withPages } from './support.ts';

test('there are enough of them', () => assert.ok(Object.keys(PAGES).length >= 25));

for (const [what, { name = 'errors/amends.md', text, says }] of Object.entries(PAGES)) {
  test(`${what}: said at its line, and harmless`, () => {
    const start = performance.now();
    const { kb, said } = withPages({ [name]: text });
    // Twice what the worst page of its size takes; the stalls that this is for take minutes.
    assert.ok(performance.now() - start < 20_000, 'reading took too long');
    assert.ok(
      said.some((line) => says.test(line)),
      `expected ${says}, got:\n${said.slice(0, 5).join('\n')}`,
    );
    assert.ok(
      said.length <= 160 && said.every((line) => line.length < 600 && !/[\u0000-\u001f\u202e]/.test(line)),
    );
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    for (const entry of ours.entries) {
      const now = entryOf(kb, nameOf(entry));
      if (nameOf(entry) !== 'ExpiredToken') assert.equal(now, entry, 'a page of ours was replaced');
      else assert.equal(now?.verdict, entry.verdict);
    }
    for (const entry of kb.entries) if (!ours.entries.includes(entry)) assertHarmless(entry, kb);
    const found = createEngine(kb).errors(
      'An error occurred (ExpiredToken) when calling the PutObject operation: x',
    );
    assert.deepEqual(
      found.map(({ code }) => code),
      ['ExpiredToken'],
    );
  });
}

function assertHarmless(entry: (typeof ours.entries)[number], kb: typeof ours): void {
  const html = renderArticleHtml(entry, kb, [], { commandLinks: true });
  assert.doesNotMatch(html, /<(?:script|img|iframe|object|style|link|meta|form)|<[^>]*\son\w+=/i);
  const targets = [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map((match) => match[1] ?? '');
  for (const target of targets)
    assert.match(target, /^(?:https:\/\/|#|command:sessionDoctor\.(?:explainError|copyText)\?)/);
  assert.ok(!targets.some((target) => /evil|etc\/passwd|\.env|alert/.test(target)));
  for (const markdown of [renderHover(entry, [], { commandLinks: true }), renderArticle(entry, kb)])
    assert.doesNotMatch(
      markdown.replace(/^(`{3,}).*\n[\s\S]*?^\1$/gm, '').replace(/`[^`]*`/g, ''),
      /\]\((?!https?:\/\/|command:sessionDoctor\.(?:explainError|checkSession))|<\w/,
    );
  assert.doesNotMatch(renderText(entry, kb), /[\u0000-\u0009\u000b-\u001f\u202e]/);
}

test('a byte order mark and carriage returns are no mistake', () => {
  assert.deepEqual(withPages({ 'errors/x.md': `\ufeff${ADDITION}` }).said, []);
  assert.deepEqual(withPages({ 'errors/x.md': ADDITION.replaceAll('\n', '\r\n') }).said, []);
});

test('more pages than are read', () => {
  const pages = Object.fromEntries(
    Array.from({ length: 105 }, (_, at) => [`errors/p${String(at).padStart(3, '0')}.md`, ADDITION]),
  );
  const { said } = withPages(pages);
  assert.equal(
    said.filter((line) => /more than 100 pages of a team; this one is not read/.test(line)).length,
    5,
  );
});

test('more text than is read', () => {
  const filled = `${ADDITION}\n## Prevention\n\n- ${'x'.repeat(MAX_PAGE - 3000)} {#x}\n`;
  const pages = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`errors/p${at}.md`, filled]));
  const { said, kb } = withPages(pages);
  assert.ok(said.some((line) => /p8\.md:1: .* characters together; this one is not read/.test(line)));
  assert.ok(kb.entries.length === ours.entries.length);
});
