import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { FAMILIES, IDENTITIES, RULES } from '../../kb/known.ts';
import { groupOf, LIFETIME_GROUPS } from '../../kb/lifetimes.ts';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { decisionTable, indexTable, lifetimesTable } from '../../kb/tables.ts';
import { folder, stalePages, wantedPages } from '../../scripts/knowledge-base.ts';
import { complaints, ERROR, edit, LIFETIMES, load, ourFiles } from './pages.ts';

const { kb } = loadKnowledgeBase(ourFiles());
const script = fileURLToPath(new URL('../../scripts/knowledge-base.ts', import.meta.url));

test('each relation of two neighbours is there, from both sides', () => {
  const entries = decisionTable(kb).flatMap((family) => family.entries);
  const decisions = (code: string) => entries.find(({ page }) => page.code === code)?.decisions ?? [];
  let relations = 0;
  for (const { page } of entries) {
    for (const { id, question, here, there } of page.neighbours) {
      relations++;
      assert.deepEqual(
        decisions(page.code).find(({ other }) => other === id),
        { other: id, question, here, there },
        `${page.code}: ${id}`,
      );
      assert.ok(
        decisions(id).some(({ other }) => other === page.code),
        `${id} does not lead back to ${page.code}`,
      );
    }
  }
  assert.ok(relations > 100);
  for (const { page, decisions: list } of entries) {
    assert.ok(list.length > 0, page.code);
    assert.equal(new Set(list.map(({ other }) => other)).size, list.length, page.code);
  }
});

const other = (neighbours: string) => {
  const renamed = edit(ERROR, 'code: OldToken', 'code: ExpiredToken');
  return renamed.replace(/## Neighbours[\s\S]*?(?=## Examples)/, () => `## Neighbours\n\n${neighbours}\n`);
};
const decisionsOf = (neighbours: string, code: string) =>
  decisionTable(load({ 'errors/ExpiredToken.md': other(neighbours) }).kb)
    .flatMap(({ entries }) => entries)
    .find(({ page }) => page.code === code)?.decisions;

test('where one page asks, the other has the same question with its answers turned round', () => {
  assert.deepEqual(decisionsOf('', 'ExpiredToken'), [
    { other: 'OldToken', question: ['Is it old?'], here: ['No.'], there: ['Yes.'] },
  ]);
});

test('where both ask, each keeps its own question', () => {
  const asks = '### OldToken\nquestion: Has it ended?\nhere: It has.\nthere: It has not.\n';
  assert.deepEqual(decisionsOf(asks, 'ExpiredToken'), [
    { other: 'OldToken', question: ['Has it ended?'], here: ['It has.'], there: ['It has not.'] },
  ]);
  assert.deepEqual(decisionsOf(asks, 'OldToken'), [
    { other: 'ExpiredToken', question: ['Is it old?'], here: ['Yes.'], there: ['No.'] },
  ]);
});

test('a neighbour without a page, and a page that names itself, harm nothing', () => {
  const asks = (code: string) => `### ${code}\nquestion: Q?\nhere: H.\nthere: T.\n`;
  assert.deepEqual(
    decisionsOf(asks('InvalidToken') + asks('ExpiredToken'), 'ExpiredToken')?.map((one) => one.other),
    ['InvalidToken', 'OldToken'],
  );
});

test('families stand in their order, every entry once', () => {
  const { families, rules } = indexTable(kb);
  assert.deepEqual(
    families.map(({ id }) => id),
    FAMILIES.filter((id) => families.some((family) => family.id === id)),
  );
  const codes = families.flatMap(({ entries }) => entries.map(({ code }) => code));
  assert.deepEqual([...codes].sort(), [...IDENTITIES].sort());
  assert.deepEqual(rules.map(({ id }) => id).sort(), [...RULES].sort());
});

test('every lifetime has its group, and stands in the table once', () => {
  for (const lifetime of kb.lifetimes) {
    assert.ok(
      groupOf(lifetime) !== null,
      `kb/lifetimes.yaml: "${lifetime.id}" has no group; write "group:" and one of: ${LIFETIME_GROUPS.join(', ')}`,
    );
  }
  const sections = lifetimesTable(kb);
  assert.deepEqual(
    sections.map(({ id }) => id),
    LIFETIME_GROUPS,
  );
  const ids = sections.flatMap(({ rows }) => rows.map(({ lifetime }) => lifetime.id));
  assert.deepEqual([...ids].sort(), kb.lifetimes.map(({ id }) => id).sort());
  const usual = sections.flatMap(({ rows }) => rows).find(({ lifetime }) => lifetime.id === 'assume-role');
  assert.deepEqual([usual?.min, usual?.default, usual?.max], ['15 minutes', '1 hour', '12 hours']);
});

test('a group that is not known is named with its line; one without stands under Other', () => {
  assert.deepEqual(complaints({ 'lifetimes.yaml': edit(LIFETIMES, 'what:', 'group: sesion, what:') }), [
    `lifetimes.yaml:1: "group: sesion" is not known; write one of: ${LIFETIME_GROUPS.join(', ')}`,
  ]);
  assert.deepEqual(
    lifetimesTable(load().kb).map(({ id, rows }) => [id, rows.length]),
    [['other', 1]],
  );
});

function check(): Promise<{ code: number; stderr: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, '--check'], { timeout: 30_000 }, (error, _, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stderr }),
    );
  });
}

test('docs/knowledge-base is what the knowledge base says now', async () => {
  assert.deepEqual(await check(), { code: 0, stderr: '' });
});

test('a page that is stale, missing or left over is named with the command to run', async () => {
  const at = await mkdtemp(join(tmpdir(), 'session-doctor-docs-'));
  try {
    const pages = await wantedPages();
    for (const [name, text] of Object.entries(pages))
      await writeFile(join(at, name), text.replaceAll('\n', '\r\n'));
    assert.deepEqual(await stalePages(pages, at), []);
    await writeFile(join(at, 'decisions.md'), 'old');
    await rm(join(at, 'lifetimes.md'));
    await writeFile(join(at, 'more.md'), '');
    assert.deepEqual(await stalePages(pages, at), [
      'docs/knowledge-base/decisions.md is out of date; run: npx node scripts/knowledge-base.ts',
      'docs/knowledge-base/lifetimes.md is missing; run: npx node scripts/knowledge-base.ts',
      'docs/knowledge-base/more.md is not made any more; delete it',
    ]);
  } finally {
    await rm(at, { recursive: true, force: true });
  }
});

/** The anchors of a page as GitHub makes them. */
function anchors(markdown: string): string[] {
  return [...markdown.matchAll(/^#{1,6} (.+)$/gm)].map(([, title = '']) =>
    title
      .replace(/\\(.)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

test('all links within the repository lead somewhere', async () => {
  let checked = 0;
  for (const [name, markdown] of Object.entries(await wantedPages())) {
    const own = anchors(markdown);
    assert.equal(new Set(own).size, own.length, `${name}: a heading twice`);
    for (const [, url = ''] of markdown.matchAll(/\]\(([^)]+)\)/g)) {
      if (/^https:/.test(url)) continue;
      checked++;
      if (url.startsWith('#')) assert.ok(own.includes(url.slice(1)), `${name}: ${url}`);
      else await readFile(join(dirname(join(folder, name)), url));
    }
  }
  assert.ok(checked > 200, `${checked}`);
});
