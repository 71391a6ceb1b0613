import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { nodeFiles, thisMachine } from '../../server/session/files.ts';

const folder = mkdtempSync(join(tmpdir(), 'files-'));
const at = (name: string) => join(folder, name);
const posix = process.platform !== 'win32';
const files = nodeFiles();
after(() => rmSync(folder, { recursive: true, force: true }));

const reason = (path: string) => {
  const read = files.read(path);
  return read.kind === 'problem' ? read.reason : read.kind;
};

test('a file is read with its mark, an absent one is absent', () => {
  writeFileSync(at('a.json'), '\ufeff[a]\n');
  const read = files.read(at('a.json'));
  assert.equal(read.kind === 'text' && read.text, '\ufeff[a]\n');
  assert.equal(reason(at('none')), 'absent');
  assert.equal(reason(join(at('a.json'), 'below')), 'absent');
});

test('what is no bounded regular file is a problem', () => {
  writeFileSync(at('big'), Buffer.alloc(1024 * 1024 + 1));
  writeFileSync(at('full'), Buffer.alloc(1024 * 1024, 'a'));
  assert.match(reason(at('big')), /larger than 1 MiB/);
  assert.equal(reason(at('full')), 'text');
  assert.match(reason(folder), /not a regular file/);
  assert.match(reason('a\u0000b'), /path is not valid/);
  assert.match(reason(at('x'.repeat(5000))), /name is too long|absent/);
});

test('devices, pipes and circles of links do not hold the reader', { skip: !posix }, () => {
  symlinkSync(at('loop2'), at('loop1'));
  symlinkSync(at('loop1'), at('loop2'));
  execFileSync('mkfifo', [at('pipe')]);
  assert.match(reason(at('loop1')), /links go in a circle/);
  assert.match(reason(at('pipe')), /not a regular file/);
  assert.match(reason('/dev/zero'), /not a regular file/);
});

test('a file without permission is a problem', { skip: !posix || process.getuid?.() === 0 }, () => {
  writeFileSync(at('secret'), 'x');
  chmodSync(at('secret'), 0);
  assert.match(reason(at('secret')), /no permission/);
});

test('a folder is listed by its JSON files', () => {
  mkdirSync(at('cache/sub.json'), { recursive: true });
  writeFileSync(at('cache/b.json'), '');
  writeFileSync(at('cache/a.json'), '');
  writeFileSync(at('cache/c.tmp'), '');
  assert.deepEqual(files.list(at('cache')), ['a.json', 'b.json']);
  assert.deepEqual(files.list(at('nowhere')), []);
});

test('the machine is named, its home is that of the variables, and its variables are a copy', () => {
  const env: Record<string, string> = { HOME: '/h', USERPROFILE: '/h', WSL_DISTRO_NAME: 'Ubuntu' };
  const machine = thisMachine(env);
  env.HOME = '/other';
  assert.equal(machine.home, '/h');
  assert.equal(machine.env.HOME, '/h');
  assert.match(machine.host, /\(WSL Ubuntu\)$/);
});
