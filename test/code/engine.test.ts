import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyEdits } from '../../server/code/edits.ts';
import { GRAMMAR_FILES, languageOf } from '../../server/code/languages.ts';
import { rules } from '../../server/code/rules/index.ts';
import { fixesAt, scanCode } from '../../server/code/scan.ts';
import { openGrammars, SIZE_LIMIT } from '../../server/code/tree.ts';
import type { Rule } from '../../server/code/types.ts';
import { codeFile, failingLog, findingsIn, grammars, readWasm } from './support.ts';

const risky = [
  'import boto3',
  'import settings',
  's3 = boto3.client("s3", aws_access_key_id=settings.A, aws_secret_access_key=settings.B, aws_session_token=settings.C)',
  '',
].join('\n');

test('the language of a document: the editor knows best, then the name', () => {
  assert.equal(languageOf('a/b/worker.py'), 'python');
  assert.equal(languageOf('worker.cts'), 'typescript');
  assert.equal(languageOf('App.TSX'), 'typescriptreact');
  assert.equal(languageOf('untitled', 'javascriptreact'), 'javascriptreact');
  assert.equal(languageOf('worker.txt', 'python'), 'python');
  for (const path of ['worker.log', 'py', '', 'a.constructor', 'x.py.bak'])
    assert.equal(languageOf(path), null, path);
  assert.equal(languageOf('x', 'toString'), null);
});

test('grammars load when asked for, and once', async () => {
  const asked: string[] = [];
  const own = openGrammars((name) => {
    asked.push(name);
    return readWasm(name);
  });
  assert.deepEqual(asked, []);
  const clean = await scanCode(codeFile('a.py', 'print("hello")\n'), rules, own, failingLog);
  assert.deepEqual(clean, { kind: 'scanned', findings: [] });
  assert.deepEqual(asked, [], 'a file without a keyword loads nothing');
  await Promise.all([1, 2, 3].map(() => scanCode(codeFile('a.py', risky), rules, own, failingLog)));
  assert.deepEqual(asked, ['tree-sitter.wasm', 'tree-sitter-python.wasm']);
  for (const name of asked) assert.ok(GRAMMAR_FILES.includes(name));
});

test('a grammar that does not load names itself', async () => {
  const own = openGrammars((name) =>
    name.includes('python') ? Promise.reject(new Error('gone')) : readWasm(name),
  );
  const scan = await scanCode(codeFile('a.py', risky), rules, own, failingLog);
  assert.deepEqual(scan, {
    kind: 'skipped',
    reason: 'no-grammar',
    says: 'tree-sitter-python.wasm did not load: gone',
  });
  assert.deepEqual(await fixesAt(codeFile('a.py', risky), rules, { start: 0, end: 9 }, own, failingLog), []);
  const other = await scanCode(codeFile('a.js', 'const sessionToken = 1;'), rules, own, failingLog);
  assert.equal(other.kind, 'scanned');
});

test('a file over the limit is skipped, and says so', async () => {
  const text = `${risky}${'#'.repeat(SIZE_LIMIT)}`;
  const scan = await scanCode(codeFile('a.py', text), rules, grammars, failingLog);
  assert.equal(scan.kind === 'skipped' && scan.reason, 'too-large');
});

test('a parse that takes too long is given up, and the next one is whole', async () => {
  let clock = 0;
  const own = openGrammars(readWasm, { now: () => clock });
  const text = `${risky}${'x = [1, 2, 3]\n'.repeat(5000)}`;
  const slow = openGrammars(readWasm, { now: () => (clock += 600) });
  const scan = await scanCode(codeFile('a.py', text), rules, slow, failingLog);
  assert.equal(scan.kind === 'skipped' && scan.reason, 'too-slow');
  const again = await scanCode(codeFile('a.py', text), rules, own, failingLog);
  assert.equal(again.kind === 'scanned' && again.findings.length, 1);
});

const broken: Rule = {
  id: 'broken',
  languages: ['python'],
  keywords: ['boto3'],
  detect() {
    throw new Error(`no idea what ${'AS'}${'IA'}${'A'.repeat(16)} is`);
  },
  fixes: () => [],
};

test('a rule that fails is logged, redacted, and silences nobody', async () => {
  const lines: string[] = [];
  const scan = await scanCode(codeFile('a.py', risky), [broken, ...rules], grammars, (line) =>
    lines.push(line),
  );
  assert.equal(scan.kind === 'scanned' && scan.findings.length, 1);
  assert.deepEqual(lines, ['rule broken failed on a.py: no idea what ASIA… is']);
});

