import { knowledgeBase, wasm } from '../assets.ts';
import { languageOf } from '../code/languages.ts';
import { rules } from '../code/rules/index.ts';
import { scanWithFixes } from '../code/scan.ts';
import { openGrammars } from '../code/tree.ts';
import { createEngine } from '../engine.ts';
import { type FindingRow, toRow } from '../findings.ts';
import { linesOf } from '../logs/lines.ts';
import { kindOf, readText, reasonOf, shown, walk } from './files.ts';
import { createProgress, type Progress } from './search/progress.ts';
import { createReport, type Report } from './search/report.ts';
import { findRipgrep } from './search/ripgrep.ts';
import { createLogScanner } from './search/scan-log.ts';
import { inputChunks } from './search/source.ts';
import { oneOf, parse, UsageError } from './usage.ts';

const USAGE = `session-doctor scan PATH... [OPTIONS]

Looks for AWS session errors in logs and for credential code that outlives its session. A path is a file, a folder
(.gitignore is respected), a .gz file, or - for standard input. Logs may be of any size.

  --kind errors|risks|all
  --format text|json

Exit status: 0 none found; 1 findings; 3 something could not be read (it is named, the rest is scanned); 2 usage;
130 stopped with Ctrl+C (what was found so far is printed).
`;

type Kind = 'errors' | 'risks' | 'all';

export async function run(args: string[]): Promise<number> {
  const parsed = parse(args, { kind: { type: 'string' }, format: { type: 'string' } }, USAGE);
  if (parsed === null) return 0;
  if (parsed.positionals.length === 0) throw new UsageError('scan takes at least one file, folder or -');
  const kind = oneOf('kind', parsed.values.kind, ['errors', 'risks', 'all'], 'all');
  const format = oneOf('format', parsed.values.format, ['text', 'json'], 'text');
  const progress = createProgress(process.stderr);
  const report = createReport(format, process.stdout, process.stderr, progress.clear);
  const stop = new AbortController();
  const interrupt = () => stop.abort();
  process.once('SIGINT', interrupt);
  try {
    await scan(parsed.positionals, kind, report, progress, stop.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
    progress.clear();
  }
  await report.end(stop.signal.aborted);
  if (stop.signal.aborted) return 130;
  if (report.unread > 0) return 3;
  return report.found > 0 ? 1 : 0;
}

async function scan(
  paths: string[],
  kind: Kind,
  report: Report,
  progress: Progress,
  stop: AbortSignal,
): Promise<void> {
  const engine = createEngine(knowledgeBase());
  const grammars = openGrammars(wasm, { now: () => performance.now() });
  const scanner = createLogScanner(engine, findRipgrep());
  const log = (line: string) => process.stderr.write(`session-doctor: ${line}\n`);
  const unreadable = (file: string, reason: string) => report.unreadable(shown(file), reason);

  const lookAtCode = async (file: string, language: NonNullable<ReturnType<typeof languageOf>>) => {
    const read = await readText(file);
    if (read.kind === 'skipped') return;
    report.file();
    if (read.kind === 'unreadable') return unreadable(file, read.reason);
    const code = { text: read.text, language, path: shown(file) };
    const scanned = await scanWithFixes(code, rules, grammars, log);
    if (scanned.kind === 'skipped') return unreadable(file, scanned.says);
    const lines = linesOf(read.text);
    const rows = scanned.offers.map(({ finding, fixes }) => {
      const titles = [...new Set(fixes.map((fix) => fix.title))];
      return { ...toRow(finding, shown(file), lines), ...(titles.length > 0 ? { fixes: titles } : {}) };
    });
    await report.rows(rows);
  };

  const take = async (rows: AsyncIterable<FindingRow[]>) => {
    for await (const some of rows) {
      await report.rows(some);
      if (stop.aborted) return;
    }
  };

  const lookAtLog = async (file: string) => {
    try {
      const { binary, size } = kindOf(file);
      if (binary) return;
      report.file();
      await take(scanner.file(file, size, shown(file), progress.of(shown(file), size), stop));
    } catch (error) {
      unreadable(file, reasonOf(error as NodeJS.ErrnoException));
    }
  };

  if (paths.includes('-') && kind !== 'risks') {
    report.file();
    await take(scanner.stream(inputChunks(progress.of('-', null), stop), '-'));
  }
  const named = paths.filter((path) => path !== '-');
  for await (const file of walk(named, unreadable)) {
    if (stop.aborted) return;
    const language = languageOf(file);
    if (language !== null) {
      if (kind !== 'errors') await lookAtCode(file, language);
    } else if (kind !== 'risks') await lookAtLog(file);
  }
}
