import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { errorAnswer } from './answers.ts';
import type { Answer, Protocol } from './types.ts';

/** What a test may change while the emulator runs. */
export interface Switches {
  /** Seconds by which the emulator's clock is ahead of this machine's (negative: behind). */
  clockOffsetSeconds: number;
  /** The lifetime of every session from now on, whatever was asked for; null leaves it to the request. */
  sessionSeconds: number | null;
  fault: Fault | null;
  /** How long `slow` waits before the true answer. */
  slowSeconds: number;
}

/** One request as a fault sees it. A fault answers through `respond` once, or leaves the client without an answer. */
export interface Exchange {
  protocol: Protocol;
  switches: Switches;
  response: ServerResponse;
  /** Aborted when the emulator closes. */
  closing: AbortSignal;
  /** The answer that would have been given. */
  answer(): Promise<Answer>;
  respond(answer: Answer): void;
}

export type Fault = keyof typeof FAULTS;

/** To add a fault, add it here: its name becomes a value of the switch. */
export const FAULTS = {
  hang: async () => {},
  slow: async (exchange) => {
    const { closing, switches } = exchange;
    await pause(switches.slowSeconds * 1000, null, { signal: closing }).catch(() => {});
    if (!closing.aborted) exchange.respond(await exchange.answer());
  },
  'status-500': async ({ protocol, respond }) => {
    const message =
      protocol === 's3'
        ? 'We encountered an internal error. Please try again.'
        : 'The request processing has failed because of an unknown error, exception or failure.';
    const code = {
      s3: 'InternalError',
      ec2: 'InternalError',
      json: 'InternalServerError',
      query: 'InternalFailure',
    };
    respond(errorAnswer(protocol, { status: 500, code: code[protocol], message }));
  },
  'status-503': async ({ protocol, respond }) => {
    const code = protocol === 's3' ? 'SlowDown' : 'ServiceUnavailable';
    const message =
      protocol === 's3' ? 'Please reduce your request rate.' : 'Service is unavailable. Please try again.';
    respond(errorAnswer(protocol, { status: 503, code, message }));
  },
  /** A sign-in page of a network in between: a success to HTTP, nonsense to a client. */
  html: async ({ respond }) => {
    const body =
      '<!doctype html>\n<html><head><title>Sign in</title></head><body>Network sign-in</body></html>\n';
    respond({ status: 200, headers: { 'Content-Type': 'text/html' }, body, code: 'html' });
  },
  /** Half the body of the true answer, or nothing where there is none, and then the connection is gone. */
  cut: async ({ response, answer }) => {
    const { status, headers, body } = await answer();
    const bytes = response.req.method === 'HEAD' ? Buffer.alloc(0) : Buffer.from(body);
    if (bytes.length === 0) {
      response.socket?.destroy();
      return;
    }
    response.writeHead(status, { ...headers, 'Content-Length': String(bytes.length) });
    response.write(bytes.subarray(0, bytes.length / 2), () => response.socket?.destroy());
  },
} satisfies Record<string, (exchange: Exchange) => Promise<void>>;

export function newSwitches(): Switches {
  return { clockOffsetSeconds: 0, sessionSeconds: null, fault: null, slowSeconds: 3 };
}

/** Applies a JSON object to the switches; the reason why not, in one line, and then nothing is changed. */
export function applySwitches(switches: Switches, wanted: unknown): string | null {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return 'expected a JSON object';
  for (const [name, value] of Object.entries(wanted)) {
    const problem = judgeSwitch(name, value);
    if (problem !== null) return problem;
  }
  Object.assign(switches, wanted);
  return null;
}

function judgeSwitch(name: string, value: unknown): string | null {
  const number = typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e9;
  switch (name) {
    case 'clockOffsetSeconds':
      return number ? null : `${name}: expected seconds`;
    case 'slowSeconds':
      return number && value >= 0 ? null : `${name}: expected seconds, zero or more`;
    case 'sessionSeconds':
      return value === null || (number && value >= 0) ? null : `${name}: expected seconds or null`;
    case 'fault': {
      const known = Object.keys(FAULTS);
      return value === null || known.includes(String(value))
        ? null
        : `${name}: expected null or ${known.join(', ')}`;
    }
    default:
      return `${name}: no such switch`;
  }
}
