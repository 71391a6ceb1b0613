import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { quote, unsetCommand, withProfile } from '../../server/session/commands.ts';

const HOSTILE = [
  '$(touch x)',
  '`id`',
  "it's",
  'a"b',
  'a;b',
  'a|b',
  'a&&b',
  '!x',
  'a\\',
  'a b',
  '*',
  '~',
  '%PATH%',
  'ü',
];

test('a POSIX shell gets every name back unchanged', { skip: process.platform === 'win32' }, () => {
  for (const name of HOSTILE) {
    const quoted = quote(name, 'linux');
    assert.ok(quoted !== null, name);
    assert.equal(spawnSync('sh', ['-c', `printf %s ${quoted}`], { encoding: 'utf8' }).stdout, name);
  }
});

test('on Windows only what both shells read alike is quoted', () => {
  assert.equal(quote('my profile', 'win32'), '"my profile"');
  for (const name of [
    '$(x)',
    '%PATH%',
    "it's",
    '`n',
    'a"b',
    'a&b',
    'a^b',
    '!x!',
    '\u2018x\u2019',
    '\u201cx',
  ]) {
    assert.equal(quote(name, 'win32'), null, name);
  }
});

test('a name that a terminal would act on gives no command', () => {
  for (const name of ['', 'a\nb', 'a\u001b[31m', '\u202eabc', 'a\u200bb', ' a', 'a  b', 'x'.repeat(300)]) {
    assert.equal(withProfile('aws sso login', name, 'linux'), null, JSON.stringify(name));
    assert.equal(withProfile('aws sso login', name, 'win32'), null, JSON.stringify(name));
  }
});

test('commands read as people write them', () => {
  assert.equal(withProfile('aws sso login', 'dev', 'linux'), 'aws sso login --profile dev');
  assert.equal(withProfile('aws sso login', '-x', 'linux'), "aws sso login --profile='-x'");
  assert.equal(unsetCommand(['A', 'B'], 'darwin'), 'unset A B');
  assert.equal(unsetCommand(['A', 'B'], 'win32'), 'Remove-Item Env:A, Env:B');
});
