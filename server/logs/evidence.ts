import type { Lines } from './lines.ts';
import type { Candidate } from './recognise.ts';
import { timeIn, toMillis, ZONED_TIME } from './times.ts';
import type { Evidence, Fact } from './types.ts';

/** Lines after an error that may still belong to it (dumped objects, XML on several lines). */
const BELOW = 15;
/** Lines above an error that may hold the head of its record. */
const RECORD = 60;
/** Lines above an error in which the session's end may have been printed. */
const SESSION = 5000;

const EXPIRY = new RegExp(
  String.raw`(?<![-\w])(?:(?:aws_?)?(?:credential|session|token)s?[ _.-]{0,2}expir(?:ation|es|y)(?:[ _-]?(?:at|time))?|session\b.{0,80}\bexpires(?: at)?|"?Expiration|expires_?at)\\?["']?\s{0,3}[:=]?\s{0,3}\\?["']?` +
    ZONED_TIME,
  'gi',
);
const ACQUIRED = new RegExp(
  String.raw`(?:credentials?|session|token)[ _.-]{0,2}(?:acquired|issued|obtained|minted)(?:[ _-]?at)?\\?["']?\s{0,3}[:=]?\s{0,3}\\?["']?` +
    ZONED_TIME,
  'gi',
);
const SENT = new RegExp(
  String.raw`(?:request[ _-]?(?:sent|time)(?:[ _-]?at)?|<RequestTime>)\\?["']?\s{0,3}[:=]?\s{0,3}\\?["']?` +
    ZONED_TIME,
  'gi',
);

/** What the text says around one error. Later facts win over earlier ones, nearer over farther. */
export function evidenceFor(candidate: Candidate, next: Candidate | undefined, lines: Lines): Evidence {
  const evidence: Evidence = {};
  const last = Math.min(
    lines.count - 1,
    candidate.line + BELOW,
    (next?.line ?? Number.POSITIVE_INFINITY) - 1,
  );
  const below = Math.max(candidate.line, last);

  set(
    evidence,
    'operation',
    field(lines, candidate.line, candidate.line, /when calling the (\w{2,80}) operation/),
  );
  set(
    evidence,
    'requestId',
    field(
      lines,
      candidate.line,
      below,
      /(?:<RequestId>|(?<![\w.])request[ _-]?id\\?["']?\s{0,3}[:=]\s{0,3}\\?["']?)([A-Za-z0-9_-]{6,80})/i,
    ),
  );
  const status = field(
    lines,
    candidate.line,
    below,
    /(?:httpStatusCode\\?["']?|status(?: ?code)?\\?["']?)\s{0,3}[:=]\s{0,3}(\d{3})\b/i,
  );
  if (status !== undefined) evidence.status = { ...status, value: Number(status.value) };

  set(
    evidence,
    'expiredAt',
    lastTime(lines, candidate.line, SESSION, EXPIRY) ?? firstTime(lines, candidate.line + 1, below, EXPIRY),
  );
  set(evidence, 'acquiredAt', lastTime(lines, candidate.line, SESSION, ACQUIRED));
  set(
    evidence,
    'observedAt',
    lastTime(lines, candidate.line, 0, SENT) ??
      firstTime(lines, candidate.line, below, SENT) ??
      recordTime(lines, candidate.line),
  );
  const { observedAt, expiredAt } = evidence;
  if (observedAt !== undefined && expiredAt !== undefined && observedAt.value >= expiredAt.value) {
    evidence.expiredForSeconds = Math.floor((observedAt.value - expiredAt.value) / 1000);
  }
  return evidence;
}

function set<K extends 'operation' | 'requestId' | 'observedAt' | 'expiredAt' | 'acquiredAt'>(
  evidence: Evidence,
  key: K,
  value: Evidence[K] | null,
): void {
  if (value !== undefined && value !== null) evidence[key] = value;
}

function field(lines: Lines, from: number, to: number, pattern: RegExp): Fact<string> | undefined {
  for (let line = from; line <= to; line++) {
    const match = pattern.exec(lines.text(line));
    const value = match?.[1];
    if (match === null || value === undefined) continue;
    const start = lines.start(line) + match.index + match[0].lastIndexOf(value);
    return { value, line, start, end: start + value.length };
  }
  return undefined;
}

function lastTime(lines: Lines, from: number, above: number, pattern: RegExp): Fact<number> | null {
  for (let line = from; line >= Math.max(0, from - above); line--) {
    const fact = timesOf(lines, line, pattern).at(-1);
    if (fact !== undefined) return fact;
  }
  return null;
}

function firstTime(lines: Lines, from: number, to: number, pattern: RegExp): Fact<number> | null {
  for (let line = from; line <= to; line++) {
    const fact = timesOf(lines, line, pattern)[0];
    if (fact !== undefined) return fact;
  }
  return null;
}

function timesOf(lines: Lines, line: number, pattern: RegExp): Fact<number>[] {
  const facts: Fact<number>[] = [];
  for (const match of lines.text(line).matchAll(pattern)) {
    const value = toMillis(match.groups ?? {});
    if (value === null) continue;
    const time = new RegExp(`${ZONED_TIME}$`).exec(match[0]);
    const start = lines.start(line) + match.index + (time?.index ?? 0);
    facts.push({ value, line, start, end: lines.start(line) + match.index + match[0].length });
  }
  return facts;
}

/** Lines that continue a record begun above: indented, blank, or part of a stack trace or a dumped body. */
const CONTINUES =
  /^(?:\s|$|Traceback|During handling|The above exception|[\w.]+(?:Error|Exception|Warning)\b|[}\])<]|caused by|at |\.\.\.|ExpiredToken|RequestExpired)/i;

/** The time at the head of the record that an error belongs to: its own line's, or the nearest above its stack trace. */
function recordTime(lines: Lines, from: number): Fact<number> | null {
  for (let line = from; line >= Math.max(0, from - RECORD); line--) {
    const text = lines.text(line);
    const fact = timeIn(text.slice(0, 100), line, lines.start(line));
    const expiry = timesOf(lines, line, EXPIRY);
    if (fact !== null && !expiry.some((one) => one.start === fact.start)) return fact;
    if (!CONTINUES.test(text)) return null;
  }
  return null;
}
