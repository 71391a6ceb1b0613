import { suggestion } from './known.ts';
import type { Report } from './source.ts';
import type { Value } from './yaml.ts';

/** Reads the keys of one YAML map, reporting what is missing, misspelt or of the wrong shape with the line and a model. */
export interface Fields {
  line: number;
  has(key: string): boolean;
  lineOf(key: string): number;
  /** Empty text when absent; absence is reported unless `optional`. */
  text(key: string, how?: { optional?: boolean; model?: string; max?: number }): string;
  oneOf<T extends string>(key: string, names: readonly T[]): T | null;
  number(key: string): number | undefined;
  texts(key: string, how?: { optional?: boolean }): string[];
  maps(key: string, keys: readonly string[], how?: { optional?: boolean }): Fields[];
}

/** @param keys every key that the map may hold; any other is reported with the nearest of them */
export function fieldsOf(value: Value, what: string, keys: readonly string[], report: Report): Fields | null {
  if (value.kind !== 'map') {
    report(value.line, `${what} must be a map of "key: value" lines`);
    return null;
  }
  const { entries, line } = value;
  for (const [key, inner] of entries) {
    if (!keys.includes(key)) {
      report(
        inner.line,
        `unknown key "${key}" in ${what}${suggestion(key, keys)} (known: ${keys.join(', ')})`,
      );
    }
  }

  function text(key: string, how: { optional?: boolean; model?: string; max?: number } = {}): string {
    const inner = entries.get(key);
    if (inner === undefined || (inner.kind === 'text' && inner.text.trim() === '')) {
      if (!how.optional)
        report(inner?.line ?? line, `${what} has no "${key}"; write "${key}: ${how.model ?? '…'}"`);
      return '';
    }
    if (inner.kind !== 'text') {
      report(inner.line, `"${key}" of ${what} must be one text, not a ${inner.kind}`);
      return '';
    }
    const max = how.max ?? 400;
    if (inner.text.length > max)
      report(inner.line, `"${key}" has ${inner.text.length} characters; at most ${max} fit`);
    return inner.text.trim().replace(/\s+/g, ' ').slice(0, max);
  }

  function list(key: string, optional: boolean | undefined): Value[] {
    const inner = entries.get(key);
    if (inner === undefined) {
      if (!optional)
        report(line, `${what} has no "${key}"; write "${key}:" and a list, "[]" when there is none`);
      return [];
    }
    if (inner.kind === 'list') return inner.items;
    report(inner.line, `"${key}" of ${what} must be a list: lines that start with "- "`);
    return [];
  }

  return {
    line,
    has: (key) => entries.has(key),
    lineOf: (key) => entries.get(key)?.line ?? line,
    text,
    oneOf(key, names) {
      const said = text(key, { model: names.join(' | ') });
      if (said === '') return null;
      const found = names.find((name) => name === said);
      if (found === undefined) {
        report(
          entries.get(key)?.line ?? line,
          `"${key}: ${said}" is not known; write one of: ${names.join(', ')}`,
        );
      }
      return found ?? null;
    },
    number(key) {
      if (!entries.has(key)) return undefined;
      const said = text(key);
      if (/^\d{1,9}$/.test(said)) return Number(said);
      report(entries.get(key)?.line ?? line, `"${key}" must be a whole number`);
      return undefined;
    },
    texts(key, how = {}) {
      return list(key, how.optional).flatMap((item) => {
        if (item.kind === 'text' && item.text.trim() !== '') return [item.text.trim().replace(/\s+/g, ' ')];
        report(item.line, `"${key}" of ${what} must hold plain texts`);
        return [];
      });
    },
    maps(key, known, how = {}) {
      return list(key, how.optional).flatMap((item) => {
        const inner = fieldsOf(item, `an entry of "${key}"`, known, report);
        return inner === null ? [] : [inner];
      });
    },
  };
}
