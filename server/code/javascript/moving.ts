import { enclosing, field, isField, leaves, parentIf, parentOf, parts, same } from '../nodes.ts';
import type { Language } from '../transplant.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { anyUse, type Cleaner, type Definition } from '../unused.ts';
import { bindingOf, bindingsOf, isVariable, ownerOf, scopeOf, usesOf } from './names.ts';
import { argumentsOf, calleeOf } from './values.ts';

const NAMES = ['identifier', 'shorthand_property_identifier', 'type_identifier'];

export const javascript: Language = {
  names: NAMES,
  isVariable,
  scopeOf,
  ownerOf,
  onlyValue(source, use) {
    const all = bindingsOf(source, use);
    return all.length === 1 && all[0]?.kind === 'value' && all[0].keys.length === 0 ? all[0].value : null;
  },
  passed(source, use, call) {
    const binding = bindingOf(source, use);
    if (binding?.kind !== 'parameter' || binding.keys.length > 0) return null;
    const given = argumentsOf(call);
    return given.some(({ type }) => type === 'spread_element') ? null : (given[binding.index] ?? null);
  },
  replace: (use, text) =>
    use.type === 'shorthand_property_identifier' && use.text !== text ? `${use.text}: ${text}` : text,
};

/** `quiet` are calls that only take a session: one whose result nobody uses may go. */
export const javascriptCleaner = (quiet: readonly Node[]): Cleaner => ({
  names: NAMES,
  definitionOf(source: Source, use: Node): Definition | null {
    const [only, ...more] = bindingsOf(source, use);
    if (only === undefined || more.length > 0) return null;
    if (only.kind === 'import') return ofImport(source, only.at);
    if (only.kind !== 'value') return null;
    const declarator = enclosing(only.at, ['variable_declarator']);
    const statement = parentOf(declarator) ?? null;
    const pattern = field(declarator, 'name');
    if (declarator === null || statement === null || pattern === null || parts(statement).length !== 1)
      return null;
    if (
      parentOf(statement)?.type === 'export_statement' ||
      !/^(?:lexical|variable)_declaration$/.test(statement.type)
    )
      return null;
    const isRequire = only.value.type === 'call_expression' && calleeOf(only.value)?.text === 'require';
    if (isRequire && pattern.type === 'object_pattern') {
      const item = parts(pattern).find(
        (part) => part.startIndex <= only.at.startIndex && only.at.endIndex <= part.endIndex,
      );
      return item === undefined
        ? null
        : { names: [only.at], uses: anyUse(source, only.at), statement, item: { node: item, list: pattern } };
    }
    if (!isRequire && !isQuiet(only.value, quiet)) return null;
    const names = pattern.type === 'identifier' ? [pattern] : boundIn(source, pattern);
    return { names, uses: names.flatMap((name) => usesOf(source, name)), statement, item: null };
  },
  isNeeded: () => false,
});

function boundIn(source: Source, pattern: Node): Node[] {
  const words = new Set(pattern.text.match(/[A-Za-z_$][\w$]*/g) ?? []);
  return [...words]
    .flatMap((word) => leaves(source, word))
    .filter(
      (leaf) =>
        isVariable(leaf) && pattern.startIndex <= leaf.startIndex && leaf.endIndex <= pattern.endIndex,
    );
}

/** Evaluating it changes nothing but who holds a session. */
function isQuiet(value: Node, quiet: readonly Node[]): boolean {
  if (quiet.some((call) => same(call, value))) return true;
  switch (value.type) {
    case 'await_expression':
    case 'parenthesized_expression':
    case 'as_expression':
    case 'non_null_expression':
      return value.firstNamedChild !== null && isQuiet(value.firstNamedChild, quiet);
    case 'new_expression':
      return /(?:^|\.)(?:STS|STSClient|AssumeRoleCommand)$/.test(field(value, 'constructor')?.text ?? '');
    case 'call_expression':
      return (
        /\.(?:assumeRole|send)$/.test(field(value, 'function')?.text ?? '') &&
        /AssumeRole|assumeRole/.test(value.text)
      );
    case 'member_expression': {
      const object = field(value, 'object');
      return object !== null && isQuiet(object, quiet);
    }
    default:
      return [
        'identifier',
        'object',
        'string',
        'arrow_function',
        'binary_expression',
        'subscript_expression',
      ].includes(value.type);
  }
}

function ofImport(source: Source, name: Node): Definition | null {
  const statement = enclosing(name, ['import_statement']);
  const specifier = parentIf(name, 'import_specifier');
  const list = parentOf(specifier);
  if (statement === null || specifier === null || list === null) return null;
  // Beside a default import the braces would be left empty.
  const clause = parentOf(list);
  if (clause !== null && parts(clause).length > 1) return null;
  if (field(specifier, 'alias') !== null && !isField(name, 'alias')) return null;
  const uses = anyUse(source, name).filter((leaf) => !same(parentOf(leaf), specifier));
  return { names: [name], uses, statement, item: { node: specifier, list } };
}
