import { surroundings } from './context.ts';
import type { Lines } from './lines.ts';
import { type Candidate, type Recogniser, recognise } from './recognise.ts';

/** Characters between a code and its message. */
const BETWEEN = 40;

/**
 * Every known error of a whole log. A code that other software uses too counts as well where the very sentence of AWS
 * follows it and nothing of another product stands near: in the log of a function nothing else may speak of AWS.
 */
export function candidatesOf(text: string, recogniser: Recogniser, lines: Lines): Candidate[] {
  const found = recognise(text, recogniser, lines);
  const taken = new Set(found.map((one) => one.line));
  const more: Candidate[] = [];
  for (const [spelling, { code, family, needsAws, sentences }] of recogniser.codes) {
    if (!needsAws) continue;
    const own = sentences.map((sentence) => sentence.text.toLowerCase());
    for (
      let start = text.indexOf(spelling);
      start !== -1;
      start = text.indexOf(spelling, start + spelling.length)
    ) {
      const end = start + spelling.length;
      if (/\w/.test(text[start - 1] ?? '') || /\w/.test(text[end] ?? '')) continue;
      const line = lines.at(start);
      if (taken.has(line)) continue;
      const after = text.slice(end, end + BETWEEN + 120).toLowerCase();
      const said = own.some((sentence) => {
        const at = after.indexOf(sentence);
        return at >= 0 && at <= BETWEEN;
      });
      if (!said || surroundings(lines, line, start, end).lookAlike !== null) continue;
      taken.add(line);
      more.push({ code, family, start, end, line, by: 'code' });
    }
  }
  return more.length === 0 ? found : [...found, ...more].sort((a, b) => a.start - b.start);
}
