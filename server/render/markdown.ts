import type { Block, Inline, Note } from '../../kb/types.ts';
import { codeSpan, escapeMarkdown } from './escape.ts';
import { redact } from './redact.ts';

/** A document between the knowledge base and its renderings. */
export type DocBlock = Block | { heading: string; level: 1 | 2 | 3; id: string } | { table: Table };

export interface Table {
  head: string[];
  rows: Inline[][][];
  /** Cells hold sentences: where there are no columns, each cell takes a line of its own. */
  records?: true;
}

/** `escapeMarkdown` cuts what is longer than a line of output should be; a paragraph is escaped in parts of this size. */
const PART = 300;

/** Text of any length, its outer spaces kept, because pieces of a sentence stand next to each other. */
function escapeText(text: string): string {
  const safe = redact(text);
  const parts = safe.trim().match(new RegExp(`\\S[^]{0,${PART - 1}}(?!\\S)|\\S{1,${PART}}`, 'g')) ?? [];
  const inner = parts.map(escapeMarkdown).join(' ');
  if (inner === '') return safe === '' ? '' : ' ';
  return `${/^\s/.test(safe) ? ' ' : ''}${inner}${/\s$/.test(safe) ? ' ' : ''}`;
}

/** @param allow whether an address may become a link; its text is shown in any case */
export function inlineMarkdown(pieces: readonly Inline[], allow: LinkFilter = isWeb): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return escapeText(piece);
      if ('code' in piece) return codeSpan(redact(piece.code));
      if ('strong' in piece) return wrap('**', inlineMarkdown(piece.strong, allow));
      if ('em' in piece) return wrap('*', inlineMarkdown(piece.em, allow));
      const text = inlineMarkdown(piece.text, allow).trim();
      return allow(piece.url) ? link(text, piece.url) : text;
    })
    .join('');
}

export type LinkFilter = (url: string) => boolean;

/** A plain web address without anything in it that could be a credential. */
export function isWeb(url: string): boolean {
  return /^https?:\/\/[^\s/]/.test(url) && redact(url) === url;
}

/** @param text Markdown; @param url already checked */
export function link(text: string, url: string): string {
  return `[${text}](${url.replace(/[()<>\s\\]/g, (mark) => `%${(mark.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`)})`;
}

function wrap(mark: string, inner: string): string {
  const text = inner.trim();
  return text === '' ? inner : inner.replace(text, () => `${mark}${text}${mark}`);
}

export function fence(code: string, lang: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map((run) => run[0].length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${redact(lang).replace(/[^A-Za-z0-9+#-]/g, '')}\n${redact(code)}\n${marks}`;
}

export function toMarkdown(doc: readonly DocBlock[], allow: LinkFilter = isWeb): string {
  return `${doc.map((block) => blockMarkdown(block, allow)).join('\n\n')}\n`;
}

function blockMarkdown(block: DocBlock, allow: LinkFilter): string {
  if ('p' in block) return inlineMarkdown(block.p, allow).trim();
  if ('code' in block) return fence(block.code, block.lang);
  if ('heading' in block) return `${'#'.repeat(block.level)} ${escapeText(block.heading).trim()}`;
  if ('table' in block) return table(block.table, allow);
  return block.list
    .map(
      (note: Note, at) => `${block.ordered ? `${at + 1}.` : '-'} ${inlineMarkdown(note.text, allow).trim()}`,
    )
    .join('\n');
}

function table({ head, rows }: Table, allow: LinkFilter): string {
  // A bar inside a code span would end the cell.
  const row = (cells: string[]) =>
    `| ${cells.map((cell) => cell.replace(/(?<!\\)\|/g, '\\|') || ' ').join(' | ')} |`;
  const body = rows.map((cells) => row(cells.map((cell) => inlineMarkdown(cell, allow).trim())));
  return [row(head.map((cell) => escapeText(cell))), row(head.map(() => '---')), ...body].join('\n');
}
