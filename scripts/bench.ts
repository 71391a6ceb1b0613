import { cpus } from 'node:os';
import { logScan } from '../test/bench/log-scan.ts';
import { type Row, table, within } from '../test/bench/measure.ts';
import { startUp } from '../test/bench/start-up.ts';
import { buildAll, root } from './build.ts';

const questions: Record<string, () => Row[] | Promise<Row[]>> = {
  'start-up': () => startUp(root),
  'log-scan': () => logScan(root),
};

const asked = process.argv.slice(2);
await buildAll();
console.log(
  `\n${cpus()[0]?.model ?? 'unknown processor'}, ${cpus().length} cores, Node.js ${process.version}\n`,
);
let missed = 0;
for (const [name, measure] of Object.entries(questions)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  const rows = await measure();
  console.log(`${table(rows)}\n`);
  missed += rows.filter((row) => !within(row)).length;
}
console.log(missed === 0 ? 'All limits met.' : `${missed} limit(s) missed.`);
process.exitCode = missed === 0 ? 0 : 1;
