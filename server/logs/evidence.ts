import type { Lines } from './lines.ts';
import type { Candidate } from './recognise.ts';
import { headTime } from './records.ts';
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

  set(evidence, 'operation', operationOf(candidate, lines));
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
  beside(evidence, lines, candidate.line, below);
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

const CALLING = /when calling the (\w{2,80}) operation/;
/** Go v2 names the whole chain before the code; the last one is the one that failed. */
const GO_OPERATION = /operation error [\w ]{1,60}: (\w{2,80}),/g;

function operationOf({ line, start }: Candidate, lines: Lines): Fact<string> | undefined {
  const said = field(lines, line, line, CALLING);
  if (said !== undefined) return said;
  const own = lines.start(line);
  const before = lines.slice(Math.max(own, start - 4000), start);
  const match = [...before.matchAll(GO_OPERATION)].at(-1);
  const value = match?.[1];
  if (match === undefined || value === undefined) return undefined;
  const at = start - before.length + match.index + match[0].length - 1 - value.length;
  return { value, line, start: at, end: at + value.length };
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

/** What was found last above a line, per text and pattern: occurrences come in order, so no line is read twice. */
const above = new WeakMap<Lines, Map<RegExp, { line: number; fact: Fact<number> | null }>>();

function lastTime(lines: Lines, from: number, reach: number, pattern: RegExp): Fact<number> | null {
  const known = reach === 0 ? undefined : above.get(lines)?.get(pattern);
  const usable = known !== undefined && known.line <= from ? known : undefined;
  let found: Fact<number> | null = null;
  for (let line = from; line >= Math.max(0, from - reach, (usable?.line ?? -1) + 1) && found === null; line--)
    found = timesOf(lines, line, pattern).at(-1) ?? null;
  if (found === null && usable?.fact != null && from - usable.fact.line <= reach) found = usable.fact;
  if (reach > 0) {
    const own = above.get(lines) ?? new Map();
    own.set(pattern, { line: from, fact: found });
    above.set(lines, own);
  }
  return found;
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

const PRINCIPAL = /(arn:aws[\w-]*:(?:sts|iam)::\d{12}:(?:assumed-role|role|user)\/[\w+=,.@/-]{1,160})/;
const REGION =
  /(?:(?<![\w-])(?:aws_?)?region\\?["']?\s{0,2}[:=]\s{0,2}\\?["']?|\.)((?:us|eu|ap|sa|ca|me|af|il|mx|cn|us-gov)-(?:[a-z]+)-\d)(?!\w)/i;
const SERVICE = /(?:\(Service: |operation error )([A-Za-z][\w -]{1,30}?)(?=[,;:)])/;
const ATTEMPT =
  /(?<![\w-])(?:attempts?|retry(?:_?count)?)\\?["']?\s{0,2}[:=#]?\s{0,2}\\?["']?(\d{1,4})(?!\w)/i;
const RUNNER =
  /(?<![\w.-])(?:worker(?:[_-]?(?:id|name))?|pod(?:[_-]?name)?|host(?:name)?)\\?["']?\s?[=:]\s?\\?["']?([A-Za-z][\w.-]{0,100})/i;
const PROFILE = /(?:--profile[ =]|AWS_PROFILE=|(?<!\w)profile\\?["']?\s?[=:]\s?\\?["']?)([\w.@/-]{1,80})/;
const SOURCE =
  /(?:[Ff]ound credentials (?:in|from) |[Ll]oaded credentials from )([\w ():./~-]{3,60}?)(?=[.,]?\s*$|[,;"'])/m;
const SERVER = new RegExp(String.raw`(?:<ServerTime>|"?ServerTime"?\s?[:=]\s?"?)${ZONED_TIME}`, 'g');

/** Facts of the failing lines that name who asked whom. */
function beside(evidence: Evidence, lines: Lines, from: number, to: number): void {
  const texts = {
    principal: PRINCIPAL,
    region: REGION,
    service: SERVICE,
    runner: RUNNER,
    profile: PROFILE,
    source: SOURCE,
  };
  for (const [key, pattern] of Object.entries(texts) as [keyof typeof texts, RegExp][]) {
    const fact = field(lines, from, to, pattern);
    if (fact !== undefined) evidence[key] = fact;
  }
  const attempt = field(lines, from, from, ATTEMPT);
  if (attempt !== undefined) evidence.attempt = { ...attempt, value: Number(attempt.value) };
  const serverAt = firstTime(lines, from, to, SERVER);
  if (serverAt !== null) evidence.serverAt = serverAt;
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
    // A number since 1970, a time of another format: the head of the record knows more forms.
    const head = expiry.length > 0 ? null : headTime(text);
    if (head?.clock === 'utc') {
      const start = lines.start(line);
      return { value: head.at, line, start, end: start + text.length };
    }
    if (!CONTINUES.test(text)) return null;
  }
  return null;
}
