import assert from 'node:assert/strict';
import { test } from 'node:test';
import { find } from '../../kb/lookup.ts';
import { nameOf } from '../../kb/types.ts';
import { createEngine } from '../../server/engine.ts';
import { renderArticle } from '../../server/render/article.ts';
import { renderArticleHtml } from '../../server/render/article-html.ts';
import { MAX_LINES, renderHover } from '../../server/render/hover.ts';
import { ADDITION, edit, errorOf, ours, PAGE, withPages } from './support.ts';

test('an addition: what it holds is there, and all of ours still is', () => {
  const { kb, said } = withPages({ 'errors/ExpiredToken.md': ADDITION });
  assert.deepEqual(said, []);
  const [before, after] = [errorOf(ours, 'ExpiredToken'), errorOf(kb, 'ExpiredToken')];
  for (const [key, value] of Object.entries(before)) {
    const now = after[key as keyof typeof after];
    if (!Array.isArray(value)) assert.deepEqual(now, value, key);
    else
      for (const item of value)
        assert.ok((now as unknown[]).includes(item), `${key} lost ${JSON.stringify(item)}`);
  }
  assert.equal(after.references[0]?.title, 'Payments runbook');
  assert.equal(after.references.at(-1)?.title, 'Rota of the team');
  assert.deepEqual(after.fixes[0]?.body, [{ code: 'aws sso login --profile payments', lang: 'sh' }]);
  assert.equal(after.fixes.at(-1)?.id, 'restart-payments');
  assert.equal(after.causes.at(-1)?.id, 'nightly-job');
  assert.equal(after.diagnosis.at(-1)?.command, 'payctl sessions --last');
  assert.equal(after.tip.at(-1)?.id, 'ask-us');
  assert.deepEqual(
    kb.entries.filter((entry) => nameOf(entry) !== 'ExpiredToken'),
    ours.entries.filter((entry) => nameOf(entry) !== 'ExpiredToken'),
  );
});

test('the runbook leads the article and the pages of the hover; the command can be read and is no link', () => {
  const entry = errorOf(withPages({ 'errors/x.md': ADDITION }).kb, 'ExpiredToken');
  const hover = renderHover(entry, ['a', 'b', 'c', 'd', 'e']);
  const lines = hover.split('\n').filter((line) => line.trim() !== '');
  assert.ok(lines.length - 1 <= MAX_LINES);
  assert.match(hover, /aws sso login \\?-\\?-profile payments/);
  assert.match(lines.at(-1) ?? '', /^\[Payments runbook\]\(https:\/\/runbooks\.example\.com\/payments\)/);
  const html = renderArticleHtml(entry, ours);
  assert.ok(html.indexOf('https://runbooks.example.com/payments') < html.indexOf('AWS knew the kind'));
  assert.match(html, /<code[^>]*>aws sso login --profile payments/);
  assert.doesNotMatch(html, /command:/);
});

test('a new page is recognised, found by name, alias and sentence, and shown', () => {
  const { kb, said } = withPages({ 'errors/VaultLeaseEnded.md': PAGE });
  assert.deepEqual(said, []);
  const engine = createEngine(kb);
  const codes = (text: string) => engine.errors(text).map(({ code }) => code);
  assert.deepEqual(codes('aws worker: VaultLeaseEnded while signing'), ['VaultLeaseEnded']);
  assert.deepEqual(codes('agent says THE VAULT LEASE of this pod  is over'), ['VaultLeaseEnded']);
  for (const asked of ['vaultleaseended', 'Old Lease', 'x: the vault lease of this pod is over']) {
    const found = find(kb, asked);
    assert.ok(found.kind === 'found' && nameOf(found.entry) === 'VaultLeaseEnded', asked);
  }
  assert.match(renderArticle(errorOf(kb, 'VaultLeaseEnded'), kb), /vault lease lookup/);
});

test('a wording of an addition is recognised as the error that it amends', () => {
  const { kb } = withPages({ 'errors/x.md': ADDITION });
  const found = createEngine(kb).errors('12:00 payments gateway refused our old session');
  assert.deepEqual(
    found.map(({ code }) => code),
    ['ExpiredToken'],
  );
});

test('an addition to a rule', () => {
  const page = `---\namends: static-session-token\nrunbook: { title: How we take sessions, url: https://wiki.example.com/s }\n---\n\n## Fix\n\nWe have a helper for it, see [the wiki](https://wiki.example.com/h).\n`;
  const { kb, said } = withPages({ 'rules/helper.md': page });
  assert.deepEqual(said, []);
  const rule = kb.entries.find((entry) => nameOf(entry) === 'static-session-token');
  assert.ok(rule?.kind === 'rule');
  assert.match(renderArticle(rule, kb), /How we take sessions[\s\S]*We have a helper/);
  assert.equal(rule.references[0]?.url, 'https://wiki.example.com/s');
});

test('two pages amend one error, each with its own runbook and command', () => {
  const other = ADDITION.replace(/## Causes[\s\S]*/, '')
    .replace('payments session ended', 'billing session ended')
    .replace(/payments/gi, 'billing')
    .replace('gateway-sentence', 'billing-sentence');
  const { kb, said } = withPages({ 'errors/a.md': ADDITION, 'errors/b.md': other });
  assert.deepEqual(said, []);
  const { fixes, references } = errorOf(kb, 'ExpiredToken');
  assert.deepEqual(
    fixes
      .slice(0, 2)
      .map(({ id }) => id)
      .sort(),
    ['team-refresh', 'team-refresh-2'],
  );
  assert.ok(references.some(({ title }) => title === 'billing runbook'));
});

test('one broken page costs only itself', () => {
  const { kb, problems } = withPages({
    'errors/a.md': 'no page at all',
    'errors/VaultLeaseEnded.md': edit(PAGE, 'code: VaultLeaseEnded', 'code: [VaultLeaseEnded'),
    'errors/z.md': ADDITION,
  });
  assert.ok(problems.every(({ file }) => !file.endsWith('z.md')));
  assert.equal(errorOf(kb, 'ExpiredToken').references[0]?.title, 'Payments runbook');
  assert.equal(kb.entries.length, ours.entries.length);
});
