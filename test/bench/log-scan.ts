import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { knowledgeBase } from '../../server/assets.ts';
import { findRipgrep } from '../../server/commands/search/ripgrep.ts';
import { createEngine } from '../../server/engine.ts';
import { logLines } from './log-lines.ts';
import { median, type Row } from './measure.ts';

const SIZE = 1024 * 1024 * 1024;
const RUNS = 3;
/** Megabytes. */
const MEMORY = 200;
const RIPGREP = '`rg -F -i`, the same strings';
const GREP = '`grep -F -i`, the same strings';

/** A log of 1 GB with 0.2 % of errors: the whole answer against a search for the same strings and nothing else. */
export async function logScan(root: string): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'session-doctor-bench-'));
  try {
    const log = join(folder, 'big.log');
    const strings = join(folder, 'strings.txt');
    await Promise.all([writeLog(log), writeFile(strings, `${wanted().join('\n')}\n`)]);
    const peak = pathToFileURL(join(root, 'test/support/peak.mjs')).href;
    const scan = ['--import', peak, join(root, 'dist/cli.js'), 'scan', log, '--format', 'json'];
    const search = ['-a', '-F', '-i', '-f', strings, log];
    const peers = [{ name: RIPGREP, program: findRipgrep(), args: ['--no-config', ...search] }];
    if (existsSync('/usr/bin/grep')) peers.push({ name: GREP, program: '/usr/bin/grep', args: search });
    const times = new Map<string, number[]>();
    let megabytes = 0;
    for (let run = -1; run < RUNS; run++) {
      const ours = await timed(process.execPath, scan, {});
      const alone = await timed(process.execPath, scan, { SESSION_DOCTOR_RG: 'none' });
      megabytes = Math.max(megabytes, ours.megabytes, alone.megabytes);
      const all = [
        ['ours', ours.millis],
        ['alone', alone.millis],
      ] as [string, number][];
      for (const { name, program, args } of peers) {
        if (program !== null) all.push([name, (await timed(program, args, {})).millis]);
      }
      // The first run warms the file cache.
      if (run >= 0) for (const [name, millis] of all) times.set(name, [...(times.get(name) ?? []), millis]);
    }
    if (megabytes > MEMORY) throw new Error(`the scan took ${Math.round(megabytes)} MB of memory`);
    const of = (name: string) => median(times.get(name) ?? []);
    const question = `\`scan --format json\`, 1 GB log, 0.2 % errors, at most ${Math.round(megabytes)} MB of ${MEMORY} MB memory`;
    const row = (question: string, ours: number, peer: string, ratio: number): Row => ({
      question,
      ours,
      peer: { name: peer, millis: of(peer) },
      limit: { ratio },
    });
    const rows = [...times.keys()].filter((name) => name === RIPGREP || name === GREP);
    return [
      ...rows.map((name) => row(question, of('ours'), name, 2)),
      ...rows.map((name) => row('the same where there is no ripgrep to help', of('alone'), name, 4)),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Every code and sentence that the recogniser knows. */
function wanted(): string[] {
  const { codes, sentences } = createEngine(knowledgeBase()).recogniser;
  return [...codes.keys(), ...sentences.keys()];
}

async function writeLog(path: string): Promise<void> {
  const out = createWriteStream(path);
  const lines = logLines(7, 0.002);
  for (let size = 0; size < SIZE; ) {
    let text = '';
    while (text.length < 1024 * 1024) text += lines.next();
    size += text.length;
    if (!out.write(text)) await once(out, 'drain');
  }
  await new Promise<void>((resolve) => out.end(resolve));
}

function timed(
  program: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ millis: number; megabytes: number }> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env },
    });
    let errors = '';
    child.stdout.resume();
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.once('error', reject);
    child.once('close', (code) => {
      // 1: ours found something; a search found nothing.
      if (code !== 0 && code !== 1) return reject(new Error(`${program} ended with ${code}: ${errors}`));
      const megabytes = Number(/peak (\d+)/.exec(errors)?.[1] ?? 0) / 1024;
      resolve({ millis: performance.now() - started, megabytes });
    });
  });
}
