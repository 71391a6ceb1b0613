/** Finds the places in bytes where a text of the knowledge base may stand, many texts at once and skipping most bytes. */

/** What to look for. A hit means "look here": it may be wrong, but no place is ever missed. */
export interface Needle {
  /** ASCII letters and digits; in lower case when the case does not count. */
  head: string;
  exact: boolean;
  /** After the head come this text or the end of the line, with anything but letters and digits between. */
  next: string;
}

export interface Needles {
  /** Calls `hit` with the offset of each head in `bytes[from, to)` and the number of its needle, in no strict order. */
  find(bytes: Uint8Array, from: number, to: number, hit: (at: number, needle: number) => void): void;
  readonly longest: number;
}

/** Bytes of a head that the shift table knows (Wu and Manber's method with blocks of three). */
const WINDOW = 8;
/** Bytes between head and `next`: a wrapped line's frame (twelve signs of up to three bytes) and some more. */
const GAP = 48;
const BLOCKS = 1 << 15;

export function compileNeedles(needles: readonly Needle[]): Needles {
  const shift = new Uint8Array(BLOCKS).fill(WINDOW - 2);
  const buckets = new Uint16Array(BLOCKS);
  const lists: number[][] = [[]];
  const heads = needles.map((one) => codesOf(one.head));
  const tails = needles.map((one) => codesOf(one.next));
  const exact = needles.map((one) => one.exact);
  heads.forEach((head, number) => {
    const known = Math.min(WINDOW, head.length);
    if (known < 3) return;
    // A shorter head stands at the end of its window; what is before it may be anything.
    const missing = WINDOW - known;
    for (let at = 2; at < WINDOW; at++) {
      const far = WINDOW - 1 - at;
      const [a, b, c] = [head[at - 2 - missing], head[at - 1 - missing], head[at - missing]];
      if (c === undefined) lower(shift, 0, BLOCKS, 1, far);
      else if (b === undefined) lower(shift, c & 31, BLOCKS, 32, far);
      else if (a === undefined) lower(shift, ((b & 31) << 5) | (c & 31), BLOCKS, 1024, far);
      else lower(shift, block(a, b, c), block(a, b, c) + 1, 1, far);
    }
    const last = block(head[known - 3] as number, head[known - 2] as number, head[known - 1] as number);
    if (buckets[last] === 0) buckets[last] = lists.push([]) - 1;
    lists[buckets[last] as number]?.push(number);
  });

  return {
    longest: Math.max(0, ...heads.map((head, at) => head.length + GAP + (tails[at]?.length ?? 0))),
    find(bytes, from, to, hit) {
      let at = from + 2;
      while (at < to) {
        const key = block(bytes[at - 2] as number, bytes[at - 1] as number, bytes[at] as number);
        const step = shift[key] as number;
        if (step !== 0) {
          at += step;
          continue;
        }
        for (const number of lists[buckets[key] as number] as number[]) {
          const head = heads[number] as number[];
          const start = at + 1 - Math.min(WINDOW, head.length);
          if (start < from || !same(bytes, start, to, head, exact[number] as boolean)) continue;
          if (follows(bytes, start + head.length, to, tails[number] as number[])) hit(start, number);
        }
        at++;
      }
    },
  };
}

function same(bytes: Uint8Array, start: number, to: number, wanted: number[], exact: boolean): boolean {
  if (start + wanted.length > to) return false;
  const fold = exact ? 0 : 32;
  for (let at = 0; at < wanted.length; at++) {
    if (((bytes[start + at] as number) | fold) !== wanted[at]) return false;
  }
  return true;
}

function follows(bytes: Uint8Array, start: number, to: number, wanted: number[]): boolean {
  if (wanted.length === 0) return true;
  const end = Math.min(to, start + GAP);
  for (let at = start; at < end; at++) {
    const byte = bytes[at] as number;
    if (byte === 10) return true;
    if (isWord(byte)) return at + wanted.length > to || same(bytes, at, to, wanted, false);
  }
  return true;
}

function isWord(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || ((byte | 32) >= 97 && (byte | 32) <= 122);
}

/** Number of a block of three characters; upper and lower case are one. */
function block(a: number, b: number, c: number): number {
  return ((a & 31) << 10) | ((b & 31) << 5) | (c & 31);
}

function lower(shift: Uint8Array, from: number, to: number, step: number, value: number): void {
  for (let at = from; at < to; at += step) if ((shift[at] as number) > value) shift[at] = value;
}

function codesOf(text: string): number[] {
  return [...text].map((letter) => letter.charCodeAt(0));
}

/**
 * The needle for a text that may be wrapped anywhere between its words: a long word and what follows it; null when it
 * has no word of ASCII letters. Words at an apostrophe are left out, because that has several spellings.
 */
export function needleOf(sentence: string): Needle | null {
  const words = [...sentence.toLowerCase().matchAll(/[a-z0-9]+/g)];
  let best: Needle | null = null;
  let most = -1;
  words.forEach((word, at) => {
    const [head] = word;
    const end = word.index + head.length;
    if (sentence[word.index - 1] === "'" || sentence[end] === "'" || head.length < 3) return;
    // Letters beyond ASCII are no letters to the search: what stands on their other side is not the next word.
    if (/[^\0-\x7f]/.test(`${sentence[word.index - 1] ?? ''}${sentence[end] ?? ''}`)) return;
    const next = words[at + 1];
    const between = next === undefined ? '' : sentence.slice(end, next.index);
    const after = next === undefined || /[^\0-\x7f]|'/.test(between) ? '' : next[0];
    // Long heads let the search skip farther; a follower keeps false hits away.
    const worth = 2 * Math.min(head.length, WINDOW) + Math.min(after.length, 4) - (after === '' ? 4 : 0);
    if (worth > most) [best, most] = [{ head, exact: false, next: after }, worth];
  });
  return best;
}

/** The needle for a code. */
export function needleOfCode(code: string): Needle | null {
  return /^[A-Za-z0-9_.:-]{3,}$/.test(code) ? { head: code, exact: true, next: '' } : null;
}
