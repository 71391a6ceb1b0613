import type { Report } from './source.ts';
import { type Entry, nameOf } from './types.ts';
import type { Value } from './yaml.ts';

export const MAX_TEAM_PAGES = 100;
/** Characters of all pages together: reading the worst of this size takes seconds, not minutes. */
export const MAX_TEAM_TEXT = 2 * 1024 * 1024;
/** Names or sentences in one list of one page. */
export const MAX_TEXTS = 50;
/** Sentences of all pages together: each costs the search a little in every line of a log. */
export const MAX_WORDINGS = 200;
const MAX_TEXT = 200;

const INVISIBLE =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2028\u2029\u2060-\u2069\ufeff]/;
const NAME = /^[A-Za-z][A-Za-z0-9.]{2,63}$/;
/** A wrapped line's frame may stand between two words of a wording, so a word of nothing else could be read in many ways. */
const FRAME_ONLY = /(?:^| )[│|>#]+(?: |$)/;

export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text);
}

/** Lines of the values in which an escape such as `"\e"` put a character that the file itself does not show. */
export function invisibleIn(value: Value): number[] {
  if (value.kind === 'text') return INVISIBLE.test(value.text) ? [value.line] : [];
  if (value.kind === 'list') return value.items.flatMap(invisibleIn);
  return [...value.entries].flatMap(([key, inner]) => [
    ...(INVISIBLE.test(key) ? [inner.line] : []),
    ...invisibleIn(inner),
  ]);
}

/** The page with no more, no longer and no other texts to search for than the search can bear. */
export function boundTexts(entry: Entry, lines: ReadonlyMap<string, number>, report: Report): Entry {
  const fewer = <T>(key: string, list: T[]): T[] => {
    if (list.length <= MAX_TEXTS) return list;
    report(lines.get(key) ?? 1, `"${key}" has ${list.length} entries; at most ${MAX_TEXTS} fit in one page`);
    return list.slice(0, MAX_TEXTS);
  };
  const texts = (key: string, list: string[]) =>
    fewer(key, list).filter((text) => {
      if (text.length <= MAX_TEXT) return true;
      report(
        lines.get(key) ?? 1,
        `"${key}" holds a text of ${text.length} characters; at most ${MAX_TEXT} fit`,
      );
      return false;
    });
  const aliases = texts('aliases', entry.aliases);
  if (entry.kind === 'rule') return { ...entry, aliases };
  return {
    ...entry,
    aliases,
    onlyWith: texts('only-with', entry.onlyWith),
    matches: fewer('matches', entry.matches).filter((text) => {
      if (text === nameOf(entry) || NAME.test(text)) return true;
      report(
        lines.get('matches') ?? 1,
        `"${text.slice(0, 80)}" is no spelling of a code; write a sentence under "wordings"`,
      );
      return false;
    }),
    wordings: fewer('wordings', entry.wordings).filter(({ id, text }) => {
      const reason = slow(text);
      if (reason !== null) report(lines.get(`#${id}`) ?? 1, `the wording "${text.slice(0, 80)}" ${reason}`);
      return reason === null;
    }),
  };
}

/** Why a sentence would be slow to search for; null for any that software prints. */
function slow(text: string): string | null {
  if (FRAME_ONLY.test(text))
    return 'has a word of only │ | > or #; write the sentence without the frame around it';
  return repeats(text.toLowerCase())
    ? 'begins with the same part over and over; write what comes after it'
    : null;
}

/** Whether `text` begins with one part four times: only then could every place of a log be a long way into it. */
function repeats(text: string): boolean {
  for (let part = 1; part * 4 <= text.length; part++) {
    let same = part;
    while (same < part * 4 && text[same] === text[same - part]) same++;
    if (same === part * 4) return true;
  }
  return false;
}
