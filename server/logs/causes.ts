import type { Cause, ErrorPage } from '../../kb/types.ts';
import type { Signal } from './case.ts';

export type Confidence = 'certain' | 'likely' | 'possible';

export interface Shown {
  line: number;
  says: string;
}

export interface RankedCause {
  id: string;
  title: string;
  confidence: Confidence;
  score: number;
  for: Shown[];
  against: Shown[];
}

/** Below this a cause is a guess. */
const SUPPORTED = 2;
const CERTAIN = 5;

/** Of causes with equal support the one that says more comes first. */
const ORDER = [
  'web-identity-token-expired',
  'sso-session-ended',
  'refresh-path-broken',
  'presigned-url-outlived-session',
  'stale-environment-shadows-profile',
  'clock-drift',
  'role-chaining-limit',
  'queue-or-retry-delay',
  'wrong-credential-source',
  'cached-credentials-reused',
];
const LAST = 'session-ended-before-send';

/** Causes of a page, and those that only other pages of its family name; one id is one cause. */
export function causesOf(pages: readonly Pick<ErrorPage, 'causes'>[]): Cause[] {
  const causes = new Map<string, Cause>();
  for (const page of pages) {
    for (const cause of page.causes) {
      const known = causes.get(cause.id);
      causes.set(
        cause.id,
        known === undefined
          ? cause
          : {
              ...known,
              for: [...new Set([...known.for, ...cause.for])],
              against: [...new Set([...known.against, ...cause.against])],
            },
      );
    }
  }
  return [...causes.values()];
}

/** Causes that something in the log speaks for, best first. */
export function rank(causes: readonly Cause[], signals: readonly Signal[]): RankedCause[] {
  const ranked = causes.flatMap((cause): RankedCause[] => {
    const pro = signals.filter((signal) => cause.for.includes(signal.id));
    const con = signals.filter((signal) => cause.against.includes(signal.id));
    if (pro.length === 0) return [];
    const score = sum(pro) - sum(con);
    return [
      {
        id: cause.id,
        title: cause.title,
        score,
        confidence: score >= CERTAIN ? 'certain' : score >= SUPPORTED ? 'likely' : 'possible',
        for: unique(pro),
        against: unique(con),
      },
    ];
  });
  ranked.sort((a, b) => b.score - a.score || place(a.id) - place(b.id));
  // Only the first can be certain; what stands beside it is what else could be.
  const [first] = ranked;
  for (const cause of ranked) {
    if (cause !== first && (cause.score < SUPPORTED + 1 || cause.confidence === 'certain'))
      cause.confidence = cause.score >= SUPPORTED + 1 ? 'likely' : 'possible';
  }
  if (first?.id === LAST && first.confidence === 'likely' && first.against.length === 0)
    first.confidence = 'certain';
  // A cause that rests on nothing but a part of what the first rests on adds nothing.
  const lines = new Set(first?.for.map(({ line, says }) => `${line} ${says}`));
  return ranked
    .filter((cause) => cause === first || cause.for.some(({ line, says }) => !lines.has(`${line} ${says}`)))
    .slice(0, 6);
}

/** True when no cause is supported. */
export function isOpen(ranked: readonly RankedCause[]): boolean {
  return (ranked[0]?.score ?? 0) < SUPPORTED;
}

function place(id: string): number {
  const at = ORDER.indexOf(id);
  return at >= 0 ? at : id === LAST ? ORDER.length + 1 : ORDER.length;
}

/** The same signal seen in two ways counts with its heavier sight. */
function sum(signals: readonly Signal[]): number {
  const heaviest = new Map<string, number>();
  for (const { id, weight } of signals) heaviest.set(id, Math.max(weight, heaviest.get(id) ?? 0));
  return [...heaviest.values()].reduce((total, weight) => total + weight, 0);
}

function unique(signals: readonly Signal[]): Shown[] {
  const shown = new Map<string, Shown>();
  for (const signal of [...signals].sort((a, b) => b.weight - a.weight))
    for (const one of signal.shown)
      if (!shown.has(`${one.line} ${one.says}`)) shown.set(`${one.line} ${one.says}`, one);
  return [...shown.values()].slice(0, 8);
}
