import { enclosing, field, isField, parentOf, parts, same } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Extent } from '../variables.ts';

/** One place that binds a name. `extent` is the assignment around it. */
export type Binding = { at: Node; extent: Extent | null } & (
  | { kind: 'import'; path: string }
  | { kind: 'value'; value: Node }
  /** `a, b = value`: this name takes the element at `index`. */
  | { kind: 'element'; value: Node; index: number }
  | { kind: 'parameter'; function: Node; optional: boolean }
  | { kind: 'function'; function: Node }
  | { kind: 'other' }
);

export function bindingAt(node: Node): Binding | null {
  const parent = parentOf(node);
  if (parent === null) return null;
  const other: Binding = { kind: 'other', at: node, extent: null };
  switch (parent.type) {
    case 'assignment': {
      const value = field(parent, 'right');
      if (!isField(node, 'left')) return null;
      return value === null ? null : { kind: 'value', at: node, extent: parent, value };
    }
    case 'named_expression': {
      const value = field(parent, 'value');
      return isField(node, 'name') && value !== null
        ? { kind: 'value', at: node, extent: parent, value }
        : null;
    }
    case 'augmented_assignment':
    case 'for_statement':
    case 'for_in_clause':
      return isField(node, 'left') ? other : null;
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern': {
      const assignment = parentOf(parent);
      const value = assignment?.type === 'assignment' ? field(assignment, 'right') : null;
      if (value === null) return other;
      const index = parts(parent).findIndex((part) => same(part, node));
      return { kind: 'element', at: node, extent: assignment, value, index };
    }
    case 'as_pattern_target': {
      const value = parentOf(parent)?.firstNamedChild ?? null;
      return value === null ? other : { kind: 'value', at: node, extent: null, value };
    }
    case 'function_definition':
      return isField(node, 'name') ? { kind: 'function', at: node, extent: null, function: parent } : null;
    case 'class_definition':
      return isField(node, 'name') ? other : null;
    case 'dotted_name':
    case 'aliased_import':
      return importAt(node, parent);
    default:
      return parameterAt(node, parent);
  }
}

const WRAPPERS =
  /^(?:default_parameter|typed_parameter|typed_default_parameter|list_splat_pattern|dictionary_splat_pattern)$/;

function parameterAt(node: Node, parent: Node): Binding | null {
  let [at, around]: [Node, Node | null] = [node, parent];
  let optional = false;
  while (around !== null && WRAPPERS.test(around.type)) {
    const hasDefault = around.type.includes('default');
    if (!(hasDefault ? isField(at, 'name') : same(around.firstNamedChild, at))) return null;
    optional ||= hasDefault || around.type.includes('splat');
    [at, around] = [around, parentOf(around)];
  }
  const definition = parentOf(around);
  if (around === null || definition === null || !/^(?:lambda_)?parameters$/.test(around.type)) return null;
  return { kind: 'parameter', at: node, extent: null, function: definition, optional };
}

function importAt(node: Node, parent: Node): Binding | null {
  const statement = enclosing(node, ['import_statement', 'import_from_statement']);
  if (statement === null) return null;
  const alias = parent.type === 'aliased_import' ? parent : parentOf(parent);
  const aliased = alias?.type === 'aliased_import' ? alias : null;
  if (aliased !== null && !same(field(aliased, 'alias'), node)) return null;
  const dotted = aliased === null ? parent : field(aliased, 'name');
  const module = field(statement, 'module_name');
  // `import a.b` binds `a`; in `from a import b` the part before `import` binds nothing.
  if (same(module, dotted) || (aliased === null && !same(parent.firstNamedChild, node))) return null;
  const path =
    module !== null
      ? `${module.text}.${dotted?.text}`
      : aliased === null
        ? node.text
        : (dotted?.text ?? node.text);
  return { kind: 'import', at: node, extent: null, path };
}
