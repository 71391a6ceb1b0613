import { FIGURES } from '../../kb/figures.ts';
import { type Case, comparable, type Signal, says, takesSession, timeOf } from './case.ts';
import { ALMOST_A_LIFE, USUAL_LIVES } from './durations.ts';
import type { RecordFacts } from './events.ts';
import { clockTime } from './moments.ts';
import { successesBetween } from './recovery.ts';
import { duration } from './times.ts';

/** Signals about the session itself: its end, how often one was taken, what cured the failures. */
export function sessionSignals(kase: Case, recovered: number | null): Signal[] {
  return [
    ...aroundTheEnd(kase),
    ...takenOnce(kase),
    ...oneLifeAfterStart(kase),
    ...renewals(kase),
    ...cures(kase, recovered),
    ...lives(kase),
    ...mixed(kase),
  ];
}

/** Only where no name tells the runners apart; of one runner, successes between failures are other requests. */
function mixed(kase: Case): Signal[] {
  if (kase.first.names.worker !== undefined || kase.first.names.pod !== undefined) return [];
  const found = successesBetween(kase);
  const [first, second] = found;
  if (first === undefined || second === undefined) return [];
  const shown = [first, second].map((line) => ({
    line,
    says: 'The same work succeeds between two failures.',
  }));
  return [{ id: 'failures-come-and-go', weight: 4, shown }];
}

function aroundTheEnd(kase: Case): Signal[] {
  const { session, first, failures } = kase;
  if (session.end === null || session.endLine === null) return [];
  const end = comparable(kase, session.end);
  const at = timeOf(kase, first.index);
  if (end === null || at === null) return [];
  const shown = { line: session.endLine, says: `The session ends ${clockTime(end)}.` };
  const late = failures.find((failure) => (timeOf(kase, failure.index) ?? 0) >= end);
  if (at < end - 60_000 && session.ownEnds <= 1)
    return [
      {
        id: 'request-before-session-end',
        // A slow clock explains minutes; more than that is rather another session than the one in the log.
        weight: end - at <= 1_200_000 ? 2 : 1,
        shown: [
          shown,
          { line: first.line, says: `The request failed ${duration((end - at) / 1000)} before that.` },
        ],
      },
    ];
  if (late === undefined) return [];
  const after = ((timeOf(kase, late.index) ?? end) - end) / 1000;
  return [
    {
      id: 'request-after-session-end',
      weight: 2,
      shown: [shown, { line: late.line, says: `The request failed ${duration(after)} after that.` }],
    },
  ];
}

/** Sessions taken since the process last started, before the first failure. */
function takenSinceStart(kase: Case): { taken: RecordFacts[]; started: RecordFacts | null } {
  const started = kase.before.filter((facts) => says(facts, 'restart') !== undefined).at(-1) ?? null;
  const all = kase.before.filter(takesSession);
  const since = all.filter((facts) => started === null || facts.index >= started.index);
  return { taken: distinct(since.length > 0 ? since : all.slice(-1)), started };
}

/** A session that is reported again, with the same end, was taken once; so was one of several steps within seconds. */
function distinct(taken: readonly RecordFacts[]): RecordFacts[] {
  const ends = new Set<number>();
  const kept: RecordFacts[] = [];
  for (const facts of taken) {
    const end = facts.ends[0]?.at;
    const previous = kept.at(-1);
    if (end !== undefined && ends.has(end)) continue;
    if (end !== undefined) ends.add(end);
    if (
      previous !== undefined &&
      facts.index - previous.index <= 3 &&
      (end === undefined || previous.ends.length === 0)
    ) {
      if (end !== undefined) kept[kept.length - 1] = facts;
      continue;
    }
    kept.push(facts);
  }
  return kept;
}

function takenOnce(kase: Case): Signal[] {
  const { first, session } = kase;
  const signals: Signal[] = [];
  const { taken } = takenSinceStart(kase);
  const only = taken[0];
  if (taken.length === 1 && only !== undefined) {
    const from = timeOf(kase, only.index);
    const at = timeOf(kase, first.index);
    const end = session.end === null ? null : comparable(kase, session.end);
    const lived = from !== null && at !== null ? (at - from) / 1000 : null;
    const ranPastEnd = end !== null && at !== null && at >= end && from !== null && end - from > 60_000;
    if (ranPastEnd || (end === null && lived !== null && lived >= ALMOST_A_LIFE))
      signals.push({
        id: 'session-taken-once',
        weight: ranPastEnd ? 3 : 2,
        shown: [{ line: only.line, says: 'The one session that was taken before the failures.' }],
      });
  }
  const reused = [...kase.before, ...kase.during].find((facts) => says(facts, 'reuse') !== undefined);
  if (reused !== undefined)
    signals.push({
      id: 'reuse-said',
      weight: 2,
      shown: [{ line: reused.line, says: 'The program says that it keeps what it has.' }],
    });
  return signals;
}

