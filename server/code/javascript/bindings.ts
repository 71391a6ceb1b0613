import { enclosing, field, isField, parentOf, parts, same } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Extent } from '../variables.ts';
import { stringOf } from './literals.ts';

export const FUNCTIONS = [
  'function_declaration',
  'function_expression',
  'arrow_function',
  'method_definition',
  'generator_function',
  'generator_function_declaration',
];

export const DECLARING = /^(?:variable_declarator|import_specifier|import_clause|namespace_import)$/;

export type Key = string | number;

/** One place that binds a name. `extent` is the declaration or assignment around it. */
export type Binding = { at: Node; extent: Extent | null; keys: Key[] } & (
  | { kind: 'import' /** `name` is empty for the module as a whole. */; module: string; name: string }
  /** The name takes what is under `keys` of the value. */
  | { kind: 'value'; value: Node }
  | { kind: 'parameter'; function: Node; index: number; optional: boolean }
  | { kind: 'function'; function: Node }
  | { kind: 'other' }
);

/** Where a name stands in a destructuring pattern: the outermost pattern and the keys on the way to the name. */
interface Pattern {
  top: Node;
  keys: Key[];
  optional: boolean;
}

export function bindingAt(node: Node): Binding | null {
  const pattern = patternAround(node);
  if (pattern === null) return null;
  const { top, keys, optional } = pattern;
  const parent = parentOf(top);
  const shared = { at: node, keys, extent: parent };
  switch (parent?.type) {
    case 'variable_declarator': {
      if (!isField(top, 'name')) return null;
      const value = field(parent, 'value');
      return value === null ? { ...shared, kind: 'other' } : { ...shared, kind: 'value', value };
    }
    case 'assignment_expression':
    case 'augmented_assignment_expression': {
      const value = field(parent, 'right');
      return isField(top, 'left') && value !== null ? { ...shared, kind: 'value', value } : null;
    }
    case 'formal_parameters': {
      const index = parts(parent).findIndex((part) => same(part, top));
      const definition = parentOf(parent);
      if (definition === null) return null;
      return { ...shared, extent: null, kind: 'parameter', function: definition, index, optional };
    }
    case 'arrow_function':
      if (!isField(top, 'parameter')) return null;
      return { ...shared, extent: null, kind: 'parameter', function: parent, index: 0, optional };
    case 'for_in_statement':
    case 'catch_clause':
      return isField(top, 'left') || isField(top, 'parameter') ? { ...shared, kind: 'other' } : null;
    default:
      return parent == null || !same(top, node)
        ? null
        : (importAt(node, parent) ?? declarationAt(node, parent));
  }
}

function patternAround(node: Node): Pattern | null {
  const keys: Key[] = node.type === 'shorthand_property_identifier_pattern' ? [node.text] : [];
  let optional = false;
  let top = node;
  for (let parent = parentOf(top); parent !== null; parent = parentOf(top)) {
    switch (parent.type) {
      case 'pair_pattern': {
        if (!isField(top, 'value')) return null;
        const key = field(parent, 'key');
        keys.unshift(stringOf(key) ?? key?.text ?? '');
        break;
      }
      case 'array_pattern': {
        const at = top;
        keys.unshift(parts(parent).findIndex((part) => same(part, at)));
        break;
      }
      case 'assignment_pattern':
      case 'object_assignment_pattern':
        if (!isField(top, 'left')) return null;
        optional = true;
        break;
      case 'required_parameter':
      case 'optional_parameter':
        if (!isField(top, 'pattern')) return null;
        optional ||= parent.type === 'optional_parameter' || field(parent, 'value') !== null;
        break;
      case 'object_pattern':
      case 'rest_pattern':
        break;
      default:
        return { top, keys, optional };
    }
    top = parent;
  }
  return null;
}

function declarationAt(node: Node, parent: Node): Binding | null {
  if (!isField(node, 'name')) return null;
  const shared = { at: node, keys: [], extent: null };
  if (FUNCTIONS.includes(parent.type)) return { ...shared, kind: 'function', function: parent };
  return parent.type.startsWith('class') ? { ...shared, kind: 'other' } : null;
}

function importAt(node: Node, parent: Node): Binding | null {
  if (!/^(?:import_specifier|import_clause|namespace_import)$/.test(parent.type)) return null;
  const alias = field(parent, 'alias');
  if (alias !== null && !same(alias, node)) return null;
  const module = stringOf(field(enclosing(node, ['import_statement']), 'source'));
  if (module === null) return null;
  const name = parent.type === 'import_specifier' ? (field(parent, 'name')?.text ?? '') : '';
  return { kind: 'import', at: node, keys: [], extent: null, module, name: name === 'default' ? '' : name };
}
