import { stripAnsi } from '../render/escape.ts';
import { evidenceFor } from './evidence.ts';
import { linesOf } from './lines.ts';
import { type Recogniser, recognise } from './recognise.ts';
import type { Occurrence } from './types.ts';

/** Text beyond this is not looked at in one go (UTF-16 units); longer logs are streamed by the command line. */
export const MAX_TEXT = 64 * 1024 * 1024;

/** Every known error in a log, with what the log says around it. */
export function analyse(text: string, recogniser: Recogniser): Occurrence[] {
  const lines = linesOf(text.length > MAX_TEXT ? text.slice(0, MAX_TEXT) : text);
  const candidates = recognise(text, recogniser, lines);
  return candidates.map((candidate, index) => ({
    code: candidate.code,
    start: candidate.start,
    end: candidate.end,
    line: candidate.line,
    by: candidate.by,
    evidence: evidenceFor(candidate, candidates[index + 1], lines),
  }));
}

/** Terminal output as a log: escape sequences gone, carriage-return progress resolved to what remained visible. */
export function asLog(output: string): string {
  return stripAnsi(output)
    .replace(/\r\n/g, '\n')
    .replace(/^.*\r(?!$)/gm, '')
    .replace(/\r/g, '');
}
