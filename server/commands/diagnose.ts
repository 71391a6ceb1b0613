import { knowledgeBase } from '../assets.ts';
import { createEngine } from '../engine.ts';
import { asLog } from '../logs/analyse.ts';
import { diagnose } from '../logs/diagnose.ts';
import { plain } from '../render/escape.ts';
import { incidentMarkdown, incidentText } from '../render/incident.ts';
import { incidentJson } from '../render/incident-json.ts';
import { redact } from '../render/redact.ts';
import { readText, shown } from './files.ts';
import { oneOf, parse, print, standardInput, UsageError } from './usage.ts';

const USAGE = `session-doctor diagnose LOG... [OPTIONS]

One incident report from logs: what failed, since when, who, why (ranked, with the lines that show it), what to do.
A log is a file, a .gz file, or - for standard input; several are read as one, in the order given.

  --format text|markdown|json

Exit status: 0 no incident; 1 incident; 3 something could not be read; 2 usage.
`;

export async function run(args: string[]): Promise<number> {
  const parsed = parse(args, { format: { type: 'string' } }, USAGE);
  if (parsed === null) return 0;
  if (parsed.positionals.length === 0)
    throw new UsageError('diagnose takes at least one log, or - for standard input');
  const format = oneOf('format', parsed.values.format, ['text', 'markdown', 'json'], 'text');
  const texts: string[] = [];
  let unread = 0;
  for (const path of parsed.positionals) {
    const text = await textOf(path);
    if (typeof text === 'string') {
      texts.push(text.endsWith('\n') ? text : `${text}\n`);
      continue;
    }
    unread++;
    process.stderr.write(`session-doctor: ${redact(plain(`${shown(path)}: ${text.reason}`))}\n`);
  }
  const engine = createEngine(knowledgeBase());
  const pages = engine.kb.entries.filter((entry) => entry.kind === 'error');
  const text = texts.length === 1 ? (texts[0] ?? '').replace(/\n$/, '') : texts.join('');
  const diagnosis = diagnose(text, { recogniser: engine.recogniser, pages });
  if (format === 'json') print(JSON.stringify(incidentJson(diagnosis, pages), null, 2));
  else print((format === 'markdown' ? incidentMarkdown : incidentText)(diagnosis, pages));
  if (unread > 0) return 3;
  return diagnosis.incidents.length > 0 ? 1 : 0;
}

async function textOf(path: string): Promise<string | { reason: string }> {
  if (path === '-') return asLog(await standardInput());
  const read = await readText(path);
  if (read.kind === 'text') return read.text;
  return { reason: read.kind === 'skipped' ? 'a binary file' : read.reason };
}
