import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { startEmulator } from '../emulator/server.ts';
import { canary, leaked } from '../support/canary.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const LINE =
  '2026-04-15T10:02:14.000Z ERROR requestId=req_51da3f credentialExpiration=2026-04-15T10:00:00Z An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-doctor-cli-'));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Ran {
  code: number | null;
  stdout: string;
  stderr: string;
}

function run(args: string[], options: { input?: string; env?: Record<string, string> } = {}): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env: { PATH: process.env.PATH ?? '', HOME: folder, ...options.env },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

test('explain: by code, in any case, by message, by rule id, from standard input', async () => {
  for (const [args, input] of [
    [['explain', 'ExpiredToken']],
    [['explain', 'expiredtoken']],
    [['explain', 'An error occurred (ExpiredToken) when calling the PutObject operation']],
    [['explain', '-'], LINE],
  ] as const) {
    const { code, stdout } = await run([...args], input === undefined ? {} : { input });
    assert.equal(code, 0, args.join(' '));
    assert.match(stdout, /ExpiredToken/);
    assert.doesNotMatch(stdout, /\u001b/);
  }
  assert.match((await run(['explain', 'static-session-token'])).stdout, /static-session-token/);
});

test('explain: unknown names suggest the nearest and end with 1', async () => {
  const { code, stderr } = await run(['explain', 'ExpirdToken']);
  assert.equal(code, 1);
  assert.match(stderr, /ExpiredToken/);
});

test('explain: formats and list', async () => {
  const json = JSON.parse((await run(['explain', 'ExpiredToken', '--format', 'json'])).stdout);
  assert.equal(json.code, 'ExpiredToken');
  assert.match((await run(['explain', 'ExpiredToken', '--format', 'markdown'])).stdout, /^# .*ExpiredToken/m);
  assert.match((await run(['explain', '--list'])).stdout, /ExpiredToken/);
});

test('scan: the finding of the contract, in JSON', async () => {
  await mkdir(join(folder, 'logs'), { recursive: true });
  await writeFile(join(folder, 'logs/worker.log'), `all well\n${LINE}\n`);
  const { code, stdout } = await run(['scan', 'logs', '--format', 'json']);
  assert.equal(code, 1);
  const { version, findings, unreadable, summary } = JSON.parse(stdout);
  assert.equal(version, 1);
  assert.deepEqual(unreadable, []);
  assert.deepEqual(
    { files: summary.files, errors: summary.errors, risks: summary.risks },
    { files: 1, errors: 1, risks: 0 },
  );
  const column = LINE.indexOf('ExpiredToken') + 1;
  const { message, ...rest } = findings[0];
  assert.match(message, /2 min 14 s/);
  assert.deepEqual(rest, {
    file: 'logs/worker.log',
    line: 2,
    column,
    endLine: 2,
    endColumn: column + 'ExpiredToken'.length,
    kind: 'error',
    code: 'ExpiredToken',
    entry: 'ExpiredToken',
    severity: 'error',
    evidence: {
      operation: 'PutObject',
      requestId: 'req_51da3f',
      observedAt: '2026-04-15T10:02:14.000Z',
      expiredAt: '2026-04-15T10:00:00.000Z',
      expiredForSeconds: 134,
    },
  });
});

test('scan: folders, .gitignore, gzip, standard input, UTF-16, binary files', async () => {
  const tree = join(folder, 'tree');
  await mkdir(join(tree, 'ignored'), { recursive: true });
  await writeFile(join(tree, '.gitignore'), 'ignored/\n');
  await writeFile(join(tree, 'ignored/a.log'), LINE);
  await writeFile(join(tree, 'packed.log.gz'), gzipSync(LINE));
  await writeFile(
    join(tree, 'wide.log'),
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(LINE, 'utf16le')]),
  );
  await writeFile(join(tree, 'image.bin'), Buffer.concat([Buffer.from([0, 1, 2]), Buffer.from(LINE)]));
  await symlink(tree, join(tree, 'loop'));
  const { findings } = JSON.parse((await run(['scan', 'tree', '--format', 'json'])).stdout);
  assert.deepEqual(findings.map((finding: { file: string }) => finding.file).sort(), [
    'tree/packed.log.gz',
    'tree/wide.log',
  ]);
  const piped = await run(['scan', '-'], { input: `\u001b[31m${LINE}\u001b[0m\n` });
  assert.equal(piped.code, 1);
  assert.match(piped.stdout, /^-:1:\d+: error ExpiredToken/);
});

