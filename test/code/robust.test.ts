import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { applyEdits } from '../../server/code/edits.ts';
import { rules } from '../../server/code/rules/index.ts';
import { scanWithFixes } from '../../server/code/scan.ts';
import { codeFile, failingLog, findingsIn, fixtures, grammars } from './support.ts';

const all = fixtures();

/** Scans, and applies every fix of every finding: nothing may throw, and edits stay within the text. */
async function exercise(path: string, text: string): Promise<void> {
  const file = codeFile(path, text);
  const scan = await scanWithFixes(file, rules, grammars, failingLog);
  if (scan.kind === 'skipped') return;
  for (const { finding, fixes } of scan.offers) {
    assert.ok(0 <= finding.start && finding.start < finding.end && finding.end <= text.length);
    for (const { edits } of fixes) {
      for (const { start, end } of edits) assert.ok(0 <= start && start <= end && end <= text.length);
      applyEdits(text, edits);
    }
  }
}

for (const { rule, name, text } of all) {
  test(`${rule}/${name}: cut anywhere, nothing throws`, async () => {
    for (let end = 1; end < text.length; end += 37) {
      await exercise(name, text.slice(0, end));
      await exercise(name, text.slice(end));
    }
  });
}

test('deleted, doubled and swapped pieces do not throw either', async () => {
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  for (let run = 0; run < 400; run += 1) {
    const { name, text } = all[random(all.length)] ?? { name: 'a.py', text: '' };
    const [from, size, to] = [random(text.length), 1 + random(60), random(text.length)];
    const piece = text.slice(from, from + size);
    const without = text.slice(0, from) + text.slice(from + size);
    const mutated = run % 2 === 0 ? without : without.slice(0, to) + piece + without.slice(to);
    await exercise(name, mutated);
  }
});

const seconds = async (run: () => Promise<unknown>) => {
  const start = performance.now();
  await run();
  return (performance.now() - start) / 1000;
};

const token = 'aws_access_key_id=a, aws_secret_access_key=b, aws_session_token=';
const hostile: [string, string, string][] = [
  ['deep brackets', 'a.py', `import boto3\nx = boto3.client(${'('.repeat(10_000)}${token}`],
  ['deep calls', 'a.js', `${'f('.repeat(10_000)}{ sessionToken: x }${')'.repeat(10_000)}`],
  [
    'deep members',
    'a.js',
    `const x = { sessionToken: a${'.b'.repeat(10_000)} }; new S3Client({ credentials: x });`,
  ],
  [
    'long chain of names',
    'a.py',
    `import boto3\nv0 = x\n${Array.from({ length: 3000 }, (_, at) => `v${at + 1} = v${at}\n`).join('')}c = boto3.client("s3", ${token}v3000)\n`,
  ],
  [
    'one name, many times',
    'a.py',
    `import boto3\ndef f(t):\n    c = boto3.client("s3", ${token}t["x"])\n${'    c = Wrap(c)\n'.repeat(700)}    return c\n`,
  ],
  [
    'names within names',
    'a.js',
    `async function f() {\nlet c = new S3Client({ credentials: { accessKeyId: a, secretAccessKey: b, sessionToken: t } });\n${'c = new Wrap(c, c);\n'.repeat(800)}return c }`,
  ],
  [
    'functions that call each other',
    'a.py',
    `import boto3\n${Array.from({ length: 60 }, (_, at) => `def f${at}():\n${Array.from({ length: 60 }, (__, to) => `    if x:\n        return f${to}()\n`).join('')}`).join('')}c = boto3.client("s3", ${token}f0()["x"])\n`,
  ],
  [
    'many findings',
    'a.py',
    `import boto3\n${Array.from({ length: 400 }, (_, at) => `c${at} = boto3.client("s3", ${token}t)\n`).join('')}`,
  ],
  [
    'one long line',
    'a.js',
    `${'a=1;'.repeat(200_000)}new S3Client({credentials:{accessKeyId:a,secretAccessKey:b,sessionToken:process.env.T}})`,
  ],
  [
    'odd letters',
    'a.py',
    `import boto3\n# \u{1F600} \ud800 \u0000 \u202e é\nc = boto3.client("s3", ${token}t)\n`,
  ],
];

for (const [what, path, text] of hostile) {
  test(`hostile: ${what}`, async () => {
    const took = await seconds(() => exercise(path, text));
    assert.ok(took < 2, `${took.toFixed(1)} s`);
  });
}

test('findings behind letters of several units are at the right place', async () => {
  const text =
    'import boto3\nimport settings\n# \u{1F600}é\nc = boto3.client("s3", aws_access_key_id=settings.a, aws_secret_access_key=settings.b, aws_session_token=settings.t)\n';
  const [finding] = await findingsIn(codeFile('a.py', text));
  assert.ok(text.slice(finding?.start, finding?.end).startsWith('boto3.client("s3"'));
});

test('fixed Python compiles', () => {
  const folder = fileURLToPath(new URL('fixtures/static-session-token', import.meta.url));
  const names = readdirSync(folder).filter((name) => name.endsWith('.fixed.py'));
  assert.ok(names.length > 0);
  const script = 'import sys\nfor name in sys.argv[1:]: compile(open(name, newline="").read(), name, "exec")';
  const run = spawnSync('python3', ['-c', script, ...names], { cwd: folder, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr || 'python3 is missing');
});
