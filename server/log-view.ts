import { duration } from './logs/times.ts';
import type { ErrorFinding, Span } from './types.ts';

/** What an editor draws into a log beside diagnostics and hovers, as plain data over the findings of one document. */

/** A short text behind a mark: how long the session had been over. */
export interface Inlay {
  offset: number;
  label: string;
}

/** One error in the outline, with each place where it shows. */
export interface Outline extends Span {
  name: string;
  detail: string;
  places: (Span & { name: string; detail: string })[];
}

/** A line above the first occurrence of each error. */
export interface Lens extends Span {
  title: string;
  code: string;
}

/** Lines that say the same again, from the first to the last of a run (0-based). */
export interface Fold {
  startLine: number;
  endLine: number;
}

/** Places listed in the outline below one error; the count is always whole. */
const MOST_PLACES = 500;
/** Repetitions that are worth a fold, and the lines that may lie between two of them. */
const [FOLD_FROM, FOLD_GAP] = [3, 3];

export function inlays(findings: readonly ErrorFinding[]): Inlay[] {
  return findings.flatMap(({ end, evidence: { expiredForSeconds } }) =>
    expiredForSeconds === undefined
      ? []
      : [{ offset: end, label: `ended ${duration(expiredForSeconds)} before this request` }],
  );
}

export function outline(findings: readonly ErrorFinding[]): Outline[] {
  return [...byCode(findings)].map(([code, all]) => {
    const [first, last] = [all[0] as ErrorFinding, all.at(-1) as ErrorFinding];
    return {
      name: code,
      detail: times(all.length),
      start: first.start,
      end: last.end,
      places: all.slice(0, MOST_PLACES).map(({ start, end, evidence }) => ({
        name: evidence.observedAt === undefined ? code : clock(evidence.observedAt.value),
        detail: [
          evidence.operation?.value,
          evidence.expiredForSeconds === undefined
            ? undefined
            : `session ended ${duration(evidence.expiredForSeconds)} before`,
        ]
          .filter((part) => part !== undefined)
          .join(', '),
        start,
        end,
      })),
    };
  });
}

export function lenses(findings: readonly ErrorFinding[]): Lens[] {
  return [...byCode(findings)].map(([code, all]) => {
    const { start, end } = all[0] as ErrorFinding;
    return {
      code,
      start,
      end,
      title: `${code}, ${times(all.length)} in this log: what happened, and what to do`,
    };
  });
}

export function folds(findings: readonly ErrorFinding[], lineAt: (offset: number) => number): Fold[] {
  const found: Fold[] = [];
  let run: { code: string; first: number; last: number; count: number } | null = null;
  const close = () => {
    if (run !== null && run.count >= FOLD_FROM) found.push({ startLine: run.first, endLine: run.last });
  };
  for (const { code, start } of findings) {
    const line = lineAt(start);
    if (run !== null && run.code === code && line - run.last <= FOLD_GAP + 1) {
      run.last = line;
      run.count++;
    } else {
      close();
      run = { code, first: line, last: line, count: 1 };
    }
  }
  close();
  return found;
}

function byCode(findings: readonly ErrorFinding[]): Map<string, ErrorFinding[]> {
  const groups = new Map<string, ErrorFinding[]>();
  for (const finding of findings) {
    const group = groups.get(finding.code);
    if (group === undefined) groups.set(finding.code, [finding]);
    else group.push(finding);
  }
  return groups;
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function clock(millis: number): string {
  return `${new Date(millis).toISOString().slice(11, 19)} UTC`;
}
