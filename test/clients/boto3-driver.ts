import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Credentials } from '../support/clients.ts';

export interface Step {
  service: string;
  operation?: string;
  params?: Record<string, unknown>;
  credentials?: Credentials;
  /** Options of botocore's Config. */
  config?: Record<string, unknown>;
  /** Makes a URL for this operation instead of calling one. */
  presign?: string;
  expiresIn?: number;
}

/** `printed` is the last line of the traceback that an uncaught error leaves. */
export interface StepResult {
  response?: Record<string, unknown>;
  url?: string;
  printed?: string;
  code?: string | null;
  status?: number | null;
  requestId?: string | null;
}

/** One Python that stays up and runs one call after another. */
export function startDriver(command: string, env: Record<string, string>) {
  const script = fileURLToPath(new URL('python/driver.py', import.meta.url));
  const child = spawn(command, [script], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let queue: Promise<unknown> = Promise.resolve();

  async function ask(step: Step): Promise<StepResult> {
    child.stdin.write(`${JSON.stringify(step)}\n`);
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command}: the driver ended`);
    return JSON.parse(value);
  }

  return {
    call(step: Step): Promise<StepResult> {
      const result = queue.then(() => ask(step));
      queue = result.catch(() => {});
      return result;
    },
    stop: () => child.kill(),
  };
}
