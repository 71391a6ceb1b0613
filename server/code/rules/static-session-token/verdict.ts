import { humanDuration } from '../../../../kb/duration.ts';
import { FIGURES } from '../../../../kb/figures.ts';
import type { Related, Severity } from '../../../types.ts';

import type { Fate, Origin } from '../../origins.ts';
import type { Node } from '../../tree.ts';

/** How bad a client with this token is; null when it is fine. */
export function severityOf(origin: Origin, fate: Fate, oneShot: boolean): Severity | null {
  if (origin.kind === 'nothing' || origin.kind === 'example') return null;
  if (origin.kind === 'parameter' && !origin.kept) {
    // The caller decides what it gives: an optional token is only passed on, and a local client ends with the call.
    if (fate === 'local') return null;
    if (fate === 'returned') return origin.optional ? null : 'hint';
    return origin.optional ? 'hint' : 'warning';
  }
  if (fate !== 'local') return oneShot && fate === 'returned' ? 'hint' : 'warning';
  if (oneShot) return 'hint';
  return origin.kept ? 'warning' : null;
}

/** One sentence: when it will fail. `seconds` is the asked lifetime, where the code says it. */
export function messageOf(origin: Origin, seconds: number | null): string {
  const lifetime = humanDuration(seconds ?? FIGURES['assume-role'].default);
  const by = seconds === null ? `by default ${lifetime}` : lifetime;
  switch (origin.kind) {
    case 'session':
      return `Requests start failing when this session ends, ${by} after ${origin.operation}: the client keeps the token and cannot renew it.`;
    case 'environment':
      return `Requests start failing when the session in ${origin.name} ends, by default ${lifetime} after it was issued: the client copies the token once and cannot renew it.`;
    default:
      return `Requests start failing when this session ends, by default ${lifetime} after it was issued: the client keeps the token and cannot renew it.`;
  }
}

/** Where the session or the token came from, unless that is within the finding itself. */
export function relatedTo({ kind, node }: Origin, finding: Node): Related[] {
  const message =
    kind === 'session'
      ? 'The session is taken here, once.'
      : kind === 'environment'
        ? 'The token is read here, once.'
        : null;
  const inside = finding.startIndex <= node.startIndex && node.endIndex <= finding.endIndex;
  return message === null || inside ? [] : [{ start: node.startIndex, end: node.endIndex, message }];
}
