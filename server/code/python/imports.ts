import type { Edit } from '../../types.ts';
import { type Style, toEol } from '../edits.ts';
import { descendants, field, parts } from '../nodes.ts';
import type { Node } from '../tree.ts';
import type { Source } from '../types.ts';

export interface Import {
  /** The statement as it is written. */
  line: string;
  module: string;
}

/** The statements at the top of a module that belong to its imports: docstring, imports, guarded imports. */
export function importBlock(source: Source): { statements: Node[]; last: Node | null } {
  const statements: Node[] = [];
  let last: Node | null = null;
  for (const statement of parts(source.root)) {
    const isDocstring =
      statements.length === 0 &&
      statement.type === 'expression_statement' &&
      statement.firstNamedChild?.type === 'string';
    if (/^(?:future_)?import/.test(statement.type) || isGuarded(statement)) statements.push(statement);
    else if (!isDocstring) break;
    last = statement;
  }
  return { statements, last };
}

/** `try: import x except ImportError: …` and `if TYPE_CHECKING: import x` */
function isGuarded(statement: Node): boolean {
  if (statement.type !== 'try_statement' && statement.type !== 'if_statement') return false;
  const inner = descendants(statement, ['block']).flatMap(parts);
  return (
    inner.length > 0 &&
    /^import/.test(inner[0]?.type ?? '') &&
    inner.every((one) => /^(?:import|pass|expression_statement)/.test(one.type))
  );
}

/** Puts imports where they sort in: `import` before `from`, each by module. */
export function addImports(source: Source, style: Style, wanted: readonly Import[]): Edit[] {
  const { statements, last } = importBlock(source);
  const plain = statements.filter(({ type }) => type.startsWith('import'));
  const missing = wanted.filter(({ line }) => !plain.some((statement) => statement.text === line));
  const anchor =
    plain.find((statement) => statement.text.startsWith('import boto3')) ??
    plain.find((one) => /\bboto3\b/.test(one.text));
  const group = anchor === undefined ? [] : groupOf(plain, anchor);
  const byPlace = new Map<number, string>();
  for (const { line, module } of missing) {
    const before = group.filter((statement) => compare(keyOf(statement), sortKey(line, module)) < 0).at(-1);
    const place = before?.endIndex ?? (group[0] === undefined ? (last?.endIndex ?? 0) : group[0].startIndex);
    const text = place === 0 || place === group[0]?.startIndex ? `${line}\n` : `\n${line}`;
    byPlace.set(place, (byPlace.get(place) ?? '') + text);
  }
  return [...byPlace].map(([place, text]) => ({ start: place, end: place, text: toEol(text, style) }));
}

/** Neighbouring lines of imports, without a blank line between them. */
function groupOf(statements: Node[], anchor: Node): Node[] {
  const at = statements.findIndex(({ id }) => id === anchor.id);
  let [from, to] = [at, at];
  const touches = (a: Node | undefined, b: Node | undefined) =>
    a !== undefined && b !== undefined && b.startPosition.row - a.endPosition.row === 1;
  while (touches(statements[from - 1], statements[from])) from -= 1;
  while (touches(statements[to], statements[to + 1])) to += 1;
  return statements.slice(from, to + 1);
}

function keyOf(statement: Node): string {
  const module = field(statement, 'module_name') ?? field(statement, 'name');
  return sortKey(statement.text, module?.text ?? '');
}

function sortKey(line: string, module: string): string {
  return `${line.startsWith('from') ? 1 : 0} ${module}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
