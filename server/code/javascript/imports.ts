import type { Edit } from '../../types.ts';
import { type Style, toEol } from '../edits.ts';
import { descendants, field, parts } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';
import { argumentsOf, stringOf } from './values.ts';

/** An imported name: how the file spells it, and the edits that bring it in. */
export interface Imported {
  name: string;
  edits: Edit[];
}

/** `name` of `module`, in the file's own way of importing; what is there is used, what is missing is added once. */
export function importName(source: Source, style: Style, module: string, name: string): Imported {
  const statements = parts(source.root);
  const imports = statements.filter(({ type }) => type === 'import_statement');
  const isTypeOnly = (statement: Node) => /^import\s+type\b/.test(statement.text);
  for (const statement of imports) {
    if (stringOf(field(statement, 'source')) !== module || isTypeOnly(statement)) continue;
    const specifiers = descendants(statement, ['import_specifier']);
    const present = specifiers.find((specifier) => field(specifier, 'name')?.text === name);
    if (present !== undefined)
      return { name: (field(present, 'alias') ?? field(present, 'name'))?.text ?? name, edits: [] };
    const space = descendants(statement, ['namespace_import'])[0]?.firstNamedChild;
    if (space != null) return { name: `${space.text}.${name}`, edits: [] };
    const last = specifiers.at(-1);
    if (last !== undefined) return { name, edits: [insertAt(last.endIndex, `, ${name}`)] };
  }
  const requires = statements.flatMap((statement) => requireOf(statement));
  for (const { pattern, from } of requires) {
    if (from !== module || pattern === null) continue;
    if (pattern.type === 'identifier') return { name: `${pattern.text}.${name}`, edits: [] };
    const present = parts(pattern).find(({ text }) => text === name || text.startsWith(`${name}:`));
    if (present !== undefined) return { name: present.text.split(':').at(-1)?.trim() ?? name, edits: [] };
    const last = parts(pattern).at(-1);
    if (last !== undefined) return { name, edits: [insertAt(last.endIndex, `, ${name}`)] };
  }
  const { quote, semicolon } = style;
  const isEsm = imports.length > 0 || (requires.length === 0 && !/\.cjs$/.test(source.path));
  const line = isEsm
    ? `import { ${name} } from ${quote}${module}${quote}${semicolon}`
    : `const { ${name} } = require(${quote}${module}${quote})${semicolon}`;
  const group = isEsm ? imports : requires.map(({ statement }) => statement);
  const anchor = group.filter((statement) => /@aws-sdk\//.test(statement.text)).at(-1) ?? group.at(-1);
  if (anchor !== undefined) return { name, edits: [insertAt(anchor.endIndex, toEol(`\n${line}`, style))] };
  return { name, edits: [insertAt(afterPrologue(source), toEol(`${line}\n\n`, style))] };
}

function requireOf(statement: Node): { statement: Node; pattern: Node | null; from: string }[] {
  if (!/^(?:lexical|variable)_declaration$/.test(statement.type)) return [];
  return parts(statement).flatMap((declarator) => {
    const value = field(declarator, 'value');
    if (value?.type !== 'call_expression' || field(value, 'function')?.text !== 'require') return [];
    return {
      statement,
      pattern: field(declarator, 'name'),
      from: stringOf(argumentsOf(value)[0] ?? null) ?? '',
    };
  });
}

/** Behind `#!` and `'use strict'`. */
function afterPrologue({ text }: Source): number {
  return /^(?:#![^\n]*\n)?(?:\s*(['"])use strict\1;?[^\n]*\n+)?/.exec(text)?.[0].length ?? 0;
}

function insertAt(place: number, text: string): Edit {
  return { start: place, end: place, text };
}
