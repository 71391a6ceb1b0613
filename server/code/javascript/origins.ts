import { descendants, enclosing, field, isField, leaves, parentOf, parts, remember, same } from '../nodes.ts';
import { DEPTH, type Origin } from '../origins.ts';
import { isExampleValue } from '../surroundings.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { FUNCTIONS, type Key } from './bindings.ts';
import { bindingOf, isProgram, ownerOf, scopeOf } from './names.ts';
import { argumentsOf, calleeName, calleeOf, pathOf, propertyOf, stringOf, unwrap } from './values.ts';

const SESSION_METHODS =
  /^(?:assumeRole(?:WithSAML|WithWebIdentity)?|getSessionToken|getFederationToken|getRoleCredentials|getCredentialsForIdentity)$/;
const SESSION_COMMANDS =
  /^(?:AssumeRole(?:WithSAML|WithWebIdentity)?|GetSessionToken|GetFederationToken|GetRoleCredentials|GetCredentialsForIdentity)Command$/;

/** Where the value of an expression comes from; `keys` are the parts of it that are asked for, outermost first. */
export function originOf(source: Source, expression: Node, keys: Key[] = [], depth = DEPTH): Origin {
  const node = unwrap(expression);
  const unknown: Origin = { kind: 'unknown', node, kept: false };
  if (depth === 0) return unknown;
  return remember(source, `origin ${node.id} ${keys.join(' ')}`, unknown, () =>
    find(source, node, keys, depth),
  );
}

function find(source: Source, node: Node, keys: Key[], depth: number): Origin {
  const unknown: Origin = { kind: 'unknown', node, kept: false };
  switch (node.type) {
    case 'undefined':
    case 'null':
      return { kind: 'nothing', node, kept: true };
    case 'string':
    case 'template_string': {
      const text = stringOf(node);
      if (text === null) return unknown;
      if (text.trim() === '') return { kind: 'nothing', node, kept: true };
      return { kind: isExampleValue(text) ? 'example' : 'literal', node, kept: true };
    }
    case 'identifier':
    case 'shorthand_property_identifier':
      return ofName(source, node, keys, depth);
    case 'member_expression':
    case 'subscript_expression':
      return ofMember(source, node, keys, depth);
    case 'call_expression':
      return ofCall(source, node, keys, depth);
    case 'object': {
      const found = typeof keys[0] === 'string' ? propertyOf(node, keys[0]) : null;
      return found === null ? unknown : originOf(source, found.value, keys.slice(1), depth - 1);
    }
    default:
      return unknown;
  }
}

function ofName(source: Source, name: Node, keys: Key[], depth: number): Origin {
  const unknown: Origin = { kind: 'unknown', node: name, kept: false };
  if (name.text === 'undefined') return { kind: 'nothing', node: name, kept: true };
  const binding = bindingOf(source, name);
  if (binding === null) return unknown;
  if (binding.kind === 'import') return { kind: 'setting', node: name, kept: true };
  if (binding.kind === 'parameter') {
    const session = sessionBehind(source, binding.function, depth);
    if (session !== null) return session;
    return { kind: 'parameter', optional: binding.optional, node: binding.at, kept: false };
  }
  if (binding.kind !== 'value') return unknown;
  const path = [...binding.keys, ...keys];
  const variable = environmentName(source, binding.value, path);
  if (variable !== null) return { kind: 'environment', name: variable, node: binding.value, kept: true };
  const found = originOf(source, binding.value, path, depth - 1);
  const owner = ownerOf(source, name);
  if (owner === null || !isProgram(owner) || isProgram(scopeOf(name))) return found;
  return found.kind === 'unknown'
    ? { kind: 'setting', node: found.node, kept: true }
    : { ...found, kept: true };
}

/** `sts.assumeRole(params, (error, data) => …)` and `….then((data) => …)`: what the callback is given is a session. */
function sessionBehind(source: Source, callback: Node, depth: number): Origin | null {
  const call = parentOf(callback)?.type === 'arguments' ? parentOf(parentOf(callback)) : null;
  if (call?.type !== 'call_expression') return null;
  const name = calleeName(call);
  if (SESSION_METHODS.test(name)) return { kind: 'session', operation: name, node: call, kept: false };
  if (name === 'send')
    return ofCall(source, call, [], depth - 1).kind === 'session'
      ? ofCall(source, call, [], depth - 1)
      : null;
  const promise = name === 'then' ? field(calleeOf(call), 'object') : null;
  const found = promise === null ? null : originOf(source, promise, [], depth - 1);
  return found?.kind === 'session' ? found : null;
}

