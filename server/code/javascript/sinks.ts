import { field, isField, leaves, parentOf, same } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { FUNCTIONS } from './bindings.ts';
import { isVariable, scopeOf, usesOf } from './names.ts';
import { calleeName, calleeOf, keyName, pathOf } from './values.ts';

/** One way of a credentials object into a client. */
export interface Sink {
  /** The `new …Client(…)`, `AWS.config.update(…)` or assignment to `AWS.config.credentials`. */
  node: Node;
  /** The object that is given to the client, where it is written out. */
  options: Node | null;
  /** The client gets a function that makes the object, so an `expiration` in it renews the session. */
  provided: boolean;
  /** Keys on the way: `credentials`, or nothing where the object itself is the options. */
  keys: string[];
  /** Calls of functions of this file that the object came out of, innermost first. */
  through: Node[];
}

interface Way extends Pick<Sink, 'provided' | 'keys' | 'through'> {
  seen: Set<string>;
}

/** Steps on one way; more than any hand-written file takes. */
const STEPS = 500;

/** Follows a value forwards, through properties, variables and functions, into the clients that take it. */
export function sinksOf(source: Source, value: Node): Sink[] {
  return follow(source, value, { provided: false, keys: [], through: [], seen: new Set() });
}

function follow(source: Source, value: Node, way: Way): Sink[] {
  const step = `${value.id} ${way.keys.join('.')} ${way.provided}`;
  if (way.seen.has(step) || way.seen.size > STEPS) return [];
  way.seen.add(step);
  const next = (node: Node, key?: string) =>
    follow(source, node, key === undefined ? way : { ...way, keys: [key, ...way.keys] });
  let at = value;
  for (;;) {
    const parent = parentOf(at);
    if (parent === null) return [];
    switch (parent.type) {
      case 'pair': {
        const [object, key] = [parentOf(parent), keyName(parent)];
        return object === null || key === null ? [] : next(object, key);
      }
      case 'object': // a shorthand property or a spread
        return at.type === 'shorthand_property_identifier' ? next(parent, at.text) : next(parent);
      case 'variable_declarator': {
        const name = field(parent, 'name');
        if (!isField(at, 'value') || name?.type !== 'identifier') return [];
        return usesOf(source, name).flatMap((use) => next(use));
      }
      case 'assignment_expression': {
        const target = field(parent, 'left');
        return isField(at, 'right') && target !== null ? ofAssignment(source, parent, target, way, next) : [];
      }
      case 'arguments': {
        const call = parentOf(parent);
        return call === null ? [] : sinkAt(source, call, at, way);
      }
      case 'return_statement':
        return ofFunction(source, scopeOf(at), way);
      case 'arrow_function':
        return isField(at, 'body') ? ofFunction(source, parent, way) : [];
      case 'parenthesized_expression':
      case 'as_expression':
      case 'satisfies_expression':
      case 'await_expression':
      case 'non_null_expression':
      case 'ternary_expression':
      case 'binary_expression':
      case 'spread_element':
        at = parent;
        break;
      default:
        return [];
    }
  }
}

type Next = (node: Node, key?: string) => Sink[];

function ofAssignment(source: Source, assignment: Node, target: Node, way: Way, next: Next): Sink[] {
  if (/^aws-sdk#config\.credentials$/.test(pathOf(source, target) ?? '')) {
    return [
      {
        node: assignment,
        options: null,
        provided: way.provided,
        keys: ['credentials', ...way.keys],
        through: way.through,
      },
    ];
  }
  if (target.type === 'identifier') return usesOf(source, target).flatMap((use) => next(use));
  const [object, property] = [field(target, 'object'), field(target, 'property')];
  if (target.type !== 'member_expression' || object?.type !== 'identifier' || property === null) return [];
  return usesOf(source, object)
    .filter((use) => !same(use, object))
    .flatMap((use) => next(use, property.text));
}

/** The object comes out of a function: as a provider that the client calls itself, or called here once. */
function ofFunction(source: Source, definition: Node, way: Way): Sink[] {
  if (!FUNCTIONS.includes(definition.type)) return [];
  const around = parentOf(definition);
  if (around?.type === 'pair') return follow(source, definition, { ...way, provided: true });
  const name =
    field(definition, 'name') ?? field(around?.type === 'variable_declarator' ? around : null, 'name');
  if (name === null || !(isVariable(name) || name.type === 'property_identifier')) return [];
  const uses = isVariable(name) ? usesOf(source, name) : methodUses(source, name);
  return uses.flatMap((use) => {
    const call = parentOf(use)?.type === 'call_expression' && isField(use, 'function') ? parentOf(use) : null;
    return call === null
      ? follow(source, use, { ...way, provided: true })
      : follow(source, call, { ...way, provided: false, through: [...way.through, call] });
  });
}

function methodUses(source: Source, name: Node): Node[] {
  return leaves(source, name.text).flatMap((leaf) => {
    const access = parentOf(leaf);
    return access?.type === 'member_expression' && isField(leaf, 'property') ? [access] : [];
  });
}

function sinkAt(source: Source, call: Node, argument: Node, { keys, provided, through }: Way): Sink[] {
  const callee = calleeOf(call);
  if (callee === null) return [];
  const path = pathOf(source, callee) ?? '';
  const sink: Sink = {
    node: call,
    options: argument.type === 'object' ? argument : null,
    provided,
    keys,
    through,
  };
  if (path === 'aws-sdk#config.update') return [sink];
  if (call.type !== 'new_expression') return [];
  const isV2 = /^aws-sdk\b/.test(path);
  if (keys.length === 0) return isV2 ? [sink] : [];
  if (keys.length !== 1 || keys[0] !== 'credentials') return [];
  const isClient =
    isV2 || /^@(?:aws-sdk|smithy)\//.test(path) || /(?:Client|Signer|SignatureV4)$/.test(calleeName(call));
  // A class that another file wraps around a client: the shape of the credentials tells enough.
  return isClient || path === '' ? [sink] : [];
}
