import { ancestors, enclosing, field, isField, leaves, parentOf, remember, same, within } from '../nodes.ts';
import { DEPTH, type Fate } from '../origins.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { FUNCTIONS } from './bindings.ts';
import { isProgram, isVariable, ownerOf, scopeOf, usesOf } from './names.ts';
import { calleeName } from './values.ts';

/** Calls that are done with their callback when they return or settle. */
const RUNS_CALLBACK =
  /^(?:map|forEach|filter|reduce|some|every|flatMap|find|sort|from|then|catch|finally|all|allSettled|race|run|pMap|retry|withRetry|Promise|step|transaction)$/;
const KEEPS = /^(?:push|set|add|unshift|provide|register|decorate|useValue|use)$/;
const THROUGH = new Set([
  'parenthesized_expression',
  'await_expression',
  'non_null_expression',
  'as_expression',
  'satisfies_expression',
  'type_assertion',
  'ternary_expression',
  'binary_expression',
  'pair',
  'object',
  'array',
  'spread_element',
  'sequence_expression',
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
      case 'variable_declarator':
        return isField(at, 'value') ? ofTarget(source, field(parent, 'name'), depth) : 'local';
      case 'assignment_expression':
      case 'augmented_assignment_expression':
        return isField(at, 'right') ? ofTarget(source, field(parent, 'left'), depth) : 'local';
      case 'return_statement':
      case 'yield_expression':
        return ofReturned(source, scopeOf(at), depth);
      case 'arrow_function':
        return isField(at, 'body') ? ofReturned(source, parent, depth) : 'local';
      case 'arguments':
        return ofArgument(source, at, parentOf(parent), depth);
      case 'member_expression':
      case 'subscript_expression':
        return 'local';
      case 'export_statement':
      case 'field_definition':
      case 'public_field_definition':
      case 'assignment_pattern':
      case 'object_assignment_pattern':
        return 'stored';
      default:
        if (!THROUGH.has(parent.type)) return isProgram(scopeOf(at)) ? 'stored' : 'local';
    }
  }
  return 'stored';
}

/** An object that is given the client keeps it; a function that is given it is done when it returns or settles. */
function ofArgument(source: Source, argument: Node, call: Node | null, depth: number): Fate {
  if (call === null) return 'local';
  if (call.type === 'new_expression') return fateOf(source, call, depth - 1);
  const name = calleeName(call);
  if (KEEPS.test(name) && field(call, 'function')?.type === 'member_expression') return 'stored';
  if (parentOf(call)?.type === 'await_expression' || parentOf(call)?.type === 'expression_statement')
    return 'local';
  void argument;
  return fateOf(source, call, depth - 1);
}

function ofTarget(source: Source, target: Node | null, depth: number): Fate {
  if (target === null) return 'local';
  if (target.type === 'member_expression' || target.type === 'subscript_expression') {
    const container = field(target, 'object');
    return container?.type === 'identifier' ? ofVariable(source, container, depth) : 'stored';
  }
  return target.type === 'identifier' ? ofVariable(source, target, depth) : 'local';
}

function ofVariable(source: Source, name: Node, depth: number): Fate {
  const key = `fate of ${name.text} in ${ownerOf(source, name)?.id}, made in ${scopeOf(name).id}`;
  return remember<Fate>(source, key, 'local', () => ofUses(source, name, depth));
}

function ofUses(source: Source, name: Node, depth: number): Fate {
  const owner = ownerOf(source, name);
  if (owner === null || isProgram(owner)) return 'stored';
  const made = scopeOf(name);
  if (!same(made, owner) && !isCallback(made)) return 'stored';
  return worst(
    usesOf(source, name).map((use) => {
      const inner = scopeOf(use);
      if (!same(inner, made) && !same(inner, owner)) return ofNested(source, inner, owner, depth);
      if (inLoopAfter(use, name)) return 'stored';
      return fateOf(source, use, depth - 1);
    }),
  );
}

