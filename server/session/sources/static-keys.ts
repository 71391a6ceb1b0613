/** Keys that somebody put somewhere: in variables, in the credentials file, in the config file. */

import { readDate } from '../dates.ts';
import { type Found, type Keys, sentences, stateAt } from './source.ts';

export interface Stamp {
  /** Variable or `path:line`, for sentences. */
  label: string;
  value: string;
  /** What a stamp without a zone means to the tool that writes it. */
  zoneless: 'utc' | 'local';
}

export interface RawKeys {
  id: string;
  secret: string | undefined;
  token: string | undefined;
  /** Names of the three for sentences. */
  names: { secret: string; token: string };
  /** In order of trust. */
  stamps: Stamp[];
}

type Assessed = Pick<Found, 'state' | 'expiresAt' | 'endless' | 'partial' | 'problem' | 'access'>;

export function assessKeys(raw: RawKeys, now: number): Assessed {
  const { id, secret, token, names } = raw;
  if (secret === undefined) return incomplete(`${names.secret} is missing.`);
  const prefix = id.slice(0, 4);
  if (prefix === 'ASIA' && token === undefined) {
    const says = `The key is temporary (ASIA) and ${names.token} is missing; AWS then answers InvalidClientTokenId.`;
    return { ...incomplete(says), partial: false, access: keysOf(id, secret, undefined) };
  }
  const shape = [id, secret, token ?? ''].some((part) => /[\s\p{Cc}]/u.test(part))
    ? 'One of the three values holds white space or a line break; AWS does not accept that.'
    : null;
  const access = keysOf(id, secret, token);
  if (token === undefined) {
    const stray =
      raw.stamps[0] === undefined
        ? null
        : `${raw.stamps[0].label} records an end, but these are long-term keys.`;
    return {
      state: 'valid',
      expiresAt: null,
      endless: true,
      partial: false,
      problem: sentences([shape, stray]),
      access,
    };
  }
  const mixed =
    prefix === 'AKIA'
      ? `The key is long-term (AKIA) and ${names.token} belongs to another one; AWS answers InvalidClientTokenId.`
      : null;
  const { expiresAt, problem } = readStamps(raw.stamps);
  return {
    state: expiresAt === null || mixed !== null ? 'unknown' : stateAt(expiresAt, now),
    expiresAt,
    endless: false,
    partial: false,
    problem: sentences([shape, mixed, problem]),
    access,
  };
}

function readStamps(stamps: Stamp[]): { expiresAt: number | null; problem: string | null } {
  const read = stamps.map((stamp) => ({ ...stamp, date: readDate(stamp.value, stamp.zoneless) }));
  const bad = read
    .filter(({ date }) => date === null)
    .map(({ label }) => `${label} holds no date that can be read.`);
  const good = read.filter(({ date }) => date !== null);
  const first = good[0];
  if (first?.date == null) return { expiresAt: null, problem: sentences(bad) };
  const { label, date, zoneless } = first;
  const zone = date.zoned
    ? null
    : `${label} names no time zone and is read as ${zoneless === 'utc' ? 'UTC' : 'local time'}.`;
  const other = good.find((stamp) => Math.abs((stamp.date?.ms ?? date.ms) - date.ms) > 60_000);
  const differs =
    other === undefined ? null : `${other.label} records another end than ${label}, which was used.`;
  return { expiresAt: date.ms, problem: sentences([...bad, zone, differs]) };
}

function incomplete(problem: string): Assessed {
  return {
    state: 'missing',
    expiresAt: null,
    endless: false,
    partial: true,
    problem,
    access: { kind: 'none', why: 'the keys are not complete' },
  };
}

function keysOf(
  accessKeyId: string,
  secretAccessKey: string,
  sessionToken: string | undefined,
): { kind: 'keys'; keys: Keys } {
  return { kind: 'keys', keys: { accessKeyId, secretAccessKey, sessionToken } };
}
