/** The names of the public contract that pages must use. A page may refer to one of these before its page is written. */

import type { Probe } from './types.ts';

export const IDENTITIES: readonly string[] = [
  'ExpiredToken',
  'ExpiredTokenException',
  'RequestExpired',
  'TokenRefreshRequired',
  'InvalidToken',
  'InvalidClientTokenId',
  'UnrecognizedClientException',
  'InvalidAccessKeyId',
  'InvalidIdentityToken',
  'IDPCommunicationError',
  'IDPRejectedClaim',
  'RequestTimeTooSkewed',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'AccessDenied',
  'AuthorizationQueryParametersError',
  'AuthFailure',
  'UnauthorizedException',
  'UnauthorizedSSOTokenError',
  'SSOTokenLoadError',
  'TokenProviderError',
  'TokenRetrievalError',
  'LoginRefreshRequired',
  'LoginTokenLoadError',
  'CredentialsProviderError',
  'NoCredentialsError',
  'PartialCredentialsError',
  'CredentialRetrievalError',
  'MetadataRetrievalError',
  'ProfileNotFound',
  'CredentialRefreshFailed',
  'NoImdsRole',
  'EcrAuthorizationTokenExpired',
];

export const RULES: readonly string[] = [
  'static-session-token',
  'assume-role-once',
  'frozen-credentials',
  'presign-outlives-session',
  'retry-with-stale-token',
  'hardcoded-credentials',
  'pinned-session-token',
  'session-duration-mismatch',
  'broken-refresh-path',
  'fixed-interval-refresh',
];

/** Causes of an ended session that `diagnose` reports; the knowledge base may define more. */
export const CAUSES: readonly string[] = [
  'session-ended-before-send',
  'cached-credentials-reused',
  'queue-or-retry-delay',
  'presigned-url-outlived-session',
  'refresh-path-broken',
  'clock-drift',
  'stale-environment-shadows-profile',
  'web-identity-token-expired',
  'sso-session-ended',
  'role-chaining-limit',
  'wrong-credential-source',
];

export const PROBES: readonly Probe[] = [
  'compare-timestamps',
  'trace-provider-chain',
  'check-refresh-path',
  'measure-queue-delay',
  'inspect-presigned-url',
  'measure-clock-difference',
];

/** Errors of one family mean the same thing to a user. */
export const FAMILIES: readonly string[] = [
  'session-ended',
  'key-or-token-unknown',
  'identity-token',
  'clock-and-signature',
  'request-ended',
  'identity-center',
  'aws-login',
  'no-credentials',
  'refresh-failed',
  'registry-login',
];

/** The likeliest intended name, where one is close enough to be a slip of the keyboard. */
export function nearest(name: string, names: Iterable<string>): string | null {
  let best: string | null = null;
  let least = Math.max(2, Math.floor(name.length / 4)) + 1;
  for (const other of names) {
    const far = distance(name.toLowerCase(), other.toLowerCase(), least);
    if (far < least) [best, least] = [other, far];
  }
  return best;
}

/** Edits (insert, remove, replace, swap of neighbours) between two short names; at least `limit` when it is that far. */
export function distance(a: string, b: string, limit = 100): number {
  if (Math.abs(a.length - b.length) >= limit) return limit;
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(
        (previous[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (previous[j - 1] ?? 0) + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    if (Math.min(...row) >= limit) return limit;
    [before, previous] = [previous, row];
  }
  return previous[b.length] ?? limit;
}

/** `: did you mean "x"?`, or nothing. */
export function suggestion(name: string, names: Iterable<string>): string {
  const close = nearest(name, names);
  return close === null ? '' : `; did you mean "${close}"?`;
}
