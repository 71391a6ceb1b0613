import type { ErrorPage } from '../../kb/types.ts';
import type { Diagnosis, Incident } from '../logs/incident.ts';
import { iso } from '../logs/moments.ts';
import { nextSteps } from './incident-steps.ts';
import { redactAll } from './redact.ts';

/** Failing lines beyond this are counted, not listed. */
const MOST_LINES = 500;

/** The report as `diagnose --format json` prints it; lines are 1-based, times ISO 8601 in UTC. */
export function incidentJson(diagnosis: Diagnosis, pages: readonly ErrorPage[]) {
  return redactAll({
    version: 1,
    incidents: diagnosis.incidents.map((incident) => row(incident, pages)),
    undatedLines: diagnosis.undatedLines,
  });
}

function row(incident: Incident, pages: readonly ErrorPage[]) {
  const page = pages.find((one) => one.code === incident.code);
  const shown = (all: { line: number; says: string }[]) =>
    all.map(({ line, says }) => ({ line: line + 1, says }));
  return {
    code: incident.code,
    entry: page?.code ?? incident.code,
    count: incident.count,
    lines: incident.lines.slice(0, MOST_LINES).map((line) => line + 1),
    firstSeen: iso(incident.firstSeen),
    lastSeen: iso(incident.lastSeen),
    recoveredAt: iso(incident.recoveredAt),
    blindRetries: incident.blindRetries,
    who: incident.who,
    session: {
      acquiredAt: iso(incident.session.acquiredAt),
      expiresAt: iso(incident.session.expiresAt),
      lifetimeSeconds: incident.session.lifetimeSeconds,
    },
    causes: incident.causes.map((cause) => ({
      id: cause.id,
      title: cause.title,
      confidence: cause.confidence,
      for: shown(cause.for),
      against: shown(cause.against),
    })),
    undetermined: incident.undetermined,
    missing: incident.missing,
    timeline: incident.timeline.map(({ at, what, line }) => ({ at: iso(at), what, line: line + 1 })),
    nextSteps: nextSteps(incident, pages),
  };
}
