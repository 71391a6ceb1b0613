import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { SESSION } from './session.ts';

const cli = fileURLToPath(new URL('../../server/cli.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'diagnose-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const log = SESSION[1]?.log ?? '';
const half = log.split('\n').slice(0, 35).join('\n');
const rest = log.split('\n').slice(35).join('\n');
const write = (name: string, data: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, data);
  return path;
};
const run = (args: string[], input = '') =>
  spawnSync(process.execPath, [cli, 'diagnose', ...args], { encoding: 'utf8', input, timeout: 60_000 });

interface Report {
  version: number;
  incidents: {
    code: string;
    count: number;
    lines: number[];
    causes: { id: string; for: { line: number }[] }[];
    nextSteps: { text: string }[];
  }[];
  undatedLines: number;
}

test('a rotated pair of files, one of them packed, is one log', () => {
  const whole = run([write('all.log', log), '--format', 'json']);
  const parts = run([write('a.log.gz', gzipSync(`${half}\n`)), write('b.log', rest), '--format', 'json']);
  assert.equal(whole.status, 1, whole.stderr);
  assert.equal(parts.status, 1, parts.stderr);
  const report = JSON.parse(whole.stdout) as Report;
  assert.deepEqual((JSON.parse(parts.stdout) as Report).incidents, report.incidents);
  const [incident] = report.incidents;
  assert.equal(report.version, 1);
  assert.equal(incident?.count, incident?.lines.length);
  const lines = log.split('\n');
  for (const line of incident?.lines ?? []) assert.match(lines[line - 1] ?? '', /ExpiredTokenException/);
  assert.ok((incident?.nextSteps.length ?? 0) > 0);
});

test('standard input, text and Markdown', () => {
  const text = run(['-'], log);
  assert.equal(text.status, 1, text.stderr);
  assert.match(text.stdout, /^ExpiredTokenException, 12 times\n/);
  const markdown = run(['-', '--format', 'markdown'], log);
  assert.match(markdown.stdout, /^# ExpiredTokenException, 12 times\n/);
  assert.match(markdown.stdout, /```text\n.*session {2}\|=+/s);
});

test('no incident, an unreadable log, a wrong call', () => {
  const none = run([write('quiet.log', 'all is well\n')]);
  assert.equal(none.status, 0, none.stderr);
  assert.match(none.stdout, /^No incident\./);
  const missing = run([join(folder, 'absent.log')]);
  assert.equal(missing.status, 3);
  assert.match(missing.stderr, /absent\.log: there is no such file/);
  assert.equal(run([]).status, 2);
  assert.equal(run(['-', '--format', 'xml']).status, 2);
});
