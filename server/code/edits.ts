import type { Edit } from '../types.ts';
import { parts, within } from './nodes.ts';
import type { Node } from './tree.ts';
import type { Source } from './types.ts';

/** How a file is written, as far as new lines in it should look the same. */
export interface Style {
  eol: string;
  indent: string;
  quote: string;
  semicolon: string;
}

export function styleOf({ text }: Source): Style {
  const indents = [...text.matchAll(/^([ \t]+)\S/gm)].map((match) => match[1] ?? '').slice(0, 400);
  const spaces = indents
    .filter((indent) => !indent.startsWith('\t'))
    .map((indent) => indent.length)
    .filter((width) => width > 1);
  const isTabbed =
    indents.length > 0 && indents.filter((indent) => indent.startsWith('\t')).length * 2 > indents.length;
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return {
    eol: text.includes('\r\n') ? '\r\n' : '\n',
    indent: isTabbed ? '\t' : ' '.repeat(Math.min(...(spaces.length > 0 ? spaces : [4]), 8)),
    quote: count(/'/g) > count(/"/g) ? "'" : '"',
    semicolon: count(/;[ \t]*\r?$/gm) > 0 ? ';' : '',
  };
}

/** `text` with `\n` for line ends, as the file writes them. */
export function toEol(text: string, { eol }: Style): string {
  return text.replace(/\r?\n/g, eol);
}

/** Applies edits that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return [...edits]
    .sort((a, b) => b.start - a.start || b.end - a.end)
    .reduce((out, edit) => out.slice(0, edit.start) + edit.text + out.slice(edit.end), text);
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The white space that the line of `offset` begins with. */
export function indentAt(text: string, offset: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, offset), offset))?.[0] ?? '';
}

/** Text of several lines that stood at `from` (its indentation), as it should stand at `to`. */
export function reindent(text: string, from: string, to: string): string {
  return text.replace(
    /(\r?\n)([ \t]*)/g,
    (_, eol: string, indent: string) =>
      eol + (indent.startsWith(from) ? to + indent.slice(from.length) : indent),
  );
}

/**
 * Takes items out of a list in brackets (arguments, properties, import names) with their commas and lines.
 * `first` is put in their place at the beginning of the list.
 */
export function removeItems(
  source: Source,
  list: Node,
  doomed: readonly Node[],
  first: readonly string[] = [],
): Edit[] {
  const items = parts(list);
  const goes = items.map((item) => doomed.some((one) => one.id === item.id));
  const inner = { start: list.startIndex + 1, end: list.endIndex - 1 };
  const isTight = items[0] === undefined || items[0].startPosition.row === list.startPosition.row;
  const separator =
    isTight || items[0] === undefined
      ? ', '
      : `,${styleOf(source).eol}${indentAt(source.text, items[0].startIndex)}`;
  if (goes.every(Boolean)) return [{ ...inner, text: first.join(', ') }];
  const [only, ...more] = items.filter((_, at) => goes[at] !== true);
  const isBare = list.namedChildCount === items.length && only?.startPosition.row === only?.endPosition.row;
  if (
    list.type === 'argument_list' &&
    only !== undefined &&
    more.length === 0 &&
    isBare &&
    first.length === 0
  ) {
    return [{ ...inner, text: only.text }];
  }
  const edits: Edit[] = [];
  let lead = first.map((item) => item + separator).join('');
  for (let at = 0; at < items.length; at += 1) {
    const item = items[at];
    if (item === undefined || goes[at] !== true) continue;
    let last = at;
    while (goes[last + 1] === true) last += 1;
    const [end, next, before] = [items[last], items[last + 1], items[at - 1]];
    if (end === undefined) continue;
    if (next !== undefined) {
      const comment = commentsIn(list, end.endIndex, next.startIndex).find(
        (one) => one.startPosition.row > end.endPosition.row,
      );
      edits.push({ start: item.startIndex, end: (comment ?? next).startIndex, text: at === 0 ? lead : '' });
      if (at === 0) lead = '';
    } else if (before !== undefined) {
      const comment = commentsIn(list, before.endIndex, item.startIndex).at(-1);
      const trailing =
        comment === undefined ? null : /^\s*,/.exec(source.text.slice(end.endIndex, inner.end));
      edits.push({
        start: (comment ?? before).endIndex,
        end: end.endIndex + (trailing?.[0].length ?? 0),
        text: '',
      });
    }
    at = last;
  }
  if (lead !== '' && items[0] !== undefined)
    edits.unshift({ start: items[0].startIndex, end: items[0].startIndex, text: lead });
  return edits;
}

function commentsIn(list: Node, from: number, to: number): Node[] {
  return list.namedChildren.filter(
    (child): child is Node =>
      child !== null && child.type === 'comment' && child.startIndex >= from && child.endIndex <= to,
  );
}

/** Removes a statement with its lines, when nothing else stands on them; null otherwise. */
export function removeStatement({ text }: Source, statement: Node): Edit | null {
  const start = lineStart(text, statement.startIndex);
  const rest = /^[ \t]*;?[ \t]*(?:\r?\n|$)/.exec(text.slice(statement.endIndex));
  if (rest === null || text.slice(start, statement.startIndex).trim() !== '') return null;
  return { start, end: statement.endIndex + rest[0].length, text: '' };
}

/**
 * Edits as an editor takes them: in order, none within another, and without the blank lines that removed statements
 * leave behind. Null when two of them claim the same text.
 */
export function tidyEdits({ text }: Source, edits: readonly Edit[]): Edit[] | null {
  const out: Edit[] = [];
  for (const edit of [...edits].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = out.at(-1);
    if (last === undefined || edit.start > last.end || (edit.start === last.end && edit.text !== ''))
      out.push({ ...edit });
    else if (edit.start === last.end && last.text === '') last.end = edit.end;
    else if (edit.start === edit.end && last.text === '')
      last.text = edit.text.replace(/^(\r?\n)(.*)$/s, '$2$1');
    else return null;
  }
  return out.map((edit) => (edit.text === '' && isLines(text, edit) ? withoutBlank(text, edit) : edit));
}

function isLines(text: string, { start, end }: Edit): boolean {
  return end > start && lineStart(text, start) === start && text[end - 1] === '\n';
}

function withoutBlank(text: string, edit: Edit): Edit {
  const before = /(?:^|\n)((?:[ \t]*\r?\n)*)$/.exec(text.slice(0, edit.start))?.[1]?.split('\n').length ?? 1;
  const after =
    /^(?:[ \t]*\r?\n)*/
      .exec(text.slice(edit.end))?.[0]
      .split(/(?<=\n)/)
      .filter(Boolean) ?? [];
  const atTop = text.slice(0, edit.start).trim() === '' || /[:{]\s*$/.test(text.slice(0, edit.start));
  const drop = after.slice(0, atTop ? after.length : Math.min(before - 1, after.length));
  return { ...edit, end: edit.end + drop.join('').length };
}

export function isRemoved(node: Node, removed: readonly { start: number; end: number }[]): boolean {
  return removed.some(({ start, end }) => start <= node.startIndex && node.endIndex <= end);
}

/** Is a node part of any of these? */
export function isInside(node: Node, outer: readonly Node[]): boolean {
  return outer.some((one) => within(node, one));
}
