import { applySwitches, type Switches } from './faults.ts';
import type { Sessions } from './sessions.ts';
import type { Incoming } from './types.ts';

export interface LoggedRequest {
  at: string;
  service: string;
  operation: string;
  accessKeyId: string | null;
  /** 0 where no complete answer went out. */
  status: number;
  code: string | null;
  /** As the answer's headers tell it; null where none went out. */
  requestId: string | null;
}

export interface ControlReply {
  status: number;
  value: unknown;
}

export const CONTROL_PREFIX = '/_emulator/';

/** The emulator's own interface, beside AWS's: switches, the request log, sessions for the asking. */
export function control(
  incoming: Incoming,
  switches: Switches,
  requests: readonly LoggedRequest[],
  sessions: Sessions,
): ControlReply {
  const call = `${incoming.method} ${incoming.path.slice(CONTROL_PREFIX.length)}`;
  if (call === 'GET switches') return { status: 200, value: switches };
  if (call === 'GET requests') return { status: 200, value: requests };
  if (call !== 'POST switches' && call !== 'POST session') {
    return refuse(404, `no ${incoming.method} ${incoming.path}`);
  }
  // A web page cannot send this type across origins without asking first, and it is never told yes.
  if (!incoming.headers['content-type']?.startsWith('application/json')) {
    return refuse(415, 'send Content-Type: application/json');
  }
  const body = readJson(incoming.body);
  if (call === 'POST switches') {
    const problem = applySwitches(switches, body);
    return problem === null ? { status: 200, value: switches } : refuse(400, problem);
  }
  const { seconds, arn } = (body ?? {}) as { seconds?: unknown; arn?: unknown };
  if (typeof seconds !== 'number' || !(seconds >= 0 && seconds <= 129_600)) {
    return refuse(400, 'seconds: expected 0 to 129600');
  }
  if (arn !== undefined && typeof arn !== 'string') return refuse(400, 'arn: expected a text');
  return { status: 200, value: sessions.issueSession(seconds, arn) };
}

function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

function refuse(status: number, error: string): ControlReply {
  return { status, value: { error } };
}
