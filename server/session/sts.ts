/**
 * GetCallerIdentity through the AWS SDK. The SDK is loaded here and only when it is needed, so that `--offline` never
 * pays for it. Whatever the network does, there is one sentence within the time limit.
 */

import type { STSClient } from '@aws-sdk/client-sts';
import type { StsTarget } from './endpoint.ts';
import type { Access } from './sources/source.ts';
import { classify, failure, NotAws } from './sts-failure.ts';
import type { Clock, Online, StsOutcome } from './types.ts';

export interface StsQuestion extends StsTarget {
  access: Exclude<Access, { kind: 'none' }>;
  /** Files for the SDK's provider of a profile. */
  credentialsPath: string | null;
  configPath: string | null;
  signal?: AbortSignal | undefined;
  /** Hard limit for everything, loading included. */
  timeoutMs?: number;
  clock?: () => number;
}

const TIMEOUT_MS = 5000;
const LONGEST_ANSWER = 64 * 1024;

export async function callerIdentity(question: StsQuestion): Promise<Online> {
  const { signal, timeoutMs = TIMEOUT_MS } = question;
  if (signal?.aborted) return { outcome: failure('cancelled'), clock: null };
  const measured: { clock: Clock | null } = { clock: null };
  const stop = new AbortController();
  const ended = new Promise<StsOutcome>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(failure(signal?.aborted ? 'cancelled' : 'timeout')), {
      once: true,
    });
  });
  const abort = () => stop.abort();
  const timer = setTimeout(abort, timeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    const outcome = await Promise.race([ask(question, stop.signal, measured), ended]);
    return { outcome, clock: outcome.kind === 'not-aws' ? null : measured.clock };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', abort);
    // Closes what a lost race left open.
    stop.abort();
  }
}

async function ask(
  question: StsQuestion,
  stop: AbortSignal,
  measured: { clock: Clock | null },
): Promise<StsOutcome> {
  let client: STSClient | null = null;
  try {
    const { GetCallerIdentityCommand, STSClient } = await import('@aws-sdk/client-sts');
    client = new STSClient({
      ...clientConfig(question),
      useFipsEndpoint: question.fips,
      useDualstackEndpoint: false,
      credentials: await credentials(question),
    });
    watch(client, question, measured);
    const destroy = () => client?.destroy();
    stop.addEventListener('abort', destroy, { once: true });
    if (stop.aborted) return failure('cancelled');
    const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}), {
      abortSignal: stop,
    });
    if (!Account || !Arn) return failure('not-aws');
    return {
      kind: 'ok',
      says: 'STS accepts the credentials.',
      account: Account,
      arn: Arn,
      userId: UserId ?? '',
    };
  } catch (error) {
    return classify(error);
  } finally {
    client?.destroy();
  }
}

function clientConfig({ region, endpoint, timeoutMs = TIMEOUT_MS }: StsQuestion) {
  return {
    region,
    maxAttempts: 1,
    requestHandler: { connectionTimeout: timeoutMs, requestTimeout: timeoutMs },
    ...(endpoint === null ? {} : { endpoint }),
  };
}

async function credentials(question: StsQuestion) {
  const { access } = question;
  if (access.kind === 'keys') {
    const { accessKeyId, secretAccessKey, sessionToken } = access.keys;
    return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  }
  const { fromIni } = await import('@aws-sdk/credential-providers');
  return fromIni({
    profile: access.profile,
    ignoreCache: true,
    ...(question.credentialsPath === null ? {} : { filepath: question.credentialsPath }),
    ...(question.configPath === null ? {} : { configFilepath: question.configPath }),
    // An endpoint of STS would also be taken for the one of Identity Center.
    ...(access.sso ? {} : { clientConfig: clientConfig(question) }),
  });
}

/** Sees each answer before the SDK does: its date for the clock, its kind, and never more of it than the limit. */
function watch(
  client: STSClient,
  { clock = Date.now }: StsQuestion,
  measured: { clock: Clock | null },
): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const sent = clock();
      const result = await next(args);
      const received = clock();
      const { response } = result;
      if (!isAnswer(response)) throw new NotAws();
      measured.clock = clockFrom(header(response, 'date'), sent, received, requestHost(args.request));
      const body = await readBody(response.body);
      if (!isXml(body) && !(response.statusCode >= 500 && !isHtml(body, response))) throw new NotAws();
      response.body = body;
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'watchAnswer' },
  );
}

interface Answer {
  statusCode: number;
  headers: Record<string, string>;
  body: unknown;
}

function isAnswer(response: unknown): response is Answer {
  return (
    typeof response === 'object' && response !== null && 'statusCode' in response && 'headers' in response
  );
}

function header({ headers }: Answer, name: string): string {
  return headers[name] ?? '';
}

/** An answer of STS, whatever it says, is XML with a root that ends in Response. */
function isXml(body: Uint8Array): boolean {
  return /^\s*(?:<\?xml[^>]{0,200}\?>\s*)?<\w{0,60}Response[\s>]/.test(
    Buffer.from(body.subarray(0, 500)).toString('utf8'),
  );
}

function isHtml(body: Uint8Array, response: Answer): boolean {
  return (
    /html/i.test(header(response, 'content-type')) ||
    /<(?:!doctype|html)/i.test(Buffer.from(body.subarray(0, 500)).toString('utf8'))
  );
}

async function readBody(body: unknown): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return body;
  if (typeof body !== 'object' || body === null || !(Symbol.asyncIterator in body)) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop early destroys the stream.
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > LONGEST_ANSWER) throw new NotAws();
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

function clockFrom(date: string, sent: number, received: number, host: string): Clock | null {
  const server = Date.parse(date);
  if (Number.isNaN(server)) return null;
  // The header drops the fraction of the second, half a second on average.
  const skew = (sent + received) / 2 - (server + 500);
  const tenths = (ms: number) => Math.round(ms / 100) / 10;
  return {
    skewSeconds: tenths(skew),
    uncertaintySeconds: tenths((received - sent) / 2 + 500),
    measuredAgainst: host,
  };
}

function requestHost(request: unknown): string {
  return typeof request === 'object' && request !== null && 'hostname' in request
    ? String(request.hostname)
    : 'AWS';
}
