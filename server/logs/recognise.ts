import { type Lines, linesOf } from './lines.ts';

/** What the knowledge base says about the looks of one error. */
export interface Wording {
  code: string;
  /** A sentence that software prints; compared without case, any run of white space equal to any other. */
  text: string;
  /** `aws`: ordinary products print the same sentence, so it counts only beside something of AWS. */
  context: 'aws' | null;
}

/** Compiled once per knowledge base. Holds no state between calls. */
export interface Recogniser {
  /** Source of one expression that finds every candidate; compiled per call so that no state is shared. */
  readonly source: string;
  readonly codes: ReadonlyMap<string, string>;
  readonly sentences: ReadonlyMap<string, Wording>;
}

export interface Candidate {
  code: string;
  start: number;
  end: number;
  line: number;
  by: 'code' | 'sentence';
}

/** @param codes spellings of each identity, the identity itself included: spelling → identity */
export function compileRecogniser(
  codes: ReadonlyMap<string, string>,
  wordings: readonly Wording[],
): Recogniser {
  const sentences = new Map(wordings.map((wording) => [squeeze(wording.text), wording]));
  const spellings = [...codes.keys()].sort((a, b) => b.length - a.length).map(literal);
  const texts = [...sentences.values()]
    .map((wording) => wording.text)
    .sort((a, b) => b.length - a.length)
    .map((text) => text.trim().split(/\s+/).map(literal).join('\\s{1,8}'));
  const parts: string[] = [];
  if (spellings.length > 0) parts.push(`(?<![A-Za-z0-9_$])(?:${spellings.join('|')})(?![A-Za-z0-9_$])`);
  if (texts.length > 0) parts.push(`(?:${texts.map(anyCase).join('|')})`);
  return { source: parts.length > 0 ? parts.join('|') : '(?!)', codes, sentences };
}

/** Every place where `text` shows a known error, in order; one per line and identity family. */
export function recognise(text: string, recogniser: Recogniser, lines: Lines = linesOf(text)): Candidate[] {
  const found: Candidate[] = [];
  for (const match of text.matchAll(new RegExp(recogniser.source, 'g'))) {
    const [start, end] = [match.index, match.index + match[0].length];
    const line = lines.at(start);
    const byCode = recogniser.codes.get(match[0]);
    const sentence = byCode === undefined ? recogniser.sentences.get(squeeze(match[0])) : undefined;
    const code = byCode ?? sentence?.code;
    if (code === undefined) continue;
    const previous = found.at(-1);
    // A code and the sentence that follows it are one error; the code, being the shorter, is what gets marked.
    if (previous !== undefined && sameStory(previous, code, byCode !== undefined, line)) continue;
    if (!supported(text, lines, line, start, end, byCode !== undefined, sentence ?? null)) continue;
    found.push({ code, start, end, line, by: byCode === undefined ? 'sentence' : 'code' });
  }
  return found;
}

function sameStory(previous: Candidate, code: string, byCode: boolean, line: number): boolean {
  if (previous.line === line && previous.code === code) return true;
  return !byCode && previous.by === 'code' && line - previous.line <= BODY;
}

/** Lines that a body may put between its code and its message. */
const BODY = 2;

/** An error frame: a place where only an error's identity stands. */
const BEFORE =
  /(?:error occurred \(|<(?:Code|code)>|["']?(?:Code|code|name|__type|errorCode|error_code|error|Error)\\?["']?\s?[:=]\s?\\?["']?(?:[\w.]*#)?|api error |Error Code: |\bfailed: |^\s*(?:Uncaught )?|\[|Exception: )$/;
const AFTER = /^(?:\) when calling the |<\/(?:Code|code)>|: |\\?["']|\]|$|,|\s)/;
const AWS =
  /\b(?:aws|amazon(?:aws)?|boto(?:core|3)?|s3|sts|dynamodb|sqs|ec2|iam|lambda|credential|arn:aws|x-amz|requestid|when calling the \w+ operation)/i;
const NEAR = 3;

function supported(
  text: string,
  lines: Lines,
  line: number,
  start: number,
  end: number,
  byCode: boolean,
  sentence: Wording | null,
): boolean {
  if (sentence !== null) return sentence.context === null || nearAws(lines, line, text.slice(start, end));
  if (!byCode) return false;
  const from = lines.start(line);
  const before = text.slice(Math.max(from, start - 60), start);
  const after = text.slice(end, end + 30);
  if (/error occurred \($/.test(before) && after.startsWith(') when calling the')) return true;
  return BEFORE.test(before) && AFTER.test(after) && nearAws(lines, line, text.slice(start, end));
}

/** Whether one of the lines around speaks of AWS; the matched words themselves do not count. */
function nearAws(lines: Lines, line: number, matched: string): boolean {
  for (let at = Math.max(0, line - NEAR); at <= Math.min(lines.count - 1, line + NEAR); at++) {
    const around = lines.text(at, 4000).replaceAll(matched, ' ');
    if (AWS.test(around) || SAID_BY_AWS.test(around)) return true;
  }
  return false;
}

const SAID_BY_AWS =
  /the provided token has expired\.|security token included in the request is (?:expired|invalid)/i;

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, ' ').toLowerCase();
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Case-insensitive source for the letters of an escaped literal, so that codes beside it stay case-sensitive. */
function anyCase(source: string): string {
  return source.replace(/\\.|\{1,8\}|[A-Za-z]/g, (part) =>
    part.length === 1 ? `[${part.toLowerCase()}${part.toUpperCase()}]` : part,
  );
}
