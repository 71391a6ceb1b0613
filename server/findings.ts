import type { Lines } from './logs/lines.ts';
import type { Evidence } from './logs/types.ts';
import type { Finding, Severity } from './types.ts';

/** A finding as `scan --format json` prints it: 1-based lines, 1-based UTF-16 columns, end exclusive. */
export interface FindingRow {
  file: string;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  kind: 'error' | 'risk';
  code: string;
  entry: string;
  severity: Severity;
  message: string;
  evidence?: EvidenceRow;
  /** Titles of the fixes on offer. */
  fixes?: string[];
}

/** Only what the text says. Times are ISO 8601 in UTC. */
export interface EvidenceRow {
  operation?: string;
  requestId?: string;
  status?: number;
  observedAt?: string;
  expiredAt?: string;
  acquiredAt?: string;
  expiredForSeconds?: number;
  service?: string;
  region?: string;
  attempt?: number;
  principal?: string;
  runner?: string;
  profile?: string;
  source?: string;
  serverAt?: string;
}

export function toRow(finding: Finding, file: string, lines: Lines): FindingRow {
  const start = place(finding.start, lines);
  const end = place(finding.end, lines);
  return {
    file,
    line: start.line,
    column: start.column,
    endLine: end.line,
    endColumn: end.column,
    kind: finding.kind,
    code: finding.code,
    entry: finding.entry,
    severity: finding.severity,
    message: finding.message,
    ...(finding.kind === 'error' ? { evidence: toEvidenceRow(finding.evidence) } : {}),
  };
}

function toEvidenceRow(evidence: Evidence): EvidenceRow {
  const row: EvidenceRow = {};
  if (evidence.operation) row.operation = evidence.operation.value;
  if (evidence.requestId) row.requestId = evidence.requestId.value;
  if (evidence.status) row.status = evidence.status.value;
  if (evidence.observedAt) row.observedAt = new Date(evidence.observedAt.value).toISOString();
  if (evidence.expiredAt) row.expiredAt = new Date(evidence.expiredAt.value).toISOString();
  if (evidence.acquiredAt) row.acquiredAt = new Date(evidence.acquiredAt.value).toISOString();
  if (evidence.expiredForSeconds !== undefined) row.expiredForSeconds = evidence.expiredForSeconds;
  if (evidence.serverAt) row.serverAt = new Date(evidence.serverAt.value).toISOString();
  if (evidence.attempt) row.attempt = evidence.attempt.value;
  for (const key of ['service', 'region', 'principal', 'runner', 'profile', 'source'] as const) {
    const fact = evidence[key];
    if (fact) row[key] = fact.value;
  }
  return row;
}

function place(offset: number, lines: Lines): { line: number; column: number } {
  const line = lines.at(offset);
  return { line: line + 1, column: offset - lines.start(line) + 1 };
}
