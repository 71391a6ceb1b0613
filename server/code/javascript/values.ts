import { field, parts } from '../nodes.ts';
import { DEPTH } from '../origins.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { stringOf } from './literals.ts';
import { bindingOf } from './names.ts';

export { stringOf };

/** Wrappers that hand on the value they hold: `(x)`, `await x`, `x!`, `x as T`, `x ?? y`, `cond ? x : y`, `String(x)`. */
export function unwrap(node: Node): Node {
  let at = node;
  for (let steps = 0; steps < DEPTH; steps += 1) {
    const inner = wrapped(at);
    if (inner === null) return at;
    at = inner;
  }
  return at;
}

function wrapped(node: Node): Node | null {
  switch (node.type) {
    case 'parenthesized_expression':
    case 'await_expression':
    case 'non_null_expression':
    case 'as_expression':
    case 'satisfies_expression':
      return node.firstNamedChild;
    case 'type_assertion':
      return node.lastNamedChild;
    case 'ternary_expression':
      return field(node, 'consequence');
    case 'binary_expression': {
      const operator = field(node, 'operator')?.type;
      if (operator === '&&') return field(node, 'right');
      return operator === '??' || operator === '||' ? field(node, 'left') : null;
    }
    case 'template_string': {
      const only = node.namedChildCount === 1 ? node.firstNamedChild : null;
      return only?.type === 'template_substitution' && only.text.length === node.text.length - 2
        ? only.firstNamedChild
        : null;
    }
    case 'call_expression': {
      const callee = field(node, 'function');
      if (callee?.text === 'String' || callee?.text === 'structuredClone')
        return argumentsOf(node)[0] ?? null;
      const property = field(callee, 'property')?.text;
      return property === 'toString' || property === 'trim' ? field(callee, 'object') : null;
    }
    default:
      return null;
  }
}

export function argumentsOf(call: Node): Node[] {
  const list = field(call, 'arguments');
  return list?.type === 'arguments' ? parts(list) : [];
}

/** What is called or constructed. */
export function calleeOf(call: Node): Node | null {
  return field(call, call.type === 'new_expression' ? 'constructor' : 'function');
}

/** The last name of what is called: `update` of `AWS.config.update(…)`. */
export function calleeName(call: Node): string {
  const callee = calleeOf(call);
  return (callee?.type === 'member_expression' ? field(callee, 'property') : callee)?.text ?? '';
}

/**
 * What an expression stands for, from the module it comes from: `S3Client` → `@aws-sdk/client-s3#S3Client`,
 * `AWS.config.update` → `aws-sdk#config.update`. Null where it does not start at an import or `require`.
 */
export function pathOf(source: Source, node: Node, depth = DEPTH): string | null {
  if (depth === 0) return null;
  const at = unwrap(node);
  if (at.type === 'identifier') {
    const binding = bindingOf(source, at);
    if (binding?.kind === 'import') return `${binding.module}#${binding.name}`;
    if (binding?.kind !== 'value') return null;
    const base = pathOf(source, binding.value, depth - 1);
    return base === null ? null : binding.keys.reduce<string>((path, key) => join(path, String(key)), base);
  }
  if (at.type === 'member_expression') {
    const object = field(at, 'object');
    const base = object === null ? null : pathOf(source, object, depth - 1);
    return base === null ? null : join(base, field(at, 'property')?.text ?? '');
  }
  if (at.type === 'new_expression') {
    const made = field(at, 'constructor');
    const base = made === null ? null : pathOf(source, made, depth - 1);
    return base === null ? null : `${base}()`;
  }
  if (at.type === 'call_expression' && field(at, 'function')?.text === 'require') {
    const module = stringOf(argumentsOf(at)[0] ?? null);
    return module === null ? null : `${module}#`;
  }
  return null;
}

function join(path: string, name: string): string {
  return path.endsWith('#') ? `${path}${name === 'default' ? '' : name}` : `${path}.${name}`;
}

/** The node that holds the value under a key of an object literal: a pair's value or a shorthand name. */
export function propertyOf(object: Node, name: string): { property: Node; value: Node } | null {
  for (const property of parts(object)) {
    if (property.type === 'shorthand_property_identifier' && property.text === name)
      return { property, value: property };
    if (property.type !== 'pair') continue;
    const value = field(property, 'value');
    if (value !== null && keyName(property) === name) return { property, value };
  }
  return null;
}

export function keyName(pair: Node): string | null {
  const key = field(pair, 'key');
  return stringOf(key) ?? (key?.type === 'property_identifier' ? key.text : null);
}