function oneLifeAfterStart(kase: Case): Signal[] {
  const { first, session } = kase;
  const at = timeOf(kase, first.index);
  const { taken, started } = takenSinceStart(kase);
  if (at === null || taken.length > 1) return [];
  const end = session.end === null ? null : comparable(kase, session.end);
  const begun = taken[0] ?? started;
  if (begun === null || begun === undefined) return [];
  const from = timeOf(kase, begun.index);
  if (from === null || at <= from) return [];
  const lived = (at - from) / 1000;
  // Failures are seen with the next request only, so a quiet program shows them later.
  // Where the end itself is not known, the first failure has to be near a usual life to mean anything.
  const slack = (life: number) => (end === null ? Math.max(180, life * 0.04) : Math.max(420, life * 0.12));
  const life =
    end !== null
      ? (end - from) / 1000
      : [kase.session.lifeSeconds ?? 0, ...USUAL_LIVES].find(
          (one) => one > 0 && lived >= one - 5 && lived <= one + slack(one),
        );
  if (life === undefined || life < 60 || lived < life - 5 || lived > life + slack(life)) return [];
  return [
    {
      id: 'failures-begin-one-lifetime-after-start',
      weight: 2,
      shown: [
        { line: begun.line, says: taken[0] === undefined ? 'The process starts.' : 'The session is taken.' },
        { line: first.line, says: `The first failure comes ${duration(lived)} later.` },
      ],
    },
  ];
}

function renewals(kase: Case): Signal[] {
  const at = timeOf(kase, kase.first.index);
  const signals: Signal[] = [];
  const newer = kase.before.filter(takesSession).at(-1);
  const end = newer?.ends[0];
  const newEnd = end === undefined ? null : comparable(kase, end);
  const older = kase.before.filter(takesSession).slice(0, -1);
  if (newer !== undefined && older.length > 0 && newEnd !== null && at !== null && newEnd > at) {
    signals.push({
      id: 'new-session-taken-in-time',
      weight: 2,
      shown: [{ line: newer.line, says: `A session that lasts until ${clockTime(newEnd)} was there.` }],
    });
  }
  const during = kase.during.filter(takesSession).filter((facts) => {
    const until = facts.ends[0] === undefined ? null : comparable(kase, facts.ends[0]);
    const last = kase.failures.at(-1);
    const lastAt = last === undefined ? null : timeOf(kase, last.index);
    const again = (kase.failures.at(-2)?.index ?? 0) > facts.index;
    return again && (until === null || lastAt === null || until > lastAt);
  });
  const shown = during[0] ?? (signals.length > 0 ? newer : undefined);
  if (shown !== undefined)
    signals.push({
      id: 'older-session-still-used',
      weight: 3,
      shown: [
        {
          line: shown.line,
          says: 'A new session was taken here, and requests still failed with an ended one.',
        },
      ],
    });
  return signals;
}

function cures(kase: Case, recovered: number | null): Signal[] {
  const until = recovered ?? Number.POSITIVE_INFINITY;
  const between = kase.after.filter((facts) => facts.index <= until);
  const restart = between.find((facts) => says(facts, 'restart') !== undefined);
  const renewed = between.find(takesSession);
  const shown = (facts: RecordFacts, text: string) => [
    { line: facts.line, says: text },
    ...(recovered === null
      ? []
      : [{ line: kase.log.records[recovered]?.first ?? 0, says: 'The same work succeeds again.' }]),
  ];
  if (restart !== undefined && recovered !== null)
    return [{ id: 'works-after-restart', weight: 3, shown: shown(restart, 'The process starts again.') }];
  if (
    restart === undefined &&
    renewed !== undefined &&
    (recovered !== null || renewed.index > kase.last.index)
  )
    return [{ id: 'works-after-refresh', weight: 1, shown: shown(renewed, 'A new session is taken.') }];
  return [];
}

function lives({ session, before }: Case): Signal[] {
  const chained = before.some((facts) => says(facts, 'chain') ?? says(facts, 'chain-limit'));
  const { lifeSeconds, taken, endLine } = session;
  const line = taken?.line ?? endLine;
  if (lifeSeconds === null || line === null) return [];
  const shown = [{ line, says: `The session lives ${duration(lifeSeconds)}.` }];
  if (Math.abs(lifeSeconds - FIGURES['role-chaining'].max) <= 30)
    return chained ? [{ id: 'session-of-one-hour', weight: 1, shown }] : [];
  return lifeSeconds > FIGURES['role-chaining'].max + 60
    ? [{ id: 'session-longer-than-one-hour', weight: 3, shown }]
    : [];
}
