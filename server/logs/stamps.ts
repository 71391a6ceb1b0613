/** Times in every form that logs write. A time without a zone stays on the clock that wrote it until its zone is known. */

/** How complete a time is: with its zone, or on a local clock with or without year and date. */
export type Clock = 'utc' | 'local' | 'no-year' | 'no-date';

export interface Stamp {
  /** Milliseconds since 1970 UTC for `utc`; for the others, milliseconds on a clock of their own. */
  at: number;
  clock: Clock;
  start: number;
  end: number;
}

const CLOCK = String.raw`(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d{1,9}))?`;
const ZONE = String.raw`(?:\s?(Z|[+-]\d{2}(?::?\d{2})?)(?![\w:])|\s(UTC|GMT|CES?T|MES?Z|EES?T|WES?T|E[SD]T|P[SD]T|M[DS]T|JST|KST|MSK|SGT|HKT|AE[SD]T|NZ[SD]T)\b)?`;
const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}';
const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}';

interface Form {
  source: string;
  read(g: (string | undefined)[]): Omit<Stamp, 'start' | 'end'> | null;
}

const FORMS: Form[] = [
  // 2026-04-15T10:02:14.123Z, 2026/04/15 10:02:14, 2026-04-15 10:02:14,123 +0200
  {
    source: String.raw`(?<![\d-])(\d{4})[-/.](\d{2})[-/.](\d{2})(?:T|\s|_|\s-\s)${CLOCK}${ZONE}`,
    read: ([y, mo, d, h, mi, s, f, offset, name]) => made(y, Number(mo), d, h, mi, s, f, offset ?? name),
  },
  // 20260415T100214Z
  {
    source: String.raw`(?<!\w)(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z(?!\w)`,
    read: ([y, mo, d, h, mi, s]) => made(y, Number(mo), d, h, mi, s, undefined, 'Z'),
  },
  // 15/Apr/2026:10:02:14 +0200
  {
    source: String.raw`(?<!\d)(\d{2})[/-]${MONTH}[/-](\d{4})[:\s]${CLOCK}${ZONE}`,
    read: ([d, mo, y, h, mi, s, f, offset, name]) => made(y, month(mo), d, h, mi, s, f, offset ?? name),
  },
  // Wed, 15 Apr 2026 10:02:14 GMT; Wednesday, 15-Apr-26 10:02:14 GMT; Wed 15 Apr 2026 10:02:14 AM CEST
  {
    source: String.raw`(?:${DAY},?\s)?(?<!\d)(\d{1,2})[ -]${MONTH}[ -](\d{4}|\d{2})\s${CLOCK}(?:\s([AP]M))?${ZONE}`,
    read: ([d, mo, y, h, mi, s, f, half, offset, name]) =>
      made(y?.length === 2 ? `20${y}` : y, month(mo), d, noon(h, half), mi, s, f, offset ?? name),
  },
  // Wed Apr 15 10:02:14 UTC 2026; Wed Apr 15 10:02:14 2026
  {
    source: String.raw`${DAY}\s${MONTH}\s{1,2}(\d{1,2})\s${CLOCK}(?:\s([AP]M))?${ZONE}\s(\d{4})`,
    read: ([mo, d, h, mi, s, f, half, offset, name, y]) =>
      made(y, month(mo), d, noon(h, half), mi, s, f, offset ?? name),
  },
  // 04/15/2026 10:02:14 AM: month first only where the day cannot be a month or both are the same
  {
    source: String.raw`(?<!\d)(\d{1,2})/(\d{1,2})/(\d{4}),?\s${CLOCK}(?:\s([AP]M))?${ZONE}`,
    read: ([a, b, y, h, mi, s, f, half, offset, name]) => {
      const [mo, d] = Number(a) > 12 ? [b, a] : [a, b];
      const zone = Number(a) > 12 || Number(b) > 12 || a === b ? (offset ?? name) : undefined;
      return made(y, Number(mo), d, noon(h, half), mi, s, f, zone);
    },
  },
  // 26/04/15 10:02:14 (Spark and Hadoop)
  {
    source: String.raw`(?<![\d/])(\d{2})/(\d{2})/(\d{2})\s${CLOCK}${ZONE}`,
    read: ([y, mo, d, h, mi, s, f, offset, name]) =>
      made(`20${y}`, Number(mo), d, h, mi, s, f, offset ?? name),
  },
  // I0415 10:02:14.000000 (klog)
  {
    source: String.raw`(?<!\w)[IWEF](\d{2})(\d{2})\s${CLOCK}`,
    read: ([mo, d, h, mi, s, f]) => made(undefined, Number(mo), d, h, mi, s, f, undefined),
  },
  // Apr 15 10:02:14 (syslog)
  {
    source: String.raw`(?<!\w)${MONTH}\s{1,2}(\d{1,2})\s${CLOCK}`,
    read: ([mo, d, h, mi, s, f]) => made(undefined, month(mo), d, h, mi, s, f, undefined),
  },
];
/** A time of day alone; only at the head of a line, where nothing else is meant. */
const TIME_OF_DAY = new RegExp(String.raw`^\W{0,2}${CLOCK}(?![:\d])`);
const ALL = FORMS.map((form) => `(?:${form.source})`).join('|');
const EVERY = new RegExp(ALL, 'g');
const FIRST = new RegExp(ALL);
const GROUPS = FORMS.map((form) => (new RegExp(`${form.source}|`).exec('') as RegExpExecArray).length - 1);

