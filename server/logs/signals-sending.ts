import { type Case, comparable, type Failure, type Signal, says, timeOf } from './case.ts';
import { ALMOST_A_LIFE } from './durations.ts';
import { type RecordFacts, textOf } from './events.ts';
import { duration } from './times.ts';
import type { UrlFact } from './url-facts.ts';

/** Signals about the way of a request: how long it waited, and whether it was a presigned URL. */
export function sendingSignals(kase: Case): Signal[] {
  return [...waiting(kase), ...presigned(kase)];
}

/** Facts of the failing record and of the records of the same work just above it. */
function nearby(kase: Case, index: number, above: number, below = 0): RecordFacts[] {
  const { facts } = kase.log;
  let low = 0;
  let high = facts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((facts[middle]?.index ?? 0) < index - above) low = middle + 1;
    else high = middle;
  }
  const near: RecordFacts[] = [];
  for (let at = low; at < facts.length; at++) {
    const one = facts[at];
    if (one === undefined || one.index > index + below) break;
    near.push(one);
  }
  return near;
}

interface Wait {
  seconds: number;
  line: number;
  what: string;
}

const SAMPLE = 400;

function waiting(kase: Case): Signal[] {
  const signals: Signal[] = [];
  const failing = kase.failures.slice(0, SAMPLE);
  const own = new Set(kase.failures.map((failure) => failure.index));
  const waits = failing.map((failure) => {
    const above = nearby(kase, failure.index, 3).filter(
      (facts) => facts.index === failure.index || !own.has(facts.index),
    );
    return longest(kase, failure.index, above);
  });
  const first = waits.find((wait) => wait !== null);
  const long = waits.filter((wait): wait is Wait => wait !== null && wait.seconds >= ALMOST_A_LIFE);
  const usual = longestOfSuccesses(kase);
  // A delay that grows only after the first failure is its effect; one that successes have too decides nothing.
  if (
    first != null &&
    first.seconds >= ALMOST_A_LIFE &&
    long.length * 2 >= failing.length &&
    usual < first.seconds * 0.7
  ) {
    signals.push({
      id: 'signed-long-before-send',
      weight: first.seconds >= 4 * ALMOST_A_LIFE || crosses(kase, first) ? 5 : 3,
      shown: long.slice(0, 2).map((wait) => ({
        line: wait.line,
        says: `${wait.what} ${duration(wait.seconds)} before it was sent.`,
      })),
    });
  }
  const resent = [...kase.before, ...failing.map((failure) => failure.facts), ...kase.during].find(
    (facts) => says(facts, 'resent') !== undefined,
  );
  if (resent !== undefined)
    signals.push({
      id: 'signed-long-before-send',
      weight: 3,
      shown: [
        { line: resent.line, says: 'Credentials or a signature travel with the work and are used later.' },
      ],
    });
  const before = kase.before.filter((facts) => facts.wait !== null);
  const start = before[0]?.wait ?? 0;
  const end = before.at(-1);
  if (end?.wait != null && before.length >= 2 && end.wait >= 600 && end.wait >= 3 * start)
    signals.push({
      id: 'delay-grows',
      weight: 2,
      shown: [
        { line: end.line, says: `The delay has grown to ${duration(end.wait)} before the first failure.` },
      ],
    });
  return signals;
}

function longest(kase: Case, index: number, near: readonly RecordFacts[]): Wait | null {
  const at = timeOf(kase, index);
  const sessionPerRequest = kase.session.ownEnds > 1 || kase.failures.length === 1;
  let best: Wait | null = null;
  for (const facts of near) {
    if (facts.wait !== null && (best === null || facts.wait > best.seconds))
      best = { seconds: facts.wait, line: facts.line, what: 'It had waited' };
    for (const earlier of facts.earlier) {
      const then = comparable(kase, earlier);
      if (then === null || at === null || at - then > 172_800_000) continue;
      // One session that is named in every failure is old because it is kept, not because the work waited.
      if (earlier.what === 'taken' && !sessionPerRequest) continue;
      if (
        earlier.what === 'taken' &&
        kase.failures.length === 1 &&
        facts.wait === null &&
        near.every((one) => one.earlier.every(({ what }) => what === 'taken'))
      )
        continue;
      const seconds = (at - then) / 1000;
      if (best === null || seconds > best.seconds + 5)
        best = { seconds, line: facts.line, what: WORDS[earlier.what] };
    }
  }
  return best;
}
const WORDS = { queued: 'It was queued', taken: 'Its credentials were taken', signed: 'It was signed' };

