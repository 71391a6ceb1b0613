import { stampsIn } from './stamps.ts';

/** What one record says about the clock of its machine, in seconds; ahead is positive, `null` when only that it is off. */
export interface ClockFact {
  kind: 'stated' | 'request-and-server' | 'log-and-server';
  ahead: number | null;
  /** The request's own time and the server's, where the text has them. */
  requestAt?: number;
  serverAt?: number;
}

const STATED: RegExp[] = [
  /(?:clock|time)\b[^\n]{0,40}?\b(wrong|off|drift\w*|skew\w*|offset|step\w*|differ\w*|behind|ahead|slow|fast|adjust\w*)\b[^\n\d+-]{0,24}([-+]?\d+(?:\.\d+)?)\s?(ms\b|milli\w*|us\b|s\b|sec\w*|m\b|min\w*|h\b|hours?)?/i,
  /(?:clock|time)\b[^\n]{0,24}?([-+]?\d+(?:\.\d+)?)\s?(ms|milli\w*|us|s|sec\w*|min\w*|hours?)\s(?:\w+\s){0,2}?(behind|ahead|slow|fast|off|wrong)\b/i,
  /\b(offset|skew|drift)\\?["']?[=: ]{1,3}\\?["']?([-+]?\d+(?:\.\d+)?)\s?(ms\b|us\b|s\b|sec\w*|min\w*)?/i,
];
const ABOUT_CLOCK = /clock|chrony|\bntp|timesync|timedatectl|hwclock|w32tm|skew|drift/i;
const UNSYNCED =
  /can't synchroni[sz]e|no selectable sources|not synchroni[sz]ed|synchroni[sz]ed:? no|NTP (?:service|synchronized): (?:in)?(?:active|no)\b|unsynchroni[sz]ed|time (?:may be|is) wrong/i;

/** `20260118T030102Z is now earlier than 20260118T030313Z (20260118T030813Z - 5 min.)` */
const SIGNATURE =
  /(\d{8}T\d{6}Z) is (now earlier|still later) than (?:\d{8}T\d{6}Z|X) ?(?:\((\d{8}T\d{6}Z) [-+] ?\d+ ?min)?/i;
const REQUEST_TIME = /<RequestTime>([^<]{8,40})<|"?RequestTime"?\s?[:=]\s?"?([^",<>]{8,40})/;
const SERVER_TIME = /<ServerTime>([^<]{8,40})<|"?ServerTime"?\s?[:=]\s?"?([^",<>]{8,40})/;
const DATE_HEADER =
  /(?<![\w-])date\\?["']?\s?[:=]\s?\\?["']?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? \d{1,2}[ -]\w{3}[ -]\d{2,4} [\d:]{8} GMT)/i;

/** @param at time of the record, when it is on UTC */
export function clockFacts(text: string, at: number | null): ClockFact[] {
  const facts: ClockFact[] = [];
  const signature = SIGNATURE.exec(text);
  if (signature !== null) {
    const requestAt = one(signature[1]);
    const serverAt = one(signature[3]);
    if (requestAt !== null && serverAt !== null)
      facts.push({ kind: 'request-and-server', ahead: (requestAt - serverAt) / 1000, requestAt, serverAt });
    else facts.push({ kind: 'request-and-server', ahead: null });
  }
  const requestAt = one(pick(REQUEST_TIME, text));
  const serverAt = one(pick(SERVER_TIME, text));
  if (requestAt !== null && serverAt !== null)
    facts.push({ kind: 'request-and-server', ahead: (requestAt - serverAt) / 1000, requestAt, serverAt });
  else if (serverAt !== null && at !== null)
    facts.push({ kind: 'log-and-server', ahead: (at - serverAt) / 1000, serverAt });
  const date = one(DATE_HEADER.exec(text)?.[1]);
  if (date !== null && at !== null)
    facts.push({ kind: 'log-and-server', ahead: (at - date) / 1000, serverAt: date });
  if (ABOUT_CLOCK.test(text)) {
    const ahead = stated(text);
    if (ahead !== null) facts.push({ kind: 'stated', ahead });
    else if (UNSYNCED.test(text)) facts.push({ kind: 'stated', ahead: null });
  }
  return facts;
}

function stated(text: string): number | null {
  for (const [index, pattern] of STATED.entries()) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const [number, unit, word] =
      index === 1 ? [match[1], match[2], match[3]] : [match[2], match[3], match[1]];
    const value = Number(number) * scaleOf(unit ?? 's');
    if (!Number.isFinite(value)) continue;
    return /behind|slow/i.test(word ?? '') ? -Math.abs(value) : value;
  }
  return null;
}

const HOUR = 3600;

function scaleOf(unit: string): number {
  if (/^(?:ms|milli)/i.test(unit)) return 0.001;
  if (/^us/i.test(unit)) return 1e-6;
  return /^m/i.test(unit) ? 60 : /^h/i.test(unit) ? HOUR : 1;
}

function pick(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text);
  return match?.[1] ?? match?.[2];
}

function one(text: string | undefined): number | null {
  const stamp = text === undefined ? undefined : stampsIn(text)[0];
  return stamp?.clock === 'utc' ? stamp.at : null;
}
