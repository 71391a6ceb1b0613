import { field, parts } from '../nodes.ts';
import { DEPTH } from '../origins.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { bindingOf } from './names.ts';

/** The text of a string without interpolation; null for anything else. */
export function stringOf(node: Node | null): string | null {
  if (node === null) return null;
  if (node.type === 'concatenated_string') {
    const pieces = parts(node).map(stringOf);
    return pieces.includes(null) ? null : pieces.join('');
  }
  if (node.type !== 'string') return null;
  const inside = parts(node);
  if (inside.some(({ type }) => type === 'interpolation')) return null;
  return inside
    .filter(({ type }) => type === 'string_content')
    .map(({ text }) => text)
    .join('');
}

/** Wrappers that hand on the value they hold: parentheses, `await`, `str(x)`, `x or y`, `x if y else z`. */
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
    case 'await':
      return node.firstNamedChild;
    case 'conditional_expression':
      return node.namedChild(0);
    case 'boolean_operator':
      return field(node, 'operator')?.type === 'or' ? field(node, 'left') : field(node, 'right');
    case 'named_expression':
      return field(node, 'value');
    case 'call': {
      const name = field(node, 'function')?.text;
      return name === 'str' || name === 'cast' ? (parts(field(node, 'arguments')).at(-1) ?? null) : null;
    }
    default:
      return null;
  }
}

/**
 * What an expression stands for, as a dotted path from an import: `Session(…).client` → `boto3.Session().client`.
 * Null where it does not start at an import.
 */
export function pathOf(source: Source, node: Node, depth = DEPTH): string | null {
  if (depth === 0) return null;
  const at = unwrap(node);
  switch (at.type) {
    case 'identifier': {
      const binding = bindingOf(source, at);
      if (binding?.kind === 'import') return binding.path;
      return binding?.kind === 'value' ? pathOf(source, binding.value, depth - 1) : null;
    }
    case 'attribute': {
      const object = field(at, 'object');
      const base = object === null ? null : pathOf(source, object, depth - 1);
      return base === null ? null : `${base}.${field(at, 'attribute')?.text}`;
    }
    case 'call': {
      const callee = field(at, 'function');
      const base = callee === null ? null : pathOf(source, callee, depth - 1);
      return base === null ? null : `${base}()`;
    }
    default:
      return null;
  }
}

/** The last name of what is called: `client` of `session.client(…)`. */
export function calleeName(call: Node): string {
  const callee = field(call, 'function');
  return (callee?.type === 'attribute' ? field(callee, 'attribute') : callee)?.text ?? '';
}

export interface Arguments {
  positional: Node[];
  /** `keyword_argument` nodes by name. */
  named: Map<string, Node>;
  /** `dictionary_splat` nodes. */
  splats: Node[];
  /** Everything in order, `*args` included. */
  all: Node[];
}

export function argumentsOf(call: Node): Arguments {
  const list = field(call, 'arguments');
  const all = list?.type === 'argument_list' ? parts(list) : [];
  return {
    all,
    positional: all.filter(
      ({ type }) => !['keyword_argument', 'dictionary_splat', 'list_splat'].includes(type),
    ),
    named: new Map(
      all
        .filter(({ type }) => type === 'keyword_argument')
        .map((arg) => [field(arg, 'name')?.text ?? '', arg]),
    ),
    splats: all.filter(({ type }) => type === 'dictionary_splat'),
  };
}

/** The value of an argument node, named or positional. */
export function argumentValue(argument: Node): Node {
  return (argument.type === 'keyword_argument' ? field(argument, 'value') : null) ?? argument;
}
