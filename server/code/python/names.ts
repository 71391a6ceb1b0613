import { enclosing, isField, leaves, parentOf, same } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { bindingBefore, type Scoping, type Variable, variablesNamed } from '../variables.ts';
import { type Binding, bindingAt } from './bindings.ts';

const SCOPES = ['function_definition', 'lambda', 'class_definition'];

/** The function, lambda, class or module that a name in this place is bound in. */
export function scopeOf(node: Node): Node {
  const parent = parentOf(node);
  // The name of a definition belongs outside of it.
  const isName =
    parent !== null && /^(?:function|class)_definition$/.test(parent.type) && isField(node, 'name');
  return enclosing(isName ? parent : node, SCOPES) ?? node.tree.rootNode;
}

export function isModule(scope: Node): boolean {
  return scope.type === 'module';
}

/** A name that stands for a variable: no attribute, no name of a keyword argument. */
export function isVariable(node: Node): boolean {
  if (node.type !== 'identifier') return false;
  const parent = parentOf(node);
  if (parent?.type === 'attribute') return !isField(node, 'attribute');
  return !(parent?.type === 'keyword_argument' && isField(node, 'name'));
}

const scoping: Scoping<Binding> = {
  isVariable,
  bindingAt,
  scopeOf,
  declares(source, { at }) {
    const scope = scopeOf(at);
    if (scope.type !== 'function_definition') return scope;
    const isElsewhere = leaves(source, at.text).some(
      (one) => /^(?:global|nonlocal)_statement$/.test(parentOf(one)?.type ?? '') && same(scopeOf(one), scope),
    );
    return isElsewhere ? scope.tree.rootNode : scope;
  },
  isVisible: (scope) => scope.type !== 'class_definition',
};

function variableOf(source: Source, node: Node): Variable<Binding> | undefined {
  return variablesNamed(source, scoping, node.text).get(node.id);
}

/** Every binding of the variable that a node names, in text order. */
export function bindingsOf(source: Source, node: Node): Binding[] {
  return variableOf(source, node)?.bindings ?? [];
}

/** The scope that binds the variable; null for a name that the file does not bind. */
export function ownerOf(source: Source, node: Node): Node | null {
  return variableOf(source, node)?.owner ?? null;
}

/** Every use of the variable that a node names, other than bindings. */
export function usesOf(source: Source, node: Node): Node[] {
  return variableOf(source, node)?.uses ?? [];
}

/** The binding that counts at `use`. */
export function bindingOf(source: Source, use: Node): Binding | null {
  return bindingBefore(bindingsOf(source, use), use);
}
