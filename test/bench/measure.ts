import { spawnSync } from 'node:child_process';

/** One figure against its peer, measured in the same run. Times in milliseconds, medians over `runs`. */
export interface Row {
  question: string;
  ours: number;
  peer: { name: string; millis: number } | null;
  /** Where it is a ratio to the peer or an absolute limit in milliseconds. */
  limit: { ratio: number } | { millis: number };
}

export interface Command {
  command: string;
  args: string[];
  /** Exit statuses that mean it did its work. */
  ok?: readonly number[];
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/** Two whole processes in turn, A B A B …, so that a machine that changes speed changes both; one warm-up each. */
export function sideBySide(a: Command, b: Command, runs: number): { a: number; b: number; ratio: number } {
  const times = { a: [] as number[], b: [] as number[] };
  for (let run = -1; run < runs; run++) {
    const [first, second] = [once(a), once(b)];
    if (run < 0) continue;
    times.a.push(first);
    times.b.push(second);
  }
  const ratio = median(times.a.map((time, at) => time / (times.b[at] ?? 1)));
  return { a: median(times.a), b: median(times.b), ratio };
}

function once({ command, args, ok = [0] }: Command): number {
  const started = process.hrtime.bigint();
  const ran = spawnSync(command, args, { stdio: 'ignore' });
  const millis = Number(process.hrtime.bigint() - started) / 1e6;
  if (!ok.includes(ran.status ?? -1))
    throw new Error(`${command} ${args.join(' ')} ended with ${ran.status ?? ran.signal}`);
  return millis;
}

export function within(row: Row): boolean {
  return 'ratio' in row.limit
    ? row.ours / (row.peer?.millis ?? Number.NaN) <= row.limit.ratio
    : row.ours <= row.limit.millis;
}

/** The rows as a Markdown table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const peer = row.peer === null ? '' : `${row.peer.name}: ${row.peer.millis.toFixed(1)} ms`;
    const ratio = row.peer === null ? '' : (row.ours / row.peer.millis).toFixed(2);
    const limit = 'ratio' in row.limit ? `ratio ≤ ${row.limit.ratio}` : `≤ ${row.limit.millis} ms`;
    return `| ${row.question} | ${row.ours.toFixed(1)} ms | ${peer} | ${ratio} | ${limit} | ${within(row) ? 'met' : 'MISSED'} |`;
  });
  return ['| question | ours | peer | ratio | limit | |', '|---|---|---|---|---|---|', ...lines].join('\n');
}
