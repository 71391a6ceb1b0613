import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { createEngine } from '../../server/engine.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { ourFiles } from '../kb/pages.ts';
import { type ClientHome, findTool, makeClientHome, run } from '../support/clients.ts';
import { until } from '../support/until.ts';

/** restic asks by HEAD first, so only a backup that is under way when its session ends hears why. */

const engine = createEngine(loadKnowledgeBase(ourFiles()).kb);
const SECONDS = 240;

let emulator: Emulator;
let home: ClientHome;
before(async () => {
  emulator = await startEmulator();
  home = await makeClientHome();
});
after(async () => {
  await emulator.close();
  await home.remove();
});

test('restic: the session ends during a backup; the next start hears no reason', async () => {
  const { command } = await findTool('restic', 'version');
  emulator.switches.clockOffsetSeconds = -SECONDS;
  const session = emulator.issueSession(SECONDS);
  const env = home.env(emulator.url, session, { RESTIC_PASSWORD: 'canary' });
  const restic = ['-r', `s3:${emulator.url}/demo/repository`, '--no-cache'];
  const made = await run(command, [...restic, 'init'], { env });
  assert.equal(made.code, 0, made.stderr);
  assert.deepEqual(engine.errors(made.stdout + made.stderr), []);

  const from = emulator.requests.length;
  const backup = spawn(command, [...restic, 'backup', '--stdin'], { env, stdio: 'pipe' });
  let output = '';
  for (const stream of [backup.stdout, backup.stderr]) stream.on('data', (chunk) => (output += chunk));
  const ended = once(backup, 'close');
  try {
    await until('the backup holds its lock', () =>
      emulator.requests
        .slice(from)
        .some(({ operation, status }) => operation === 'PutObject' && status === 200),
    );
    emulator.switches.clockOffsetSeconds = 0;
    backup.stdin.end('paid\n');
    // It tries ten times before it says a word, and would go on for a quarter of an hour.
    await until('the backup says why it waits', () => output.includes('retrying after'), {
      timeoutMs: 60_000,
    });
  } finally {
    backup.kill('SIGINT');
    await ended;
  }
  const found = engine.errors(output);
  assert.ok(found.length > 0, output);
  assert.deepEqual([...new Set(found.map(({ code }) => code))], ['ExpiredToken'], output);
  assert.ok(emulator.requests.slice(from).some(({ code }) => code === 'ExpiredToken'));
  assert.ok(emulator.requests.every(({ requestId }) => requestId === null || !output.includes(requestId)));

  const again = await run(command, [...restic, 'snapshots'], { env });
  assert.notEqual(again.code, 0);
  assert.match(again.stderr, /400 Bad Request/);
  assert.deepEqual(engine.errors(again.stdout + again.stderr), [], 'no code where it prints none');
});