test('a comment switches a rule off beside, above or within the finding', async () => {
  const call = risky.trimEnd();
  const above = call.replace('s3 =', '# session-doctor: ignore static-session-token\ns3 =');
  const within = call.replace(
    'aws_session_token',
    '\n  # session-doctor: ignore other, static-session-token: a test\n  aws_session_token',
  );
  for (const text of [`${call}  # session-doctor: ignore static-session-token\n`, above, within]) {
    assert.deepEqual(await findingsIn(codeFile('a.py', text)), [], text);
  }
  for (const comment of [
    'session-doctor: ignore other',
    'session-doctor: ignore',
    'ignore static-session-token',
  ]) {
    assert.equal((await findingsIn(codeFile('a.py', `${call}  # ${comment}\n`))).length, 1, comment);
  }
  const far = call.replace('s3 =', '# session-doctor: ignore static-session-token\n\ns3 =');
  assert.equal((await findingsIn(codeFile('a.py', far))).length, 1);
});

test('a message never holds the token', async () => {
  const token = `IQoJ${'b3JpZ2luX2Vj'.repeat(12)}`;
  const key = `${'AS'}IA${'Q'.repeat(16)}`;
  const secret = 'aB3'.repeat(14).slice(0, 40);
  const python = `import boto3\ns3 = boto3.client("s3", aws_access_key_id="${key}", aws_secret_access_key="${secret}", aws_session_token="${token}")\n`;
  const javascript = `import { S3Client } from '@aws-sdk/client-s3';\nexport const s3 = new S3Client({ credentials: { accessKeyId: '${key}', secretAccessKey: '${secret}', sessionToken: '${token}' } });\n`;
  for (const [path, text] of [
    ['a.py', python],
    ['a.ts', javascript],
  ] as const) {
    const found = await findingsIn(codeFile(path, text));
    assert.equal(found.length, 1);
    const said = JSON.stringify(found);
    for (const part of [key, secret, token]) assert.ok(!said.includes(part.slice(0, 12)), path);
    assert.match(
      found[0]?.message ?? '',
      /^Requests start failing when this session ends, by default 1 hour/,
    );
  }
});

test('the message says the lifetime that was asked for', async () => {
  const text = risky
    .replace(
      'import settings',
      'c = boto3.client("sts").assume_role(RoleArn="r", RoleSessionName="n", DurationSeconds=15 * 60)["Credentials"]',
    )
    .replace(/settings\.(\w)/g, 'c["$1"]');
  const [finding] = await findingsIn(codeFile('a.py', text));
  assert.match(finding?.message ?? '', /ends, 15 minutes after assume_role:/);
  assert.deepEqual(
    finding?.related.map(({ start, end }) => text.slice(start, end).split('(')[0]),
    ['boto3.client'],
  );
});

test('fixes are those of the finding at the place, of the text as it is now', async () => {
  const call = (name: string) =>
    `${name} = boto3.client("${name}", aws_access_key_id=os.environ["AWS_ACCESS_KEY_ID"], aws_secret_access_key=os.environ["AWS_SECRET_ACCESS_KEY"], aws_session_token=os.environ["AWS_SESSION_TOKEN"])\n`;
  const text = `import os\nimport boto3\n${call('s3')}${call('sqs')}`;
  const at = text.indexOf('sqs');
  const offers = await fixesAt(
    codeFile('a.py', text),
    rules,
    { start: at + 8, end: at + 8 },
    grammars,
    failingLog,
  );
  assert.deepEqual(
    offers.map(({ fix }) => [fix.title, fix.preferred]),
    [["Let the SDK's default provider chain supply the credentials", true]],
  );
  assert.equal(
    applyEdits(text, offers[0]?.fix.edits ?? []),
    `import os\nimport boto3\n${call('s3')}sqs = boto3.client("sqs")\n`,
  );
  assert.deepEqual(
    await fixesAt(codeFile('a.py', text), rules, { start: 0, end: 5 }, grammars, failingLog),
    [],
  );
});

test('tests and mocks are left alone', async () => {
  for (const path of ['tests/unit/a.py', 'app/test_a.py', 'app/a_test.py', 'conftest.py']) {
    assert.deepEqual(await findingsIn(codeFile(path, risky)), [], path);
  }
  assert.equal((await findingsIn(codeFile('app/contest.py', risky))).length, 1);
  assert.deepEqual(await findingsIn(codeFile('a.py', `from moto import mock_aws\n${risky}`)), []);
});
