import type { AwsError } from './types.ts';

export type WebIdentity =
  | { kind: 'token'; subject: string; issuer: string; audience: string }
  | { kind: 'refused'; error: AwsError };

/** Reads an OpenID Connect token as STS would, except that any signature is taken: only its end is judged. */
export function readWebIdentity(token: string, now: number): WebIdentity {
  const claims = readClaims(token);
  if (!claims || typeof claims.exp !== 'number') {
    const message =
      'The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)';
    return { kind: 'refused', error: { status: 400, code: 'InvalidIdentityToken', message } };
  }
  const seconds = Math.floor(now / 1000);
  if (seconds >= claims.exp) {
    const message = `Token expired: current date/time ${seconds} must be before the expiration date/time ${claims.exp}`;
    return { kind: 'refused', error: { status: 400, code: 'ExpiredTokenException', message } };
  }
  const audience = Array.isArray(claims.aud) ? claims.aud[0] : claims.aud;
  return {
    kind: 'token',
    subject: String(claims.sub ?? 'unknown'),
    issuer: String(claims.iss ?? 'https://issuer.example'),
    audience: String(audience ?? 'sts.amazonaws.com'),
  };
}

function readClaims(token: string): Record<string, unknown> | null {
  const parts = token.split('.');
  if (parts.length !== 3) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(parts[1] ?? '', 'base64url').toString('utf8'));
    return typeof claims === 'object' && claims !== null ? (claims as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
