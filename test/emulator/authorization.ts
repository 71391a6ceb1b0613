import type { Incoming, Refusal } from './types.ts';

/** What a request says about its own signature. Nothing here is checked yet. */
export interface Claims {
  /** A header, the query of a presigned URL, or the query in the older form that only S3 takes. */
  where: 'header' | 'query' | 'query-v2';
  accessKeyId: string;
  region: string;
  service: string;
  signedHeaders: string[];
  signature: string;
  /** Not told by the older query form. */
  signedAt: number | null;
  token: string | null;
  /** The own life and end of a presigned URL; the older form tells the end alone. */
  expiresInSeconds: number | null;
  urlEndsAt: number | null;
}

export type ClaimsResult = { kind: 'claims'; claims: Claims } | { kind: 'refused'; refusal: Refusal };

const AUTH_PARAMETERS = [
  'x-amz-algorithm',
  'x-amz-credential',
  'x-amz-date',
  'x-amz-expires',
  'x-amz-signedheaders',
  'x-amz-signature',
  'x-amz-security-token',
];

export function isAuthParameter(name: string): boolean {
  return AUTH_PARAMETERS.includes(name.toLowerCase());
}

export function parseClaims(incoming: Incoming): ClaimsResult {
  const query = new Map(incoming.query.map(([name, value]) => [name.toLowerCase(), value]));
  if (query.has('x-amz-signature') || query.has('x-amz-algorithm')) return fromQuery(query);
  if (query.has('awsaccesskeyid')) return fromQueryV2(query);
  const header = incoming.headers.authorization;
  if (header === undefined) return refused({ kind: 'unsigned' });
  if (header.startsWith('AWS ')) return refused({ kind: 'old-signature' });
  return fromHeader(header, incoming.headers);
}

function fromHeader(header: string, headers: Record<string, string>): ClaimsResult {
  const malformed = (message: string) => refused({ kind: 'malformed', where: 'header', message });
  const match = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(header);
  if (!match) return malformed('The authorization header is malformed; only AWS4-HMAC-SHA256 is known here.');
  const parts = new Map<string, string>();
  for (const part of (match[1] ?? '').split(',')) {
    const at = part.indexOf('=');
    parts.set(part.slice(0, at).trim(), part.slice(at + 1).trim());
  }
  const scope = parseScope(parts.get('Credential'));
  const signedAt = parseLongDate(headers['x-amz-date']);
  const signature = parts.get('Signature');
  const signedHeaders = parts.get('SignedHeaders');
  if (!scope) return malformed('The authorization header is malformed; the Credential is not complete.');
  if (!signature || !signedHeaders) {
    return malformed('The authorization header is malformed; Signature or SignedHeaders is missing.');
  }
  if (signedAt === null) return malformed('AWS authentication requires a valid Date or x-amz-date header');
  return {
    kind: 'claims',
    claims: {
      where: 'header',
      ...scope,
      signature,
      signedHeaders: signedHeaders.toLowerCase().split(';'),
      signedAt,
      token: headers['x-amz-security-token'] ?? null,
      expiresInSeconds: null,
      urlEndsAt: null,
    },
  };
}

function fromQuery(query: Map<string, string>): ClaimsResult {
  const scope = parseScope(query.get('x-amz-credential'));
  const signedAt = parseLongDate(query.get('x-amz-date'));
  const signature = query.get('x-amz-signature');
  const signedHeaders = query.get('x-amz-signedheaders');
  const expires = query.get('x-amz-expires') ?? '';
  if (!scope || signedAt === null || !signature || !signedHeaders || !/^\d{1,9}$/.test(expires)) {
    const message =
      'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, ' +
      'X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.';
    return refused({ kind: 'malformed', where: 'query', message });
  }
  return {
    kind: 'claims',
    claims: {
      where: 'query',
      ...scope,
      signature,
      signedHeaders: signedHeaders.toLowerCase().split(';'),
      signedAt,
      token: query.get('x-amz-security-token') ?? null,
      expiresInSeconds: Number(expires),
      urlEndsAt: signedAt + Number(expires) * 1000,
    },
  };
}

function fromQueryV2(query: Map<string, string>): ClaimsResult {
  const accessKeyId = query.get('awsaccesskeyid');
  const signature = query.get('signature');
  const expires = query.get('expires') ?? '';
  if (!accessKeyId || !signature || !/^\d{1,12}$/.test(expires)) {
    const message =
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters';
    return refused({ kind: 'malformed', where: 'query', message });
  }
  return {
    kind: 'claims',
    claims: {
      where: 'query-v2',
      accessKeyId,
      region: 'us-east-1',
      service: 's3',
      signature,
      signedHeaders: [],
      signedAt: null,
      token: query.get('x-amz-security-token') ?? null,
      expiresInSeconds: null,
      urlEndsAt: Number(expires) * 1000,
    },
  };
}

function parseScope(credential: string | undefined) {
  const [accessKeyId, date, region, service, end] = (credential ?? '').split('/');
  if (!accessKeyId || !date || !region || !service || end !== 'aws4_request') return null;
  return { accessKeyId, region, service };
}

function parseLongDate(text: string | undefined): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text ?? '');
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  const time = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(time) ? null : time;
}

/** `20260102T030405Z`, the form in which signatures and error messages carry a time. */
export function toLongDate(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function refused(refusal: Refusal): ClaimsResult {
  return { kind: 'refused', refusal };
}
