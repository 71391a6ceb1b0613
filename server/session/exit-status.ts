import type { SessionReport } from './types.ts';

const UNREACHABLE = new Set(['network', 'timeout', 'not-aws', 'server-error', 'cancelled']);

/**
 * Of `session-doctor check`: 0 good for the asked time, 1 valid or refreshable but not shown to be long enough, 3 expired,
 * 4 no credentials or unknown, 5 STS not reachable.
 */
export function exitStatus(report: SessionReport, minRemainingSeconds = 0): 0 | 1 | 3 | 4 | 5 {
  const { state } = report;
  // What the files say about an end needs no answer from STS.
  if (state === 'expired') return 3;
  if (state === 'missing') return 4;
  if (report.sts !== null && UNREACHABLE.has(report.sts.outcome)) return 5;
  if (state === 'unknown') return 4;
  if (minRemainingSeconds <= 0) return 0;
  if (state === 'refreshable') return 1;
  if (report.remainingSeconds !== null) return report.remainingSeconds >= minRemainingSeconds ? 0 : 1;
  return report.endless ? 0 : 1;
}
