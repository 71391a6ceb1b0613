import {
  ancestors,
  enclosing,
  field,
  isField,
  leaves,
  parentIf,
  parentOf,
  parts,
  remember,
  same,
  within,
} from '../nodes.ts';
import { DEPTH, type Fate } from '../origins.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { isModule, isVariable, ownerOf, scopeOf, usesOf } from './names.ts';
import { calleeName } from './values.ts';

/** Methods of a session or client whose result holds the same credentials. */
const DERIVES = /^(?:client|resource|create_client|Table|Bucket|Queue|Topic|get_credentials|__aenter__)$/;
const KEEPS = /^(?:append|add|setdefault|insert|put|register|update|set)$/;
const CACHES = /\b(?:lru_cache|cache|cached_property|cached|fixture|cache_resource|singleton|memoize)\b/;
const THROUGH = new Set([
  'parenthesized_expression',
  'await',
  'conditional_expression',
  'boolean_operator',
  'named_expression',
  'pair',
  'dictionary',
  'list',
  'tuple',
  'expression_list',
  'keyword_argument',
  'dictionary_splat',
  'list_splat',
]);

/** What becomes of the value of `expression`: does a client built there outlive the call of its function? */
export function fateOf(source: Source, expression: Node, depth = DEPTH): Fate {
  if (depth === 0) return 'local';
  return remember<Fate>(source, `fate ${expression.id}`, 'local', () => climb(source, expression, depth));
}

function climb(source: Source, expression: Node, depth: number): Fate {
  let at = expression;
  for (let parent = parentOf(at); parent !== null; at = parent, parent = parentOf(at)) {
    switch (parent.type) {
      case 'attribute': {
        const call = parentOf(parent);
        const derives = DERIVES.test(field(parent, 'attribute')?.text ?? '');
        return derives && call?.type === 'call' && isField(parent, 'function')
          ? fateOf(source, call, depth - 1)
          : 'local';
      }
      case 'assignment':
        return isField(at, 'right') ? ofTarget(source, field(parent, 'left'), depth) : 'local';
      case 'return_statement':
      case 'yield':
      case 'lambda':
        return ofReturned(source, scopeOf(at), depth);
      case 'argument_list': {
        const call = parentOf(parent);
        if (call === null) return 'local';
        const name = calleeName(call);
        if (KEEPS.test(name) && field(call, 'function')?.type === 'attribute') return 'stored';
        // An object that is given the client keeps it; a function that is given it is done when it returns.
        return /^_?[A-Z]/.test(name) ? fateOf(source, call, depth - 1) : 'local';
      }
      case 'default_parameter':
      case 'typed_default_parameter':
        return 'stored';
      case 'as_pattern':
        return 'local';
      default:
        if (!THROUGH.has(parent.type)) return isModule(scopeOf(at)) ? 'stored' : 'local';
    }
  }
  return 'stored';
}

function ofTarget(source: Source, target: Node | null, depth: number): Fate {
  if (target === null) return 'local';
  if (target.type === 'attribute' || target.type === 'subscript') {
    const container = target.firstNamedChild;
    return container?.type === 'identifier' && !/^(?:self|cls)$/.test(container.text)
      ? ofVariable(source, container, depth)
      : 'stored';
  }
  if (target.type !== 'identifier') {
    return worst(parts(target).map((part) => ofTarget(source, part, depth)));
  }
  return ofVariable(source, target, depth);
}

function ofVariable(source: Source, name: Node, depth: number): Fate {
  const key = `fate of ${name.text} in ${ownerOf(source, name)?.id}`;
  return remember<Fate>(source, key, 'local', () => ofUses(source, name, depth));
}

function ofUses(source: Source, name: Node, depth: number): Fate {
  const scope = ownerOf(source, name);
  if (scope === null) return 'stored';
  if (scope.type !== 'function_definition' && scope.type !== 'lambda') return 'stored';
  return worst(
    usesOf(source, name).map((use) => {
      const inner = scopeOf(use);
      if (!same(inner, scope)) return ofNested(source, inner, depth);
      if (inLoopAfter(use, name)) return 'stored';
      return fateOf(source, use, depth - 1);
    }),
  );
}

/** A nested function that uses the client keeps it as long as the nested function itself is kept. */
function ofNested(source: Source, inner: Node, depth: number): Fate {
  if (inner.type === 'lambda') return fateOf(source, inner, depth - 1);
  if (parentOf(inner)?.type === 'decorated_definition') return 'stored';
  const name = field(inner, 'name');
  if (inner.type !== 'function_definition' || name === null) return 'stored';
  return worst(usesOf(source, name).map((use) => (isCalled(use) ? 'local' : fateOf(source, use, depth - 1))));
}

function isCalled(use: Node): boolean {
  return parentOf(use)?.type === 'call' && isField(use, 'function');
}

/** `while` loops run as long as the process; the client was made before this one. */
function inLoopAfter(use: Node, made: Node): boolean {
  for (const at of ancestors(use)) {
    if (at.type === 'while_statement') return !within(made, at);
    if (at.type === 'function_definition') return false;
  }
  return false;
}

function ofReturned(source: Source, definition: Node, depth: number): Fate {
  if (definition.type === 'lambda') {
    const parent = parentOf(definition);
    return parent?.type === 'assignment' || parent?.type === 'keyword_argument'
      ? 'returned'
      : fateOf(source, definition, depth - 1);
  }
  if (definition.type !== 'function_definition') return 'returned';
  const decorated = parentIf(definition, 'decorated_definition');
  const decorators = decorated?.text.slice(0, definition.startIndex - decorated.startIndex) ?? '';
  if (CACHES.test(decorators)) return 'stored';
  const name = field(definition, 'name');
  if (name === null) return 'returned';
  const isProperty = /@property\b/.test(decorators);
  const isMethod = scopeOf(name).type === 'class_definition';
  const calls = isMethod
    ? leaves(source, name.text).flatMap((leaf) => {
        const access = parentIf(leaf, 'attribute');
        if (access === null || !isField(leaf, 'attribute')) return [];
        if (isProperty) return [access];
        return isCalled(access) ? (parentOf(access) ?? []) : [];
      })
    : leaves(source, name.text)
        .filter((leaf) => isVariable(leaf) && isCalled(leaf))
        .flatMap((leaf) => parentOf(leaf) ?? []);
  const outside = calls.filter((call) => !within(call, definition));
  if (outside.length === 0) return 'returned';
  return worst(outside.map((call) => fateOf(source, call, depth - 1)));
}

function worst(fates: Fate[]): Fate {
  return fates.includes('stored') ? 'stored' : fates.includes('returned') ? 'returned' : 'local';
}

/** The code runs once and ends: below `if __name__ == "__main__"`, or in a function of a command-line program. */
export function isOneShot(source: Source, node: Node): boolean {
  for (const at of ancestors(node)) {
    if (at.type === 'if_statement' && /__name__/.test(field(at, 'condition')?.text ?? '')) return true;
  }
  const inFunction = enclosing(node, ['function_definition', 'lambda']) !== null;
  return (
    inFunction &&
    /__name__\s*==|\bargparse\b|\bsys\.argv\b|^\s*(?:import|from)\s+(?:click|typer|fire)\b/m.test(source.text)
  );
}

/** Does the file compare an expiry with the time? Then it decides by itself when to take a new session. */
export function watchesExpiry(source: Source): boolean {
  if (!/expir/i.test(source.text)) return false;
  return source.root
    .descendantsOfType('comparison_operator')
    .some((node) => node !== null && /expir/i.test(node.text) && /[<>]/.test(node.text));
}
