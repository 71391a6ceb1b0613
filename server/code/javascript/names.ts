import { ancestors, enclosing, field, isField, leaves, parts, remember, same } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { stringOf } from './values.ts';

export const FUNCTIONS = [
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function',
  'generator_function_declaration',
];

export type Key = string | number;

export type Binding = { at: Node; keys: Key[] } /** `name` is empty for the module as a whole. */ & (
  | { kind: 'import'; module: string; name: string }
  /** The name takes what is under `keys` of the value. */
  | { kind: 'value'; value: Node }
  | { kind: 'parameter'; function: Node; index: number; optional: boolean }
  | { kind: 'function'; function: Node }
  | { kind: 'other' }
);

const VARIABLES = /^(?:identifier|shorthand_property_identifier|shorthand_property_identifier_pattern)$/;
const DECLARING = /^(?:variable_declarator|import_specifier|import_clause|namespace_import)$/;

/** The function or the program around a node; the name of a function declaration belongs outside of it. */
export function scopeOf(node: Node): Node {
  const own =
    node.parent !== null && FUNCTIONS.includes(node.parent.type) && isField(node, 'name')
      ? node.parent
      : node;
  return enclosing(own, FUNCTIONS) ?? node.tree.rootNode;
}

export function isProgram(scope: Node): boolean {
  return scope.parent === null;
}

export function isVariable(node: Node): boolean {
  return VARIABLES.test(node.type);
}

interface Place {
  binding: Binding;
  scope: Node;
  /** Declared here; otherwise only assigned. */
  declares: boolean;
}

function placesOf(source: Source, name: string): Place[] {
  return remember<Place[]>(source, `places ${name}`, [], () => findPlaces(source, name));
}

function findPlaces(source: Source, name: string): Place[] {
  return leaves(source, name)
    .filter(isVariable)
    .flatMap((node) => {
      const binding = bindingAt(node);
      if (binding === null) return [];
      const declares = !isAssigned(node);
      return { binding, declares, scope: binding.kind === 'parameter' ? binding.function : scopeOf(node) };
    });
}

/** Every binding of the variable that `use` names, assignments included, in text order. */
export function bindingsOf(source: Source, use: Node): Binding[] {
  const all = placesOf(source, use.text);
  const owner = declaringScope(all, use);
  if (owner === null) return [];
  return all
    .filter((place) => same(place.declares ? place.scope : declaringScope(all, place.binding.at), owner))
    .map(({ binding }) => binding);
}

/** The function or program that declares the variable; null for a global. */
export function ownerOf(source: Source, use: Node): Node | null {
  return declaringScope(placesOf(source, use.text), use);
}

function declaringScope(all: Place[], use: Node): Node | null {
  for (let scope = scopeOf(use); ; scope = scopeOf(scope)) {
    if (all.some((place) => place.declares && same(place.scope, scope))) return scope;
    if (isProgram(scope)) return null;
  }
}

/** The binding that counts at `use`: the last one before it that has a value, else the last of all. */
export function bindingOf(source: Source, use: Node): Binding | null {
  const all = bindingsOf(source, use).filter(({ kind }) => kind !== 'other');
  const before = all.filter(({ at }) => {
    const statement = enclosing(at, ['variable_declarator', 'assignment_expression']);
    const covers =
      statement !== null && statement.startIndex <= use.startIndex && use.endIndex <= statement.endIndex;
    return at.endIndex <= use.startIndex && !covers;
  });
  return before.at(-1) ?? all.at(-1) ?? null;
}

/** Every use of the variable bound at `definition`, other than bindings. */
export function usesOf(source: Source, definition: Node): Node[] {
  const all = placesOf(source, definition.text);
  const owner = declaringScope(all, definition);
  return leaves(source, definition.text).filter(
    (node) => isVariable(node) && bindingAt(node) === null && same(declaringScope(all, node), owner),
  );
}

function isAssigned(node: Node): boolean {
  for (const at of ancestors(node)) {
    if (at.type === 'assignment_expression' || at.type === 'augmented_assignment_expression') return true;
    if (DECLARING.test(at.type) || FUNCTIONS.includes(at.type) || at.type.endsWith('statement')) return false;
  }
  return false;
}

const PATTERNS = new Set([
  'object_pattern',
  'array_pattern',
  'pair_pattern',
  'object_assignment_pattern',
  'assignment_pattern',
  'rest_pattern',
  'required_parameter',
  'optional_parameter',
]);

export function bindingAt(node: Node): Binding | null {
  const keys: Key[] = [];
  let at = node;
  let optional = false;
  if (node.type === 'shorthand_property_identifier_pattern') keys.unshift(node.text);
  while (at.parent !== null && PATTERNS.has(at.parent.type)) {
    const parent: Node = at.parent;
    if (parent.type === 'pair_pattern') {
      if (!isField(at, 'value')) return null;
      const key = field(parent, 'key');
      keys.unshift(stringOf(key) ?? key?.text ?? '');
    } else if (parent.type === 'array_pattern')
      keys.unshift(parts(parent).findIndex((part) => same(part, at)));
    else if (parent.type.endsWith('assignment_pattern')) {
      if (!isField(at, 'left')) return null;
      optional = true;
    } else if (parent.type.endsWith('_parameter')) {
      if (!isField(at, 'pattern')) return null;
      optional ||= parent.type === 'optional_parameter' || field(parent, 'value') !== null;
    }
    at = parent;
  }
  const parent = at.parent;
  if (parent === null) return null;
  const isName = at !== node || isField(node, 'name');
  switch (parent.type) {
    case 'variable_declarator': {
      if (!isName || !isField(at, 'name')) return null;
      const value = field(parent, 'value');
      return value === null ? { kind: 'other', at: node, keys } : { kind: 'value', at: node, value, keys };
    }
    case 'assignment_expression':
    case 'augmented_assignment_expression': {
      const value = field(parent, 'right');
      return isField(at, 'left') && value !== null ? { kind: 'value', at: node, value, keys } : null;
    }
    case 'formal_parameters': {
      const index = parts(parent).findIndex((part) => same(part, at));
      return parent.parent === null
        ? null
        : { kind: 'parameter', at: node, keys, function: parent.parent, index, optional };
    }
    case 'arrow_function':
      return isField(at, 'parameter')
        ? { kind: 'parameter', at: node, keys, function: parent, index: 0, optional }
        : null;
    case 'for_in_statement':
    case 'catch_clause':
      return isField(at, 'left') || isField(at, 'parameter') ? { kind: 'other', at: node, keys } : null;
    default:
      return at === node ? (importAt(node, parent) ?? declarationAt(node, parent)) : null;
  }
}

function declarationAt(node: Node, parent: Node): Binding | null {
  if (!isField(node, 'name')) return null;
  if (FUNCTIONS.includes(parent.type)) return { kind: 'function', at: node, function: parent, keys: [] };
  return /^class/.test(parent.type) ? { kind: 'other', at: node, keys: [] } : null;
}

function importAt(node: Node, parent: Node): Binding | null {
  if (!/^(?:import_specifier|import_clause|namespace_import)$/.test(parent.type)) return null;
  const alias = field(parent, 'alias');
  if (alias !== null && !same(alias, node)) return null;
  const module = stringOf(field(enclosing(node, ['import_statement']), 'source'));
  if (module === null) return null;
  const name = parent.type === 'import_specifier' ? (field(parent, 'name')?.text ?? '') : '';
  return { kind: 'import', at: node, keys: [], module, name: name === 'default' ? '' : name };
}
