/** What went wrong at STS, from the error that the SDK throws. Its message is read, never repeated. */

import type { StsFailure, StsOutcome } from './types.ts';

type Failed = Extract<StsOutcome, { kind: StsFailure }>;

const SAYS: Record<StsFailure, string> = {
  expired: 'STS says that the session has ended',
  invalid: 'STS does not know these keys, or the parts do not belong together',
  clock: 'STS refuses the signature because of its time: the clock of this machine is off',
  denied: 'STS refuses to answer this caller; that says nothing about the end of the session',
  throttled: 'STS asks to slow down; try again in a moment',
  network: 'STS could not be reached',
  timeout: 'STS did not answer in time',
  'not-aws': 'Something else than AWS answered, such as a proxy or a sign-in page of the network',
  'server-error': 'STS has an internal error; try again in a moment',
  'source-failed': 'The source gave no credentials to ask STS with',
  cancelled: 'The question to STS was cancelled',
};

const CODES: [RegExp, StsFailure][] = [
  [/^ExpiredToken(?:Exception)?$/, 'expired'],
  [/^(?:RequestTimeTooSkewed|RequestExpired|RequestInTheFuture)$/, 'clock'],
  [
    /^(?:SignatureDoesNotMatch|InvalidSignatureException|InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|AuthFailure|IncompleteSignature|MissingAuthenticationToken)$/,
    'invalid',
  ],
  [
    /^(?:Throttling(?:Exception)?|ThrottledException|RequestLimitExceeded|TooManyRequests(?:Exception)?|SlowDown|BandwidthLimitExceeded)$/,
    'throttled',
  ],
  [/^(?:AccessDenied(?:Exception)?|OptInRequired|NotAuthorized|RegionDisabledException)$/, 'denied'],
  [/^(?:CredentialsProviderError|TokenProviderError|ProviderError)$/, 'source-failed'],
  [/^TimeoutError$/, 'timeout'],
];
/** Error codes of Node.js for connections, names and certificates. */
const CONNECTION =
  /^(?:E[A-Z]{3,20}|EAI_[A-Z]{1,20}|UNABLE_TO_[A-Z_]{1,60}|CERT_[A-Z_]{1,60}|DEPTH_ZERO_[A-Z_]{1,60}|SELF_SIGNED_[A-Z_]{1,60}|ERR_(?:TLS|SSL|HTTP2|STREAM)_[A-Z0-9_]{1,60}|HPE_[A-Z_]{1,60})$/;

/** Thrown by the reader of answers; the rest of an answer that is not from AWS is of no interest. */
export class NotAws extends Error {}

export function failure(kind: StsFailure, detail?: string): Failed {
  return { kind, says: `${SAYS[kind]}${detail === undefined ? '' : ` (${detail})`}.` };
}

export function classify(error: unknown): Failed {
  if (error instanceof NotAws) return failure('not-aws');
  if (!(error instanceof Error)) return failure('network');
  const { name } = error;
  if (
    /^(?:SignatureDoesNotMatch|InvalidSignatureException)$/.test(name) &&
    /Signature (?:expired|not yet current)/i.test(error.message)
  ) {
    return failure('clock', name);
  }
  // Before the names: the SDK calls a cut connection a timeout.
  const code = codeOf(error);
  if (code === 'ETIMEDOUT' || code === 'ESOCKETTIMEDOUT') return failure('timeout');
  if (code !== null) return failure('network', code);
  const known = CODES.find(([code]) => code.test(name));
  if (known !== undefined) return failure(known[1], known[1] === 'timeout' ? undefined : name);
  const status = statusOf(error);
  if (status === 429) return failure('throttled');
  if (status !== null && status >= 500) return failure('server-error', `HTTP ${status}`);
  if (status !== null && status >= 400)
    return failure('denied', /^[A-Za-z.]{1,60}$/.test(name) ? name : `HTTP ${status}`);
  // Whatever is left could not be read as an answer of STS.
  return status === null
    ? failure('network', /^\w{1,60}$/.test(name) ? name : undefined)
    : failure('not-aws');
}

function statusOf(error: Error): number | null {
  const metadata = '$metadata' in error ? error.$metadata : null;
  if (typeof metadata !== 'object' || metadata === null || !('httpStatusCode' in metadata)) return null;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : null;
}

/** The connection's own code, also from under a wrapper. */
function codeOf(error: Error): string | null {
  for (let one: unknown = error, depth = 0; one instanceof Error && depth < 5; one = one.cause, depth++) {
    if ('code' in one && typeof one.code === 'string' && CONNECTION.test(one.code)) return one.code;
    if (one instanceof AggregateError && one.errors[0] instanceof Error) return codeOf(one.errors[0]);
  }
  return null;
}
