/** Times as logs write them. A time counts only when its zone is written too; anything else would be a guess. */

import type { Fact } from './types.ts';

const DATE = String.raw`(?<year>\d{4})[-/](?<month>\d{2})[-/](?<day>\d{2})`;
const CLOCK = String.raw`(?<hour>\d{2}):(?<minute>\d{2}):(?<second>\d{2})(?:[.,](?<fraction>\d{1,9}))?`;
const ZONE = String.raw`(?<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})`;
const BASIC = String.raw`(?<basic>\d{8}T\d{6}Z)`;

/** Source of an expression for one zoned time; named groups as above. */
export const ZONED_TIME = String.raw`(?:${DATE}[T _]${CLOCK}\s?${ZONE}(?![A-Za-z0-9])|(?<![0-9A-Za-z])${BASIC}(?![0-9A-Za-z]))`;

type Groups = Record<string, string | undefined>;

/** Milliseconds since 1970 of a match of {@link ZONED_TIME}; null for a date that does not exist. */
export function toMillis(groups: Groups): number | null {
  const basic = groups.basic;
  if (basic !== undefined) {
    return parsed(
      `${basic.slice(0, 4)}-${basic.slice(4, 6)}-${basic.slice(6, 11)}:${basic.slice(11, 13)}:${basic.slice(13, 15)}Z`,
    );
  }
  const zone = groups.zone ?? '';
  const offset = /^[+-]/.test(zone) ? zone.replace(/^(...)(\d\d)$/, '$1:$2') : 'Z';
  const fraction = `${groups.fraction ?? ''}000`.slice(0, 3);
  return parsed(
    `${groups.year}-${groups.month}-${groups.day}T${groups.hour}:${groups.minute}:${groups.second}.${fraction}${offset}`,
  );
}

function parsed(iso: string): number | null {
  const millis = Date.parse(iso);
  return Number.isNaN(millis) ? null : millis;
}

/** The first zoned time of a line at or after `from`, with its place in the whole text. */
export function timeIn(line: string, lineNumber: number, lineStart: number, from = 0): Fact<number> | null {
  const pattern = new RegExp(ZONED_TIME, 'g');
  pattern.lastIndex = from;
  for (let match = pattern.exec(line); match !== null; match = pattern.exec(line)) {
    const value = toMillis(match.groups ?? {});
    if (value !== null) {
      const start = lineStart + match.index;
      return { value, line: lineNumber, start, end: start + match[0].length };
    }
  }
  return null;
}

/** `2 min 14 s`, `3 h 5 min`, `4 s`: at most two units, for people. */
export function duration(seconds: number): string {
  const whole = Math.round(Math.abs(seconds));
  if (whole < 1) return 'less than 1 s';
  if (whole < 60) return `${whole} s`;
  const [days, hours, minutes, rest] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
    whole % 60,
  ];
  if (days > 0) return hours > 0 ? `${days} d ${hours} h` : `${days} d`;
  if (hours > 0) return minutes > 0 ? `${hours} h ${minutes} min` : `${hours} h`;
  return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`;
}