/** A nested function that uses the client keeps it as long as the nested function itself is kept. */
function ofNested(source: Source, inner: Node, owner: Node, depth: number): Fate {
  if (depth === 0 || same(inner, owner)) return 'local';
  if (isCallback(inner)) {
    const outer = scopeOf(inner);
    return isProgram(outer) || same(outer, owner) ? 'local' : ofNested(source, outer, owner, depth - 1);
  }
  const name = nameOf(inner);
  if (name === null) {
    const call = parentOf(inner)?.type === 'arguments' ? parentOf(parentOf(inner)) : null;
    return call === null ? fateOf(source, inner, depth - 1) : 'stored';
  }
  return worst(
    usesOf(source, name).map((use) =>
      isCalled(use)
        ? 'local'
        : parentOf(use)?.type === 'arguments'
          ? 'local'
          : fateOf(source, use, depth - 1),
    ),
  );
}

function isCallback(definition: Node): boolean {
  const list = parentOf(definition);
  const call = list?.type === 'arguments' ? parentOf(list) : null;
  if (call !== null) return RUNS_CALLBACK.test(calleeName(call));
  // `(async () => { … })()` runs at once.
  return (
    list?.type === 'parenthesized_expression' &&
    parentOf(list)?.type === 'call_expression' &&
    isField(list, 'function')
  );
}

/** The variable, function or method name of a function. */
export function nameOf(definition: Node): Node | null {
  const own = field(definition, 'name');
  if (own !== null) return own;
  const parent = parentOf(definition);
  return parent?.type === 'variable_declarator' ? field(parent, 'name') : null;
}

function isCalled(use: Node): boolean {
  return parentOf(use)?.type === 'call_expression' && isField(use, 'function');
}

/** Endless loops: `while`, `for (;;)`, `for await`; the client was made before this one. */
function inLoopAfter(use: Node, made: Node): boolean {
  for (const at of ancestors(use)) {
    const isEndless =
      at.type === 'while_statement' ||
      at.type === 'do_statement' ||
      (/^for_(?:in_)?statement$/.test(at.type) &&
        /^for\s*(?:await\b|\([^;]*;\s*;)/.test(at.text.slice(0, 200)));
    if (isEndless) return !within(made, at);
    if (FUNCTIONS.includes(at.type)) return false;
  }
  return false;
}

function ofReturned(source: Source, definition: Node, depth: number): Fate {
  if (isProgram(definition)) return 'stored';
  if (isCallback(definition)) {
    const call = parentOf(parentOf(definition));
    return call == null ? 'local' : fateOf(source, call, depth - 1);
  }
  const name = nameOf(definition);
  if (
    name === null ||
    (enclosing(name, ['export_statement'])?.type === 'export_statement' && isProgram(scopeOf(name)))
  )
    return 'returned';
  const calls =
    definition.type === 'method_definition'
      ? leaves(source, name.text).flatMap((leaf) => {
          const access = parentOf(leaf);
          const isCall =
            access?.type === 'member_expression' &&
            parentOf(access)?.type === 'call_expression' &&
            isField(access, 'function');
          return isCall ? (parentOf(access) ?? []) : [];
        })
      : leaves(source, name.text)
          .filter((leaf) => isVariable(leaf) && isCalled(leaf))
          .flatMap((leaf) => parentOf(leaf) ?? []);
  const outside = calls.filter((call) => !within(call, definition));
  if (outside.length === 0) return 'returned';
  return worst(outside.map((call) => fateOf(source, call, depth - 1)));
}

export function worst(fates: Fate[]): Fate {
  return fates.includes('stored') ? 'stored' : fates.includes('returned') ? 'returned' : 'local';
}

/** The code runs once and ends: a function of a command-line program. */
export function isOneShot(source: Source, node: Node): boolean {
  return (
    !isProgram(scopeOf(node)) &&
    /^#!|\bprocess\.argv\b|require\.main === module|from ['"](?:commander|yargs)['"]/.test(source.text)
  );
}

/** Does the file compare an expiry with the time? Then it decides by itself when to take a new session. */
export function watchesExpiry(source: Source): boolean {
  if (!/expir/i.test(source.text)) return false;
  return source.root
    .descendantsOfType('binary_expression')
    .some(
      (node) =>
        node !== null && /^[<>]=?$/.test(field(node, 'operator')?.type ?? '') && /expir/i.test(node.text),
    );
}
