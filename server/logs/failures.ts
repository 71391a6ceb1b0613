import type { Failure, Log } from './case.ts';
import { factsOf, type RecordFacts } from './events.ts';
import type { Lines } from './lines.ts';
import type { Candidate } from './recognise.ts';
import { commandOf, type LogRecord, recordAt } from './records.ts';
import { type Names, namesIn, type WhoKind } from './who.ts';

/** Families from the root cause outwards: of several errors in one record the first is the useful one. */
const DEPTH = [
  'clock-and-signature',
  'session-ended',
  'identity-token',
  'key-or-token-unknown',
  'request-ended',
  'registry-login',
  'aws-login',
  'identity-center',
  'refresh-failed',
  'no-credentials',
];
/** Lines above a failure in which the command that failed may stand. */
const COMMAND_ABOVE = 12;
const REQUEST_ID =
  /(?:<RequestId>|(?<![\w.])(?:aws[_-]?|x-amzn?-)?request[ _-]?id\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)([A-Za-z0-9-]{12,80})/i;

const WRAPPER = 'no-credentials';
/** Records, and milliseconds, between two prints of one answer. */
const NEAR = 4;
const AT_ONCE = 2000;

function together(records: readonly LogRecord[], a: number, b: number): boolean {
  return Math.abs((records[a]?.at ?? 0) - (records[b]?.at ?? 0)) <= AT_ONCE;
}

/** One failure a record, and what every record says. */
export function readLog(lines: Lines, records: readonly LogRecord[], candidates: readonly Candidate[]): Log {
  const byRecord = new Map<number, Candidate>();
  for (const candidate of candidates) {
    const index = recordAt(records, candidate.line);
    const known = byRecord.get(index);
    if (known === undefined || depth(candidate) < depth(known)) byRecord.set(index, candidate);
  }
  const facts: RecordFacts[] = [];
  const failures: Failure[] = [];
  for (const [index, record] of records.entries()) {
    const candidate = byRecord.get(index);
    const one = factsOf(record, index, lines, candidate !== undefined);
    if (one === null) continue;
    facts.push(one);
    if (candidate === undefined) continue;
    const start = lines.start(record.first);
    const text = lines.slice(start, Math.min(start + 8000, lines.start(record.last + 1)));
    const requestId = REQUEST_ID.exec(text)?.[1] ?? null;
    // The same answer printed by two layers of a program is one failure.
    const previous = failures.at(-1);
    if (
      previous !== undefined &&
      index - previous.index <= NEAR &&
      together(records, previous.index, index)
    ) {
      // "No credentials" is what a chain says after the failure that matters.
      if (candidate.family === WRAPPER && previous.family !== WRAPPER) continue;
      if (previous.family === WRAPPER && candidate.family !== WRAPPER) failures.pop();
    }
    if (
      requestId !== null &&
      previous?.requestId === requestId &&
      index - previous.index <= NEAR &&
      together(records, previous.index, index)
    )
      continue;
    failures.push({
      index,
      code: candidate.code,
      family: candidate.family,
      line: candidate.line,
      requestId,
      names: { ...commandNames(lines, record), ...one.names },
      facts: one,
    });
  }
  return { lines, records, facts, failures: failures.map((failure) => withOnlyNames(failure, facts)) };
}

function depth({ family }: Candidate): number {
  const at = DEPTH.indexOf(family);
  return at < 0 ? DEPTH.length : at;
}

/** Names that the command above a failure gives: in a terminal the error itself says nothing of the profile. */
function commandNames(lines: Lines, record: LogRecord): Names {
  if (record.at !== null) return {};
  for (let line = record.first; line >= Math.max(0, record.first - COMMAND_ABOVE); line--) {
    const command = commandOf(lines.text(line, 400));
    if (command !== null) return namesIn(command);
  }
  return {};
}

/** Where the log knows a single pod, host or worker and the failure names none, it is that one. */
function withOnlyNames(failure: Failure, facts: Log['facts']): Failure {
  const only = onlyNames(facts);
  const names = { ...failure.names };
  for (const kind of ['worker', 'pod', 'host', 'profile'] as const) {
    const name = only[kind];
    if (names[kind] === undefined && name !== undefined) names[kind] = name;
  }
  return { ...failure, names };
}

const known = new WeakMap<Log['facts'], Names>();

function onlyNames(facts: Log['facts']): Names {
  const cached = known.get(facts);
  if (cached !== undefined) return cached;
  const all = new Map<WhoKind, Set<string>>();
  for (const { names } of facts)
    for (const [kind, name] of Object.entries(names) as [WhoKind, string][])
      all.set(kind, (all.get(kind) ?? new Set()).add(name));
  const only: Names = {};
  for (const [kind, found] of all) {
    const [name] = found;
    if (found.size === 1 && name !== undefined) only[kind] = name;
  }
  known.set(facts, only);
  return only;
}
