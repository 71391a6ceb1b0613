import type { ErrorPage } from '../../kb/types.ts';
import { stripAnsi } from '../render/escape.ts';
import { candidatesOf } from './candidates.ts';
import { type Case, comparable, type Failure, type Log, openCase } from './case.ts';
import { causesOf, isOpen, type RankedCause, rank } from './causes.ts';
import { readLog } from './failures.ts';
import type { Diagnosis, Incident, Who } from './incident.ts';
import { linesOf } from './lines.ts';
import { missingFrom } from './missing.ts';
import type { Recogniser } from './recognise.ts';
import { recordsOf } from './records.ts';
import { recoveryOf } from './recovery.ts';
import { clockSignals } from './signals-clock.ts';
import { sendingSignals } from './signals-sending.ts';
import { sessionSignals } from './signals-session.ts';
import { sourceSignals } from './signals-sources.ts';
import { timelineOf } from './timeline.ts';
import { RUNNERS, type WhoKind } from './who.ts';
import { settleZones } from './zone.ts';

/** What the diagnosis needs of the knowledge base. */
export interface Knowledge {
  recogniser: Recogniser;
  pages: readonly ErrorPage[];
}

/** Causes of an ended session that errors on the way to a session have as well. */
const SHARED: Record<string, string[]> = {
  'identity-token': ['web-identity-token-expired'],
  'no-credentials': ['refresh-path-broken', 'web-identity-token-expired', 'sso-session-ended'],
};
/** More runners than this are looked at together. */
const MANY_RUNNERS = 60;

/** The incidents of a log: what failed, since when, who, and why, with the lines that show it. */
export function diagnose(source: string, { recogniser, pages }: Knowledge): Diagnosis {
  const text = source.includes('\u001b') ? stripAnsi(source) : source;
  const lines = linesOf(text);
  const candidates = candidatesOf(text, recogniser, lines);
  if (candidates.length === 0) return { incidents: [], undatedLines: 0 };
  const records = recordsOf(lines);
  settleZones(records, lines);
  const log = readLog(lines, records, candidates);
  const families = new Map<string, Failure[]>();
  for (const failure of log.failures) {
    const own = families.get(failure.family);
    if (own === undefined) families.set(failure.family, [failure]);
    else own.push(failure);
  }
  const incidents = [...families.values()].flatMap((failures) => {
    const codes = new Set(failures.map((failure) => failure.code));
    const family = failures[0]?.family;
    const own = pages.filter((page) => codes.has(page.code));
    const kin = pages.filter((page) => page.family === family && !codes.has(page.code));
    const shared = SHARED[family ?? ''] ?? [];
    const general = pages
      .filter((page) => page.family === 'session-ended')
      .flatMap((page) => page.causes.filter((cause) => shared.includes(cause.id)));
    return incidentsOf(log, failures, causesOf([...own, ...kin, { causes: general }]));
  });
  incidents.sort((a, b) => b.count - a.count);
  const undatedLines = records.reduce(
    (sum, one) => sum + (one.at === null ? one.last - one.first + 1 : 0),
    0,
  );
  return { incidents, undatedLines };
}

interface Judged {
  kase: Case;
  scope: WhoKind | null;
  causes: RankedCause[];
  open: boolean;
  recovered: number | null;
}

/** Runners with the same first cause share an incident. */
function incidentsOf(
  log: Log,
  failures: readonly Failure[],
  causes: ReturnType<typeof causesOf>,
): Incident[] {
  const judged = new Map<string, { all: Judged[]; failures: Failure[] }>();
  for (const { scope, own } of byRunner(failures)) {
    const kase = openCase(log, own, scope);
    if (kase === null) continue;
    const recovered = recoveryOf(kase, scope);
    const signals = [
      ...sessionSignals(kase, recovered),
      ...sendingSignals(kase),
      ...sourceSignals(kase),
      ...clockSignals(kase),
    ];
    const ranked = rank(causes, signals);
    const open = isOpen(ranked);
    const key = open ? '' : (ranked[0]?.id ?? '');
    const group = judged.get(key) ?? { all: [], failures: [] };
    group.all.push({ kase, scope, causes: ranked, open, recovered });
    group.failures.push(...own);
    judged.set(key, group);
  }
  return [...judged.values()].flatMap((group) => {
    const [main] = group.all.sort((a, b) => b.kase.failures.length - a.kase.failures.length);
    return main === undefined ? [] : [draw(log, main, group.all, group.failures)];
  });
}

