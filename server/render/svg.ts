import { escapeHtml, plain } from './escape.ts';
import { redact } from './redact.ts';

/**
 * What our pictures have in common. Only presentation attributes, no styles: a page with a strict content policy would drop
 * those. Text takes the colour of the page, so it reads in every theme.
 */

export const LINE = 16;
export const COLOURS = {
  good: 'var(--vscode-charts-green, #388a34)',
  warning: 'var(--vscode-charts-orange, #bf6f12)',
  bad: 'var(--vscode-charts-red, #d7423f)',
  plain: 'var(--vscode-charts-blue, #2f7fd1)',
} as const;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Width of a line of text in pixels, rather too much than too little; letters of full width count twice. */
export function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) ?? 0) >= 0x1100 ? 14 : 7.2;
  return Math.ceil(width);
}

/** One line of text for a picture: nothing secret, nothing that a renderer would obey. */
export function label(text: string, limit = 200): string {
  return redact(plain(text, limit));
}

/** Lines of at most `width` pixels, the last one cut where there are more than `most`. */
export function wrapLines(text: string, width: number, most = 4): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((one) => pieces(one, width))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && widthOf(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  if (line !== '') lines.push(line);
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), cut(`${lines[most - 1] ?? ''}…`, width)];
}

/** `text`, cut with an ellipsis where it is wider than `width`. */
export function cut(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  const letters = [...text];
  while (letters.length > 0 && widthOf(`${letters.join('')}…`) > width) letters.pop();
  return `${letters.join('')}…`;
}

function pieces(word: string, width: number): string[] {
  if (widthOf(word) <= width) return [word];
  const parts: string[] = [];
  let part = '';
  for (const letter of word) {
    if (part !== '' && widthOf(part + letter) > width) {
      parts.push(part);
      part = '';
    }
    part += letter;
  }
  return [...parts, part];
}

/** A line of text; `y` is its base line. */
export function text(
  x: number,
  y: number,
  words: string,
  { anchor = 'start', bold = false }: { anchor?: 'start' | 'middle' | 'end'; bold?: boolean } = {},
): string {
  const how = `${anchor === 'start' ? '' : ` text-anchor="${anchor}"`}${bold ? ' font-weight="600"' : ''}`;
  return `<text x="${round(x)}" y="${round(y)}"${how}>${escapeHtml(words)}</text>`;
}

export interface Frame {
  /** Beginning of the ids within; different for each picture of a page. */
  id: string;
  title: string;
  /** The whole story in words, for those who do not see it. */
  story: string;
  width: number;
  height: number;
}

export function frame({ id, title, story, width, height }: Frame, body: readonly string[]): string {
  const name = /^[a-z][a-z0-9-]{0,40}$/.test(id) ? id : 'picture';
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="${name}-title" aria-describedby="${name}-story" viewBox="0 0 ${round(width)} ${round(height)}" width="100%" font-family="var(--vscode-font-family, system-ui, sans-serif)" font-size="12" fill="currentColor">`,
    `<title id="${name}-title">${escapeHtml(label(title))}</title>`,
    `<desc id="${name}-story">${escapeHtml(redact(story))}</desc>`,
    ...body,
    '</svg>',
  ].join('\n');
}

/** Coordinates with one decimal, so that a picture is short and the same everywhere. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}
