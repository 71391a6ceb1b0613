import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { type ClientHome, findPython, makeClientHome } from '../support/clients.ts';
import { until } from '../support/until.ts';
import { codeFile, cure } from './support.ts';

/** The SDKs read an expiry in whole seconds, so a shorter session may look ended as soon as it begins. */
const LIFETIME_SECONDS = 2;

const root = fileURLToPath(new URL('../..', import.meta.url));
const programs = fileURLToPath(new URL('programs/fixtures', import.meta.url));

let folder: string;
let home: ClientHome;
let python: string;
const children = new Set<ChildProcess>();

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cure-'));
  home = await makeClientHome();
  python = (await findPython()).command;
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
});

after(async () => {
  for (const child of children) child.kill('SIGKILL');
  await home.remove();
  await rm(folder, { recursive: true, force: true });
});

interface Running {
  output(): string;
  /** Undefined while it runs; null where a signal ended it. */
  code(): number | null | undefined;
  stop(): void;
}

function start(path: string, emulator: Emulator): Running {
  const env = home.env(emulator.url, emulator);
  const child = spawn(extname(path) === '.py' ? python : process.execPath, [path], { env, cwd: folder });
  children.add(child);
  let output = '';
  let code: number | null | undefined;
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  child.on('close', (status) => {
    code = status;
    children.delete(child);
  });
  return { output: () => output, code: () => code, stop: () => child.kill('SIGKILL') };
}

describe('a program that keeps its session fails, and its fix cures it', { concurrency: 3 }, async () => {
  for (const name of await readdir(programs)) {
    test(name, { timeout: 90_000 }, async () => {
      const emulator = await startEmulator();
      emulator.switches.sessionSeconds = LIFETIME_SECONDS;
      try {
        const text = await readFile(join(programs, name), 'utf8');
        const path = join(folder, name);
        await writeFile(path, text);
        const bad = start(path, emulator);
        await until('the program fails', () => bad.code() !== undefined, { timeoutMs: 40_000 });
        assert.match(bad.output(), /ExpiredToken/);
        assert.ok(
          emulator.requests.some(({ operation, code }) => operation === 'PutObject' && code === null),
        );

        const cured = await cure(codeFile(name, text));
        assert.deepEqual(cured.titles, ['Use a refreshing assume-role provider']);
        await writeFile(path, cured.text);
        const seen = emulator.requests.length;
        const fixed = start(path, emulator);
        const writes = () =>
          emulator.requests.slice(seen).filter(({ operation }) => operation === 'PutObject');
        const times = () => writes().map(({ at }) => Date.parse(at));
        await until(
          'the fixed program writes for over three lifetimes, or ends',
          () =>
            fixed.code() !== undefined ||
            Math.max(...times()) - Math.min(...times()) > (3 * LIFETIME_SECONDS + 1) * 1000,
          { timeoutMs: 40_000 },
        );
        assert.equal(fixed.code(), undefined, `${cured.text}\n${fixed.output()}`);
        fixed.stop();
        assert.deepEqual(
          emulator.requests.slice(seen).filter(({ code }) => code !== null),
          [],
        );
        assert.ok(writes().length > 3 * LIFETIME_SECONDS, `${writes().length} writes`);
      } finally {
        await emulator.close();
      }
    });
  }
});