/** Every time with a date in `text`, in order. */
export function stampsIn(text: string): Stamp[] {
  const stamps: Stamp[] = [];
  if (!MAYBE.test(text)) return stamps;
  for (const match of text.matchAll(EVERY)) {
    const stamp = read(match);
    if (stamp !== null) stamps.push(stamp);
  }
  return stamps;
}
const MAYBE = /\d:\d\d:\d\d|\d{8}T\d{6}Z/;

/** The first time of a line; `from` is where the line's own text begins. */
export function firstStamp(line: string, from = 0): Stamp | null {
  const text = line.slice(from, from + 120);
  if (!MAYBE.test(text)) return null;
  const match = FIRST.exec(text);
  const stamp = match === null ? null : read(match);
  const day = TIME_OF_DAY.exec(text);
  if (stamp !== null && (day === null || stamp.start < day[0].length))
    return { ...stamp, start: stamp.start + from, end: stamp.end + from };
  if (day === null || Number(day[1]) > 23) return null;
  const at =
    ((Number(day[1]) * 60 + Number(day[2])) * 60 + Number(day[3])) * 1000 +
    Number(`${day[4] ?? ''}000`.slice(0, 3));
  return { at, clock: 'no-date', start: from, end: from + day[0].length };
}

function read(match: RegExpExecArray): Stamp | null {
  let group = 1;
  for (const [index, form] of FORMS.entries()) {
    const count = GROUPS[index] ?? 0;
    const groups = match.slice(group, group + count);
    group += count;
    if (groups.every((one) => one === undefined)) continue;
    const stamp = form.read(groups);
    return stamp === null ? null : { ...stamp, start: match.index, end: match.index + match[0].length };
  }
  return null;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const month = (name: string | undefined) => MONTHS.indexOf(name ?? '') + 1;

function noon(hour: string | undefined, half: string | undefined): string | undefined {
  if (half === undefined) return hour;
  return String((Number(hour) % 12) + (half === 'PM' ? 12 : 0));
}

/** Hours east of Greenwich; abbreviations that several countries use are left out. */
const ABBREVIATIONS: Record<string, number> = {
  Z: 0,
  UTC: 0,
  GMT: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  MEZ: 1,
  CEST: 2,
  MESZ: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  EST: -5,
  EDT: -4,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
  SGT: 8,
  HKT: 8,
  JST: 9,
  KST: 9,
  AEST: 10,
  AEDT: 11,
  NZST: 12,
  NZDT: 13,
};

/** Milliseconds that a zone is ahead of UTC; null for a name that is not known. */
export function zoneOffset(zone: string): number | null {
  const hours = ABBREVIATIONS[zone];
  if (hours !== undefined) return hours * 3_600_000;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match === null) return null;
  const minutes = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return (match[1] === '-' ? -minutes : minutes) * 60_000;
}

/** A leap year, so that every day of a yearless log exists. */
const NO_YEAR = 2000;

function made(
  year: string | undefined,
  mo: number,
  day: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
  second: string | undefined,
  fraction: string | undefined,
  zone: string | undefined,
): Omit<Stamp, 'start' | 'end'> | null {
  const [d, h, mi, s] = [Number(day), Number(hour), Number(minute), Number(second)];
  const y = year === undefined ? NO_YEAR : Number(year);
  if (mo < 1 || mo > 12 || d < 1 || d > 31 || h > 24 || mi > 59 || s > 60) return null;
  const local = Date.UTC(y, mo - 1, d, h, mi, s, Number(`${fraction ?? ''}000`.slice(0, 3)));
  if (year === undefined) return { at: local, clock: 'no-year' };
  const offset = zone === undefined ? null : zoneOffset(zone);
  return offset === null ? { at: local, clock: 'local' } : { at: local - offset, clock: 'utc' };
}

/** Seconds, milliseconds, micro- or nanoseconds since 1970, told apart by their size; null outside of 2001 to 2100. */
export function epoch(text: string): number | null {
  const value = Number(text);
  const digits = text.replace(/\..*$/, '').length;
  const scale = { 10: 1000, 13: 1, 16: 1e-3, 19: 1e-6 }[digits];
  const at = scale === undefined ? Number.NaN : Math.round(value * scale);
  return at > 978_307_200_000 && at < 4_102_444_800_000 ? at : null;
}
