/** What the parts of the emulator hand each other. Times are milliseconds since 1970 UTC, on the emulator's clock. */

import type { Sessions } from './sessions.ts';

export type Protocol = 's3' | 'query' | 'json' | 'ec2';

/** One received request, body complete. Header names are lower case; `path` is as sent, still encoded. */
export interface Incoming {
  method: string;
  path: string;
  query: [string, string][];
  headers: Record<string, string>;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
  /** The AWS error code, null for a success; only the request log reads it. */
  code: string | null;
}

/** Who signed, as GetCallerIdentity would say. */
export interface Identity {
  kind: 'user' | 'session';
  accessKeyId: string;
  arn: string;
  userId: string;
  account: string;
}

/** Why a request is turned away before any service looks at it. */
export type Refusal =
  | { kind: 'unsigned' }
  | { kind: 'malformed'; where: 'header' | 'query'; message: string }
  | { kind: 'old-signature' }
  | { kind: 'unknown-key'; accessKeyId: string }
  | { kind: 'wrong-token'; accessKeyId: string; token: string | null }
  | { kind: 'session-ended'; token: string }
  | { kind: 'bad-signature'; accessKeyId: string; signature: string }
  | { kind: 'body-mismatch' }
  | { kind: 'signed-too-early' | 'signed-too-late'; signedAt: number; now: number; windowSeconds: number }
  | { kind: 'url-ended'; seconds: number | null; endedAt: number; now: number }
  | { kind: 'url-not-yet'; signedAt: number; now: number }
  | { kind: 'url-too-long' };

export interface AwsError {
  status: number;
  code: string;
  message: string;
  /** More elements of the body, in the order in which AWS sends them. */
  details?: Record<string, string>;
}

export interface World {
  clock(): number;
  sessions: Sessions;
  /** The lifetime that wins over every requested one, or null. */
  sessionSeconds(): number | null;
}

export interface Service {
  protocol: Protocol;
  /** How far the request's date may lie from the server's clock. */
  windowSeconds: number;
  operation(incoming: Incoming): string;
  /** True for the operations that AWS answers without a signature. */
  open?(operation: string): boolean;
  /** `caller` is null only where `open` said so. */
  handle(operation: string, incoming: Incoming, caller: Identity | null): Answer;
}
