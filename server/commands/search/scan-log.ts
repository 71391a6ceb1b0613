import type { Engine } from '../../engine.ts';
import type { FindingRow } from '../../findings.ts';
import { createExtracts, type Part } from './extracts.ts';
import { partsAround } from './regions.ts';
import { places } from './ripgrep.ts';
import { createSearcher, type Searcher } from './searcher.ts';
import { type Chunks, fileChunks, suitsRipgrep } from './source.ts';
import { partsOf } from './stream.ts';

/** Bytes from which starting a program pays. */
const LARGE = 1_000_000;

export interface LogScanner {
  /** Findings of a log of any size, a few at a time and in order. */
  file(
    path: string,
    size: number,
    name: string,
    told: (bytes: number) => void,
    stop: AbortSignal,
  ): AsyncGenerator<FindingRow[]>;
  stream(chunks: Chunks, name: string): AsyncGenerator<FindingRow[]>;
}

/** `ripgrep` is the path of the program, or null: then the search is done here, with the same findings. */
export function createLogScanner(engine: Engine, ripgrep: string | null): LogScanner {
  const searcher = createSearcher(engine.recogniser);
  const stream = (chunks: Chunks, name: string) => findings(partsOf(chunks), engine, searcher, name);
  return {
    stream,
    async *file(path, size, name, told, stop) {
      const packed = /\.gz$/i.test(path);
      const { pattern } = searcher;
      const large = size >= LARGE && !packed;
      if (ripgrep !== null && pattern !== null && large && suitsRipgrep(path, size, searcher)) {
        let begun = false;
        try {
          const parts = partsAround(path, places(ripgrep, pattern, path, stop), told);
          for await (const rows of findings(parts, engine, searcher, name)) {
            begun = true;
            yield rows;
          }
          return;
        } catch (error) {
          if (begun) throw error;
        }
      }
      yield* stream(fileChunks(path, packed, told, stop), name);
    },
  };
}

async function* findings(
  parts: AsyncIterable<Part>,
  engine: Engine,
  searcher: Searcher,
  name: string,
): AsyncGenerator<FindingRow[]> {
  const extracts = createExtracts(engine, searcher, name);
  try {
    for await (const part of parts) {
      const rows = extracts.look(part);
      if (rows.length > 0) yield rows;
    }
  } finally {
    // A source that breaks off has still shown what came before.
    const rows = extracts.finish();
    if (rows.length > 0) yield rows;
  }
}
