import type { Entry } from '../kb/types.ts';
import type { Engine } from './engine.ts';
import { asLog } from './logs/analyse.ts';
import type { Occurrence } from './logs/types.ts';
import type { ArticleParams } from './protocol.ts';

/** The last occurrence in the whole output that stands on a line like this one. */
export function sameLine(
  all: readonly Occurrence[],
  output: string,
  line: string,
  wanted: Occurrence,
): Occurrence | undefined {
  const text = line.trim();
  return all.findLast(
    (one) => one.code === wanted.code && lineAround(output, one.start).trim().includes(text),
  );
}

function lineAround(text: string, offset: number): string {
  const end = text.indexOf('\n', offset);
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end === -1 ? undefined : end);
}

/** The occurrence that an article is asked to show evidence for; null when the text does not hold it any more. */
export function occurrenceIn(
  engine: Engine,
  entry: Entry,
  { text, offset, line }: NonNullable<ArticleParams['occurrence']>,
): Occurrence | null {
  if (entry.kind !== 'error') return null;
  const log = offset === undefined ? asLog(text) : text;
  const all = engine.errors(log).filter((one) => one.code === entry.code);
  if (offset !== undefined) return all.find((one) => one.start <= offset && offset <= one.end) ?? null;
  const wanted = asLog(line ?? '').trim();
  return all.findLast((one) => lineAround(log, one.start).includes(wanted)) ?? null;
}
