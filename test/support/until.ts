import { setTimeout as pause } from 'node:timers/promises';

export interface UntilOptions {
  timeoutMs?: number;
  everyMs?: number;
}

/**
 * Polls until `predicate` returns something truthy and resolves to it.
 * A predicate that throws counts as "not yet"; its last error is named when the time is up.
 */
export async function until<T>(
  what: string,
  predicate: () => T | Promise<T>,
  options: UntilOptions = {},
): Promise<NonNullable<T>> {
  const timeoutMs = options.timeoutMs ?? 10_000;
  const end = Date.now() + timeoutMs;
  let last = '';
  for (;;) {
    try {
      const value = await predicate();
      if (value) return value;
      last = '';
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
    if (Date.now() >= end) {
      throw new Error(`${what}: not within ${timeoutMs} ms${last === '' ? '' : ` (last: ${last})`}`);
    }
    await pause(options.everyMs ?? 25);
  }
}
