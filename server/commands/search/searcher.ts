import { compileNeedles, type Needle } from '../../logs/needles.ts';
import type { Recogniser } from '../../logs/recognise.ts';

/** Words of lines that may tell of a session's life: its end and when it was taken. */
const LIFE = ['expiration', 'expires', 'expiry', 'acquired', 'obtained', 'minted', 'issued'];

/** Offsets in order. */
export interface Hits {
  errors: number[];
  facts: number[];
}

export interface Searcher {
  search(bytes: Buffer, from: number, to: number): Hits;
  /** The same as an expression for ripgrep; null when a text of the knowledge base has no needle. */
  readonly pattern: string | null;
}

/** Finds the places worth a look: each possible error and each line that may tell of a session's life. */
export function createSearcher(recogniser: Recogniser): Searcher {
  const { list, rest } = recogniser.spotter;
  const life: Needle[] = LIFE.map((head) => ({ head, exact: false, next: '' }));
  const needles = compileNeedles([...list, ...life]);
  return {
    pattern: rest === null ? patternOf([...list, ...life]) : null,
    search(bytes, from, to) {
      const hits: Hits = { errors: [], facts: [] };
      if (rest !== null) for (let at = from; at < to; at += 1000) hits.errors.push(at);
      needles.find(bytes, from, to, (at, number) => {
        (number < list.length ? hits.errors : hits.facts).push(at);
      });
      // Heads of different lengths are met by their ends.
      hits.errors.sort((a, b) => a - b);
      hits.facts.sort((a, b) => a - b);
      return hits;
    },
  };
}

function patternOf(needles: readonly Needle[]): string {
  const codes = needles.filter(({ exact }) => exact).map(({ head }) => head.replace(/[.:-]/g, '\\$&'));
  const byHead = new Map<string, string[]>();
  for (const { head, exact, next } of needles) {
    if (!exact) byHead.set(head, [...(byHead.get(head) ?? []), next]);
  }
  const words = [...byHead].map(([head, thens]) =>
    thens.includes('') ? head : `${head}(?:[^A-Za-z0-9\\n]+(?:${thens.join('|')})|[^A-Za-z0-9\\n]*$)`,
  );
  return [...codes, ...(words.length > 0 ? [`(?i:${words.join('|')})`] : [])].join('|');
}
