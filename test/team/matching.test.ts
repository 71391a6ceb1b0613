import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KnowledgeBase } from '../../kb/types.ts';
import { createEngine } from '../../server/engine.ts';
import { errorOf, ours, withPages } from './support.ts';

/** What makes backtracking expressions explode, as sentences of a team. */
const BOMBS = [
  '(a+)+$ (a+)+$ (a+)+$',
  '^(([a-z])+.)+[A-Z]([a-z])+$ (x+x+)+y',
  '(?=a)*(?:a|a|a)* \\1{9} [^]*[^]*x',
  'a a a b a a a b a a a b a a a c',
  '.* .* .* zig zag',
];

/** Pages of 50 sentences each: the bombs, and then as many as are asked for that begin as `like` does. */
function bombed(count: number, like: string): KnowledgeBase {
  const pages = Object.fromEntries(
    Array.from({ length: Math.ceil(count / 50) }, (_, page) => {
      const list = Array.from({ length: 50 }, (_, at) => {
        const text = page === 0 && at < BOMBS.length ? BOMBS[at] : `${like} ${page} ${at} of a team`;
        return `  - { id: w${page}-${at}, text: ${JSON.stringify(text)} }\n`;
      }).join('');
      const front = `---\namends: ExpiredToken\nwordings:\n${list}---\n`;
      return [`errors/p${page}.md`, front];
    }),
  );
  const { kb, said } = withPages(pages);
  const surprising = said.filter((line) => !/more than 200 wordings/.test(line));
  assert.deepEqual(surprising, []);
  return kb;
}

/** The best of a few runs, in milliseconds. */
function took(run: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  });
  return Math.min(...times);
}

test('sentences are plain text: no sign in them means anything', () => {
  const engine = createEngine(bombed(50, 'the lamb'));
  for (const text of BOMBS) {
    const codes = engine.errors(`12:00 ${text.toUpperCase()} end`).map(({ code }) => code);
    assert.deepEqual(codes, ['ExpiredToken'], text);
  }
  assert.deepEqual(engine.errors('aaaa aaaa aaaa aaaa'), []);
});

test('as many hostile sentences as are taken: four times the log takes about four times as long', () => {
  const like = 'ab ab ab a sentence';
  const kb = bombed(250, like);
  const added = errorOf(kb, 'ExpiredToken').wordings.length - errorOf(ours, 'ExpiredToken').wordings.length;
  assert.equal(added, 200);
  const engine = createEngine(kb);
  const lines = [
    `${'ab '.repeat(40)}\n`,
    `${like} `,
    `${'# '.repeat(40)}\n`,
    `${' '.repeat(90)}a\n`,
    '.* '.repeat(30),
  ];
  for (const line of lines) {
    const [short = '', long = ''] = [25_000, 100_000].map((size) =>
      line.repeat(Math.ceil(size / line.length)),
    );
    const [quick, slow] = [took(() => engine.errors(short)), took(() => engine.errors(long))];
    // What is quadratic takes sixteen times as long, and what explodes does not end.
    assert.ok(slow < 10 * Math.max(quick, 20), `${line.slice(0, 12)}: ${quick} ms, then ${slow} ms`);
    assert.ok(slow < 8000, `${line.slice(0, 12)}: ${slow} ms for 100 KB`);
  }
});