test('scan: what cannot be read is named, the rest is scanned, status 3', async () => {
  await writeFile(join(folder, 'broken.log.gz'), 'no gzip');
  await writeFile(join(folder, 'good.log'), LINE);
  const { code, stdout, stderr } = await run(['scan', 'missing.log', 'broken.log.gz', 'good.log']);
  assert.equal(code, 3);
  assert.match(stderr, /missing\.log: there is no such file/);
  assert.match(stderr, /broken\.log\.gz: not a gzip file/);
  assert.match(stdout, /good\.log:1:/);
});

test('scan: nothing found is status 0', async () => {
  await writeFile(join(folder, 'quiet.log'), 'all well\n');
  assert.equal((await run(['scan', 'quiet.log'])).code, 0);
});

test('check --offline: expired, and which source', async () => {
  const home = join(folder, 'home');
  await mkdir(join(home, '.aws'), { recursive: true });
  await writeFile(
    join(home, '.aws/credentials'),
    `[default]\naws_access_key_id=${canary.accessKeyId}\naws_secret_access_key=${canary.secretAccessKey}\naws_session_token=${canary.sessionToken}\nx_security_token_expires=2026-04-15T10:00:00+00:00\n`,
  );
  await chmod(join(home, '.aws/credentials'), 0o600);
  const env = { HOME: home, USERPROFILE: home };
  const text = await run(['check', '--offline'], { env });
  assert.equal(text.code, 3, text.stderr);
  assert.match(text.stdout, /expired/i);
  assert.match(text.stdout, /default/);
  const json = await run(['check', '--offline', '--format', 'json'], { env });
  const report = JSON.parse(json.stdout);
  assert.equal(report.state, 'expired');
  assert.equal(report.expiresAt, '2026-04-15T10:00:00.000Z');
  assert.equal(report.identity, null);
  assert.deepEqual(leaked(text.stdout + text.stderr + json.stdout), []);
});

test('check asks STS with the packed SDK: good, then expired', async () => {
  const emulator = await startEmulator();
  try {
    const session = emulator.issueSession(60);
    const env = {
      AWS_ENDPOINT_URL: emulator.url,
      AWS_ACCESS_KEY_ID: session.accessKeyId,
      AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
      AWS_SESSION_TOKEN: session.sessionToken,
    };
    const good = await run(['check', '--format', 'json'], { env });
    const report = JSON.parse(good.stdout);
    assert.equal(report.state, 'valid');
    assert.equal(report.identity.account, '123456789012');
    assert.ok(Math.abs(report.clock.skewSeconds) < 5);
    assert.equal(good.code, 0);
    emulator.switches.clockOffsetSeconds = 120;
    const ended = await run(['check', '--format', 'json'], { env });
    assert.equal(JSON.parse(ended.stdout).state, 'expired');
    assert.equal(ended.code, 3);
    emulator.switches.fault = 'hang';
    const started = performance.now();
    const silent = await run(['check'], { env });
    assert.equal(silent.code, 5);
    assert.ok(performance.now() - started < 8000);
    for (const { stdout, stderr } of [good, ended, silent]) {
      assert.ok(!(stdout + stderr).includes(session.secretAccessKey.slice(0, 8)));
      assert.ok(!(stdout + stderr).includes(session.accessKeyId.slice(4, 10)));
    }
  } finally {
    await emulator.close();
  }
});

test('usage errors are one line and status 2; help is 0', async () => {
  for (const args of [
    ['scan'],
    ['explain'],
    ['nonsense'],
    ['explain', '--format', 'pdf', 'x'],
    ['check', '--min-remaining', 'soon'],
    ['scan', '--no-such', 'x'],
    ['lsp'],
  ]) {
    const { code, stderr } = await run(args);
    assert.equal(code, 2, args.join(' '));
    assert.match(stderr, /^session-doctor: [^\n]+\n$/, args.join(' '));
  }
  for (const args of [
    ['--help'],
    ['explain', '--help'],
    ['scan', '--help'],
    ['check', '--help'],
    ['lsp', '--help'],
  ]) {
    assert.equal((await run(args)).code, 0, args.join(' '));
  }
  assert.match((await run(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});
