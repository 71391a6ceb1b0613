/** Every form in which AWS, its SDKs and the tools around them write an end of a session. */

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const CLOCK = String.raw`(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?`;
const ZONE = String.raw`(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)`;

/** `2026-04-15T10:02:14Z`, botocore's `…UTC`, Python's space and `+00:00`, Go's `+0000 UTC`, or no zone at all. */
const ISO = new RegExp(
  String.raw`^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[Tt_]|\s{1,3})${CLOCK}\s?${ZONE}?(?:\s(?:UTC|GMT))?$`,
  'i',
);
/** `20260415T100214Z` of request signatures. */
const BASIC = /^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})()Z$/;
/** `Wed, 15 Apr 2026 10:02:14 GMT` of HTTP headers. */
const HTTP = new RegExp(
  String.raw`^(?:[a-z]{3,9},?\s)?(\d{1,2})[\s-]([a-z]{3})[\s-](\d{4})\s${CLOCK}\s?${ZONE}?$`,
  'i',
);
/** `Wed Apr 15 10:02:14 UTC 2026` of `date`. */
const CTIME = new RegExp(
  String.raw`^[a-z]{3}\s([a-z]{3})\s{1,2}(\d{1,2})\s${CLOCK}\s(?:${ZONE}\s)?(\d{4})$`,
  'i',
);

const EARLIEST = Date.UTC(1990, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);

export interface ReadDate {
  ms: number;
  /** False when the text names no zone and `zoneless` decided. */
  zoned: boolean;
}

/** Milliseconds since 1970, or null for anything that is not a real point in time. */
export function parseDate(text: string, zoneless: 'utc' | 'local' = 'utc'): number | null {
  return readDate(text, zoneless)?.ms ?? null;
}

export function readDate(text: string, zoneless: 'utc' | 'local' = 'utc'): ReadDate | null {
  const date = text.trim().replace(/^(["'])(.*)\1$/, '$2');
  if (date.length > 64) return null;
  const found = epoch(date) ?? calendar(date, zoneless);
  return found !== null && found.ms >= EARLIEST && found.ms <= LATEST ? found : null;
}

/** Whole or broken seconds, or milliseconds, since 1970. */
function epoch(date: string): ReadDate | null {
  if (/^\d{9,11}(?:\.\d{1,9})?$/.test(date)) return { ms: Math.round(Number(date) * 1000), zoned: true };
  return /^\d{12,14}$/.test(date) ? { ms: Number(date), zoned: true } : null;
}

function calendar(date: string, zoneless: 'utc' | 'local'): ReadDate | null {
  let fields: (string | undefined)[] | null = ISO.exec(date)?.slice(1) ?? null;
  fields ??= BASIC.exec(date)?.slice(1).concat('Z') ?? null;
  if (fields === null) {
    const http = HTTP.exec(date)?.slice(1);
    if (http) fields = [http[2], month(http[1]), http[0], ...http.slice(3)];
    const ctime = CTIME.exec(date)?.slice(1);
    if (ctime) fields = [ctime[7], month(ctime[0]), ctime[1], ...ctime.slice(2, 7)];
  }
  if (fields === null) return null;
  const [year = 0, mon = 0, day = 0, hour = 0, minute = 0, second = 0] = fields
    .slice(0, 6)
    .map((part) => Number(part ?? 0));
  const millis = Number(`${fields[6] ?? ''}000`.slice(0, 3));
  const utc = new Date(Date.UTC(year, mon - 1, day, hour, minute, second, millis));
  const real =
    utc.getUTCMonth() === mon - 1 && utc.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
  if (!real) return null;
  const zone = fields[7];
  if (zone === undefined) {
    const ms =
      zoneless === 'utc'
        ? utc.getTime()
        : new Date(year, mon - 1, day, hour, minute, second, millis).getTime();
    return { ms, zoned: false };
  }
  const offset = offsetMinutes(zone);
  return offset === null ? null : { ms: utc.getTime() - offset * 60_000, zoned: true };
}

function month(name: string | undefined): string {
  return String(MONTHS.indexOf((name ?? '').toLowerCase()) + 1);
}

function offsetMinutes(zone: string): number | null {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  if (minutes > 14 * 60) return null;
  return match[1] === '-' ? -minutes : minutes;
}
