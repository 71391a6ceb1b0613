import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { asLog } from '../../logs/analyse.ts';
import type { Searcher } from './searcher.ts';

const CHUNK = 1024 * 1024;
/** Bytes without a line end that are cleaned of terminal codes at once. */
const LINE = 1024 * 1024;

export type Chunks = AsyncGenerator<Buffer>;

/** The bytes of a file, unpacked and as UTF-8. `told` hears how many bytes of the file have been read. */
export async function* fileChunks(
  path: string,
  packed: boolean,
  told: (bytes: number) => void,
  stop: AbortSignal,
): Chunks {
  yield* asUtf8(packed ? unpacked(path, told, stop) : plainChunks(path, told, stop));
}

async function* plainChunks(path: string, told: (bytes: number) => void, stop: AbortSignal): Chunks {
  const file = openSync(path, 'r');
  const bytes = Buffer.allocUnsafe(CHUNK);
  let done = 0;
  try {
    while (!stop.aborted) {
      const length = readSync(file, bytes, 0, CHUNK, null);
      if (length === 0) return;
      done += length;
      told(done);
      yield bytes.subarray(0, length);
      // Signals and the output get their turn.
      await new Promise((resolve) => setImmediate(resolve));
    }
  } finally {
    closeSync(file);
  }
}

async function* unpacked(path: string, told: (bytes: number) => void, stop: AbortSignal): Chunks {
  const file = createReadStream(path);
  const gunzip = createGunzip({ chunkSize: 64 * 1024 });
  file.on('error', (error) => gunzip.destroy(error));
  try {
    for await (const chunk of file.pipe(gunzip) as AsyncIterable<Buffer>) {
      if (stop.aborted) return;
      told(file.bytesRead);
      yield chunk;
    }
  } finally {
    file.destroy();
    gunzip.destroy();
  }
}

/** Standard input as a log: without terminal codes, progress bars resolved. */
export async function* inputChunks(told: (bytes: number) => void, stop: AbortSignal): Chunks {
  let done = 0;
  let rest: Buffer = Buffer.alloc(0);
  const clean = (bytes: Buffer) =>
    bytes.includes(27) || bytes.includes(13) ? Buffer.from(asLog(bytes.toString('latin1')), 'latin1') : bytes;
  for await (const chunk of asUtf8(standardInput(stop))) {
    done += chunk.length;
    told(done);
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const newline = bytes.lastIndexOf(10) + 1;
    const end = newline > 0 ? newline : bytes.length > LINE ? bytes.length : 0;
    rest = Buffer.from(bytes.subarray(end));
    if (end > 0) yield clean(bytes.subarray(0, end));
  }
  if (rest.length > 0) yield clean(rest);
}

async function* standardInput(stop: AbortSignal): Chunks {
  // Nothing may come for long, so whoever waits for it is woken.
  const wake = () => process.stdin.destroy();
  stop.addEventListener('abort', wake);
  try {
    for await (const chunk of process.stdin as AsyncIterable<Buffer>) yield chunk;
  } catch (error) {
    if (!stop.aborted) throw error;
  } finally {
    stop.removeEventListener('abort', wake);
  }
}

async function* asUtf8(chunks: Chunks): Chunks {
  let decoder: TextDecoder | null | undefined;
  for await (const chunk of chunks) {
    decoder ??= decoder === undefined ? decoderOf(chunk) : decoder;
    yield decoder === null ? chunk : Buffer.from(decoder.decode(chunk, { stream: true }));
  }
  const end = decoder?.decode() ?? '';
  if (end !== '') yield Buffer.from(end);
}

function decoderOf(head: Buffer): TextDecoder | null {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be');
  return null;
}

const SAMPLE = 64 * 1024;
const EVERY = 8 * 1024 * 1024;
/** Hits in a sample beyond which reading everything is cheaper than reading around the hits. */
const DENSE = 40;

/** Whether ripgrep is the right tool: no line that it would have to hold whole, no file full of hits, no UTF-16. */
export function suitsRipgrep(path: string, size: number, searcher: Searcher): boolean {
  const file = openSync(path, 'r');
  const bytes = Buffer.alloc(SAMPLE);
  let hits = 0;
  let samples = 0;
  try {
    for (let at = 0; at < size; at += EVERY) {
      const length = readSync(file, bytes, 0, SAMPLE, at);
      const sample = bytes.subarray(0, length);
      if (at === 0 && decoderOf(sample) !== null) return false;
      if (length === SAMPLE && !sample.includes(10)) return false;
      const found = searcher.search(sample, 0, length);
      hits += found.errors.length + found.facts.length;
      samples++;
    }
  } finally {
    closeSync(file);
  }
  return hits <= DENSE * samples;
}
