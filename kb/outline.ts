import MarkdownIt from 'markdown-it';
import { suggestion } from './known.ts';
import { codeBlock, ENDING_ID, lineOf, type ProseContext, type Token, toBlocks, toInlines } from './prose.ts';
import type { Block, Inline } from './types.ts';

/** `markdown` below an H2, and its H3 items. */
export interface Section {
  title: string;
  line: number;
  tokens: Token[];
  items: RawItem[];
}

export interface RawItem {
  title: string;
  id: string;
  line: number;
  /** The `key: value` lines that follow the heading directly. */
  keys: Map<string, { text: string; line: number }>;
  tokens: Token[];
}

const markdown = new MarkdownIt('commonmark', { html: false });
markdown.disable(['lheading', 'code', 'html_block', 'html_inline', 'reference']);
// Every link reaches our own check, which names the line, where the library would silently drop it.
markdown.validateLink = () => true;

const MAX_VALUE = 2000;
const MAX_TITLE = 120;
const KEY = /^([a-z][a-z-]{0,30}):(?:\s+(.*))?$/;

/** @param known the H2 headings that a page may have, in order of appearance */
export function parseOutline(
  body: string,
  known: readonly string[],
  context: ProseContext,
): Map<string, Section> {
  const tokens = markdown.parse(body, {});
  const lines = body.split('\n');
  const sections = new Map<string, Section>();
  let section: Section | null = null;
  let item: RawItem | null = null;
  for (let at = 0; at < tokens.length; at++) {
    const token = tokens[at] as Token;
    const line = lineOf(token, context);
    if (token.type !== 'heading_open' || token.level > 0) {
      const target: Token[] | undefined = item?.tokens ?? section?.tokens;
      if (target !== undefined) target.push(token);
      else if (token.nesting !== -1) {
        if (token.type === 'inline')
          context.report(
            line,
            'text before the first heading is not shown; move it under "## Meaning" or delete it',
          );
      }
      continue;
    }
    const content = tokens[at + 1]?.content ?? '';
    at += 2; // the heading's text and its closing token
    item = null;
    if (token.tag === 'h2') {
      section = { title: content, line, tokens: [], items: [] };
      if (!known.includes(content)) {
        context.report(
          line,
          `unknown heading "## ${content}"${suggestion(content, known)} (known: ${known.join(', ')})`,
        );
      } else if (sections.has(content)) context.report(line, `"## ${content}" appears twice; join the two`);
      else sections.set(content, section);
    } else if (token.tag === 'h3' && section !== null) {
      const [marker = '', id = ''] = ENDING_ID.exec(content) ?? [];
      const title = content.slice(0, content.length - marker.length).trimEnd();
      item = { title: plainTitle(title, line, context), id, line, keys: new Map(), tokens: [] };
      section.items.push(item);
      at = takeKeys(tokens, at, lines, item, context);
    } else
      context.report(
        line,
        `use "##" for the fixed headings and "###" for their items, not "${token.markup}"`,
      );
  }
  return sections;
}

/** Reads the key lines after a heading, if there are any; gives the index of the last token that was used. */
function takeKeys(
  tokens: Token[],
  at: number,
  lines: string[],
  item: RawItem,
  context: ProseContext,
): number {
  const open = tokens[at + 1];
  if (open?.type !== 'paragraph_open' || open.map === null) return at;
  const [from, to] = open.map;
  if (!KEY.test(lines[from] ?? '')) return at;
  let key = '';
  for (let index = from; index < to; index++) {
    const raw = lines[index] ?? '';
    const line = index + context.offset + 1;
    const match = KEY.exec(raw);
    const open = item.keys.get(key);
    if (match !== null) {
      key = match[1] ?? '';
      if (item.keys.has(key)) context.report(line, `"${key}:" is written twice`);
      item.keys.set(key, { text: (match[2] ?? '').trim(), line });
    } else if (/^\s/.test(raw) && open !== undefined) {
      if (open.text.length < MAX_VALUE) open.text = `${open.text} ${raw.trim()}`.trim();
    } else
      context.report(
        line,
        'write an empty line between the "key: value" lines and the text, or indent a value that continues',
      );
  }
  for (const [name, { text, line }] of item.keys) {
    if (text.length >= MAX_VALUE)
      context.report(line, `"${name}:" is too long; move a part of it into the text below`);
  }
  return at + 3;
}

function plainTitle(title: string, line: number, context: ProseContext): string {
  if (title.length > MAX_TITLE)
    context.report(line, `the heading has ${title.length} characters; at most ${MAX_TITLE} fit`);
  if (title.includes('!')) context.report(line, 'no exclamation marks in headings');
  return context.substitute(title.slice(0, MAX_TITLE).replace(/[`*]/g, ''), line);
}

export function blocksOf(part: { tokens: Token[] } | undefined, context: ProseContext): Block[] {
  return part === undefined ? [] : toBlocks(part.tokens, context);
}

/** A value of a key line as text with code spans and links. */
export function inlinesOf(text: string, line: number, context: ProseContext): Inline[] {
  const token = markdown.parseInline(text, {})[0];
  return token === undefined ? [] : toInlines(token, context, line);
}

export interface Fence {
  lang: string;
  /** The words after the language. */
  role: string;
  code: string;
  line: number;
}

/** The fenced code blocks among `tokens`. */
export function fencesOf(tokens: readonly Token[], context: { offset: number }): Fence[] {
  return tokens
    .filter((token) => token.type === 'fence')
    .map((token) => ({
      ...codeBlock(token),
      role: token.info.trim().split(/\s+/).slice(1).join(' '),
      line: lineOf(token, context) + 1,
    }));
}
