import type { Token } from 'markdown-it';
import type { Substitute } from './lifetimes.ts';
import type { Report } from './source.ts';
import type { Block, Inline, Note } from './types.ts';

export type { Token };

/** What turning Markdown into blocks needs to know about its page. */
export interface ProseContext {
  report: Report;
  substitute: Substitute;
  /** Why this address may not be linked; null when it may. */
  refuseLink(url: string): string | null;
  /** Called for each id that a list point carries. */
  onId(id: string, line: number): void;
  /** Lines of the file before the Markdown. */
  offset: number;
}

/** Ends a point or a heading that has an id. Bounded, so that no line makes it slow. */
export const ENDING_ID = /\{#([^{}\s]{1,80})\}$/;

/** The blocks of `tokens`: paragraphs, flat lists and code. Anything else is reported and left out. */
export function toBlocks(tokens: readonly Token[], context: ProseContext): Block[] {
  const blocks: Block[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    const line = lineOf(token, context);
    if (token.type === 'inline') blocks.push({ p: toInlines(token, context) });
    else if (token.type === 'fence') blocks.push(codeBlock(token));
    else if (token.type === 'bullet_list_open' || token.type === 'ordered_list_open') {
      const end = closing(tokens, at);
      const list = toNotes(tokens.slice(at + 1, end), context);
      blocks.push(token.type === 'ordered_list_open' ? { list, ordered: true } : { list });
      at = end;
    } else if (token.type !== 'paragraph_open' && token.type !== 'paragraph_close') {
      context.report(
        line,
        `${name(token)} cannot be shown here; write a paragraph, a list or a fenced code block`,
      );
      if (token.nesting === 1) at = closing(tokens, at);
    }
  }
  return blocks;
}

export function codeBlock(token: Token): { code: string; lang: string } {
  return {
    code: token.content.replace(/\n$/, ''),
    lang: /^[A-Za-z0-9+#-]{1,20}/.exec(token.info.trim())?.[0] ?? '',
  };
}

/** Index of the token that closes the one at `at`. */
export function closing(tokens: readonly Token[], at: number): number {
  const level = (tokens[at] as Token).level;
  for (let end = at + 1; end < tokens.length; end++) if ((tokens[end] as Token).level === level) return end;
  return tokens.length - 1;
}

export function lineOf(token: Token, context: { offset: number }): number {
  return (token.map?.[0] ?? 0) + context.offset + 1;
}

function toNotes(tokens: readonly Token[], context: ProseContext): Note[] {
  const notes: Note[] = [];
  for (let at = 0; at < tokens.length; at++) {
    if (tokens[at]?.type !== 'list_item_open') continue;
    const end = closing(tokens, at);
    const inside = tokens.slice(at + 1, end);
    const first = inside.find((token) => token.type === 'inline');
    const line = lineOf(tokens[at] as Token, context);
    if (inside.length > 3 || (inside.length > 0 && first === undefined)) {
      context.report(
        line,
        'a list point holds one paragraph; put lists and code under a heading of their own',
      );
    }
    at = end;
    if (first === undefined) continue;
    const id = ENDING_ID.exec(first.content)?.[1];
    if (id !== undefined) context.onId(id, line);
    const text = toInlines(first, context);
    notes.push(id === undefined ? { text } : { id, text: withoutId(text) });
  }
  return notes;
}

function withoutId(text: Inline[]): Inline[] {
  const last = text.at(-1);
  return typeof last === 'string'
    ? [...text.slice(0, -1), last.replace(ENDING_ID, '').trimEnd()].filter((piece) => piece !== '')
    : text;
}

/** The pieces of one paragraph. */
export function toInlines(token: Token, context: ProseContext, line = lineOf(token, context)): Inline[] {
  const stack: { pieces: Inline[]; wrap: (pieces: Inline[]) => Inline[] }[] = [
    { pieces: [], wrap: (pieces) => pieces },
  ];
  const add = (piece: Inline) => {
    const pieces = stack.at(-1)?.pieces ?? [];
    const last = pieces.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') pieces[pieces.length - 1] = last + piece;
    else pieces.push(piece);
  };
  for (const child of token.children ?? []) {
    if (child.type === 'text') add(words(child.content, line));
    else if (child.type === 'softbreak' || child.type === 'hardbreak') {
      add(' ');
      line++;
    } else if (child.type === 'code_inline') add({ code: context.substitute(child.content, line) });
    else if (child.type === 'strong_open') stack.push({ pieces: [], wrap: (strong) => [{ strong }] });
    else if (child.type === 'em_open') stack.push({ pieces: [], wrap: (em) => [{ em }] });
    else if (child.type === 'link_open')
      stack.push({ pieces: [], wrap: linkTo(String(child.attrGet('href') ?? ''), line) });
    else if (child.nesting === -1) {
      const top = stack.length > 1 ? stack.pop() : undefined;
      for (const piece of top?.wrap(top.pieces) ?? []) add(piece);
    } else context.report(line, `${name(child)} cannot be shown here; write it as text or in a code span`);
  }
  return stack[0]?.pieces ?? [];

  function words(text: string, at: number): string {
    if (/<\/?[A-Za-z!]/.test(text))
      context.report(at, 'HTML is shown as text, not obeyed; put it in a code span');
    if (text.includes('!'))
      context.report(at, 'no exclamation marks in prose; end the sentence with a full stop');
    return context.substitute(text, at);
  }

  function linkTo(url: string, at: number): (pieces: Inline[]) => Inline[] {
    const reason = context.refuseLink(url);
    if (reason === null) return (text) => [{ url, text }];
    context.report(at, reason);
    return (text) => text;
  }
}

const NAMES: Record<string, string> = {
  image: 'an image',
  hr: 'a rule line',
  blockquote_open: 'a quotation',
  heading_open: 'this heading',
  html_block: 'HTML',
};

function name(token: Token): string {
  return NAMES[token.type] ?? `Markdown of the kind "${token.type}"`;
}
