import type { Engine } from '../../engine.ts';
import { type FindingRow, toRow } from '../../findings.ts';
import { linesOf } from '../../logs/lines.ts';
import type { Hits, Searcher } from './searcher.ts';

/** Lines that the engine may want above and below an error. */
const ABOVE = 64;
const BELOW = 16;
/** Above these many lines, a line that begins like a record ends the extract. */
const NEAR = 6;
/** Bytes that an extract takes at most on each side of a hit; a longer line is cut there. */
export const REACH = 128 * 1024;
/** Lines of a session's life that stay in mind, and for how many lines. */
const REMEMBERED = 12;
const MEMORY_LINES = 5000;
/** First lines of a file; they may name its time zone. */
const HEAD_LINES = 40;
/** UTF-16 units of extracts that are given to the engine at once. */
const BATCH = 1024;
const FACT_LIMIT = 4000;
/** Bytes outside of a part in which a hit may belong to an error that begins inside. */
const NEIGHBOUR = 700;

/** A part of a file whose place is known. `column` counts UTF-16 units of the first line that come before `bytes`. */
export interface Part {
  bytes: Buffer;
  line: number;
  column: number;
  /** Findings that begin in `bytes[from, to)` are wanted; what is around is context. */
  from: number;
  to: number;
}

interface Fact {
  line: number;
  text: string;
}

interface Segment {
  /** Line of the batch's text at which it begins. */
  textLine: number;
  line: number;
  column: number;
  /** Offsets into the batch's text between which findings count. */
  from: number;
  to: number;
}

export interface Extracts {
  /** Parts come in order of the file. */
  look(part: Part): FindingRow[];
  /** What is still waiting. */
  finish(): FindingRow[];
}

/**
 * Runs the engine on the lines around possible errors only, as one shortened log after another: the lines around each
 * hit, and before them the last lines that told of a session's life. The result is that of the whole log.
 */
export function createExtracts(engine: Engine, searcher: Searcher, file: string): Extracts {
  let facts: Fact[] = [];
  let head: string | null = null;
  let text = '';
  let textLines = 0;
  let segments: Segment[] = [];
  /** Line of the first fact in the batch. */
  let oldest = Number.POSITIVE_INFINITY;

  const append = (body: string, line: number, column: number, from: number, to: number) => {
    const ended = body.endsWith('\n') ? body : `${body}\n`;
    segments.push({
      textLine: textLines,
      line,
      column,
      from: text.length + Math.min(from, ended.length),
      to: text.length + Math.min(to, ended.length),
    });
    text += ended;
    textLines += newlines(ended);
  };

  const begin = (line: number, hit: number) => {
    if (head && line > HEAD_LINES) append(head, 0, 0, 0, 0);
    for (const fact of facts) if (hit - fact.line <= MEMORY_LINES) addFact(fact);
  };

  const addFact = (fact: Fact) => {
    append(fact.text, fact.line, 0, 0, 0);
    oldest = Math.min(oldest, fact.line);
  };

  const flush = (): FindingRow[] => {
    if (text === '') return [];
    const lines = linesOf(text);
    const rows: FindingRow[] = [];
    for (const occurrence of engine.errors(text)) {
      const start = segmentAt(segments, lines.at(occurrence.start));
      if (occurrence.start < start.from || occurrence.start >= start.to) continue;
      const row = toRow(engine.finding(occurrence), file, lines);
      const end = segmentAt(segments, row.endLine - 1);
      // The first line of an extract may be the rest of a long one.
      if (row.line - 1 === start.textLine) row.column += start.column;
      if (row.endLine - 1 === end.textLine) row.endColumn += end.column;
      row.line += start.line - start.textLine;
      row.endLine += end.line - end.textLine;
      rows.push(row);
    }
    text = '';
    textLines = 0;
    segments = [];
    oldest = Number.POSITIVE_INFINITY;
    return rows;
  };

  /** Takes note of the facts up to an offset; those that are in no window become lines of the batch. */
  const learn = (part: Part, found: number[], end: number, inWindow: boolean, place: Placer) => {
    while (found.length > 0 && (found[0] as number) < end) {
      const at = found.shift() as number;
      if (at < part.from || at >= part.to) continue;
      const [start, stop] = lineAround(part.bytes, at);
      const { line } = place(start);
      const said = part.bytes.toString('utf8', start, Math.min(stop, start + FACT_LIMIT));
      if (facts.at(-1)?.line === line || !/\d\d:\d\d|\d{8}T\d{6}/.test(said)) continue;
      const fact = { line, text: said };
      facts = [...facts.slice(1 - REMEMBERED), fact];
      if (inWindow) oldest = Math.min(oldest, line);
      else if (text !== '') addFact(fact);
    }
  };

  return {
    look(part) {
      const { bytes } = part;
      head ??= part.line === 0 && part.column === 0 ? headOf(bytes) : '';
      const hits = searcher.search(
        bytes,
        Math.max(0, part.from - NEIGHBOUR),
        Math.min(bytes.length, part.to + NEIGHBOUR),
      );
      const rows: FindingRow[] = [];
      const place = placer(part);
      for (const { start, end, hit } of windowsOf(part, hits)) {
        learn(part, hits.facts, start, false, place);
        const at = place(start);
        const { line } = place(hit);
        if (text.length > BATCH || line - oldest > MEMORY_LINES) rows.push(...flush());
        if (text === '') begin(at.line, line);
        const from = part.from > start ? units(bytes, start, part.from) : 0;
        const to = part.to < end ? units(bytes, start, part.to) : Number.POSITIVE_INFINITY;
        append(bytes.toString('utf8', start, end), at.line, at.column, from, to);
        learn(part, hits.facts, end, true, place);
      }
      learn(part, hits.facts, part.to, false, place);
      return rows;
    },
    finish: flush,
  };
}

