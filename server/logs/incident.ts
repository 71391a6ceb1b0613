import type { RankedCause } from './causes.ts';
import type { WhoKind } from './who.ts';

export interface Who {
  kind: WhoKind;
  name: string;
  count: number;
}

export interface Moment {
  at: number;
  what: string;
  /** 0-based. */
  line: number;
  kind: 'start' | 'warning' | 'failure' | 'recovery' | 'end';
}

/** One incident of a log. Times are milliseconds since 1970 UTC; null where the log does not say. Lines are 0-based. */
export interface Incident {
  code: string;
  count: number;
  lines: number[];
  firstSeen: number | null;
  lastSeen: number | null;
  recoveredAt: number | null;
  recoveredLine: number | null;
  blindRetries: number;
  who: Who[];
  session: { acquiredAt: number | null; expiresAt: number | null; lifetimeSeconds: number | null };
  causes: RankedCause[];
  undetermined: boolean;
  missing: string[];
  timeline: Moment[];
}

export interface Diagnosis {
  incidents: Incident[];
  /** Lines in records without a time. */
  undatedLines: number;
}
