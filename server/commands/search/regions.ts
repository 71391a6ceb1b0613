import { readSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { boundary, newlines, type Part, REACH, units } from './extracts.ts';
import type { Place } from './ripgrep.ts';

/** Bytes read on each side of a place at first; more when its lines are long. */
const AROUND = 12 * 1024;
/** Places nearer than this are read together, up to so many bytes. */
const NEAR = 32 * 1024;
const TOGETHER = 1024 * 1024;
/** Bytes around a place in which an error that belongs to it may begin or end. */
const OWN = 700;

/** Reads the parts of a file around the places that a search found, in order. */
export async function* partsAround(
  path: string,
  found: AsyncIterable<Place[]>,
  told: (bytes: number) => void,
): AsyncGenerator<Part> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const state = { file, size, done: 0, known: { line: 0, at: 0, column: 0 } };
    let group: Place[] = [];
    for await (const places of found) {
      told(places.at(-1)?.at ?? 0);
      for (const place of places) {
        const [first] = group;
        const last = group.at(-1);
        if (first && last && (place.at - last.at > NEAR || place.at - first.at > TOGETHER)) {
          yield read(state, group);
          group = [];
        }
        group.push(place);
      }
    }
    if (group.length > 0) yield read(state, group);
  } finally {
    await file.close();
  }
}

interface State {
  file: FileHandle;
  size: number;
  /** Findings before this offset have been looked for. */
  done: number;
  /** A known place in a long line. */
  known: { line: number; at: number; column: number };
}

function read(state: State, group: readonly Place[]): Part {
  const first = group[0] as Place;
  const last = group.at(-1) as Place;
  const from = Math.max(state.done, first.at - OWN);
  const to = Math.min(state.size, last.at + OWN);
  for (const around of [AROUND, 2 * REACH]) {
    const start = Math.max(0, Math.min(first.at, from) - around);
    const bytes = bytesAt(state.file, start, Math.min(state.size, to + around));
    const own = first.at - start;
    const enough =
      around > AROUND ||
      ((start === 0 || linesIn(bytes, 0, Math.max(0, own - OWN)) >= 65) &&
        (start + bytes.length === state.size || linesIn(bytes, last.at - start + OWN, bytes.length) >= 17));
    if (!enough) continue;
    state.done = to;
    return placed(state, bytes, start, first, from, to);
  }
  throw new Error('unreachable');
}

/** Cuts the first, incomplete line off, or where there is no other, says how much of it is missing. */
function placed(state: State, bytes: Buffer, start: number, first: Place, from: number, to: number): Part {
  const own = first.at - start;
  let cut = 0;
  if (start > 0) {
    const newline = bytes.indexOf(10);
    cut = newline !== -1 && newline < Math.min(own, from - start) ? newline + 1 : boundaryAfter(bytes);
  } else if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) cut = 3;
  const kept = bytes.subarray(cut);
  const line = first.line - newlines(kept.toString('latin1', 0, Math.max(0, own - cut)));
  const whole = cut > 0 && bytes[cut - 1] === 10;
  const column = start === 0 || whole ? 0 : columnAt(state, start + cut, line);
  return {
    bytes: kept,
    line,
    column,
    from: Math.max(0, from - start - cut),
    to: Math.min(kept.length, to - start - cut),
  };
}

function boundaryAfter(bytes: Buffer): number {
  for (let at = 0; at < 4; at++) if (boundary(bytes, at + 1) === at + 1) return at + 1;
  return 0;
}

/** UTF-16 units before an offset in its line; what was counted for the same line before is not counted again. */
function columnAt(state: State, at: number, line: number): number {
  const { known } = state;
  let [from, column] =
    known.line === line && known.at <= at && known.at > 0 ? [known.at, known.column] : [-1, 0];
  if (from === -1) from = lineStart(state.file, at);
  for (let next = from; next < at; ) {
    const bytes = bytesAt(state.file, next, Math.min(at, next + 1024 * 1024));
    if (bytes.length === 0) break;
    const end = next + bytes.length >= at ? bytes.length : Math.max(1, boundary(bytes, bytes.length - 1));
    column += units(bytes, 0, end);
    if (next === 0 && bytes[0] === 0xef && bytes[1] === 0xbb) column--;
    next += end;
  }
  state.known = { line, at, column };
  return column;
}

function lineStart(file: FileHandle, at: number): number {
  for (let end = at; end > 0; end -= 256 * 1024) {
    const start = Math.max(0, end - 256 * 1024);
    const newline = bytesAt(file, start, end).lastIndexOf(10);
    if (newline !== -1) return start + newline + 1;
  }
  return 0;
}

function linesIn(bytes: Buffer, from: number, to: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10, from); at !== -1 && at < to; at = bytes.indexOf(10, at + 1)) count++;
  return count;
}

function bytesAt(file: FileHandle, from: number, to: number): Buffer {
  const bytes = Buffer.allocUnsafe(Math.max(0, to - from));
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file.fd, bytes, length, bytes.length - length, from + length);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}
