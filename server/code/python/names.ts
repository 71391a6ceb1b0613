import { enclosing, field, isField, leaves, parts, remember, same } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';

export const FUNCTIONS = ['function_definition', 'lambda'] as const;

export type Binding = { at: Node } & (
  | { kind: 'import'; path: string }
  | { kind: 'value'; value: Node }
  /** `a, b = value`: this name takes the element at `index`. */
  | { kind: 'element'; value: Node; index: number }
  | { kind: 'parameter'; function: Node; optional: boolean }
  | { kind: 'function'; function: Node }
  | { kind: 'other' }
);

/** The function, lambda, class or module that a name in this place is bound in. */
export function scopeOf(node: Node): Node {
  let from = node;
  // The name, defaults and decorators of a definition belong outside of it; parameter names belong inside.
  if (
    node.parent !== null &&
    isField(node, 'name') &&
    /^(?:function|class)_definition$/.test(node.parent.type)
  ) {
    from = node.parent;
  }
  return enclosing(from, ['function_definition', 'lambda', 'class_definition']) ?? rootOf(from);
}

function rootOf(node: Node): Node {
  return node.tree.rootNode;
}

export function isModule(scope: Node): boolean {
  return scope.parent === null;
}

/** A name that stands for a variable: no attribute, no name of a keyword argument. */
export function isVariable(node: Node): boolean {
  const parent = node.parent;
  if (node.type !== 'identifier' || parent === null) return false;
  if (parent.type === 'attribute') return !isField(node, 'attribute');
  return !(parent.type === 'keyword_argument' && isField(node, 'name'));
}

function placesOf(source: Source, name: string): { binding: Binding; scope: Node }[] {
  return remember<{ binding: Binding; scope: Node }[]>(source, `places ${name}`, [], () =>
    leaves(source, name)
      .filter(isVariable)
      .flatMap((node) => {
        const binding = bindingAt(node);
        return binding === null ? [] : [{ binding, scope: bindingScope(source, node) }];
      }),
  );
}

/** Every binding of the variable that `use` names, in text order; the innermost scope that has any. */
export function bindingsOf(source: Source, use: Node): Binding[] {
  const all = placesOf(source, use.text);
  const start = scopeOf(use);
  for (let scope: Node | null = start; scope !== null; scope = isModule(scope) ? null : scopeOf(scope)) {
    if (scope.type === 'class_definition' && !same(scope, start)) continue;
    const here = all.filter((one) => same(one.scope, scope)).map(({ binding }) => binding);
    if (here.length > 0) return here;
  }
  return [];
}

/** The binding that counts at `use`: the last one before it in its scope, else the last of all. */
export function bindingOf(source: Source, use: Node): Binding | null {
  const all = bindingsOf(source, use);
  const before = all.filter(({ at }) => at.endIndex <= use.startIndex && !covers(at, use));
  return before.at(-1) ?? all.at(-1) ?? null;
}

/** `creds = creds["Credentials"]` does not define the `creds` on its right. */
function covers(at: Node, use: Node): boolean {
  const assignment = enclosing(at, ['assignment', 'named_expression']);
  return (
    assignment !== null && assignment.startIndex <= use.startIndex && use.endIndex <= assignment.endIndex
  );
}

/** The scope that binds the variable of a use; null for a name that the file does not bind. */
export function ownerOf(source: Source, use: Node): Node | null {
  const first = bindingsOf(source, use)[0];
  return first === undefined ? null : bindingScope(source, first.at);
}

/** Every use of the variable that `definition` binds, other than bindings. */
export function usesOf(source: Source, definition: Node): Node[] {
  const scope = ownerOf(source, definition);
  return leaves(source, definition.text).filter(
    (node) => isVariable(node) && bindingAt(node) === null && same(ownerOf(source, node), scope),
  );
}

/** Like `scopeOf`, and heeds `global` and `nonlocal`. */
export function bindingScope(source: Source, node: Node): Node {
  const scope = scopeOf(node);
  if (scope.type !== 'function_definition') return scope;
  const declared = leaves(source, node.text).some(
    (one) => /^(?:global|nonlocal)_statement$/.test(one.parent?.type ?? '') && same(scopeOf(one), scope),
  );
  return declared ? rootOf(scope) : scope;
}

function bindingAt(node: Node): Binding | null {
  const parent = node.parent;
  if (parent === null) return null;
  switch (parent.type) {
    case 'assignment':
    case 'named_expression': {
      const value = field(parent, parent.type === 'assignment' ? 'right' : 'value');
      if (!isField(node, parent.type === 'assignment' ? 'left' : 'name')) return null;
      return value === null ? null : { kind: 'value', at: node, value };
    }
    case 'augmented_assignment':
      return isField(node, 'left') ? { kind: 'other', at: node } : null;
    case 'pattern_list':
    case 'tuple_pattern':
    case 'list_pattern': {
      const assignment = parent.parent;
      const value = assignment?.type === 'assignment' ? field(assignment, 'right') : null;
      if (value === null) return { kind: 'other', at: node };
      return { kind: 'element', at: node, value, index: parts(parent).findIndex((part) => same(part, node)) };
    }
    case 'for_statement':
    case 'for_in_clause':
      return isField(node, 'left') ? { kind: 'other', at: node } : null;
    case 'as_pattern_target': {
      const value = parent.parent?.firstNamedChild ?? null;
      return value === null ? { kind: 'other', at: node } : { kind: 'value', at: node, value };
    }
    case 'function_definition':
      return isField(node, 'name') ? { kind: 'function', at: node, function: parent } : null;
    case 'class_definition':
      return isField(node, 'name') ? { kind: 'other', at: node } : null;
    case 'dotted_name':
    case 'aliased_import':
      return importAt(node);
    default:
      return parameterAt(node);
  }
}

const PARAMETERS = ['parameters', 'lambda_parameters'];

function parameterAt(node: Node): Binding | null {
  let at = node;
  const wrappers = [
    'default_parameter',
    'typed_parameter',
    'typed_default_parameter',
    'list_splat_pattern',
    'dictionary_splat_pattern',
  ];
  let optional = false;
  while (at.parent !== null && wrappers.includes(at.parent.type)) {
    const isName = at.parent.type.includes('default')
      ? isField(at, 'name')
      : same(at.parent.firstNamedChild, at);
    if (!isName) return null;
    if (at.parent.type.includes('default') || at.parent.type.includes('splat')) optional = true;
    at = at.parent;
  }
  const list = at.parent;
  if (list === null || !PARAMETERS.includes(list.type) || list.parent === null) return null;
  return { kind: 'parameter', at: node, function: list.parent, optional };
}

function importAt(node: Node): Binding | null {
  const statement = enclosing(node, ['import_statement', 'import_from_statement']);
  if (statement === null) return null;
  const module = field(statement, 'module_name');
  if (module !== null && module.startIndex <= node.startIndex && node.endIndex <= module.endIndex)
    return null;
  const alias = enclosing(node, ['aliased_import']);
  const aliased = alias !== null && alias.startIndex >= statement.startIndex;
  if (aliased && !same(field(alias, 'alias'), node)) return null;
  const dotted = aliased ? field(alias, 'name') : node.parent;
  if (!aliased && !same(dotted?.firstNamedChild ?? null, node)) return null;
  const name = dotted?.text ?? node.text;
  if (module !== null) return { kind: 'import', at: node, path: `${module.text}.${name}` };
  return { kind: 'import', at: node, path: aliased ? name : node.text };
}