/** The first lines of a file that may name its time zone. */
function headOf(bytes: Buffer): string {
  const lines = bytes.toString('utf8', 0, 16 * 1024).split('\n', HEAD_LINES);
  return lines
    .filter((line) => /time ?zone|\bTZ\b|times are/i.test(line))
    .map((line) => `${line}\n`)
    .join('');
}

interface Window {
  start: number;
  end: number;
  /** The first hit in it. */
  hit: number;
}

/** Windows around the hits of the part, in order, none touching another. */
function windowsOf({ bytes }: Part, { errors }: Hits): Window[] {
  const windows: Window[] = [];
  // An error may begin a wrapped sentence before its hit, so hits just outside count too; what begins outside is left out.
  for (const at of errors) {
    const last = windows.at(-1);
    const start = above(bytes, at);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, below(bytes, at));
    else windows.push({ start, end: below(bytes, at), hit: at });
  }
  return windows;
}

function above(bytes: Buffer, at: number): number {
  const limit = Math.max(0, at - REACH);
  let start = bytes.lastIndexOf(10, at) + 1;
  for (let count = 0; count < ABOVE && start > limit; count++) {
    if (count >= NEAR && beginsRecord(bytes, start)) break;
    start = start < 2 ? 0 : bytes.lastIndexOf(10, start - 2) + 1;
  }
  return start >= limit ? start : boundary(bytes, limit);
}

function below(bytes: Buffer, at: number): number {
  const limit = Math.min(bytes.length, at + REACH);
  let end = at;
  for (let count = 0; count <= BELOW && end < limit; count++) {
    const newline = bytes.indexOf(10, end);
    end = newline === -1 ? bytes.length : newline + 1;
  }
  return end <= limit ? end : boundary(bytes, limit);
}

/** A digit, a brace or a bracket with a digit after it: no stack trace and no dumped object begins like that. */
function beginsRecord(bytes: Buffer, at: number): boolean {
  const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 48 && byte <= 57;
  return isDigit(bytes[at]) && isDigit(bytes[at + 1]) && isDigit(bytes[at + 3]);
}

function lineAround(bytes: Buffer, at: number): [number, number] {
  const newline = bytes.indexOf(10, at);
  const start = bytes.lastIndexOf(10, at) + 1;
  return [
    Math.max(start, boundary(bytes, Math.max(0, at - FACT_LIMIT / 2))),
    newline === -1 ? bytes.length : newline,
  ];
}

/** The nearest offset at or before `at` where a character begins. */
export function boundary(bytes: Buffer, at: number): number {
  for (let back = 0; back < 4 && at - back > 0; back++) {
    if (((bytes[at - back] ?? 0) & 0xc0) !== 0x80) return at - back;
  }
  return at;
}

type Placer = (at: number) => { line: number; column: number };

/** Line and column of rising offsets into a part. */
function placer(part: Part): Placer {
  let known = 0;
  let line = part.line;
  return (at) => {
    if (at < known) [known, line] = [0, part.line];
    for (let newline = part.bytes.indexOf(10, known); newline !== -1 && newline < at; ) {
      line++;
      known = newline + 1;
      newline = part.bytes.indexOf(10, known);
    }
    const start = at === 0 ? 0 : part.bytes.lastIndexOf(10, at - 1) + 1;
    return { line, column: units(part.bytes, start, at) + (start === 0 ? part.column : 0) };
  };
}

/** UTF-16 units that a range of bytes becomes. */
export function units(bytes: Buffer, from: number, to: number): number {
  return from >= to ? 0 : bytes.toString('utf8', from, to).length;
}

export function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function segmentAt(segments: readonly Segment[], line: number): Segment {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle] as Segment).textLine <= line) low = middle;
    else high = middle - 1;
  }
  return segments[low] as Segment;
}
