import { suggestion } from './known.ts';
import { blocksOf, inlinesOf, type RawItem, type Section } from './outline.ts';
import type { ProseContext } from './prose.ts';
import type { Block, Inline, Item, Note } from './types.ts';

const ID = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;
const CODE = /^[A-Za-z][A-Za-z0-9.]{1,63}$/;

/** Reads the key lines of one item. */
export interface Keys {
  ids(key: string): string[];
  /** Reported when missing, unless a page does not need it. */
  inlines(key: string): Inline[];
  oneOf<T extends string>(key: string, names: readonly T[], optional?: boolean): T | null;
  plain(key: string): string;
}

/** How the items of one section are written: the keys they may have, and a model for the message when there is none. */
export interface ItemForm {
  keys: readonly string[];
  /** The id is the code of an error, or a language, and the heading may be just that. */
  named?: boolean;
}

export function readItems<T extends Item>(
  section: Section | undefined,
  form: ItemForm,
  context: ProseContext,
  build: (item: Item, keys: Keys, raw: RawItem) => T,
): T[] {
  if (section === undefined) return [];
  for (const token of section.tokens) {
    if (token.type === 'inline') {
      context.report(
        (token.map?.[0] ?? 0) + context.offset + 1,
        `"## ${section.title}" holds items; start each with "### Title {#its-id}"`,
      );
      break;
    }
  }
  return section.items.map((raw) => {
    const id = raw.id !== '' || form.named !== true ? raw.id : raw.title;
    checkId({ ...raw, id }, form, context);
    for (const [key, { line }] of raw.keys) {
      if (form.keys.includes(key)) continue;
      const known = form.keys.length > 0 ? ` (known: ${form.keys.join(', ')})` : '; its items have no keys';
      context.report(
        line,
        `unknown key "${key}:" under "## ${section.title}"${suggestion(key, form.keys)}${known}`,
      );
    }
    return build({ id, title: raw.title, body: blocksOf(raw, context) }, keysOf(raw, context), raw);
  });
}

function checkId(raw: RawItem, form: ItemForm, context: ProseContext): void {
  if (raw.id === '')
    context.report(raw.line, `"### ${raw.title}" has no id; write "### ${raw.title} {#${slug(raw.title)}}"`);
  else if (form.named !== true) context.onId(raw.id, raw.line);
  else if (!CODE.test(raw.id))
    context.report(raw.line, `"${raw.id}" is no name; write it as code or language, like ExpiredToken`);
}

/** Whether `id` may stand in `{#…}`. */
export function isItemId(id: string): boolean {
  return id.length <= 64 && ID.test(id);
}

function slug(title: string): string {
  const words = title.toLowerCase().match(/[a-z0-9]+/g) ?? ['id'];
  return words.slice(0, 5).join('-');
}

function keysOf(raw: RawItem, context: ProseContext): Keys {
  const required = (key: string, model: string) => {
    const value = raw.keys.get(key);
    if (value === undefined || value.text === '') {
      context.report(
        value?.line ?? raw.line,
        `"### ${raw.title}" has no "${key}:"; write "${key}: ${model}" below the heading`,
      );
    }
    return value;
  };
  return {
    ids: (key) =>
      (raw.keys.get(key)?.text ?? '')
        .split(',')
        .map((id) => id.trim())
        .filter((id) => id !== ''),
    inlines(key) {
      const value = required(key, '…');
      return value === undefined ? [] : inlinesOf(value.text, value.line, context);
    },
    oneOf(key, names, optional = false) {
      const value = optional ? raw.keys.get(key) : required(key, names.join(' | '));
      if (value === undefined || value.text === '') return null;
      const found = names.find((name) => name === value.text);
      if (found === undefined) {
        context.report(
          value.line,
          `"${key}: ${value.text}" is not known${suggestion(value.text, names)} (known: ${names.join(', ')})`,
        );
      }
      return found ?? null;
    },
    plain(key) {
      const text = raw.keys.get(key)?.text ?? '';
      const span = /^(`+)([\s\S]*?[^`])\1$/.exec(text);
      return (span?.[2] ?? text).trim();
    },
  };
}

/** The points of a section that is one list, each with its id. */
export function readNotes(section: Section | undefined, context: ProseContext): Note[] {
  if (section === undefined) return [];
  for (const item of section.items) {
    context.report(
      item.line,
      `"## ${section.title}" is one list; write "- text {#its-id}" instead of a heading`,
    );
  }
  return blocksOf(section, context).flatMap((block) => notesOf(block, section, context));
}

function notesOf(block: Block, section: Section, context: ProseContext): Note[] {
  if (!('list' in block)) {
    context.report(
      section.line,
      `"## ${section.title}" is one list; write each of its points as "- text {#its-id}"`,
    );
    return [];
  }
  for (const note of block.list) {
    if (note.id === undefined) {
      context.report(
        section.line,
        `a point under "## ${section.title}" has no id; end "- ${opening(note.text)}" with {#its-id}`,
      );
    }
  }
  return block.list;
}

function opening(text: Inline[]): string {
  const first = text.find((piece): piece is string => typeof piece === 'string') ?? '';
  return first.length > 40 ? `${first.slice(0, 40)}…` : first;
}
