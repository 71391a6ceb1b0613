import type { Span } from '../types.ts';

/** A comment that switches rules off for its own line and the next: `# session-doctor: ignore some-rule, other-rule`. */
const COMMENT = /(?:\/\/|#|\/\*)\s*session-doctor:\s*ignore\s+([\w-]+(?:\s*,\s*[\w-]+)*)/g;

/** Tells whether a rule is switched off for a finding: a comment stands beside, above or within it. */
export function suppressions(text: string): (ruleId: string, finding: Span) => boolean {
  const off = new Map<string, [start: number, end: number][]>();
  for (const match of text.matchAll(COMMENT)) {
    const start = text.lastIndexOf('\n', match.index) + 1;
    const lineEnd = endOfLine(text, match.index);
    const end = endOfLine(text, lineEnd + 1);
    for (const id of (match[1] ?? '').split(/\s*,\s*/)) off.set(id, [...(off.get(id) ?? []), [start, end]]);
  }
  return (id, finding) =>
    (off.get(id) ?? []).some(([start, end]) => start <= finding.end && finding.start <= end);
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
