import type { Lines } from './lines.ts';
import { type Clock, epoch, firstStamp } from './stamps.ts';

/** One entry of a log: its head line and whatever was printed below it. Lines are 0-based, `last` included. */
export interface LogRecord {
  first: number;
  last: number;
  /** Time of the record on its clock; null when it has none. */
  at: number | null;
  clock: Clock;
}

/** Prefixes that runtimes put before a program's own line. */
const PREFIX =
  /^(?:\u001b\[[\d;]*m)*(?:\[pod\/[\w./-]+\]\s|[\w.-]+\s{1,20}\|\s|<\d{1,3}>\d?\s?)?(?:\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)\s(?:stdout|stderr)\s[FP]\s)?/;
const JSON_TIME =
  /"(?:time|ts|timestamp|@timestamp|@t|Timestamp|eventTime|datetime|date|asctime|logged_at|instant|t|when)"\s?:\s?(?:"([^"]{8,45})"|(\d{10,19}(?:\.\d+)?))/;
const FIELD_TIME = /(?:^|\s)(?:time|ts|timestamp|t)=(?:"([^"]{8,45})"|(\d{10,19}(?:\.\d+)?|[\d-]+T\S+))/;
const EPOCH_HEAD = /^\[?(\d{10}(?:\.\d{1,9})?|\d{13})\]?[\s:]/;
/** A shell prompt and its command. */
const PROMPT =
  /^(?:[\w.-]+@[\w.-]+[^$%#>]{0,80}[$%#>]|PS [A-Z]:[^>]{0,120}>|[$%❯➜]|\([\w.-]+\)\s[^$%#]{0,60}[$%#])\s/;
const CONTINUES =
  /^(?:\s|$|Traceback|During handling|The above exception|[}\])]|Caused by|at |\.\.\.|---|<\?xml|<[A-Za-z/])/;
const NAMES_ERROR = /^[\w.:]*(?:Error|Exception|ExpiredToken|RequestExpired)\b/;

/** The command of a shell prompt; null when the line is none. */
export function commandOf(line: string): string | null {
  const prompt = PROMPT.exec(line);
  return prompt === null ? null : line.slice(prompt[0].length).trim();
}

/** Every line belongs to one record, in order. */
export function recordsOf(lines: Lines): LogRecord[] {
  const heads: ReturnType<typeof headTime>[] = [];
  let dated = 0;
  let undated = 0;
  let prompts = 0;
  for (let line = 0; line < lines.count; line++) {
    const text = lines.text(line, 2000);
    const head = headTime(text);
    heads.push(head);
    if (head !== null) dated++;
    else if (PROMPT.test(text)) prompts++;
    else if (!CONTINUES.test(text)) undated++;
  }
  // In a log whose entries carry times, a line without one belongs to the entry above it.
  const byTime = dated > undated || (prompts === 0 && heads[0] !== null && undated <= 4 * dated);
  const records: LogRecord[] = [];
  let days = 0;
  let lastTimeOfDay = 0;
  let trace = false;
  for (let line = 0; line < lines.count; line++) {
    const current = records.at(-1);
    const head = heads[line] ?? null;
    if (current !== undefined && head === null) {
      const text = lines.text(line, 200);
      const prompt = PROMPT.test(text);
      const below = CONTINUES.test(text) || (NAMES_ERROR.test(text) && (trace || byTime));
      if (/^\s*Traceback/.test(text)) trace = true;
      else if (NAMES_ERROR.test(text)) trace = false;
      if (!prompt && (below || (byTime && current.at !== null))) {
        current.last = line;
        continue;
      }
    }
    trace = false;
    let at = head?.at ?? null;
    if (head?.clock === 'no-date' && at !== null) {
      if (at < lastTimeOfDay - 43_200_000) days++;
      lastTimeOfDay = at;
      at += days * 86_400_000;
    }
    records.push({ first: line, last: line, at, clock: head?.clock ?? 'utc' });
  }
  return records;
}

/** The time that a line carries as its own, if it is the head of a record. */
export function headTime(line: string): { at: number; clock: Clock } | null {
  const own = PREFIX.exec(line)?.[0].length ?? 0;
  if (/^\s/.test(line.slice(own, own + 1))) return null;
  if (line[own] === '{') {
    const field = JSON_TIME.exec(line);
    return field === null ? fromPrefix(line, own) : timeOf(field);
  }
  const field = FIELD_TIME.exec(line.slice(own, own + 200));
  if (field !== null) return timeOf(field);
  const number = EPOCH_HEAD.exec(line.slice(own, own + 40));
  const since = number?.[1] === undefined ? null : epoch(number[1]);
  if (since !== null) return { at: since, clock: 'utc' };
  const stamp = firstStamp(line, own);
  // A time that a field names is not the time of the record.
  if (stamp === null || stamp.start - own > 90 || NAMED.test(line.slice(own, stamp.start)))
    return fromPrefix(line, own);
  return stamp;
}
const NAMED =
  /(?:expir\w*|until|valid\w*|not.?after|[A-Za-z]+At|date|modified)\\?["']?\s?[:=(]\s?\\?["']?$|[?&][\w-]+=$|^-[rwx-]{9}/i;

function fromPrefix(line: string, own: number): { at: number; clock: Clock } | null {
  return own > 19 ? firstStamp(line.slice(0, own)) : null;
}

function timeOf(field: RegExpExecArray): { at: number; clock: Clock } | null {
  const [, text, number] = field;
  const since = epoch(number ?? text ?? '');
  if (since !== null) return { at: since, clock: 'utc' };
  return firstStamp(text ?? number ?? '');
}

/** Index of the record that holds a line. */
export function recordAt(records: readonly LogRecord[], line: number): number {
  let low = 0;
  let high = records.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((records[middle]?.first ?? 0) <= line) low = middle;
    else high = middle - 1;
  }
  return low;
}
