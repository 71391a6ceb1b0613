import type { WriteStream } from 'node:tty';
import { plain } from '../../render/escape.ts';
import { redact } from '../../render/redact.ts';

export interface Progress {
  /** What to tell the bytes read of a file of `size` bytes, or of a stream (null). */
  of(name: string, size: number | null): (bytes: number) => void;
  clear(): void;
}

/** Milliseconds between two signs of life, and before the first. */
const EVERY = 200;

/** One line that is written over, on a terminal only. */
export function createProgress(
  out: Pick<WriteStream, 'isTTY' | 'write'>,
  now: () => number = () => performance.now(),
): Progress {
  let last = now();
  let drawn = false;
  const megabytes = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`;
  return {
    of(name, size) {
      if (out.isTTY !== true) return () => undefined;
      const label = redact(plain(name, 60));
      return (bytes) => {
        if (now() - last < EVERY) return;
        last = now();
        const part =
          size === null || size === 0 ? '' : ` (${Math.min(100, Math.floor((100 * bytes) / size))} %)`;
        const whole = size === null ? '' : ` of ${megabytes(size)}`;
        out.write(`\r\u001b[K${label}: ${megabytes(bytes)}${whole}${part}`);
        drawn = true;
      };
    },
    clear() {
      if (drawn) out.write('\r\u001b[K');
      drawn = false;
    },
  };
}
