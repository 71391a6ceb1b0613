import type { Edit } from '../types.ts';
import { isRemoved, removeItems, removeStatement } from './edits.ts';
import { descendants, leaves, same } from './nodes.ts';
import type { Node } from './tree.ts';
import type { Source } from './types.ts';

/** What defines a name, and how it goes when nobody uses it. */
export interface Definition {
  /** All names that the definition binds. */
  names: Node[];
  uses: Node[];
  /** The whole statement. */
  statement: Node;
  /** One name among several of an import, and the list it stands in. */
  item: { node: Node; list: Node } | null;
}

export interface Cleaner {
  names: string[];
  /** The definition of what `use` names, when it may go without changing what the program does. */
  definitionOf(source: Source, use: Node): Definition | null;
  /** Must something be left in the place of the statement, given those that go? */
  isNeeded(statement: Node, gone: readonly Node[]): boolean;
}

/**
 * Removes the variables and imports that were only there for what `removed` takes away. Words in `inserted` count as
 * uses, and so does anything else that remains.
 */
export function dropUnused(
  source: Source,
  cleaner: Cleaner,
  removed: readonly Edit[],
  inserted: string,
): Edit[] {
  const edits: Edit[] = [];
  const gone: Node[] = [];
  const items = new Map<number, { list: Node; nodes: Node[]; statement: Node }>();
  const words = new Set(inserted.match(/[A-Za-z_$][\w$]*/g) ?? []);
  const spans: { start: number; end: number }[] = removed.filter(({ start, end }) => end > start);
  const queue = spans.flatMap((span) => namesIn(source, cleaner, span));
  for (let use = queue.shift(); use !== undefined; use = queue.shift()) {
    const definition = cleaner.definitionOf(source, use);
    if (definition === null) continue;
    const { names, uses, statement, item } = definition;
    if (isRemoved(statement, spans) || names.some((name) => words.has(name.text))) continue;
    if (uses.some((one) => !isRemoved(one, spans) && !names.some((name) => same(name, one)))) continue;
    if (item !== null) {
      const known = items.get(item.list.id) ?? { list: item.list, nodes: [], statement };
      if (!known.nodes.some((node) => same(node, item.node))) known.nodes.push(item.node);
      items.set(item.list.id, known);
      continue;
    }
    const edit = cleaner.isNeeded(statement, gone) ? null : removeStatement(source, statement);
    if (edit === null) continue;
    edits.push(edit);
    gone.push(statement);
    spans.push(edit);
    queue.push(...namesIn(source, cleaner, edit));
  }
  for (const { list, nodes, statement } of items.values()) {
    const isAll =
      nodes.length ===
      list.namedChildren.filter((child) => child !== null && child.type !== 'comment').length;
    const whole = isAll ? removeStatement(source, statement) : null;
    edits.push(...(whole === null ? (isAll ? [] : removeItems(source, list, nodes)) : [whole]));
  }
  return edits;
}

function namesIn(source: Source, cleaner: Cleaner, { start, end }: { start: number; end: number }): Node[] {
  const around = source.root.descendantForIndex(start, Math.max(start, end - 1));
  if (around === null) return [];
  return [around, ...descendants(around, cleaner.names)].filter(
    (node) => cleaner.names.includes(node.type) && start <= node.startIndex && node.endIndex <= end,
  );
}

/** Every leaf that spells the name: what counts as a use of an import, types and comments' examples aside. */
export function anyUse(source: Source, name: Node): Node[] {
  return leaves(source, name.text).filter((leaf) => !same(leaf, name));
}
