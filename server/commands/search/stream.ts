import { boundary, type Part, REACH, units } from './extracts.ts';

/** New bytes a part has at least, but for the last. */
const ENOUGH = 1024 * 1024;

/**
 * Cuts a stream of UTF-8 into parts that overlap, so that every line has its surroundings in one of them. A part's bytes
 * are valid until the next part is asked for. A stream that breaks off gives what it had before its error.
 */
export async function* partsOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Part> {
  let store = Buffer.allocUnsafe(3 * ENOUGH);
  let length = 0;
  let from = 0;
  let line = 0;
  let column = 0;
  let first = true;
  let broken: { error: unknown } | null = null;

  const add = (chunk: Buffer) => {
    if (length + chunk.length > store.length) {
      const larger = Buffer.allocUnsafe(2 * (length + chunk.length));
      store.copy(larger, 0, 0, length);
      store = larger;
    }
    chunk.copy(store, length);
    length += chunk.length;
  };

  /** Forgets the beginning, up to what the next part needs above it. */
  const drop = (to: number) => {
    const bytes = store.subarray(0, length);
    const far = Math.max(0, to - 2 * REACH);
    const newline = bytes.indexOf(10, far);
    const keep = far === 0 ? 0 : newline !== -1 && newline < to ? newline + 1 : boundary(bytes, far);
    let known = 0;
    for (let at = bytes.indexOf(10); at !== -1 && at < keep; at = bytes.indexOf(10, known)) {
      line++;
      known = at + 1;
    }
    column = units(bytes, known, keep) + (known === 0 ? column : 0);
    store.copyWithin(0, keep, length);
    length -= keep;
    from = to - keep;
  };

  try {
    for await (const chunk of chunks) {
      add(chunk);
      if (length < 3) continue;
      if (first && store[0] === 0xef && store[1] === 0xbb && store[2] === 0xbf) {
        store.copyWithin(0, 3, length);
        length -= 3;
      }
      first = false;
      // What follows a hit has to be there, so the last lines wait for the next chunk.
      const end = length - 2 * REACH;
      if (end - from < ENOUGH) continue;
      const bytes = store.subarray(0, length);
      const newline = bytes.lastIndexOf(10, end) + 1;
      const to = newline > from ? newline : boundary(bytes, end);
      yield { bytes, line, column, from, to };
      drop(to);
    }
  } catch (error) {
    broken = { error };
  }
  yield { bytes: store.subarray(0, length), line, column, from, to: length };
  if (broken !== null) throw broken.error;
}
