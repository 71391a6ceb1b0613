import { createHash, createHmac, type Hash, type Hmac, timingSafeEqual } from 'node:crypto';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { type Claims, isAuthParameter } from './authorization.ts';
import type { Sessions } from './sessions.ts';
import { signQueryV2 } from './signature-v2.ts';
import type { Identity, Incoming, Refusal } from './types.ts';

export type Verdict = { kind: 'verified'; caller: Identity } | { kind: 'refused'; refusal: Refusal };

const WEEK_SECONDS = 604_800;
const FUTURE_SECONDS = 900;

/**
 * Checks a signed request in one fixed order: its times, the key, the token, the session's end, the signature.
 * AWS does not document its order; what matters here is that a clock far off hides the end of a session and
 * that an ended session is told before a wrong secret.
 */
export async function verify(
  claims: Claims,
  incoming: Incoming,
  sessions: Sessions,
  now: number,
  windowSeconds: number,
): Promise<Verdict> {
  const late = claims.where === 'header' ? judgeDate(claims, now, windowSeconds) : judgeUrl(claims, now);
  if (late) return { kind: 'refused', refusal: late };

  const record = sessions.find(claims.accessKeyId);
  if (!record) return { kind: 'refused', refusal: { kind: 'unknown-key', accessKeyId: claims.accessKeyId } };
  if ((record.session?.token ?? null) !== claims.token) {
    const { accessKeyId, token } = claims;
    return { kind: 'refused', refusal: { kind: 'wrong-token', accessKeyId, token } };
  }
  if (record.session && now >= record.session.endsAt) {
    return { kind: 'refused', refusal: { kind: 'session-ended', token: record.session.token } };
  }
  const payload = payloadHash(claims, incoming);
  if (payload === null) return { kind: 'refused', refusal: { kind: 'body-mismatch' } };
  const expected = await sign(claims, incoming, record.secretAccessKey, payload);
  if (!sameText(expected, claims.signature)) {
    const { accessKeyId, signature } = claims;
    return { kind: 'refused', refusal: { kind: 'bad-signature', accessKeyId, signature } };
  }
  return { kind: 'verified', caller: record.identity };
}

function judgeDate({ signedAt }: Claims, now: number, windowSeconds: number): Refusal | null {
  if (signedAt === null || Math.abs(now - signedAt) <= windowSeconds * 1000) return null;
  return { kind: signedAt < now ? 'signed-too-early' : 'signed-too-late', signedAt, now, windowSeconds };
}

function judgeUrl({ signedAt, expiresInSeconds, urlEndsAt }: Claims, now: number): Refusal | null {
  if (expiresInSeconds !== null && expiresInSeconds > WEEK_SECONDS) return { kind: 'url-too-long' };
  if (signedAt !== null && signedAt - now > FUTURE_SECONDS * 1000)
    return { kind: 'url-not-yet', signedAt, now };
  if (urlEndsAt === null || now <= urlEndsAt) return null;
  return { kind: 'url-ended', seconds: expiresInSeconds, endedAt: urlEndsAt, now };
}

/** The hash that the client signed, or null where it is not the hash of what arrived. */
function payloadHash(claims: Claims, incoming: Incoming): string | null {
  if (claims.service === 's3' && claims.where !== 'header') return 'UNSIGNED-PAYLOAD';
  const actual = createHash('sha256').update(incoming.body).digest('hex');
  const claimed = incoming.headers['x-amz-content-sha256'];
  if (claims.service !== 's3' || claimed === undefined) return actual;
  if (claimed === 'UNSIGNED-PAYLOAD' || claimed.startsWith('STREAMING-')) return claimed;
  return claimed === actual ? claimed : null;
}

async function sign(claims: Claims, incoming: Incoming, secret: string, payload: string): Promise<string> {
  if (claims.where === 'query-v2') return signQueryV2(incoming, secret);
  const signable = new Set(claims.signedHeaders);
  const headers: Record<string, string> = {};
  for (const name of claims.signedHeaders) headers[name] = incoming.headers[name] ?? '';
  headers['x-amz-content-sha256'] = payload;
  const request = new HttpRequest({
    method: incoming.method,
    protocol: 'http:',
    hostname: 'emulator',
    path: incoming.path,
    query: toBag(
      claims.where === 'query' ? incoming.query.filter(([n]) => !isAuthParameter(n)) : incoming.query,
    ),
    headers,
  });
  const signer = new SignatureV4({
    service: claims.service,
    region: claims.region,
    credentials: {
      accessKeyId: claims.accessKeyId,
      secretAccessKey: secret,
      // In the query form the token is a parameter that the signer adds; as a header it is signed like any other.
      ...(claims.where === 'query' && claims.token !== null ? { sessionToken: claims.token } : {}),
    },
    sha256: NodeSha256,
    uriEscapePath: claims.service !== 's3',
    applyChecksum: false,
  });
  const signingDate = new Date(claims.signedAt ?? 0);
  // The hash goes in as a header, and into the signature as one only where the client signed it so.
  const chosen = { signableHeaders: signable, unsignableHeaders: new Set(['x-amz-content-sha256']) };
  if (claims.where === 'header') {
    const signed = await signer.sign(request, { signingDate, ...chosen });
    return /Signature=([0-9a-f]+)$/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
  }
  const signed = await signer.presign(request, {
    signingDate,
    expiresIn: claims.expiresInSeconds ?? 0,
    ...chosen,
    unhoistableHeaders: new Set(Object.keys(headers)),
  });
  return String(signed.query?.['X-Amz-Signature'] ?? '');
}

function toBag(query: [string, string][]): Record<string, string | string[]> {
  const bag: Record<string, string | string[]> = {};
  for (const [name, value] of query) {
    const before = bag[name];
    bag[name] = before === undefined ? value : [before, value].flat();
  }
  return bag;
}

function sameText(left: string, right: string): boolean {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The signing library takes its hash as a class: SHA-256, or HMAC-SHA-256 when it gets a secret. */
export class NodeSha256 {
  #hash: Hash | Hmac;
  #secret: string | ArrayBuffer | ArrayBufferView | undefined;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret;
    this.#hash = newHash(secret);
  }

  update(chunk: Uint8Array | string): void {
    this.#hash.update(chunk);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = newHash(this.#secret);
  }
}

function newHash(secret?: string | ArrayBuffer | ArrayBufferView): Hash | Hmac {
  if (secret === undefined) return createHash('sha256');
  if (typeof secret === 'string') return createHmac('sha256', secret);
  const bytes = ArrayBuffer.isView(secret)
    ? new Uint8Array(secret.buffer, secret.byteOffset, secret.byteLength)
    : new Uint8Array(secret);
  return createHmac('sha256', bytes);
}
