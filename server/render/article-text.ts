import type { Entry, Inline, KnowledgeBase } from '../../kb/types.ts';
import { article } from './article.ts';
import { plain } from './escape.ts';
import type { DocBlock, Table } from './markdown.ts';
import { redact } from './redact.ts';

const WIDTH = 88;

/** The complete page for a terminal: no colour, no Markdown, wrapped; code is not wrapped. */
export function renderText(
  entry: Entry,
  kb: KnowledgeBase,
  evidence: readonly string[] = [],
  width = WIDTH,
): string {
  return docText(article(entry, kb, evidence), width);
}

export function docText(doc: readonly DocBlock[], width = WIDTH): string {
  const parts = doc.map((block) => blockText(block, Math.max(40, width)));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: DocBlock, width: number): string {
  if ('heading' in block) {
    const title = inlineText([block.heading]);
    if (block.level === 3) return title;
    return `${title}\n${(block.level === 1 ? '=' : '-').repeat(Math.min(title.length, width))}`;
  }
  if ('p' in block) return wrap(inlineText(block.p), width, '', '');
  if ('code' in block) return redact(block.code).replace(/^(?=.)/gm, '    ');
  if ('table' in block) return tableText(block.table, width);
  return block.list
    .map((note, at) => {
      const mark = block.ordered ? `${at + 1}.` : '-';
      return wrap(inlineText(note.text), width, `  ${mark} `, ' '.repeat(mark.length + 3));
    })
    .join('\n');
}

function tableText({ head, rows, records }: Table, width: number): string {
  if (records) {
    return rows
      .map((cells) =>
        cells
          .map((cell, at) => ({ label: at === 0 ? '' : `${head[at] ?? ''}: `, text: inlineText(cell), at }))
          .filter(({ text }) => text !== '')
          .map(({ label, text, at }) =>
            wrap(`${label}${text}`, width, at === 0 ? '  ' : '    ', at === 0 ? '  ' : '      '),
          )
          .join('\n'),
      )
      .join('\n\n');
  }
  return rows
    .map((cells) =>
      cells
        .map(inlineText)
        .filter((cell) => cell !== '')
        .join(' · '),
    )
    .map((row) => wrap(row, width, '  ', '    '))
    .join('\n');
}

/** Long pieces are cut by `plain`; a paragraph is far below this. */
const LONGEST = 20_000;

function inlineText(pieces: readonly Inline[]): string {
  const raw = (piece: Inline): string => {
    if (typeof piece === 'string') return redact(piece);
    if ('code' in piece) return redact(piece.code);
    if ('strong' in piece) return piece.strong.map(raw).join('');
    if ('em' in piece) return piece.em.map(raw).join('');
    return `${piece.text.map(raw).join('')} <${redact(piece.url)}>`;
  };
  // Once more over the whole: a secret may be spread over pieces.
  return plain(redact(pieces.map(raw).join('')), LONGEST);
}

function wrap(text: string, width: number, first: string, rest: string): string {
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      empty = true;
    }
    line = empty ? `${line}${word}` : `${line} ${word}`;
    empty = false;
  }
  return [...lines, line].join('\n').trimEnd();
}
