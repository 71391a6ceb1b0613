import { boundary, type Part, REACH, units } from './extracts.ts';

/** Cuts a stream of UTF-8 into parts that overlap, so that every line has its surroundings in one of them. */
export async function* partsOf(chunks: AsyncIterable<Buffer> | Iterable<Buffer>): AsyncGenerator<Part> {
  let bytes: Buffer = Buffer.alloc(0);
  let from = 0;
  let line = 0;
  let column = 0;
  let first = true;

  /** Forgets the beginning, up to what the next part needs above it. */
  const drop = (to: number) => {
    const far = Math.max(0, to - REACH * 2);
    const newline = bytes.indexOf(10, far);
    const keep = far === 0 ? 0 : newline !== -1 && newline < to ? newline + 1 : boundary(bytes, far);
    let known = 0;
    for (let at = bytes.indexOf(10); at !== -1 && at < keep; at = bytes.indexOf(10, known)) {
      line++;
      known = at + 1;
    }
    column = units(bytes, known, keep) + (known === 0 ? column : 0);
    bytes = bytes.subarray(keep);
    from = to - keep;
  };

  for await (const chunk of chunks) {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    if (first && bytes.length < 3) continue;
    if (first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) bytes = bytes.subarray(3);
    first = false;
    // What follows a hit has to be there, so the last lines wait for the next chunk.
    const end = bytes.length - 2 * REACH;
    if (end <= from) continue;
    const to = Math.max(bytes.lastIndexOf(10, end) + 1, from);
    const cut = to > from ? to : boundary(bytes, end);
    if (cut <= from) continue;
    yield { bytes, line, column, from, to: cut };
    drop(cut);
  }
  yield { bytes, line, column, from, to: bytes.length };
}
