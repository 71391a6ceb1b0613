import { leaves, parentOf, remember } from './nodes.ts';
import type { Node } from './tree.ts';
import type { Source } from './types.ts';

/** A variable: where it is bound and where it is used, within one function, class or file. */
export interface Variable<B> {
  owner: Node;
  /** Declarations and assignments, in text order. */
  bindings: B[];
  /** Every other mention, functions within included. */
  uses: Node[];
}

/** How a language binds names. */
export interface Scoping<B extends { at: Node }> {
  isVariable(node: Node): boolean;
  bindingAt(node: Node): B | null;
  scopeOf(node: Node): Node;
  /** The scope that a binding declares its name in; null where it only assigns to a name declared elsewhere. */
  declares(source: Source, binding: B): Node | null;
  /** Can names of `scope` be seen from a scope within it? */
  isVisible(scope: Node): boolean;
}

/** The variables of one name, by the node that mentions them. */
export function variablesNamed<B extends { at: Node }>(
  source: Source,
  scoping: Scoping<B>,
  name: string,
): Map<number, Variable<B>> {
  return remember(source, `variables ${name}`, new Map(), () => group(source, scoping, name));
}

function group<B extends { at: Node }>(
  source: Source,
  scoping: Scoping<B>,
  name: string,
): Map<number, Variable<B>> {
  const mentions = leaves(source, name)
    .filter((node) => scoping.isVariable(node))
    .map((node) => {
      const binding = scoping.bindingAt(node);
      return { node, binding, scope: binding === null ? null : scoping.declares(source, binding) };
    });
  const byOwner = new Map<number, Variable<B>>();
  for (const { scope } of mentions) {
    if (scope !== null && !byOwner.has(scope.id))
      byOwner.set(scope.id, { owner: scope, bindings: [], uses: [] });
  }
  const byNode = new Map<number, Variable<B>>();
  for (const { node, binding, scope } of mentions) {
    const variable = byOwner.get((scope ?? ownerFrom(scoping, byOwner, node))?.id ?? Number.NaN);
    if (variable === undefined) continue;
    byNode.set(node.id, variable);
    if (binding === null) variable.uses.push(node);
    else variable.bindings.push(binding);
  }
  return byNode;
}

function ownerFrom<B extends { at: Node }>(
  scoping: Scoping<B>,
  owners: Map<number, Variable<B>>,
  node: Node,
): Node | null {
  const start = scoping.scopeOf(node);
  for (let scope = start; ; scope = scoping.scopeOf(scope)) {
    if (owners.has(scope.id) && (scope.id === start.id || scoping.isVisible(scope))) return scope;
    if (parentOf(scope) === null) return null;
  }
}

export interface Extent {
  startIndex: number;
  endIndex: number;
}

/** The last binding before `use`, else the last of all. One whose own statement holds the use does not define it. */
export function bindingBefore<B extends { at: Node; extent: Extent | null }>(
  all: readonly B[],
  use: Node,
): B | null {
  const before = all.findLast(
    ({ at, extent }) =>
      at.endIndex <= use.startIndex &&
      !(extent !== null && extent.startIndex <= use.startIndex && use.endIndex <= extent.endIndex),
  );
  return before ?? all.at(-1) ?? null;
}