/** The failures of each running thing, where the log tells them apart. */
function byRunner(failures: readonly Failure[]): { scope: WhoKind | null; own: Failure[] }[] {
  for (const kind of RUNNERS) {
    const named = failures.filter((failure) => failure.names[kind] !== undefined);
    if (named.length * 2 < failures.length) continue;
    const groups = new Map<string, Failure[]>();
    for (const failure of failures) {
      const name = failure.names[kind] ?? '';
      const own = groups.get(name);
      if (own === undefined) groups.set(name, [failure]);
      else own.push(failure);
    }
    if (groups.size > MANY_RUNNERS) break;
    return [...groups].map(([name, own]) => ({ scope: name === '' ? null : kind, own }));
  }
  return [{ scope: null, own: [...failures] }];
}

function draw(log: Log, main: Judged, all: readonly Judged[], unsorted: readonly Failure[]): Incident {
  const failures = [...unsorted].sort((a, b) => a.index - b.index);
  const { kase, causes, open } = main;
  const utc = (index: number | undefined): number | null => {
    const record = index === undefined ? undefined : log.records[index];
    return record?.clock === 'utc' ? record.at : null;
  };
  const times = failures.map((failure) => utc(failure.index)).filter((at): at is number => at !== null);
  // All of them have to work again.
  const recoveries = all.map((one) => one.recovered);
  const recovered = recoveries.every((one) => one !== null) ? Math.max(...recoveries.map(Number)) : null;
  const { session } = kase;
  const endAt = session.end?.clock === 'utc' ? session.end.at : null;
  const onUtc = log.records[kase.first.index]?.clock === 'utc';
  const codes = new Map<string, number>();
  for (const { code } of failures) codes.set(code, (codes.get(code) ?? 0) + 1);
  const sessions = Math.max(1, ...all.map((one) => one.kase.session.ownEnds));
  return {
    code: [...codes].sort((a, b) => b[1] - a[1])[0]?.[0] ?? kase.first.code,
    count: failures.length,
    lines: failures.map((failure) => failure.line),
    firstSeen: times.length > 0 ? times.reduce((a, b) => Math.min(a, b)) : null,
    lastSeen: times.length > 0 ? times.reduce((a, b) => Math.max(a, b)) : null,
    recoveredAt: recovered === null ? null : utc(recovered),
    recoveredLine: recovered === null ? null : (log.records[recovered]?.first ?? null),
    blindRetries: Math.max(0, failures.length - sessions),
    who: whoOf(failures),
    session: {
      acquiredAt: onUtc ? session.takenAt : null,
      expiresAt: endAt,
      lifetimeSeconds: session.lifeSeconds,
    },
    causes: open ? causes.map((cause) => ({ ...cause, confidence: 'possible' as const })) : causes,
    undetermined: open,
    missing: open ? missingFrom(kase) : [],
    timeline: onUtc
      ? timelineOf(kase, failures, recovered, session.end === null ? null : comparable(kase, session.end))
      : [],
  };
}

const WHO_LIMIT = 50;

function whoOf(failures: readonly Failure[]): Who[] {
  const counts = new Map<string, Who>();
  for (const { names } of failures) {
    for (const [kind, name] of Object.entries(names) as [WhoKind, string][]) {
      const key = `${kind} ${name}`;
      const who = counts.get(key) ?? { kind, name, count: 0 };
      who.count++;
      counts.set(key, who);
    }
  }
  return [...counts.values()]
    .sort((a, b) => RUNNERS.indexOf(a.kind) - RUNNERS.indexOf(b.kind) || b.count - a.count)
    .slice(0, WHO_LIMIT);
}
