import { randomBytes } from 'node:crypto';
import type { Identity } from './types.ts';

export interface LongTermKey {
  accessKeyId: string;
  secretAccessKey: string;
}

export interface IssuedSession extends LongTermKey {
  sessionToken: string;
  expiration: Date;
}

export interface KeyRecord {
  identity: Identity;
  secretAccessKey: string;
  /** Null for a user's own key. */
  session: { token: string; endsAt: number } | null;
}

export type Sessions = ReturnType<typeof createSessions>;

const ACCOUNT = '123456789012';
const KEPT = 20_000;
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** All access keys of this emulator, oldest forgotten first. */
export function createSessions(clock: () => number) {
  const keys = new Map<string, KeyRecord>();

  function remember(record: KeyRecord): void {
    keys.set(record.identity.accessKeyId, record);
    for (const [accessKeyId, { session }] of keys) {
      if (keys.size <= KEPT) break;
      if (session) keys.delete(accessKeyId);
    }
  }

  function issueLongTermKey(userName = 'alice'): LongTermKey {
    const accessKeyId = newAccessKeyId('AKIA', ACCOUNT);
    const secretAccessKey = newSecret();
    const arn = `arn:aws:iam::${ACCOUNT}:user/${userName}`;
    const identity: Identity = {
      kind: 'user',
      accessKeyId,
      arn,
      userId: newUniqueId('AIDA'),
      account: ACCOUNT,
    };
    remember({ identity, secretAccessKey, session: null });
    return { accessKeyId, secretAccessKey };
  }

  /** @param arn the caller's ARN as GetCallerIdentity will tell it; its account goes into the key id. */
  function issueSession(seconds: number, arn?: string, userId?: string): IssuedSession {
    const principal = arn ?? `arn:aws:sts::${ACCOUNT}:assumed-role/demo-role/demo-session`;
    const account = /^arn:[\w-]+:\w+::(\d{12}):/.exec(principal)?.[1] ?? ACCOUNT;
    const accessKeyId = newAccessKeyId('ASIA', account);
    const secretAccessKey = newSecret();
    const token = newSessionToken();
    const endsAt = clock() + seconds * 1000;
    const name = principal.split('/').at(-1) ?? 'session';
    const identity: Identity = {
      kind: 'session',
      accessKeyId,
      arn: principal,
      userId: userId ?? `${newUniqueId('AROA')}:${name}`,
      account,
    };
    remember({ identity, secretAccessKey, session: { token, endsAt } });
    return { accessKeyId, secretAccessKey, sessionToken: token, expiration: new Date(endsAt) };
  }

  return {
    issueLongTermKey,
    issueSession,
    find: (accessKeyId: string): KeyRecord | undefined => keys.get(accessKeyId),
  };
}

/**
 * A key id from which the account can be read back: 48 bits = 1, account (40 bits), 7 free bits, base32 after
 * the prefix (hackingthe.cloud/aws/enumeration/get-account-id-from-keys). AWS does not document it.
 */
export function newAccessKeyId(prefix: 'AKIA' | 'ASIA', account: string): string {
  const bytes = randomBytes(10);
  const high = 2 ** 47 + Number(account) * 128 + ((bytes[0] ?? 0) % 128);
  bytes.writeUIntBE(high, 0, 6);
  return prefix + toBase32(bytes);
}

export function newUniqueId(prefix: string): string {
  return prefix + toBase32(randomBytes(11)).slice(0, 17);
}

function toBase32(bytes: Buffer): string {
  let out = '';
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += BASE32[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return out;
}

function newSecret(): string {
  return randomBytes(30).toString('base64');
}

/** Opaque, like the real one; real ones of today start with the base64 of these bytes. */
function newSessionToken(): string {
  return Buffer.concat([Buffer.from('!\n\torigin_ec'), randomBytes(540)]).toString('base64');
}
