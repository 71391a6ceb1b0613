import { stampsIn } from './stamps.ts';

/** What a presigned URL in a log says about itself. */
export interface UrlFact {
  signedAt: number | null;
  /** The end that the URL names. */
  endsAt: number | null;
  lifetimeSeconds: number | null;
  /** A temporary session signed it: a session token stands in it, or the key id says so. Null: it does not say. */
  bySession: boolean | null;
  /** HTTP status of the same line, where an access log gives one. */
  status: number | null;
}

const AMP = String.raw`(?:[?&]|&amp;|\\u0026|%26)`;
const DATE = /X-Amz-Date(?:=|%3D)(\d{8}T\d{6}Z)/i;
const EXPIRES = /X-Amz-Expires(?:=|%3D)(\d{1,9})/i;
const TOKEN = /(?:X-Amz-Security-Token|x-amz-security-token)(?:=|%3D)/i;
const KEY = /(?:X-Amz-Credential|AWSAccessKeyId)(?:=|%3D)(A[A-Z0-9]{3})/i;
const OLD_EXPIRES = new RegExp(`${AMP}Expires=(\\d{10})`);
const STATUS =
  /HTTP\/[\d.]+\\?"\s(\d{3})\s|\\?"?(?:status|statusCode|status_code|ustatus|sc-status)\\?"?\s?[:=]\s?\\?"?(\d{3})\b|->\s(\d{3})\b|\bHTTP\s(\d{3})\b/i;

export function urlFact(text: string): UrlFact | null {
  const old = OLD_EXPIRES.exec(text);
  const modern = DATE.exec(text);
  if (modern === null && !EXPIRES.test(text) && (old === null || !/AWSAccessKeyId=/.test(text))) return null;
  const signedAt = modern?.[1] === undefined ? null : (stampsIn(modern[1])[0]?.at ?? null);
  const lifetime = EXPIRES.exec(text)?.[1];
  const lifetimeSeconds = lifetime === undefined ? null : Number(lifetime);
  const endsAt =
    signedAt !== null && lifetimeSeconds !== null
      ? signedAt + lifetimeSeconds * 1000
      : old?.[1] !== undefined
        ? Number(old[1]) * 1000
        : null;
  const key = KEY.exec(text)?.[1];
  const bySession = TOKEN.test(text) || key === 'ASIA' ? true : key === 'AKIA' ? false : null;
  const status = STATUS.exec(text);
  const code = status?.[1] ?? status?.[2] ?? status?.[3] ?? status?.[4];
  return { signedAt, endsAt, lifetimeSeconds, bySession, status: code === undefined ? null : Number(code) };
}
