import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { FindingRow } from '../../findings.ts';
import { plain } from '../../render/escape.ts';
import { redact } from '../../render/redact.ts';

/** Prints findings as they come, so that millions of them need no memory. */
export interface Report {
  readonly found: number;
  readonly unread: number;
  rows(rows: readonly FindingRow[]): Promise<void>;
  /** One more file was looked at. */
  file(): void;
  unreadable(file: string, reason: string): void;
  end(interrupted: boolean): Promise<void>;
}

/** Texts that were redacted before; most repeat. */
const REMEMBERED = 2000;
/** UTF-16 units written at once. */
const BUFFER = 256 * 1024;
/** Milliseconds that a finding waits at most while others come. */
const WAIT = 100;

export function createReport(
  format: 'text' | 'json',
  out: Writable,
  errors: Writable,
  beforeOutput: () => void,
): Report {
  const started = performance.now();
  const unread: { file: string; reason: string }[] = [];
  const counts = { files: 0, error: 0, risk: 0 };
  let buffer = '';
  let written = started;
  const safe = remembering(redact);
  const json = (value: unknown) =>
    JSON.stringify(value, (_, inner) => (typeof inner === 'string' ? safe(inner) : inner));

  const write = async (text: string, now = false) => {
    buffer += text;
    if (buffer === '' || (!now && buffer.length < BUFFER && performance.now() - written < WAIT)) return;
    const ready = buffer;
    buffer = '';
    beforeOutput();
    written = performance.now();
    if (!out.write(ready)) await once(out, 'drain');
  };
  const line = (row: FindingRow) => {
    if (format === 'text') {
      const says = `${plain(row.file)}:${row.line}:${row.column}: ${row.severity} ${row.code}: ${plain(row.message)}`;
      return `${safe(says)}\n`;
    }
    return `${counts.error + counts.risk === 0 ? '\n' : ',\n'}    ${json(row)}`;
  };
  if (format === 'json') buffer = '{\n  "version": 1,\n  "findings": [';

  return {
    get found() {
      return counts.error + counts.risk;
    },
    get unread() {
      return unread.length;
    },
    async rows(rows) {
      let text = '';
      for (const row of rows) {
        text += line(row);
        counts[row.kind]++;
      }
      await write(text);
    },
    file() {
      counts.files++;
    },
    unreadable(file, reason) {
      unread.push({ file, reason });
      beforeOutput();
      if (format === 'text') errors.write(`session-doctor: ${safe(plain(file))}: ${safe(reason)}\n`);
    },
    async end(interrupted) {
      const { files, error, risk } = counts;
      if (interrupted) errors.write('session-doctor: stopped; this is what was found so far\n');
      if (format === 'json') {
        const summary = {
          files,
          errors: error,
          risks: risk,
          millis: Math.round(performance.now() - started),
        };
        const rest = `"unreadable": ${json(unread)},\n  "summary": ${json({ ...summary, ...(interrupted ? { interrupted } : {}) })}`;
        await write(`${error + risk > 0 ? '\n  ' : ''}],\n  ${rest}\n}\n`, true);
      } else await write(`${counted(error + risk, 'finding')} in ${counted(files, 'file')}\n`, true);
    },
  };
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function remembering(work: (text: string) => string): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const result = work(text);
    if (known.size >= REMEMBERED) known.clear();
    known.set(text, result);
    return result;
  };
}
