import type { RecordFacts, Said } from './events.ts';
import type { Lines } from './lines.ts';
import type { LogRecord } from './records.ts';
import type { EndFact } from './session-facts.ts';
import type { Names, WhoKind } from './who.ts';

/** One failing record: the error in it that says most. */
export interface Failure {
  index: number;
  code: string;
  family: string;
  line: number;
  requestId: string | null;
  names: Names;
  facts: RecordFacts;
}

/** A whole log, read once. */
export interface Log {
  lines: Lines;
  records: readonly LogRecord[];
  /** Facts of the records that say something, in order, failing ones included. */
  facts: readonly RecordFacts[];
  failures: readonly Failure[];
}

/** The failures of one family and one runner, with what the log says about that runner. */
export interface Case {
  log: Log;
  failures: readonly Failure[];
  facts: readonly RecordFacts[];
  /** Facts of records before the first failure, between first and last, and after the last. */
  before: readonly RecordFacts[];
  during: readonly RecordFacts[];
  after: readonly RecordFacts[];
  first: Failure;
  last: Failure;
  session: SessionOf;
}

/** The session that the failures used, as far as the log shows it. Times are on UTC, or on the clock of the failures. */
export interface SessionOf {
  taken: RecordFacts | null;
  takenAt: number | null;
  end: EndFact | null;
  endLine: number | null;
  lifeSeconds: number | null;
  /** Distinct ends that the failing records themselves name. */
  ownEnds: number;
}

/** Something the log shows that speaks for or against a cause. */
export interface Signal {
  id: string;
  weight: number;
  /** Lines that show it (0-based) and what each says. */
  shown: { line: number; says: string }[];
}

/** Time of a record on the clock of the failures; null when it has none or is on another clock. */
export function timeOf(kase: Pick<Case, 'log' | 'first'>, index: number): number | null {
  const record = kase.log.records[index];
  const own = kase.log.records[kase.first.index];
  if (record?.at == null || own === undefined || record.clock !== own.clock) return null;
  return record.at;
}

/** Time of a fact that was read from a text, on the clock of the failures. */
export function comparable(
  kase: Pick<Case, 'log' | 'first'>,
  fact: { at: number; clock: string },
): number | null {
  return fact.clock === kase.log.records[kase.first.index]?.clock ? fact.at : null;
}

export function says<K extends Said['kind']>(
  facts: RecordFacts,
  kind: K,
): Extract<Said, { kind: K }> | undefined {
  return facts.said.find((one): one is Extract<Said, { kind: K }> => one.kind === kind);
}

/** A record in which a session was taken, not merely mentioned. */
export function takesSession(facts: RecordFacts): boolean {
  const taken = says(facts, 'taken');
  return taken !== undefined && taken.how !== 'seen';
}

/** The case of some failures of a log. */
export function openCase(log: Log, failures: readonly Failure[], scope: WhoKind | null): Case | null {
  const first = failures[0];
  const last = failures.at(-1);
  if (first === undefined || last === undefined) return null;
  const name = scope === null ? undefined : first.names[scope];
  const facts =
    scope === null || name === undefined
      ? log.facts
      : log.facts.filter((one) => one.names[scope] === undefined || one.names[scope] === name);
  const own = new Set(failures.map((failure) => failure.index));
  const quiet = facts.filter((one) => !own.has(one.index));
  const kase = {
    log,
    failures,
    facts,
    before: quiet.filter((one) => one.index < first.index),
    during: quiet.filter((one) => one.index > first.index && one.index < last.index),
    after: quiet.filter((one) => one.index > last.index),
    first,
    last,
  };
  return { ...kase, session: sessionOf(kase) };
}

function sessionOf(kase: Omit<Case, 'session'>): SessionOf {
  const { first, before, failures } = kase;
  const own = failures.flatMap((failure) => failure.facts.ends.map((end) => ({ end, line: failure.line })));
  const nearby = before
    .filter((facts) => first.index - facts.index <= 2 && !takesSession(facts))
    .flatMap((facts) => endsOf(facts));
  const newestTaken = before.filter(takesSession).at(-1) ?? null;
  const at = timeOf(kase, first.index);
  const stated = before.flatMap((facts) => endsOf(facts));
  // Where the newest session is still good, what failed is the one before it that had ended.
  const over = stated.filter(({ end }) => at !== null && (comparable(kase, end) ?? at) < at).at(-1);
  const newest = stated.at(-1);
  const good = newest !== undefined && at !== null && (comparable(kase, newest.end) ?? 0) > at;
  const earlier = good && over !== undefined ? over : newest;
  const chosen = own[0] ?? nearby.at(-1) ?? earlier ?? null;
  const taken = before.filter(takesSession).find((facts) => facts.line === chosen?.line) ?? newestTaken;
  const minted = first.facts.earlier.find((one) => one.what === 'taken');
  const takenAt =
    minted !== undefined ? comparable(kase, minted) : taken === null ? null : timeOf(kase, taken.index);
  const end = chosen === null || chosen.end.sso ? null : chosen.end;
  const endAt = end === null ? null : comparable(kase, end);
  const lived = taken?.life ?? null;
  const measured =
    endAt !== null && takenAt !== null && endAt > takenAt ? Math.round((endAt - takenAt) / 1000) : null;
  return {
    taken,
    takenAt,
    end,
    endLine: end === null ? null : (chosen?.line ?? null),
    lifeSeconds: measured ?? lived,
    ownEnds: new Set(own.map(({ end: one }) => one.at)).size,
  };
}

function endsOf(facts: RecordFacts): { end: EndFact; line: number }[] {
  return facts.ends.filter((end) => !end.sso).map((end) => ({ end, line: facts.line }));
}
