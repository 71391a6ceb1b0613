import { descendants, enclosing, field, isField, leaves, parentOf, parts, remember, same } from '../nodes.ts';
import { DEPTH, type Origin } from '../origins.ts';
import { isExampleValue } from '../surroundings.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { bindingOf, bindingsOf, isModule, ownerOf, scopeOf } from './names.ts';
import { argumentsOf, calleeName, pathOf, stringOf, unwrap } from './values.ts';

/** Methods whose answer is a session: STS, Identity Center and Cognito. */
const SESSION_CALLS =
  /^(?:assume_role(?:_with_saml|_with_web_identity)?|get_session_token|get_federation_token|get_role_credentials|get_credentials_for_identity)$/;

/** Objects that a web framework fills anew for every request. */
const PER_REQUEST = /(?:^|\.)(?:request|req|event|context|g|session)$/;

type Key = string | number;

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
  const follow = (next: Node, rest: Key[] = keys) => originOf(source, next, rest, depth - 1);
  switch (node.type) {
    case 'none':
      return { kind: 'nothing', node, kept: true };
    case 'string':
    case 'concatenated_string':
      return literal(node);
    case 'identifier':
      return ofName(source, node, keys, depth);
    case 'subscript': {
      const variable = environmentName(source, node);
      if (variable !== null) return { kind: 'environment', name: variable, node, kept: true };
      const [base, key] = [field(node, 'value'), keyOf(field(node, 'subscript'))];
      return base === null ? unknown : follow(base, key === null ? keys : [key, ...keys]);
    }
    case 'attribute':
      return ofAttribute(source, node, keys, depth);
    case 'call':
      return ofCall(source, node, keys, depth);
    case 'dictionary':
    case 'tuple':
    case 'list':
    case 'expression_list': {
      const part = partOf(node, keys[0]);
      return part === null ? unknown : follow(part, keys.slice(1));
    }
    default:
      return unknown;
  }
}

function literal(node: Node): Origin {
  const text = stringOf(node);
  if (text === null) return { kind: 'unknown', node, kept: false };
  if (text.trim() === '') return { kind: 'nothing', node, kept: true };
  return { kind: isExampleValue(text) ? 'example' : 'literal', node, kept: true };
}

function keyOf(subscript: Node | null): Key | null {
  if (subscript?.type === 'integer') return Number(subscript.text);
  return stringOf(subscript);
}

/** The value under a key of a dictionary, or the element of a tuple, as it is written. */
export function partOf(container: Node, key: Key | undefined): Node | null {
  if (typeof key === 'number') return parts(container)[key] ?? null;
  if (key === undefined || container.type !== 'dictionary') return null;
  const pair = parts(container).find(
    (entry) => entry.type === 'pair' && stringOf(field(entry, 'key')) === key,
  );
  return pair === undefined ? null : field(pair, 'value');
}

function ofName(source: Source, name: Node, keys: Key[], depth: number): Origin {
  const binding = bindingOf(source, name);
  if (binding === null) return { kind: 'unknown', node: name, kept: false };
  if (binding.kind === 'import') {
    if (PER_REQUEST.test(binding.path))
      return { kind: 'parameter', optional: false, node: name, kept: false };
    return { kind: 'setting', node: name, kept: true };
  }
  if (binding.kind === 'parameter') {
    return { kind: 'parameter', optional: binding.optional, node: binding.at, kept: false };
  }
  if (binding.kind !== 'value' && binding.kind !== 'element')
    return { kind: 'unknown', node: name, kept: false };
  const later = typeof keys[0] === 'string' ? storedUnder(source, name, keys[0]) : null;
  const found =
    later !== null
      ? originOf(source, later, keys.slice(1), depth - 1)
      : originOf(
          source,
          binding.value,
          binding.kind === 'element' ? [binding.index, ...keys] : keys,
          depth - 1,
        );
  const owner = ownerOf(source, name);
  const global = owner !== null && isModule(owner) && !isModule(scopeOf(name));
  if (!global) return found;
  return found.kind === 'unknown'
    ? { kind: 'setting', node: found.node, kept: true }
    : { ...found, kept: true };
}

/** The value of the last `name["key"] = value`, where there is one and the literal does not hold the key. */
function storedUnder(source: Source, name: Node, key: string): Node | null {
  const first = bindingsOf(source, name)[0]?.at ?? null;
  const values = leaves(source, name.text).flatMap((leaf) => {
    const target = parentOf(leaf);
    const assignment = parentOf(target);
    if (target?.type !== 'subscript' || assignment?.type !== 'assignment' || !isField(target, 'left'))
      return [];
    if (!same(bindingsOf(source, leaf)[0]?.at ?? null, first)) return [];
    const value = field(assignment, 'right');
    return stringOf(field(target, 'subscript')) === key && value !== null ? [value] : [];
  });
  return values.at(-1) ?? null;
}

