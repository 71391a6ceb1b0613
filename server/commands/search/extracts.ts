import type { Engine } from '../../engine.ts';
import { type FindingRow, toRow } from '../../findings.ts';
import { linesOf } from '../../logs/lines.ts';
import type { Hits, Searcher } from './searcher.ts';

/** Lines that the engine may want above and below an error. */
const ABOVE = 64;
const BELOW = 16;
/** Above these many lines, a line that begins like a record ends the extract. */
const NEAR = 8;
/** Bytes that an extract takes at most on each side of a hit; a longer line is cut there. */
export const REACH = 128 * 1024;
/** Lines of a session's life that stay in mind, and for how many lines. */
const REMEMBERED = 12;
const MEMORY_LINES = 5000;
/** First lines of a file; they may name its time zone. */
const HEAD_LINES = 40;
/** UTF-16 units of extracts that are given to the engine at once. */
const BATCH = 128 * 1024;
const FACT_LIMIT = 4000;

/** A part of a file whose place is known. `column` counts UTF-16 units of the first line that come before `bytes`. */
export interface Part {
  bytes: Buffer;
  line: number;
  column: number;
  /** Findings that begin in `bytes[from, to)` are wanted; what is around is context. */
  from: number;
  to: number;
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
  let facts: { line: number; text: string }[] = [];
  let head: string | null = null;
  let text = '';
  let textLines = 0;
  let segments: Segment[] = [];

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

  const begin = (line: number) => {
    if (head !== null && line > HEAD_LINES) append(head, 0, 0, 0, 0);
    for (const fact of facts) if (line - fact.line <= MEMORY_LINES) append(fact.text, fact.line, 0, 0, 0);
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
    return rows;
  };

  const remember = (line: number, said: string) => {
    if (!/\d\d:\d\d|\d{8}T\d{6}/.test(said)) return;
    facts.push({ line, text: said });
    if (facts.length > 2 * REMEMBERED) facts = facts.slice(-REMEMBERED);
  };

  return {
    look(part) {
      const { bytes } = part;
      if (head === null) {
        head = part.line === 0 && part.column === 0 ? headOf(bytes) : '';
      }
      const hits = searcher.search(bytes, Math.max(0, part.from - REACH), Math.min(bytes.length, part.to + REACH));
      const rows: FindingRow[] = [];
      const place = placer(part);
      const windows = windowsOf(part, hits);
      let next = 0;
      const factsUntil = (end: number, skipFrom: number) => {
        for (; next < hits.facts.length && (hits.facts[next] as number) < end; next++) {
          const at = hits.facts[next] as number;
          if (at < part.from || at >= part.to) continue;
          const [start, stop] = lineAround(bytes, at);
          const { line } = place(start);
          if (facts.at(-1)?.line === line) continue;
          const said = bytes.toString('utf8', start, Math.min(stop, start + FACT_LIMIT));
          const known = facts.length;
          remember(line, said);
          if (facts.length !== known && at < skipFrom && text !== '') append(said, line, 0, 0, 0);
        }
      };
      for (const { start, end } of windows) {
        factsUntil(start, start);
        const at = place(start);
        if (text === '') begin(at.line);
        const from = part.from > start ? units(bytes, start, part.from) : 0;
        const to = part.to < end ? units(bytes, start, part.to) : Number.POSITIVE_INFINITY;
        append(bytes.toString('utf8', start, end), at.line, at.column, from, to);
        factsUntil(end, start);
        if (text.length > BATCH) rows.push(...flush());
      }
      factsUntil(part.to, part.to);
      return rows;
    },
    finish: flush,
  };
}

function headOf(bytes: Buffer): string {
  let end = 0;
  for (let line = 0; line < HEAD_LINES; line++) {
    const newline = bytes.indexOf(10, end);
    if (newline === -1 || newline > 16 * 1024) break;
    end = newline + 1;
  }
  return bytes.toString('utf8', 0, end);
}

/** Windows around the hits of the part, in order, none touching another. */
function windowsOf({ bytes, from, to }: Part, { errors }: Hits): { start: number; end: number }[] {
  const windows: { start: number; end: number }[] = [];
  // An error may begin a wrapped sentence before its hit, so hits just outside count too; what begins outside is left out.
  for (const at of errors) {
    if (at < from - 2000 || at > to + 2000) continue;
    const last = windows.at(-1);
    const start = above(bytes, at);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, below(bytes, at));
    else windows.push({ start, end: below(bytes, at) });
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
  return [Math.max(start, boundary(bytes, Math.max(0, at - FACT_LIMIT / 2))), newline === -1 ? bytes.length : newline];
}

/** The nearest offset at or before `at` where a character begins. */
export function boundary(bytes: Buffer, at: number): number {
  for (let back = 0; back < 4 && at - back > 0; back++) {
    if (((bytes[at - back] ?? 0) & 0xc0) !== 0x80) return at - back;
  }
  return at;
}

/** Line and column of rising offsets into a part. */
function placer(part: Part): (at: number) => { line: number; column: number } {
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
