import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadKnowledgeBase } from '../../kb/load.ts';
import type { ErrorPage } from '../../kb/types.ts';
import { INVENTORY } from './inventory.ts';
import { errorPage, ourFiles } from './pages.ts';

const files = ourFiles();
const page = errorPage(loadKnowledgeBase(files), 'ExpiredToken');
const source = files.find(({ name }) => name === page.file)?.text ?? '';

/** All words below a value, in order, without the keys; pieces of one sentence are not parted. */
function words(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(words).join(value.every(isPiece) ? '' : '\n');
  if (value === null || typeof value !== 'object') return '';
  return Object.values(value)
    .map(words)
    .join(isPiece(value) ? '' : '\n');
}

function isPiece(value: unknown): boolean {
  if (typeof value === 'string') return true;
  return (
    typeof value === 'object' && value !== null && ('code' in value || 'em' in value || 'strong' in value)
  );
}

interface Carrier {
  id?: string;
}

function lists(of: ErrorPage): Record<string, readonly Carrier[]> {
  const { causes, diagnosis, fixes, cases, shortcuts, timeline, tools, verification, prevention, tip } = of;
  const points = of.audits.flatMap(({ body }) =>
    body.flatMap((block) => ('list' in block ? block.list : [])),
  );
  return {
    ...{ causes, diagnosis, fixes, cases, shortcuts, timeline, tools, verification, prevention, tip },
    wrong: of.wrongFixes,
    audits: [...of.audits, ...points],
  };
}

/** The section of the source below the heading with this id; examples keep no id once they are parsed. */
function exampleText(id: string): string | null {
  const [, after] = source.split(`{#${id}}\n`);
  return after === undefined ? null : (after.split(/^##/m)[0] ?? '');
}

/** The text that an id of the inventory stands for; null where it stands for nothing. */
function carried(id: string): string | null {
  if (id === 'meaning') return words(page.meaning);
  if (id.startsWith('file:')) {
    const url = new URL(`../../${id.slice(5)}`, import.meta.url);
    return existsSync(url) ? readFileSync(url, 'utf8') : null;
  }
  const [list = '', rest = ''] = id.split('/');
  const [item = '', key] = rest.split('.');
  if (list === 'examples') return exampleText(item);
  const holder =
    list === 'page' ? page : (lists(page)[list]?.find((one) => one.id === item) as object | undefined);
  const field = list === 'page' ? item : key;
  if (holder === undefined) return null;
  if (field === undefined) return words(holder);
  return field in holder ? words(holder[field as keyof typeof holder]) : null;
}

const squeeze = (text: string) => text.replace(/\s+/g, ' ').toLowerCase();

for (const { title, size, items } of INVENTORY) {
  test(`the seed's section "${title}" is complete, and the page carries each item`, () => {
    assert.deepEqual(
      items.map(({ ordinal }) => ordinal),
      Array.from({ length: size }, (_, at) => at + 1),
    );
    for (const { ordinal, about, id, facts } of items) {
      const where = `${ordinal}, ${about}: ExpiredToken#${id}`;
      const text = carried(id);
      assert.ok(text !== null, `${where} does not exist`);
      assert.ok(facts.length > 0, `${where} names no fact to look for`);
      for (const fact of facts) assert.ok(squeeze(text).includes(squeeze(fact)), `${where} lacks "${fact}"`);
    }
  });
}

test('an id that leads nowhere is noticed', () => {
  const wrong = ['causes/no-such-cause', 'cases/long-batch-window.cure', 'page/nothing', 'nowhere/at-all'];
  assert.deepEqual(
    [...wrong, 'examples/none', 'file:none.md'].filter((id) => carried(id) !== null),
    [],
  );
});

test('no case, event, step or tool of the page is missing from the inventory', () => {
  const ids = new Set(INVENTORY.flatMap(({ items }) => items.map(({ id }) => id.split('.')[0])));
  const all = { cases: page.cases, timeline: page.timeline, diagnosis: page.diagnosis, tools: page.tools };
  for (const [list, items] of Object.entries(all))
    for (const { id } of items)
      assert.ok(ids.has(`${list}/${id}`), `no item of the seed leads to ${list}/${id}`);
});
