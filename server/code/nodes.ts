import type { Node, Tree } from './tree.ts';
import type { Source } from './types.ts';

/** Nothing that a person wrote is nested deeper; what is, is not worth the time it takes to climb out of it. */
const CLIMB_LIMIT = 300;

const parents = new WeakMap<Tree, Map<number, Node | null>>();

/** The parent of a node. The tree looks for it from its root every time, so it is remembered here. */
export function parentOf(node: Node | null | undefined): Node | null {
  if (node == null) return null;
  const known = parents.get(node.tree) ?? new Map<number, Node | null>();
  parents.set(node.tree, known);
  let parent = known.get(node.id);
  if (parent === undefined) {
    parent = node.parent;
    known.set(node.id, parent);
  }
  return parent;
}

/** The parent, when it is of that type. */
export function parentIf(node: Node | null | undefined, type: string): Node | null {
  const parent = parentOf(node);
  return parent?.type === type ? parent : null;
}

/** From the parent of `node` outwards. */
export function* ancestors(node: Node): Generator<Node> {
  let at = parentOf(node);
  for (let steps = 0; at !== null && steps < CLIMB_LIMIT; steps += 1) {
    yield at;
    at = parentOf(at);
  }
}

/** The nearest ancestor of one of `types`. */
export function enclosing(node: Node, types: readonly string[]): Node | null {
  for (const at of ancestors(node)) if (types.includes(at.type)) return at;
  return null;
}

export function field(node: Node | null, name: string): Node | null {
  return node?.childForFieldName(name) ?? null;
}

/** Named children without comments. */
export function parts(node: Node | null): Node[] {
  return (node?.namedChildren ?? []).filter(
    (child): child is Node => child !== null && child.type !== 'comment',
  );
}

export function same(a: Node | null, b: Node | null): boolean {
  return a === b || (a !== null && b !== null && a.id === b.id);
}

/** Is `node` what its parent has in the field? */
export function isField(node: Node, name: string): boolean {
  return same(field(parentOf(node), name), node);
}

export function within(inner: { startIndex: number; endIndex: number }, outer: Node): boolean {
  return outer.startIndex <= inner.startIndex && inner.endIndex <= outer.endIndex;
}

/** All descendants of the types, in order. */
export function descendants(node: Node, types: string[]): Node[] {
  return node.descendantsOfType(types).filter((found): found is Node => found !== null);
}

const memories = new WeakMap<Source, Map<string, unknown>>();

/** Computes once per source and key. `busy` answers while it is being computed: what depends on itself adds nothing. */
export function remember<T>(source: Source, key: string, busy: T, compute: () => T): T {
  const memory = memories.get(source) ?? new Map<string, unknown>();
  memories.set(source, memory);
  if (memory.has(key)) return memory.get(key) as T;
  memory.set(key, busy);
  const value = compute();
  memory.set(key, value);
  return value;
}

/** More mentions of one name than a person writes into a file; looking at each takes time, so none is looked at. */
const MENTIONS_LIMIT = 1500;

/** Every leaf that spells `word`: names, not parts of strings or comments. Found in the text, proven in the tree. */
export function leaves(source: Source, word: string): Node[] {
  return remember<Node[]>(source, `leaves ${word}`, [], () => {
    const places = [...placesOf(source.text, word)];
    if (places.length > MENTIONS_LIMIT) return [];
    return places.flatMap((start) => {
      const node = source.root.descendantForIndex(start, start + word.length);
      return node !== null && node.startIndex === start && node.childCount === 0 && node.text === word
        ? node
        : [];
    });
  });
}

function* placesOf(text: string, word: string): Generator<number> {
  if (word === '') return;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    if (!isWord(text[at - 1]) && !isWord(text[at + word.length])) yield at;
  }
}

function isWord(letter: string | undefined): boolean {
  return letter !== undefined && /[\w$]/.test(letter);
}
