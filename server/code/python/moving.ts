import { enclosing, field, isField, parentOf, parts, same } from '../nodes.ts';
import type { Language } from '../transplant.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { anyUse, type Cleaner, type Definition } from '../unused.ts';
import { bindingOf, bindingsOf, isVariable, ownerOf, scopeOf, usesOf } from './names.ts';
import { argumentsOf, argumentValue } from './values.ts';

export const python: Language = {
  names: ['identifier'],
  isVariable,
  scopeOf,
  ownerOf,
  onlyValue(source, use) {
    const all = bindingsOf(source, use);
    return all.length === 1 && all[0]?.kind === 'value' ? all[0].value : null;
  },
  passed(source, use, call) {
    const binding = bindingOf(source, use);
    if (binding?.kind !== 'parameter') return null;
    const list = field(binding.function, 'parameters');
    const given = argumentsOf(call);
    const named = given.named.get(use.text);
    if (named !== undefined) return argumentValue(named);
    const object = field(field(call, 'function'), 'object');
    if (use.text === 'self') return object?.text === 'self' ? object : null;
    const isMethod = scopeOf(field(binding.function, 'name') ?? call).type === 'class_definition';
    const index = parts(list).findIndex(
      (parameter) => same(parameter, binding.at) || parameter.startIndex === binding.at.startIndex,
    );
    const parameter = parts(list)[index];
    if (parameter === undefined || parameter.type.includes('splat') || given.splats.length > 0) return null;
    return (
      given.positional[index - (isMethod ? 1 : 0)] ??
      (parameter.type.includes('default') ? field(parameter, 'value') : null)
    );
  },
  replace: (_use, text) => text,
};

/** `quiet` are calls that only take a session: one whose result nobody uses may go. */
export const pythonCleaner = (quiet: readonly Node[]): Cleaner => ({
  names: ['identifier'],
  definitionOf(source: Source, use: Node): Definition | null {
    if (!isVariable(use)) return null;
    const all = bindingsOf(source, use);
    const [only] = all;
    if (only === undefined || all.length !== 1) return null;
    if (only.kind === 'import') return ofImport(source, only.at);
    const statement = only.kind === 'value' ? enclosing(only.at, ['expression_statement']) : null;
    const assignment = parentOf(only.at);
    if (
      only.kind !== 'value' ||
      statement === null ||
      assignment?.type !== 'assignment' ||
      !same(parentOf(assignment), statement)
    )
      return null;
    if (ownerOf(source, only.at)?.type === 'class_definition' || !isQuiet(only.value, quiet)) return null;
    return { names: [only.at], uses: usesOf(source, only.at), statement, item: null };
  },
  isNeeded(statement, gone) {
    const block = parentOf(statement);
    if (block?.type !== 'block') return false;
    return parts(block).every((one) => same(one, statement) || gone.some((other) => same(other, one)));
  },
});

/** Evaluating it changes nothing but who holds a session. */
function isQuiet(value: Node, quiet: readonly Node[]): boolean {
  if (quiet.some((call) => same(call, value))) return true;
  if (value.type === 'await') return value.firstNamedChild !== null && isQuiet(value.firstNamedChild, quiet);
  if (value.type === 'subscript') return isQuiet(field(value, 'value') ?? value.child(0) ?? value, quiet);
  if (value.type === 'call') {
    return /(?:^|\.)(?:assume_role|getenv|get|str)$/.test(field(value, 'function')?.text ?? '');
  }
  return ['identifier', 'attribute', 'string', 'dictionary', 'none', 'boolean_operator', 'tuple'].includes(
    value.type,
  );
}

function ofImport(source: Source, name: Node): Definition | null {
  const statement = enclosing(name, ['import_statement', 'import_from_statement']);
  // Only plain standard-library names: an import of anything else may be there for what it does.
  if (
    statement === null ||
    statement.type !== 'import_statement' ||
    name.text !== 'os' ||
    parts(statement).length !== 1
  )
    return null;
  if (!isField(parentOf(name) ?? name, 'name')) return null;
  return { names: [name], uses: anyUse(source, name), statement, item: null };
}
