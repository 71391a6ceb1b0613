import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Report } from './source.ts';

/** YAML reduced to what a page needs. Scalars stay the text that was written: `no` is "no", `2026-04-21` no date object. */
export type Value = { line: number } & (
  | { kind: 'text'; text: string }
  | { kind: 'list'; items: Value[] }
  | { kind: 'map'; entries: Map<string, Value> }
);

const MAX_DEPTH = 8;

/** @param firstLine 1-based line of the file on which `text` starts. Null when it is not YAML; the reason is reported. */
export function parseYaml(text: string, firstLine: number, report: Report): Value | null {
  const counter = new LineCounter();
  const lineOf = (offset: number) => counter.linePos(offset).line + firstLine - 1;
  try {
    const doc = parseDocument(text, {
      lineCounter: counter,
      schema: 'core',
      merge: false,
      logLevel: 'silent',
      prettyErrors: false,
    });
    for (const trouble of [...doc.errors, ...doc.warnings]) {
      const reason = trouble.message.includes('call stack')
        ? 'it is nested too deeply'
        : (trouble.message.split('\n')[0] ?? '');
      report(lineOf(trouble.pos[0]), `the YAML cannot be read: ${reason.slice(0, 200)}`);
    }
    if (doc.errors.length > 0) return null;
    return convert(doc.contents, { lineOf, report, firstLine }, 0);
  } catch {
    // The library throws on nesting that exhausts its stack.
    report(firstLine, 'the YAML cannot be read: it is nested too deeply');
    return null;
  }
}

interface Context {
  lineOf(offset: number): number;
  report: Report;
  firstLine: number;
}

function convert(node: unknown, context: Context, depth: number): Value | null {
  const range = (node as { range?: [number, number, number] | null } | null)?.range;
  const line = range ? context.lineOf(range[0]) : context.firstLine;
  if (depth > MAX_DEPTH) return refuse('nests too deeply; a page needs lists and maps of one or two levels');
  if (isAlias(node) || (node as { anchor?: string } | null)?.anchor) {
    return refuse('anchors (&name) and aliases (*name) are not used here; write the value out');
  }
  if ((node as { tag?: string } | null)?.tag?.startsWith('!'))
    return refuse('tags (!name) are not used here; write the plain value');
  if (isScalar(node)) {
    const text = typeof node.value === 'string' ? node.value : (node.source ?? '');
    return { kind: 'text', line, text };
  }
  if (isSeq(node)) {
    return {
      kind: 'list',
      line,
      items: present(node.items.map((item) => convert(item, context, depth + 1))),
    };
  }
  if (isMap(node)) {
    const entries = new Map<string, Value>();
    for (const { key, value } of node.items) {
      const name = isScalar(key) ? String(key.value) : null;
      const keyLine = isScalar(key) && key.range ? context.lineOf(key.range[0]) : line;
      if (name === null) {
        context.report(keyLine, 'a key must be a plain name');
        continue;
      }
      const inner =
        value === null
          ? { kind: 'text' as const, text: '', line: keyLine }
          : convert(value, context, depth + 1);
      // A block that starts under its key is best named by the key's line.
      if (inner !== null) entries.set(name, inner.kind === 'text' ? inner : { ...inner, line: keyLine });
    }
    return { kind: 'map', line, entries };
  }
  return node === null || node === undefined
    ? { kind: 'text', line, text: '' }
    : refuse('is not a value that can be read');

  function refuse(message: string): null {
    context.report(line, message);
    return null;
  }
}

function present(values: (Value | null)[]): Value[] {
  return values.filter((value): value is Value => value !== null);
}