function ofMember(source: Source, node: Node, keys: Key[], depth: number): Origin {
  const variable = environmentName(source, node, []);
  if (variable !== null) return { kind: 'environment', name: variable, node, kept: true };
  const object = field(node, 'object');
  const key =
    node.type === 'member_expression' ? field(node, 'property')?.text : stringOf(field(node, 'index'));
  const unknown: Origin = { kind: 'unknown', node, kept: false };
  if (object === null) return unknown;
  if (object.type === 'this') {
    const assigned = fieldValues(source, node).map((value) => originOf(source, value, keys, depth - 1));
    const found = assigned.find(
      ({ kind }) => kind !== 'nothing' && kind !== 'unknown' && kind !== 'parameter',
    );
    return found === undefined ? { kind: 'setting', node, kept: true } : { ...found, kept: true };
  }
  const base = originOf(source, object, key == null ? keys : [key, ...keys], depth - 1);
  return base.kind === 'unknown' && pathOf(source, object) !== null
    ? { kind: 'setting', node, kept: true }
    : base;
}

/** Everything that is assigned to `this.name` in the class. */
function fieldValues(source: Source, access: Node): Node[] {
  const owner = enclosing(access, ['class_body']);
  return leaves(source, field(access, 'property')?.text ?? '').flatMap((leaf) => {
    const target = parentOf(leaf);
    if (!same(enclosing(leaf, ['class_body']), owner)) return [];
    if (target?.type === 'member_expression' && target.text === access.text && isField(target, 'left')) {
      return field(parentOf(target), 'right') ?? [];
    }
    return /^(?:public_)?field_definition$/.test(target?.type ?? '') ? (field(target, 'value') ?? []) : [];
  });
}

function ofCall(source: Source, call: Node, keys: Key[], depth: number): Origin {
  const unknown: Origin = { kind: 'unknown', node: call, kept: false };
  if (depth === 0) return unknown;
  const name = calleeName(call);
  const callee = calleeOf(call);
  const given = argumentsOf(call);
  if (SESSION_METHODS.test(name)) return { kind: 'session', operation: name, node: call, kept: false };
  if (name === 'send' && given[0] !== undefined) {
    const command = commandOf(source, given[0]);
    const operation = command === null ? '' : calleeName(command);
    if (SESSION_COMMANDS.test(operation)) {
      return { kind: 'session', operation: operation.replace(/Command$/, ''), node: call, kept: false };
    }
  }
  if (callee?.type === 'member_expression') {
    const object = field(callee, 'object');
    const base =
      object === null || object.type === 'this' ? unknown : originOf(source, object, [], depth - 1);
    if (base.kind === 'session') return base;
    // `config.get("AWS_TOKEN")` on an object that came in is configuration, not one request's credentials.
    const key = stringOf(given[0] ?? null);
    const isConfig = /^get/.test(name) && key !== null && /^[A-Za-z][\w.]*$/.test(key) && /[_.]/.test(key);
    return isConfig ? { kind: 'setting', node: call, kept: true } : unknown;
  }
  if (callee?.type !== 'identifier') return unknown;
  const definition = functionOf(source, callee);
  return (definition === null ? null : ofFunction(source, definition, call, keys, depth)) ?? unknown;
}

/** The `new …Command(…)` that an argument of `send` is, directly or through a variable. */
export function commandOf(source: Source, argument: Node): Node | null {
  const node = unwrap(argument);
  if (node.type === 'new_expression') return node;
  const binding = node.type === 'identifier' ? bindingOf(source, node) : null;
  const value = binding?.kind === 'value' && binding.keys.length === 0 ? unwrap(binding.value) : null;
  return value?.type === 'new_expression' ? value : null;
}

/** The function of this file that a name stands for. */
export function functionOf(source: Source, name: Node): Node | null {
  const binding = bindingOf(source, name);
  if (binding?.kind === 'function') return binding.function;
  if (binding?.kind !== 'value') return null;
  const value = unwrap(binding.value);
  return FUNCTIONS.includes(value.type) ? value : null;
}

/** What a function hands back: the values of its own `return` statements, or an arrow's expression. */
export function returnedBy(definition: Node): Node[] {
  const body = field(definition, 'body');
  if (body === null) return [];
  if (body.type !== 'statement_block') return [body];
  return descendants(body, ['return_statement'])
    .filter((statement) => same(scopeOf(statement), definition))
    .flatMap((statement) => parts(statement)[0] ?? []);
}

function ofFunction(source: Source, definition: Node, call: Node, keys: Key[], depth: number): Origin | null {
  const values = returnedBy(definition).map((value) => originOf(source, value, keys, depth - 1));
  const found = values.find(({ kind }) => !['nothing', 'unknown'].includes(kind)) ?? values[0] ?? null;
  if (found === null) return null;
  if (found.kind === 'parameter') return { kind: 'unknown', node: found.node, kept: false };
  return { ...found, through: [call, ...(found.through ?? [])] };
}

/** The environment variable that a member, an index or a destructuring of the environment reads. */
function environmentName(source: Source, node: Node, keys: Key[]): string | null {
  const isEnvironment = (at: Node | null) =>
    at !== null &&
    (/^(?:process\.env|import\.meta\.env|Deno\.env|Bun\.env)$/.test(at.text) ||
      pathOf(source, at) === 'node:process#env');
  if (typeof keys[0] === 'string' && isEnvironment(node)) return keys[0];
  if (!isEnvironment(field(node, 'object'))) return null;
  return node.type === 'member_expression'
    ? (field(node, 'property')?.text ?? null)
    : stringOf(field(node, 'index'));
}
