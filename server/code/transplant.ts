import { descendants, parentOf, same, within } from './nodes.ts';
import type { Node } from './tree.ts';
import type { Source } from './types.ts';

/** Variables within variables that are written out; text grows with each. */
const DEPTH = 4;

/** The parts of a language that moving an expression needs. */
export interface Language {
  names: string[];
  isVariable(node: Node): boolean;
  scopeOf(node: Node): Node;
  /** The scope that binds the variable; null for a name that the file does not bind. */
  ownerOf(source: Source, use: Node): Node | null;
  /** The one value of a local variable, when it has one only. */
  onlyValue(source: Source, use: Node): Node | null;
  /** What a call passes for the parameter that `use` names; null where that cannot be told. */
  passed(source: Source, use: Node, call: Node): Node | null;
  /** How a name that stands for a property of the same name is written with another value. */
  replace(use: Node, text: string): string;
}

/**
 * The text of `expression` as it must be written at `place`. What a function of this file was given stands there as
 * the arguments of `call`. Null where a name would not mean the same.
 */
export function transplant(
  source: Source,
  language: Language,
  expression: Node,
  place: Node,
  call: Node | null,
  depth = DEPTH,
): string | null {
  if (depth === 0) return null;
  const edits: { start: number; end: number; text: string }[] = [];
  const uses = [expression, ...descendants(expression, language.names)].filter((node) =>
    language.isVariable(node),
  );
  const seen = new Set<number>();
  for (const use of uses) {
    if (seen.has(use.startIndex)) continue;
    seen.add(use.startIndex);
    const owner = language.ownerOf(source, use);
    if (owner === null || within(owner, expression) || parentOf(owner) === null || encloses(owner, place))
      continue;
    const argument = call === null ? null : language.passed(source, use, call);
    const value = argument ?? language.onlyValue(source, use);
    if (value === null) return null;
    const moved = transplant(source, language, value, place, argument === null ? call : null, depth - 1);
    if (moved === null) return null;
    const isPlain = /^[\w.$]+$|^(["'`])[^"'`]*\1$|\)$/.test(moved);
    edits.push({
      start: use.startIndex,
      end: use.endIndex,
      text: language.replace(use, isPlain ? moved : `(${moved})`),
    });
  }
  return edits
    .sort((a, b) => b.start - a.start)
    .reduce(
      (text, edit) =>
        text.slice(0, edit.start - expression.startIndex) +
        edit.text +
        text.slice(edit.end - expression.startIndex),
      expression.text,
    );
}

function encloses(scope: Node, place: Node): boolean {
  return same(scope, place) || within(place, scope);
}
