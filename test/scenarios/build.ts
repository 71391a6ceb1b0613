/** Small builders of logs. Nothing here is key-shaped: what looks like a key is put together at run time. */

export interface Scenario {
  name: string;
  log: string;
  /** Accepted first causes of the incident of `code`; empty: it cannot be told. */
  top: string[];
  code?: string;
  count?: number;
  firstSeen?: string | null;
  recoveredAt?: string | null;
  expiresAt?: string;
  who?: string[];
}

export const KEY = `AS${'IA'}${'Q'.repeat(16)}`;
export const LONG_KEY = `AK${'IA'}${'Q'.repeat(16)}`;
export const TOKEN = `Fwo${'G'}Z${'x'.repeat(40)}`;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

/** Seconds after a moment, in the forms that logs use. */
export function clock(startIso: string) {
  const start = Date.parse(startIso);
  const at = (seconds: number) => new Date(start + seconds * 1000);
  return {
    iso: (s: number) => at(s).toISOString(),
    short: (s: number) => `${at(s).toISOString().slice(0, 19)}Z`,
    ms: (s: number) => at(s).getTime(),
    epoch: (s: number) => Math.floor(at(s).getTime() / 1000),
    basic: (s: number) => `${at(s).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`,
    /** A local time without its zone. */
    python: (s: number, ahead = 0) =>
      at(s + ahead * 3600)
        .toISOString()
        .slice(0, 23)
        .replace('T', ' ')
        .replace('.', ','),
    plain: (s: number, ahead = 0) =>
      at(s + ahead * 3600)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' '),
    syslog: (s: number) => {
      const d = at(s);
      return `${MONTHS[d.getUTCMonth()]} ${String(d.getUTCDate()).padStart(2)} ${d.toISOString().slice(11, 19)}`;
    },
    klog: (s: number) => {
      const d = at(s);
      return `${two(d.getUTCMonth() + 1)}${two(d.getUTCDate())} ${d.toISOString().slice(11, 19)}.000000`;
    },
    nginx: (s: number, ahead = 0) => {
      const d = at(s + ahead * 3600);
      return `${two(d.getUTCDate())}/${MONTHS[d.getUTCMonth()]}/${d.getUTCFullYear()}:${d.toISOString().slice(11, 19)} ${ahead < 0 ? '-' : '+'}${two(Math.abs(ahead))}00`;
    },
    http: (s: number) => at(s).toUTCString(),
  };
}

/** One line for each of `count` moments. */
export function every(
  from: number,
  step: number,
  count: number,
  line: (s: number, n: number) => string,
): string[] {
  return Array.from({ length: count }, (_, n) => line(from + n * step, n));
}

export const text = (...parts: (string | string[])[]) => `${parts.flat().join('\n')}\n`;
