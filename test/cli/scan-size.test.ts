import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createProgress } from '../../server/commands/search/progress.ts';
import { logLines } from '../bench/log-lines.ts';
import { until } from '../support/until.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const peak = new URL('../support/peak.mjs', import.meta.url).href;
const ERROR =
  'An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.';
const MEGABYTE = 1024 * 1024;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-doctor-size-'));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
  megabytes: number;
}

function start(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--import', peak, cli, 'scan', ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...env },
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk) => {
    said.stdout += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => {
    said.stderr += chunk;
  });
  child.stdin.on('error', () => undefined);
  after(() => child.kill('SIGKILL'));
  const ended = new Promise<Ran>((resolve) => {
    child.once('close', (code) => {
      const megabytes = Number(/peak (\d+)/.exec(said.stderr)?.[1] ?? Number.NaN) / 1024;
      resolve({ code, ...said, megabytes });
    });
  });
  return { child, said, ended };
}

async function run(
  args: string[],
  input: (string | Buffer)[] = [],
  env: Record<string, string> = {},
): Promise<Ran> {
  const { child, ended } = start(args, env);
  for (const piece of input) child.stdin.write(piece);
  child.stdin.end();
  return ended;
}

interface Row {
  file: string;
  line: number;
  column: number;
  code: string;
}
const places = (ran: Ran) =>
  (JSON.parse(ran.stdout).findings as Row[]).map(
    ({ file, line, column, code }) => `${file}:${line}:${column} ${code}`,
  );

test('a line of 100 MB: found at its column, within 200 MB of memory', async () => {
  const path = join(folder, 'long.log');
  const filler = Buffer.from('é🙂 0123456789 '.repeat(MEGABYTE / 18));
  const units = filler.toString().length;
  await writeFile(path, 'first line\n');
  for (let piece = 0; piece < 50; piece++) await appendFile(path, filler);
  await appendFile(path, ERROR);
  for (let piece = 0; piece < 50; piece++) await appendFile(path, filler);
  await appendFile(path, `\n${ERROR}\n`);
  const column = 50 * units + ERROR.indexOf('ExpiredToken') + 1;
  const expected = [
    `long.log:2:${column} ExpiredToken`,
    `long.log:3:${ERROR.indexOf('ExpiredToken') + 1} ExpiredToken`,
  ];
  for (const env of [{}, { SESSION_DOCTOR_RG: 'none' }]) {
    const ran = await run(['long.log', '--format', 'json'], [], env);
    assert.deepEqual(places(ran), expected);
    assert.ok(ran.megabytes < 200, `${ran.megabytes} MB`);
  }
});

test('70 MB as a file, packed, as UTF-16 and on standard input: the same findings, within 200 MB of memory', async () => {
  const lines = logLines(11, 0.0005);
  const pieces: Buffer[] = [];
  for (let size = 0; size < 70 * MEGABYTE; ) {
    let text = '';
    while (text.length < MEGABYTE) text += lines.next();
    pieces.push(Buffer.from(text));
    size += text.length;
  }
  const bytes = Buffer.concat(pieces);
  await writeFile(join(folder, 'plain.log'), bytes);
  await writeFile(join(folder, 'packed.log.gz'), gzipSync(bytes, { level: 1 }));
  await writeFile(join(folder, 'wide.log'), Buffer.from([0xff, 0xfe]));
  for (const piece of pieces)
    await appendFile(join(folder, 'wide.log'), Buffer.from(piece.toString(), 'utf16le'));
  const plain = await run(['plain.log', '--format', 'json']);
  const expected = places(plain).map((place) => place.replace('plain.log', ''));
  assert.ok(expected.length > 100);
  const others: [string, Ran][] = [
    ['packed.log.gz', await run(['packed.log.gz', '--format', 'json'])],
    ['wide.log', await run(['wide.log', '--format', 'json'])],
    ['-', await run(['-', '--format', 'json'], pieces)],
    ['plain.log', await run(['plain.log', '--format', 'json'], [], { SESSION_DOCTOR_RG: 'none' })],
  ];
  for (const [name, ran] of others) {
    assert.deepEqual(
      places(ran).map((place) => place.slice(name.length)),
      expected,
      name,
    );
    assert.ok(ran.megabytes < 200, `${name}: ${ran.megabytes} MB`);
  }
  assert.ok(plain.megabytes < 200, `${plain.megabytes} MB`);
});

test('a packed file that breaks off: what came before is found, the file is named, status 3', async () => {
  const packed = gzipSync(`${ERROR}\n${'quiet\n'.repeat(200_000)}`);
  await writeFile(join(folder, 'cut.log.gz'), packed.subarray(0, packed.length - 20));
  const ran = await run(['cut.log.gz', '--format', 'json']);
  assert.deepEqual(places(ran), [`cut.log.gz:1:${ERROR.indexOf('ExpiredToken') + 1} ExpiredToken`]);
  assert.equal(JSON.parse(ran.stdout).unreadable[0].file, 'cut.log.gz');
  assert.equal(ran.code, 3);
});

test('a binary file beside a log is passed over; broken UTF-8 is not', async () => {
  await writeFile(join(folder, 'core'), Buffer.concat([Buffer.alloc(3 * MEGABYTE), Buffer.from(ERROR)]));
  await writeFile(
    join(folder, 'broken.log'),
    Buffer.concat([Buffer.from([0xff, 0xc3, 0x28, 10]), Buffer.from(ERROR)]),
  );
  const ran = await run(['core', 'broken.log', '--format', 'json']);
  assert.deepEqual(places(ran), [`broken.log:2:${ERROR.indexOf('ExpiredToken') + 1} ExpiredToken`]);
});

test('Ctrl+C ends with what was found so far, says so, and the JSON is whole', {
  skip: process.platform === 'win32',
}, async () => {
  const { child, said, ended } = start(['-', '--format', 'json']);
  const lines = logLines(12, 0.01);
  let text = '';
  while (text.length < 6 * MEGABYTE) text += lines.next();
  child.stdin.write(text);
  await until('the first findings', () => said.stdout.includes('"ExpiredToken"'), { timeoutMs: 20_000 });
  child.kill('SIGINT');
  const ran = await ended;
  assert.equal(ran.code, 130);
  assert.match(ran.stderr, /stopped; this is what was found so far/);
  const { findings, summary } = JSON.parse(ran.stdout);
  assert.ok(findings.length > 10);
  assert.equal(summary.interrupted, true);
});

test('progress: on a terminal only, bytes and percent, at most five times a second', () => {
  let [said, now] = ['', 0];
  const write = (text: string) => {
    said += text;
    return true;
  };
  const silent = createProgress({ isTTY: false, write }, () => now);
  const quiet = silent.of('a.log', 100);
  for (now = 0; now < 2000; now += 10) quiet(now);
  silent.clear();
  assert.equal(said, '');
  now = 0;
  const progress = createProgress({ isTTY: true, write }, () => now);
  const told = progress.of('a.log', 200 * MEGABYTE);
  for (now = 0; now <= 2000; now += 10) told((now / 10) * MEGABYTE);
  assert.equal(said.match(/a\.log: /g)?.length, 10);
  assert.match(said, /a\.log: 100 MB of 200 MB \(50 %\)/);
  progress.clear();
  assert.ok(said.endsWith('\r\u001b[K'));
});
