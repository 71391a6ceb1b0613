import { relative } from 'node:path';
import { knowledgeBase, wasm } from '../assets.ts';
import { languageOf } from '../code/languages.ts';
import { rules } from '../code/rules/index.ts';
import { scanWithFixes } from '../code/scan.ts';
import { openGrammars } from '../code/tree.ts';
import { createEngine } from '../engine.ts';
import { type FindingRow, toRow } from '../findings.ts';
import { asLog } from '../logs/analyse.ts';
import { linesOf } from '../logs/lines.ts';
import { plain } from '../render/escape.ts';
import { redactAll } from '../render/redact.ts';
import { readText, walk } from './files.ts';
import { oneOf, parse, print, standardInput, UsageError } from './usage.ts';

const USAGE = `session-doctor scan PATH... [OPTIONS]

Looks for AWS session errors in logs and for credential code that outlives its session. A path is a file, a folder
(.gitignore is respected), a .gz file, or - for standard input.

  --kind errors|risks|all
  --format text|json

Exit status: 0 none found; 1 findings; 3 something could not be read (it is named, the rest is scanned); 2 usage.
`;

interface Result {
  findings: FindingRow[];
  unreadable: { file: string; reason: string }[];
  files: number;
}

export async function run(args: string[]): Promise<number> {
  const parsed = parse(args, { kind: { type: 'string' }, format: { type: 'string' } }, USAGE);
  if (parsed === null) return 0;
  if (parsed.positionals.length === 0) throw new UsageError('scan takes at least one file, folder or -');
  const kind = oneOf('kind', parsed.values.kind, ['errors', 'risks', 'all'], 'all');
  const format = oneOf('format', parsed.values.format, ['text', 'json'], 'text');
  const started = performance.now();
  const result = await scan(parsed.positionals, kind);
  const safe = redactAll({ findings: result.findings, unreadable: result.unreadable });
  if (format === 'json') {
    const errors = safe.findings.filter((finding) => finding.kind === 'error').length;
    const summary = {
      files: result.files,
      errors,
      risks: safe.findings.length - errors,
      millis: Math.round(performance.now() - started),
    };
    print(JSON.stringify({ version: 1, ...safe, summary }, null, 2));
  } else {
    for (const at of safe.findings) {
      print(`${plain(at.file)}:${at.line}:${at.column}: ${at.severity} ${at.code}: ${plain(at.message)}`);
    }
    for (const { file, reason } of safe.unreadable)
      process.stderr.write(`session-doctor: ${plain(file)}: ${reason}\n`);
    const s = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
    print(`${s(safe.findings.length, 'finding')} in ${s(result.files, 'file')}`);
  }
  if (result.unreadable.length > 0) return 3;
  return result.findings.length > 0 ? 1 : 0;
}

async function scan(paths: string[], kind: 'errors' | 'risks' | 'all'): Promise<Result> {
  const engine = createEngine(knowledgeBase());
  const grammars = openGrammars(wasm, { now: () => performance.now() });
  const log = (line: string) => process.stderr.write(`session-doctor: ${line}\n`);
  const result: Result = { findings: [], unreadable: [], files: 0 };
  const unreadable = (file: string, reason: string) => {
    result.unreadable.push({ file: shown(file), reason });
  };

  const look = async (file: string, text: string): Promise<void> => {
    result.files++;
    const language = languageOf(file);
    if (language !== null) {
      if (kind === 'errors') return;
      const code = { text, language, path: shown(file) };
      const scanned = await scanWithFixes(code, rules, grammars, log);
      if (scanned.kind === 'skipped') return unreadable(file, scanned.says);
      const lines = linesOf(text);
      for (const { finding, fixes } of scanned.offers) {
        const titles = [...new Set(fixes.map((fix) => fix.title))];
        result.findings.push({
          ...toRow(finding, shown(file), lines),
          ...(titles.length > 0 ? { fixes: titles } : {}),
        });
      }
    } else if (kind !== 'risks') {
      const lines = linesOf(text);
      result.findings.push(
        ...engine.errors(text).map((occurrence) => toRow(engine.finding(occurrence), shown(file), lines)),
      );
    }
  };

  if (paths.includes('-')) await look('-', asLog(await standardInput()));
  for await (const file of walk(
    paths.filter((path) => path !== '-'),
    unreadable,
  )) {
    const read = await readText(file);
    if (read.kind === 'text') await look(file, read.text);
    else if (read.kind === 'unreadable') unreadable(file, read.reason);
  }
  return result;
}

/** As the user would name it: relative to where they are, with forward slashes. */
function shown(file: string): string {
  if (file === '-') return '-';
  const near = relative(process.cwd(), file);
  return (near.startsWith('..') ? file : near).replaceAll('\\', '/');
}
