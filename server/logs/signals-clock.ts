import { type Case, type Signal, timeOf } from './case.ts';
import type { ClockFact } from './clock-facts.ts';
import { duration } from './times.ts';

interface Seen {
  fact: ClockFact;
  line: number;
  index: number;
}

/** A difference below this is no reason for anything (s). */
const SMALL = 10;
/** A difference from this on matters to AWS or to the end of a session (s). */
const LARGE = 45;

/** Signals about the clock of the machine. */
export function clockSignals(kase: Case): Signal[] {
  const seen: Seen[] = kase.facts.flatMap((facts) =>
    facts.clock.map((fact) => ({ fact, line: facts.line, index: facts.index })),
  );
  return [...stated(seen), ...measured(kase, seen), ...answers(kase, seen), ...neighbours(kase)];
}

function off(ahead: number): string {
  return `${duration(ahead)} ${ahead > 0 ? 'ahead' : 'behind'}`;
}

function stated(seen: readonly Seen[]): Signal[] {
  const said = seen.filter(({ fact }) => fact.kind === 'stated');
  const wrong = said.find(({ fact }) => fact.ahead !== null && Math.abs(fact.ahead) >= LARGE);
  if (wrong !== undefined)
    return [
      {
        id: 'clock-differs',
        weight: 4,
        shown: [
          { line: wrong.line, says: `The clock is said to be off by ${duration(wrong.fact.ahead ?? 0)}.` },
        ],
      },
    ];
  const right = said.find(({ fact }) => fact.ahead !== null && Math.abs(fact.ahead) < SMALL);
  if (right !== undefined)
    return [
      {
        id: 'clock-agrees',
        weight: 3,
        shown: [{ line: right.line, says: 'The clock is said to be right.' }],
      },
    ];
  const unsure = said.find(({ fact }) => fact.ahead === null);
  return unsure === undefined
    ? []
    : [
        {
          id: 'clock-error-nearby',
          weight: 1,
          shown: [{ line: unsure.line, says: 'The clock is not synchronised.' }],
        },
      ];
}

function measured(kase: Case, seen: readonly Seen[]): Signal[] {
  const beside = seen
    .filter(({ fact }) => fact.kind === 'log-and-server' && fact.ahead !== null)
    .slice(0, 200);
  const sorted = beside.map(({ fact }) => fact.ahead ?? 0).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1];
  const first = beside[0];
  if (median === undefined || first === undefined) return [];
  const steady = sorted.filter((one) => Math.abs(one - median) <= 20).length * 2 > sorted.length;
  if (Math.abs(median) >= LARGE && steady && !queued(kase))
    return [
      {
        id: 'clock-differs',
        weight: 4,
        shown: [{ line: first.line, says: `The clock of the log is ${off(median)} of the server's.` }],
      },
    ];
  if (Math.abs(median) < SMALL + 5)
    return [
      {
        id: 'clock-agrees',
        weight: 3,
        shown: [{ line: first.line, says: "The time of the log agrees with the server's." }],
      },
    ];
  return [];
}

/** Answers that carry the request's time and the server's. */
function answers(kase: Case, seen: readonly Seen[]): Signal[] {
  const both = seen
    .filter(({ fact }) => fact.kind === 'request-and-server' && fact.ahead !== null)
    .slice(0, 400);
  const first = both[0];
  if (first === undefined) return [];
  const ahead = first.fact.ahead ?? 0;
  const signals: Signal[] = [];
  const shown = [{ line: first.line, says: `The request's time is ${off(ahead)} of the server's.` }];
  signals.push({ id: ahead < 0 ? 'request-time-behind' : 'request-time-ahead', weight: 1, shown });
  const differences = both.map(({ fact }) => fact.ahead ?? 0);
  const spread = Math.max(...differences) - Math.min(...differences);
  const last = both.at(-1) ?? first;
  if (both.length >= 2 && spread <= 15)
    signals.push({
      id: 'difference-constant',
      weight: 3,
      shown: [...shown, { line: last.line, says: `It is the same ${duration(ahead)} there.` }],
    });
  if (both.length >= 2 && spread > 60)
    signals.push({
      id: 'difference-varies',
      weight: 3,
      shown: [...shown, { line: last.line, says: `It is ${duration(last.fact.ahead ?? 0)} there.` }],
    });
  // Who logged the failure at the request's own time has a wrong clock; who logged it at the server's had let it wait.
  let atRequest = 0;
  let atServer = 0;
  for (const { fact, index } of both) {
    const at = timeOf(kase, index);
    if (at === null || kase.log.records[index]?.clock !== 'utc') continue;
    if (Math.abs(at - (fact.requestAt ?? 0)) <= 90_000) atRequest++;
    else if (Math.abs(at - (fact.serverAt ?? 0)) <= 90_000) atServer++;
  }
  if (atRequest > atServer) {
    signals.push({
      id: 'sent-soon-after-signing',
      weight: 2,
      shown: [{ line: first.line, says: 'The failure was logged at the moment of the signature.' }],
    });
    signals.push({ id: 'clock-differs', weight: 3, shown });
  } else if (atServer > atRequest) {
    signals.push({
      id: 'clock-agrees',
      weight: 2,
      shown: [{ line: first.line, says: "The time of the log agrees with the server's." }],
    });
    if (ahead < 0)
      signals.push({
        id: 'signed-long-before-send',
        weight: 4,
        shown: [{ line: first.line, says: `It was signed ${duration(ahead)} before it arrived.` }],
      });
  } else if (Math.abs(ahead) >= LARGE && spread <= 60)
    signals.push({ id: 'clock-differs', weight: ahead > 0 ? 3 : 1, shown });
  return signals;
}

/** Errors about the clock of the same runner, in the log of another failure. */
function neighbours(kase: Case): Signal[] {
  if (kase.first.family === 'clock-and-signature') return [];
  const own = new Set(kase.facts.map((facts) => facts.index));
  const error = kase.log.failures.find(
    (failure) => failure.family === 'clock-and-signature' && own.has(failure.index),
  );
  return error === undefined
    ? []
    : [
        {
          id: 'clock-error-nearby',
          weight: 3,
          shown: [{ line: error.line, says: 'AWS complains about the clock.' }],
        },
      ];
}

function queued(kase: Case): boolean {
  return kase.failures.some((failure) => failure.facts.earlier.length > 0);
}
