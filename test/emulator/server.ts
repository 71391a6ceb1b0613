import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorAnswer } from './answers.ts';
import { parseClaims } from './authorization.ts';
import { CONTROL_PREFIX, control, type LoggedRequest } from './control.ts';
import { createDynamoDb } from './dynamodb.ts';
import { createEc2, EC2_VERSION } from './ec2.ts';
import { toAwsError } from './errors.ts';
import { type Exchange, FAULTS, newSwitches, type Switches } from './faults.ts';
import { isLoopback, receive } from './http.ts';
import { createS3 } from './s3.ts';
import { createSessions, type IssuedSession, type LongTermKey } from './sessions.ts';
import { verify } from './signature.ts';
import { createSts } from './sts.ts';
import type { Answer, Incoming, Service, World } from './types.ts';

export type { LoggedRequest } from './control.ts';
export type { Fault, Switches } from './faults.ts';
export type { IssuedSession, LongTermKey } from './sessions.ts';

/** A running stand-in for AWS on one loopback port. */
export interface Emulator extends LongTermKey {
  url: string;
  port: number;
  issueLongTermKey(): LongTermKey;
  /** @param arn what GetCallerIdentity will say; the default is an assumed role of account 123456789012. */
  issueSession(seconds: number, arn?: string): IssuedSession;
  /** Plain and mutable: a change counts from the next request. */
  switches: Switches;
  /** The newest requests, oldest first. */
  requests: LoggedRequest[];
  close(): Promise<void>;
}

const REQUESTS_KEPT = 1000;

export async function startEmulator(options: { port?: number; host?: string } = {}): Promise<Emulator> {
  const switches = newSwitches();
  const requests: LoggedRequest[] = [];
  const closing = new AbortController();
  const clock = () => Date.now() + switches.clockOffsetSeconds * 1000;
  const sessions = createSessions(clock);
  const world: World = { clock, sessions, sessionSeconds: () => switches.sessionSeconds };
  const services: Record<string, Service> = {
    sts: createSts(world),
    s3: createS3(world),
    dynamodb: createDynamoDb(),
    ec2: createEc2(),
  };

  async function answer(service: Service, operation: string, incoming: Incoming): Promise<Answer> {
    if (service.open?.(operation)) return service.handle(operation, incoming, null);
    const signed = parseClaims(incoming);
    if (signed.kind === 'refused')
      return errorAnswer(service.protocol, toAwsError(service.protocol, signed.refusal));
    const verdict = await verify(signed.claims, incoming, sessions, clock(), service.windowSeconds);
    if (verdict.kind === 'verified') return service.handle(operation, incoming, verdict.caller);
    return errorAnswer(service.protocol, toAwsError(service.protocol, verdict.refusal));
  }

  function log(entry: LoggedRequest): void {
    requests.push(entry);
    if (requests.length > REQUESTS_KEPT) requests.shift();
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.on('error', () => {});
    const received = await receive(request);
    if (received.kind === 'gone') return;
    if (received.kind === 'too-large') {
      const message = 'Your proposed upload exceeds the maximum allowed size';
      return send(response, errorAnswer('s3', { status: 400, code: 'EntityTooLarge', message }), clock());
    }
    const { incoming } = received;
    if (incoming.path.startsWith(CONTROL_PREFIX)) {
      const reply = isLoopback(request.socket.remoteAddress)
        ? control(incoming, switches, requests, sessions)
        : { status: 403, value: { error: 'only from this machine' } };
      response.writeHead(reply.status, { 'Content-Type': 'application/json' });
      response.end(`${JSON.stringify(reply.value)}\n`);
      return;
    }
    const { name, accessKeyId } = tellService(incoming);
    const service = services[name];
    const at = new Date(clock()).toISOString();
    const entry = { at, service: name, accessKeyId, status: 0, code: null, requestId: null };
    if (!service) {
      log({ ...entry, operation: 'Unknown', status: 404, code: 'UnknownService' });
      return send(response, errorAnswer('query', unknownService(name)), clock());
    }
    const logged: LoggedRequest = { ...entry, operation: service.operation(incoming) };
    log(logged);
    const exchange: Exchange = {
      protocol: service.protocol,
      switches,
      response,
      closing: closing.signal,
      answer: () => answer(service, logged.operation, incoming),
      respond(given) {
        logged.status = given.status;
        logged.code = given.code;
        logged.requestId = requestIdOf(given.headers);
        send(response, given, clock());
      },
    };
    if (switches.fault === null) exchange.respond(await exchange.answer());
    else await FAULTS[switches.fault](exchange);
  }

  const server = createServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error('emulator:', error);
      response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    ...sessions.issueLongTermKey(),
    issueLongTermKey: sessions.issueLongTermKey,
    issueSession: sessions.issueSession,
    switches,
    requests,
    close() {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      return closed;
    },
  };
}

/** The service by the signature's scope; failing that, by what the request looks like. */
function tellService(incoming: Incoming): { name: string; accessKeyId: string | null } {
  const signed = parseClaims(incoming);
  if (signed.kind === 'claims')
    return { name: signed.claims.service, accessKeyId: signed.claims.accessKeyId };
  if (incoming.headers['x-amz-target']?.startsWith('DynamoDB_'))
    return { name: 'dynamodb', accessKeyId: null };
  if (incoming.method === 'POST' && incoming.path === '/') {
    const version = new URLSearchParams(incoming.body.toString('utf8')).get('Version');
    return { name: version === EC2_VERSION ? 'ec2' : 'sts', accessKeyId: null };
  }
  return { name: 's3', accessKeyId: null };
}

function requestIdOf(headers: Record<string, string>): string | null {
  const name = Object.keys(headers).find((header) => /^x-amzn?-request-?id$/i.test(header));
  return (name && headers[name]) ?? null;
}

function send(response: ServerResponse, { status, headers, body }: Answer, now: number): void {
  response.writeHead(status, { ...headers, Date: new Date(now).toUTCString() });
  response.end(body);
}

function unknownService(name: string) {
  return {
    status: 404,
    code: 'UnknownService',
    message: `The service ${name} is not part of this emulator.`,
  };
}
