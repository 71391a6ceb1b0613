import type { Lines } from './lines.ts';
import type { LogRecord } from './records.ts';
import { type Clock, epoch, stampsIn, zoneOffset } from './stamps.ts';

/** Zones are whole quarters of an hour. */
const QUARTER = 900_000;
/** Two clocks of one record agree within this (ms). */
const SAME_MOMENT = 5000;
const LOOKED_AT = 400;
const BANNER =
  /\b(?:TZ|[Tt]ime ?[Zz]one|user\.timezone)["']?\s?[=:]\s?["']?((?:[A-Z]\w+\/\w+(?:\/\w+)?)|UTC|GMT|Z|[A-Z]{3,4}|[+-]\d\d:?\d\d)\b|\b(?:all )?times (?:are )?in (UTC|GMT|CES?T)\b/;
/** Words before a time that say it is another moment than that of the record. */
const OTHER_MOMENT =
  /(?:(?<!Signature )expir\w*|until|valid\w*|end\w*|after|before|minted\w*|pushed\w*|queued\w*|enqueued\w*|issued\w*|created\w*|acquired\w*|modified\w*|since|from|than|start\w*|\d\s?[-+]\s?\d+ min\.?)\W{0,4}(?:[a-z_]{0,12}\W{1,3})?$/i;

/**
 * Puts the records of local clocks on UTC where the log itself gives their zone: a banner that names it, or a second,
 * zoned time of the same moment in the same records. Where nothing tells, the times stay on their own clock.
 */
export function settleZones(records: readonly LogRecord[], lines: Lines): void {
  for (const clock of ['local', 'no-year', 'no-date'] as const) {
    const own = records.filter((record) => record.at !== null && record.clock === clock);
    if (own.length === 0) continue;
    const shift = fromOtherClocks(own, lines) ?? (clock === 'local' ? fromBanner(own, lines) : null);
    if (shift === null) continue;
    for (const record of own) {
      record.at = (record.at ?? 0) + (typeof shift === 'number' ? shift : shift(record.at ?? 0));
      record.clock = 'utc';
    }
  }
}

/** Votes of the records for "this clock plus so much is UTC". */
function fromOtherClocks(own: readonly LogRecord[], lines: Lines): number | null {
  const votes = new Map<number, { count: number; named: boolean }>();
  let looked = 0;
  for (const record of own) {
    if (looked >= LOOKED_AT) break;
    const text = lines.slice(
      lines.start(record.first),
      Math.min(lines.start(record.last + 1), lines.start(record.first) + 6000),
    );
    if (!/\d\d:\d\d.*\d\d:\d\d|\d{8}T\d{6}Z|\b1[5-9]\d{8}\b/s.test(text)) continue;
    const seen = new Set<number>();
    for (const other of zonedTimes(text)) {
      const before = text.slice(Math.max(0, other.start - 32), other.start);
      if (OTHER_MOMENT.test(before)) continue;
      const apart = other.at - (record.at ?? 0);
      const shift = Math.round(apart / QUARTER) * QUARTER;
      if (Math.abs(apart - shift) > SAME_MOMENT || seen.has(shift)) continue;
      seen.add(shift);
      const named = /\bdate\W{1,4}$|server.?time\W{1,4}$|date\/time\s$/i.test(before);
      const vote = votes.get(shift) ?? { count: 0, named: false };
      votes.set(shift, { count: vote.count + 1, named: vote.named || named });
    }
    if (seen.size > 0) looked++;
  }
  const [first, second] = [...votes].sort((a, b) => b[1].count - a[1].count);
  if (first === undefined || first[1].count <= 2 * (second?.[1].count ?? 0)) return null;
  return first[1].count > 1 || first[1].named ? first[0] : null;
}

function zonedTimes(text: string): { at: number; start: number }[] {
  const stamps: { at: number; start: number; clock?: Clock }[] = stampsIn(text).filter(
    (stamp) => stamp.clock === 'utc',
  );
  for (const match of text.matchAll(/(?<![\w.])1[5-9]\d{8}(?:\d{3})?(?![\w.])/g)) {
    const at = epoch(match[0]);
    if (at !== null) stamps.push({ at, start: match.index });
  }
  return stamps;
}

function fromBanner(own: readonly LogRecord[], lines: Lines): number | ((at: number) => number) | null {
  for (const record of own.slice(0, 50)) {
    const match = BANNER.exec(lines.text(record.first, 1000));
    const name = match?.[1] ?? match?.[2];
    if (name === undefined) continue;
    const offset = zoneOffset(name);
    if (offset !== null) return -offset;
    const zone = namedZone(name);
    if (zone !== null) return zone;
  }
  return null;
}

/** What to add to a local time of an IANA zone to get UTC. */
function namedZone(name: string): ((at: number) => number) | null {
  try {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: name, timeZoneName: 'longOffset' });
    return (at) => {
      const said = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
      return -(zoneOffset(said.replace('GMT', '') || 'Z') ?? 0);
    };
  } catch {
    return null;
  }
}
