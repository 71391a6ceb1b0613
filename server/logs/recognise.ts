import { inAwsFrame, namedOnly, surroundings } from './context.ts';
import { type Lines, linesOf } from './lines.ts';
import { compileSpotter, type Spotter, spot } from './spot.ts';

/** What the knowledge base says about the looks of one error. */
export interface Identity {
  code: string;
  /** Errors of one family say the same thing, so a code and a sentence of one family beside it are one error. */
  family: string;
  /** Exact spellings of the code. */
  spellings: readonly string[];
  /** Other software uses the same name: it counts only beside something of AWS. */
  needsAws: boolean;
  /** When not empty, the code counts only near one of these texts. */
  onlyWith: readonly string[];
  /** Sentences that software prints; compared without case, any run of white space equal to any other. */
  sentences: readonly { text: string; needsAws: boolean }[];
}

interface Sentence {
  identity: Identity;
  needsAws: boolean;
}

/** Compiled once per knowledge base. Holds no state between calls. */
export interface Recogniser {
  /** Finds every candidate. */
  readonly spotter: Spotter;
  readonly codes: ReadonlyMap<string, Identity>;
  readonly sentences: ReadonlyMap<string, Sentence>;
}

export interface Candidate {
  code: string;
  family: string;
  start: number;
  end: number;
  line: number;
  by: 'code' | 'sentence';
}

export function compileRecogniser(identities: readonly Identity[]): Recogniser {
  const codes = new Map<string, Identity>();
  const sentences = new Map<string, Sentence>();
  for (const identity of identities) {
    for (const spelling of identity.spellings) if (!codes.has(spelling)) codes.set(spelling, identity);
    for (const { text, needsAws } of identity.sentences) {
      const key = squeeze(text);
      if (!sentences.has(key)) sentences.set(key, { identity, needsAws });
    }
  }
  const byLength = (a: string, b: string) => b.length - a.length || (a < b ? -1 : 1);
  const words = [...codes.keys()].sort(byLength).map((text) => ({
    text,
    source: `(?<![A-Za-z0-9_$-])${literal(text)}(?![A-Za-z0-9_$])`,
  }));
  const texts = [...sentences.keys()].sort(byLength).map((text) => ({ text, source: spaced(text) }));
  return { spotter: compileSpotter(words, texts), codes, sentences };
}

/** Every place where `text` shows a known error, in order. */
export function recognise(text: string, recogniser: Recogniser, lines: Lines = linesOf(text)): Candidate[] {
  const found: Candidate[] = [];
  for (const { start, end } of spot(text, recogniser.spotter)) {
    const candidate = judge(text.slice(start, end), start, recogniser, lines);
    if (candidate !== null) add(found, candidate);
  }
  return found;
}

function judge(said: string, start: number, recogniser: Recogniser, lines: Lines): Candidate | null {
  const end = start + said.length;
  const line = lines.at(start);
  const byCode = recogniser.codes.get(said);
  if (byCode !== undefined) {
    const before = lines.slice(Math.max(lines.start(line), start - 100), start);
    const after = lines.slice(end, Math.min(end + 60, lines.start(line + 1)));
    if (!supported(byCode, before, after, lines, line, start, end)) return null;
    return { code: byCode.code, family: byCode.family, start, end, line, by: 'code' };
  }
  const sentence = recogniser.sentences.get(squeeze(said));
  if (sentence === undefined) return null;
  if (sentence.needsAws) {
    const { aws, lookAlike } = surroundings(lines, line, start, end);
    if (!aws || lookAlike !== null) return null;
  }
  const { code, family } = sentence.identity;
  return { code, family, start, end, line, by: 'sentence' };
}

/** Characters around a code in which the text that makes it ours has to stand. */
const BODY_CHARACTERS = 700;

function supported(
  identity: Identity,
  before: string,
  after: string,
  lines: Lines,
  line: number,
  start: number,
  end: number,
): boolean {
  if (identity.onlyWith.length > 0) {
    const body = squeeze(lines.slice(Math.max(0, start - BODY_CHARACTERS), end + BODY_CHARACTERS));
    if (!identity.onlyWith.some((needed) => body.includes(squeeze(needed)))) return false;
  }
  if (inAwsFrame(before, after)) return true;
  if (namedOnly(before, after)) return false;
  const { aws, lookAlike } = surroundings(lines, line, start, end);
  return identity.needsAws ? aws && lookAlike === null : lookAlike === null || (aws && lookAlike === 'near');
}

/** Lines that a body may put between its code and its message. */
const BODY_LINES = 3;
/** Characters between a message and its code on one line. */
const SAME_RECORD = 600;

/** A code and its own message are one error, marked at the code; over several lines the mark spans both. */
function add(found: Candidate[], candidate: Candidate): void {
  const previous = found.at(-1);
  if (previous === undefined || previous.family !== candidate.family) {
    found.push(candidate);
    return;
  }
  const near = candidate.line === previous.line && candidate.start - previous.end < SAME_RECORD;
  if (previous.by === 'code' && candidate.by === 'sentence') {
    if (candidate.line - previous.line <= BODY_LINES) {
      if (candidate.line > previous.line) previous.end = candidate.end;
    } else found.push(candidate);
  } else if (previous.by === 'sentence' && candidate.by === 'code' && near) {
    found[found.length - 1] = candidate;
  } else if (near && previous.by === candidate.by && previous.code === candidate.code) {
    // Said twice in one record: the first stands for both.
  } else found.push(candidate);
}

/** Wrapped, framed and entity-escaped forms of a text become one. */
function squeeze(text: string): string {
  return text
    .replace(/&#39;|\\u0027|’/g, "'")
    .replace(/(?:\s|[│|>#])+/g, ' ')
    .trim()
    .toLowerCase();
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/**
 * Source for a sentence in any case and spacing, so that codes beside it stay case-sensitive. Between two words there
 * may be white space or the line break of a wrapped line with its frame (`│`, `>`, `#`); bounded, so matching is linear.
 */
function spaced(sentence: string): string {
  return sentence
    .split(' ')
    .map((word) =>
      [...word]
        .map((letter) =>
          /[a-z]/.test(letter)
            ? `[${letter}${letter.toUpperCase()}]`
            : letter === "'"
              ? `(?:'|&#39;|\\\\u0027|’)`
              : literal(letter),
        )
        .join(''),
    )
    .join('(?:\\s|[│|>#]){1,12}');
}
