import type { Span } from '../types.ts';
import { compileNeedles, type Needle, type Needles, needleOf, needleOfCode } from './needles.ts';

/** A text of the knowledge base and the source of the expression for all its forms. */
export interface Wanted {
  text: string;
  source: string;
}

/** One expression for the texts that share a needle; `ranks` say which of its groups comes before which. */
interface Rule {
  pattern: RegExp;
  ranks: readonly number[];
  /** UTF-16 units before and after the needle's head that a match may take; 0 before means it starts there. */
  before: number;
  after: number;
}

/** Holds no state between calls: each use of an expression sets where it starts. */
export interface Spotter {
  readonly needles: Needles;
  /** By number of the needle. */
  readonly rules: readonly Rule[];
  /** Texts that have no needle; they are looked for everywhere. */
  readonly rest: Rule | null;
  /** What the needles are, for whoever searches elsewhere with them. */
  readonly list: readonly Needle[];
}

/** White space and frames between two words of a sentence, and the longest form of an apostrophe. */
const BETWEEN = 12;
/** Text looked through at a time (UTF-16 units). */
const PIECE = 1 << 20;

/** `codes` and `sentences` in the order in which one wins over another at the same place. */
export function compileSpotter(codes: readonly Wanted[], sentences: readonly Wanted[]): Spotter {
  const shared = new Map<string, { needle: Needle; wanted: (Wanted & { rank: number })[] }>();
  const rest: (Wanted & { rank: number })[] = [];
  const place = (one: Wanted, rank: number, needle: Needle | null) => {
    if (needle === null) return void rest.push({ ...one, rank });
    const key = `${needle.exact} ${needle.head} ${needle.next}`;
    const group = shared.get(key) ?? { needle, wanted: [] };
    group.wanted.push({ ...one, rank });
    shared.set(key, group);
  };
  codes.forEach((one, at) => {
    place(one, at, needleOfCode(one.text));
  });
  sentences.forEach((one, at) => {
    place(one, codes.length + at, needleOf(one.text));
  });
  const groups = [...shared.values()];
  const list = groups.map(({ needle }) => needle);
  return {
    needles: compileNeedles(list),
    list,
    rules: groups.map(({ needle, wanted }) => rule(wanted, needle)),
    rest: rest.length > 0 ? rule(rest, null) : null,
  };
}

function rule(wanted: readonly (Wanted & { rank: number })[], needle: Needle | null): Rule {
  const reach = Math.max(
    ...wanted.map(({ text }) => text.length + (BETWEEN + 6) * text.split(/[\s']/).length),
  );
  return {
    pattern: new RegExp(wanted.map(({ source }) => `(${source})`).join('|'), needle?.exact ? 'y' : 'g'),
    ranks: wanted.map(({ rank }) => rank),
    before: needle?.exact ? 0 : reach,
    after: reach,
  };
}

interface Found extends Span {
  rank: number;
}

/** Where the texts stand, in order, none over another: the first wins, at one place the one of the lower rank. */
export function spot(text: string, spotter: Spotter): Span[] {
  const found: Found[] = [];
  for (let from = 0; from < text.length; from += PIECE) {
    // One byte a UTF-16 unit: offsets stay, and the needles are ASCII.
    const piece = text.slice(from, from + PIECE + spotter.needles.longest);
    const bytes = Buffer.from(piece, 'latin1');
    spotter.needles.find(bytes, 0, bytes.length, (at, number) => {
      if (at < PIECE) collect(text, from + at, spotter.rules[number] as Rule, found);
    });
  }
  if (spotter.rest !== null) all(text, 0, spotter.rest, found);
  found.sort((a, b) => a.start - b.start || a.rank - b.rank);
  let end = 0;
  return found.filter((one) => {
    if (one.start < end) return false;
    end = one.end;
    return true;
  });
}

function collect(text: string, at: number, one: Rule, found: Found[]): void {
  if (one.before > 0) {
    const from = Math.max(0, at - one.before);
    all(text.slice(from, at + one.after), from, one, found);
    return;
  }
  one.pattern.lastIndex = at;
  const match = one.pattern.exec(text);
  if (match !== null) found.push({ start: at, end: at + match[0].length, rank: rankOf(match, one) });
}

function all(text: string, offset: number, one: Rule, found: Found[]): void {
  one.pattern.lastIndex = 0;
  for (let match = one.pattern.exec(text); match !== null; match = one.pattern.exec(text)) {
    const start = offset + match.index;
    found.push({ start, end: start + match[0].length, rank: rankOf(match, one) });
    one.pattern.lastIndex = match.index + 1;
  }
}

function rankOf(match: RegExpExecArray, one: Rule): number {
  return one.ranks[match.findIndex((group, at) => at > 0 && group !== undefined) - 1] ?? 0;
}