function ofAttribute(source: Source, node: Node, keys: Key[], depth: number): Origin {
  const [object, name] = [field(node, 'object'), field(node, 'attribute')];
  if (object === null || name === null) return { kind: 'unknown', node, kept: false };
  if (object.text !== 'self' && object.text !== 'cls') {
    if (PER_REQUEST.test(pathOf(source, node) ?? ''))
      return { kind: 'parameter', optional: false, node, kept: false };
    const base = originOf(source, object, [name.text, ...keys], depth - 1);
    return base.kind === 'unknown' && pathOf(source, object) !== null
      ? { kind: 'setting', node, kept: true }
      : base;
  }
  const assigned = fieldValues(source, node)
    .map((value) => originOf(source, value, keys, depth - 1))
    .filter(({ kind }) => kind !== 'nothing');
  const method = methodNamed(source, node, name.text);
  if (method !== null)
    return ofFunction(source, method, node, keys, depth) ?? { kind: 'setting', node, kept: true };
  const found = assigned.find(({ kind }) => kind !== 'unknown') ?? assigned[0];
  if (found === undefined || found.kind === 'unknown') return { kind: 'setting', node, kept: true };
  return { ...found, kept: true };
}

/** Everything that the class assigns to the field that `node` (`self.name`) reads. */
export function fieldValues(source: Source, node: Node): Node[] {
  const owner = enclosing(node, ['class_definition']);
  return leaves(source, field(node, 'attribute')?.text ?? '').flatMap((leaf) => {
    const target = parentOf(leaf);
    const assignment = parentOf(target);
    if (target?.type !== 'attribute' || !isField(leaf, 'attribute') || target.text !== node.text) return [];
    if (assignment?.type !== 'assignment' || !isField(target, 'left')) return [];
    const value = field(assignment, 'right');
    return value !== null && same(enclosing(leaf, ['class_definition']), owner) ? [value] : [];
  });
}

/** The method or property of the class around `node`. */
export function methodNamed(source: Source, node: Node, name: string): Node | null {
  const owner = enclosing(node, ['class_definition']);
  if (owner === null) return null;
  const found = leaves(source, name).find(
    (leaf) =>
      parentOf(leaf)?.type === 'function_definition' && isField(leaf, 'name') && same(scopeOf(leaf), owner),
  );
  return parentOf(found) ?? null;
}

function ofCall(source: Source, call: Node, keys: Key[], depth: number): Origin {
  const name = calleeName(call);
  if (SESSION_CALLS.test(name)) return { kind: 'session', operation: name, node: call, kept: false };
  const callee = field(call, 'function');
  const given = argumentsOf(call);
  const first = stringOf(given.positional[0] ?? null);
  const variable = environmentName(source, call);
  if (variable !== null) {
    const fallback = stringOf(given.positional[1] ?? null);
    if (fallback !== null && fallback !== '' && isExampleValue(fallback))
      return { kind: 'example', node: call, kept: true };
    return { kind: 'environment', name: variable, node: call, kept: true };
  }
  if (name === 'dict' && typeof keys[0] === 'string') {
    const value = field(given.named.get(keys[0]) ?? null, 'value');
    if (value !== null) return originOf(source, value, keys.slice(1), depth - 1);
  }
  const unknown: Origin = { kind: 'unknown', node: call, kept: false };
  if (callee?.type === 'attribute') {
    const object = field(callee, 'object');
    if (object === null) return unknown;
    if (object.text === 'self' || object.text === 'cls') {
      const method = methodNamed(source, call, name);
      return (method === null ? null : ofFunction(source, method, call, keys, depth)) ?? unknown;
    }
    const base = originOf(
      source,
      object,
      first !== null && /^(?:get|pop)$/.test(name) ? [first, ...keys] : keys,
      depth - 1,
    );
    // `config.get("TOKEN")` on an object that came in is configuration, not one request's credentials.
    const isGetter = first !== null && /^get/.test(name) && /^[A-Z][A-Z0-9_]+$/.test(first);
    if (base.kind === 'parameter' && isGetter) return { kind: 'setting', node: call, kept: true };
    return ['session', 'parameter', 'setting', 'environment'].includes(base.kind) ? base : unknown;
  }
  if (callee?.type === 'identifier') {
    const binding = bindingOf(source, callee);
    if (binding?.kind === 'function')
      return ofFunction(source, binding.function, call, keys, depth) ?? unknown;
    if (first !== null && /^(?:config|env)$/.test(name)) return { kind: 'setting', node: call, kept: true };
  }
  return unknown;
}

/** What a function of this file returns; a parameter that it hands through is not known here. */
function ofFunction(source: Source, definition: Node, call: Node, keys: Key[], depth: number): Origin | null {
  const values = descendants(definition, ['return_statement'])
    .filter((statement) => same(scopeOf(statement), definition))
    .flatMap((statement) => statement.firstNamedChild ?? [])
    .map((value) => originOf(source, value, keys, depth - 1));
  const found = values.find(({ kind }) => !['nothing', 'unknown'].includes(kind)) ?? values[0] ?? null;
  if (found === null) return null;
  if (found.kind === 'parameter') return { kind: 'unknown', node: found.node, kept: false };
  return { ...found, through: [call, ...(found.through ?? [])] };
}

/** The variable that `os.environ["X"]`, `os.environ.get("X")` or `os.getenv("X")` reads. */
function environmentName(source: Source, node: Node): string | null {
  if (node.type === 'subscript') {
    const base = field(node, 'value');
    const isEnvironment = base !== null && pathOf(source, base) === 'os.environ';
    return isEnvironment ? stringOf(field(node, 'subscript')) : null;
  }
  const callee = field(node, 'function');
  const path = callee === null ? null : pathOf(source, callee);
  if (path === null || !/^os\.(?:getenv|environ\.get|environ\.pop)$/.test(path)) return null;
  return stringOf(argumentsOf(node).positional[0] ?? null);
}
