import { distance } from './known.ts';
import { type Entry, type KnowledgeBase, nameOf } from './types.ts';

export type Lookup =
  | { kind: 'found'; entry: Entry; by: 'name' | 'alias' | 'wording' | 'mention' }
  | { kind: 'unknown'; nearest: string[] };

interface Index {
  names: Map<string, { entry: Entry; by: 'name' | 'alias' }>;
  /** Only what is unmistakable inside a text: codes, their spellings and rule ids; an alias may be an everyday word. */
  words: Map<string, Entry>;
  wordings: { text: string; entry: Entry }[];
}

const indexes = new WeakMap<KnowledgeBase, Index>();

function indexOf(kb: KnowledgeBase): Index {
  const known = indexes.get(kb);
  if (known !== undefined) return known;
  const index: Index = { names: new Map(), words: new Map(), wordings: [] };
  for (const entry of kb.entries) {
    for (const alias of entry.aliases) index.names.set(squeeze(alias), { entry, by: 'alias' });
    if (entry.kind === 'rule') continue;
    for (const spelling of entry.matches) {
      index.names.set(squeeze(spelling), { entry, by: 'alias' });
      index.words.set(squeeze(spelling), entry);
    }
    for (const { text } of entry.wordings) index.wordings.push({ text: squeeze(text), entry });
  }
  for (const entry of kb.entries) {
    index.names.set(squeeze(nameOf(entry)), { entry, by: 'name' });
    index.words.set(squeeze(nameOf(entry)), entry);
  }
  index.wordings.sort((a, b) => b.text.length - a.text.length);
  indexes.set(kb, index);
  return index;
}

/** Pasted text beyond this is not looked at. */
const MAX_QUERY = 64 * 1024;
const NEAREST = 3;

/** The entry that `query` names: a code, an alias or a rule id in any case, or a message that holds one. */
export function find(kb: KnowledgeBase, query: string): Lookup {
  const { names, words, wordings } = indexOf(kb);
  const asked = squeeze(query.slice(0, MAX_QUERY));
  const named = names.get(asked) ?? names.get(asked.replace(/\s/g, '-'));
  if (named !== undefined) return { kind: 'found', ...named };
  // A code in a message says more than the sentence beside it, which several errors share.
  for (const word of asked.match(/[a-z][a-z0-9.-]{2,63}/g) ?? []) {
    const entry = words.get(word.replace(/[.-]+$/, ''));
    if (entry !== undefined) return { kind: 'found', entry, by: 'mention' };
  }
  const sentence = wordings.find(({ text }) => asked.includes(text));
  if (sentence !== undefined) return { kind: 'found', entry: sentence.entry, by: 'wording' };
  return { kind: 'unknown', nearest: nearestNames(kb, asked) };
}

function nearestNames(kb: KnowledgeBase, asked: string): string[] {
  if (asked === '' || asked.length > 64) return [];
  const limit = Math.max(3, Math.ceil(asked.length / 3));
  return kb.entries
    .flatMap((entry) => [nameOf(entry), ...entry.aliases].map((name) => ({ name, entry })))
    .map(({ name, entry }) => ({ name: nameOf(entry), far: closeness(asked, name.toLowerCase(), limit) }))
    .filter(({ far }) => far < limit)
    .sort((a, b) => a.far - b.far)
    .map(({ name }) => name)
    .filter((name, at, all) => all.indexOf(name) === at)
    .slice(0, NEAREST);
}

/** A name that begins with what was asked is near, however long it is. */
function closeness(asked: string, name: string, limit: number): number {
  return asked.length >= 4 && name.startsWith(asked) ? 1 : distance(asked, name, limit);
}

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}