function crosses(kase: Case, wait: Wait): boolean {
  const end = kase.session.end === null ? null : comparable(kase, kase.session.end);
  const at = timeOf(kase, kase.first.index);
  return end !== null && at !== null && at >= end && at - wait.seconds * 1000 < end;
}

function longestOfSuccesses(kase: Case): number {
  const waits = [...kase.before.slice(0, -3), ...kase.after.slice(4)]
    .flatMap((facts) => (facts.wait === null ? [] : [facts.wait]))
    .sort((a, b) => a - b);
  return waits[waits.length >> 1] ?? 0;
}

function presigned(kase: Case): Signal[] {
  const sample = kase.failures.slice(0, SAMPLE);
  const urls = sample.flatMap((failure) => {
    const found = urlOf(kase, failure.index);
    return found === null ? [] : [{ ...found, failure }];
  });
  const first = urls[0];
  if (first === undefined || urls.length * 2 < sample.length) return named(kase, sample);
  const signals: Signal[] = [];
  const at = timeOf(kase, first.failure.index);
  const { signedAt, endsAt, bySession } = first.url;
  if (bySession !== false)
    signals.push({
      id: 'presigned-url-used',
      weight: 4,
      shown: [{ line: first.line, says: 'The request is a presigned URL of a temporary session.' }],
    });
  if (endsAt !== null && at !== null) {
    const later = endsAt > at;
    signals.push({
      id: later ? 'presigned-url-end-later' : 'url-end-passed',
      weight: later ? 2 : 3,
      shown: [
        {
          line: first.line,
          says: later
            ? `The URL itself would be good for another ${duration((endsAt - at) / 1000)}.`
            : `The URL itself had ended ${duration((at - endsAt) / 1000)} before.`,
        },
      ],
    });
  }
  if (signedAt !== null && at !== null) {
    const age = (at - signedAt) / 1000;
    if (Math.abs(age) <= 60)
      signals.push({
        id: 'sent-soon-after-signing',
        weight: 2,
        shown: [{ line: first.line, says: `It was signed ${duration(age)} before it was sent.` }],
      });
    else if (bySession === false && age >= ALMOST_A_LIFE)
      signals.push({
        id: 'signed-long-before-send',
        weight: 2,
        shown: [{ line: first.line, says: `It was signed ${duration(age)} before it was sent.` }],
      });
  }
  return signals;
}

const LINK =
  /pre-?signed|\bsigned[ _-]?(?:url|link)|\b(?:share|shared|download|upload)[ _-]?(?:link|url)|link[ _-]?age/i;
const MADE =
  /presigner|(?:generat|creat|issu|mak|sign)(?:e|ing) (?:a |the )?(?:pre-?signed|signed|share|download|upload)/i;

/** Failures that say they are about a link, without showing it. */
function named(kase: Case, sample: readonly Failure[]): Signal[] {
  const about = sample.filter((failure) => {
    const record = kase.log.records[failure.index];
    const text = record === undefined ? '' : textOf(record, kase.log.lines, 1400);
    return LINK.test(text) && !MADE.test(text);
  });
  const first = about[0];
  if (first === undefined || about.length * 2 < sample.length) return [];
  return [
    {
      id: 'presigned-url-used',
      weight: 3,
      shown: [{ line: first.line, says: 'The failing request is a signed link.' }],
    },
  ];
}

/** The presigned URL of a failing request: in its record, or beside it at the same moment and refused as well. */
function urlOf(kase: Case, index: number): { url: UrlFact; line: number } | null {
  const at = timeOf(kase, index);
  for (const facts of nearby(kase, index, 2, 2).sort(
    (a, b) => Math.abs(a.index - index) - Math.abs(b.index - index),
  )) {
    if (facts.url === null || (facts.url.status !== null && facts.url.status < 400)) continue;
    const then = timeOf(kase, facts.index);
    if (facts.index !== index && at !== null && (then === null || Math.abs(at - then) > 5000)) continue;
    return { url: facts.url, line: facts.line };
  }
  return null;
}
