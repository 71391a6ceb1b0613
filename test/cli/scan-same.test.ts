import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { knowledgeBase } from '../../server/assets.ts';
import { findRipgrep } from '../../server/commands/search/ripgrep.ts';
import { createLogScanner } from '../../server/commands/search/scan-log.ts';
import { createEngine } from '../../server/engine.ts';
import { type FindingRow, toRow } from '../../server/findings.ts';
import { linesOf } from '../../server/logs/lines.ts';
import { logLines, randomFrom } from '../bench/log-lines.ts';

const engine = createEngine(knowledgeBase());
let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'session-doctor-scan-'));
});
after(() => rm(folder, { recursive: true, force: true }));

/** A log that has everything a reader can stumble over, but no line so long that the engine itself cuts it. */
function log(seed: number, size: number): Buffer {
  const random = randomFrom(seed);
  const lines = logLines(seed, 0.002 + random() * 0.02, 0.001 + random() * 0.004);
  const parts: Buffer[] = random() < 0.3 ? [Buffer.from([0xef, 0xbb, 0xbf])] : [];
  const crlf = random() < 0.3;
  for (let length = 0; length < size; ) {
    let text = lines.next();
    const odd = random();
    if (odd < 0.001) text = `${'é漢🙂 x'.repeat(Math.floor(random() * 2000))}\n`;
    else if (odd < 0.002) text = text.replaceAll(' ', '  ');
    else if (odd < 0.003) text = '\n'.repeat(Math.floor(random() * 200));
    else if (odd < 0.004) text = text.replace(/(provided|token|included) /g, '$1\n  │ ').toUpperCase();
    else if (odd < 0.005) text = `🙂${text.trimEnd()}${text}`;
    else if (odd < 0.008) text = farFromAws(text.slice(0, 24));
    if (crlf) text = text.replaceAll('\n', '\r\n');
    parts.push(Buffer.from(text));
    if (odd > 0.999) parts.push(Buffer.from([0xc3, 0x28, 0xff, 0xe2, 0x82]));
    length += text.length;
  }
  return Buffer.concat(parts);
}

/** What says that the error is one of AWS stands as far above and below it as the engine looks. */
function farFromAws(time: string): string {
  const quiet = `${time} INFO  all quiet\n`.repeat(4);
  return `${time} INFO  botocore retries\n${quiet}${time} ERROR refused: ExpiredToken\n${time} ERROR refused: ExpiredToken\n${quiet}${time} INFO  botocore retries\n`;
}

function whole(bytes: Buffer): FindingRow[] {
  const text = new TextDecoder().decode(bytes);
  const lines = linesOf(text);
  return engine.errors(text).map((occurrence) => toRow(engine.finding(occurrence), 'log', lines));
}

async function all(rows: AsyncIterable<FindingRow[]>): Promise<FindingRow[]> {
  const found: FindingRow[] = [];
  for await (const some of rows) found.push(...some);
  return found;
}

async function* cut(bytes: Buffer, random: () => number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(random() ** 3 * 1_500_000);
    yield bytes.subarray(at, end);
    at = end;
  }
}

const told = () => undefined;
for (const seed of [1, 2, 3, 4, 5, 6]) {
  test(`streamed in random pieces, searched by ripgrep, or read whole: the same findings (seed ${seed})`, async () => {
    const random = randomFrom(seed + 1000);
    const bytes = log(seed, 1_000_000 + random() * 4_000_000);
    const expected = whole(bytes);
    assert.ok(expected.length > 10, `only ${expected.length} errors in the log`);
    assert.ok(expected.some(({ evidence }) => evidence?.expiredAt !== undefined));
    const alone = createLogScanner(engine, null);
    assert.deepEqual(await all(alone.stream(cut(bytes, random), 'log')), expected);
    const path = join(folder, `${seed}.log`);
    await writeFile(path, bytes);
    const program = findRipgrep();
    assert.ok(program !== null, 'the bundled ripgrep is missing');
    const stop = new AbortController().signal;
    assert.deepEqual(
      await all(createLogScanner(engine, program).file(path, bytes.length, 'log', told, stop)),
      expected,
    );
    assert.deepEqual(await all(alone.file(path, bytes.length, 'log', told, stop)), expected);
  });
}

test('the order in which ripgrep is looked for', () => {
  assert.equal(findRipgrep({ SESSION_DOCTOR_RG: 'none' }), null);
  assert.match(findRipgrep({ PATH: '' }) ?? '', /@vscode\/ripgrep-/);
});
