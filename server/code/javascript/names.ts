import { ancestors, enclosing, isField, parentOf } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { bindingBefore, type Scoping, type Variable, variablesNamed } from '../variables.ts';
import { type Binding, bindingAt, DECLARING, FUNCTIONS } from './bindings.ts';

const VARIABLES = /^(?:identifier|shorthand_property_identifier|shorthand_property_identifier_pattern)$/;

/** The function or the program around a node; the name of a function declaration belongs outside of it. */
export function scopeOf(node: Node): Node {
  const parent = parentOf(node);
  const isName = parent !== null && FUNCTIONS.includes(parent.type) && isField(node, 'name');
  return enclosing(isName ? parent : node, FUNCTIONS) ?? node.tree.rootNode;
}

export function isProgram(scope: Node): boolean {
  return scope.type === 'program';
}

export function isVariable(node: Node): boolean {
  return VARIABLES.test(node.type);
}

const scoping: Scoping<Binding> = {
  isVariable,
  bindingAt,
  scopeOf,
  declares(_source, binding) {
    if (binding.kind === 'parameter') return binding.function;
    return isAssigned(binding.at) ? null : scopeOf(binding.at);
  },
  isVisible: () => true,
};

function isAssigned(node: Node): boolean {
  for (const at of ancestors(node)) {
    if (at.type === 'assignment_expression' || at.type === 'augmented_assignment_expression') return true;
    if (DECLARING.test(at.type) || FUNCTIONS.includes(at.type) || at.type.endsWith('statement')) return false;
  }
  return false;
}

function variableOf(source: Source, node: Node): Variable<Binding> | undefined {
  return variablesNamed(source, scoping, node.text).get(node.id);
}

/** Every binding of the variable that a node names, assignments included, in text order. */
export function bindingsOf(source: Source, node: Node): Binding[] {
  return variableOf(source, node)?.bindings ?? [];
}

/** The function or program that declares the variable; null for a global. */
export function ownerOf(source: Source, node: Node): Node | null {
  return variableOf(source, node)?.owner ?? null;
}

/** Every use of the variable that a node names, other than bindings. */
export function usesOf(source: Source, node: Node): Node[] {
  return variableOf(source, node)?.uses ?? [];
}

/** The binding that counts at `use`, `let x;` left aside. */
export function bindingOf(source: Source, use: Node): Binding | null {
  const all = bindingsOf(source, use);
  return bindingBefore(all.length === 1 ? all : all.filter(({ kind }) => kind !== 'other'), use);
}
