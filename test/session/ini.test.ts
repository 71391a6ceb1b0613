import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseIni } from '../../server/session/ini.ts';

const read = (text: string) => parseIni(text, '/f');
const value = (text: string, section: string, key: string) =>
  read(text).sections.get(section)?.values.get(key);

test('keys carry their value and line, whatever the line ends are', () => {
  for (const end of ['\n', '\r\n', '\r']) {
    const text = ['# head', '[default]', 'Region = eu-west-1', '', '[b]', 'role_arn=arn:x'].join(end);
    assert.deepEqual(value(text, 'default', 'region'), { value: 'eu-west-1', line: 3 });
    assert.deepEqual(value(text, 'b', 'role_arn'), { value: 'arn:x', line: 6 });
    assert.deepEqual(read(text).problems, []);
  }
});

test('nested blocks stay away from the keys of the section', () => {
  const file = read(
    '[services s]\nsts =\n  endpoint_url = http://x\n  region = r\ns3 =\n  a = b\nregion = own\n',
  );
  const section = file.sections.get('services s');
  assert.equal(section?.nested.get('sts')?.get('endpoint_url')?.value, 'http://x');
  assert.equal(section?.nested.get('s3')?.get('a')?.line, 6);
  assert.equal(section?.values.get('region')?.value, 'own');
  assert.deepEqual(file.problems, []);
});

test('a repeated section is merged and named, and marked as refused by botocore', () => {
  const file = read('[a]\nx = 1\n[b]\ny = 2\n[a]\nz = 3\n');
  assert.deepEqual([...(file.sections.get('a')?.values.keys() ?? [])], ['x', 'z']);
  assert.equal(file.problems[0]?.line, 5);
  assert.match(file.problems[0]?.says ?? '', /\[a\] of line 1/);
  assert.equal(file.problems[0]?.refused, true);
});

test('the value ends where a comment begins, and a credential with one is a problem', () => {
  assert.equal(value('[a]\nregion = x # y\n', 'a', 'region')?.value, 'x');
  assert.equal(value('[a]\nsso_start_url = https://x/#/\n', 'a', 'sso_start_url')?.value, 'https://x/#/');
  assert.match(read('[a]\naws_access_key_id = x ; y\n').problems[0]?.says ?? '', /part of the value/);
});

test('a mark, wrong encodings and broken lines are problems with their line', () => {
  const refused = (text: string) =>
    read(text)
      .problems.filter((one) => one.refused)
      .map((one) => one.line);
  assert.deepEqual(refused('\ufeff[a]\nx = 1\n'), [1]);
  assert.equal(value('\ufeff[a]\nx = 1\n', 'a', 'x')?.value, '1');
  assert.deepEqual(refused('[\u0000a]'), [1]);
  assert.deepEqual(refused('x = 1\n[a]\n'), [1]);
  assert.deepEqual(refused('[a]\njust words\n'), [2]);
  assert.deepEqual(refused('[a\nx = 1\n'), [1]);
  assert.deepEqual(refused('[]\n'), [1]);
  assert.deepEqual(refused('[a]\nx = 1\nx = 2\n'), [3]);
  assert.deepEqual(refused('[a]\nx = \ufffd\n'), [2]);
});

test('keys below a broken header belong to nobody', () => {
  const file = read('[a]\nx = 1\n[b\naws_access_key_id = y\n');
  assert.equal(file.sections.get('a')?.values.has('aws_access_key_id'), false);
});

test('names of JavaScript objects are plain names', () => {
  assert.equal(value('[__proto__]\nconstructor = 1\n', '__proto__', 'constructor')?.value, '1');
});

test('a file of a mebibyte is read in linear time', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => `[profile p${at}]\nregion = eu-west-1\n`).join('');
  const started = performance.now();
  assert.equal(read(many).sections.size, 20_000);
  read(`[a]\nx =${' '.repeat(1_000_000)}#\n`);
  read('['.repeat(1_000_000));
  assert.ok(performance.now() - started < 3000);
});
