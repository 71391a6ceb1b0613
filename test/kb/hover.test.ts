import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadKnowledgeBase } from '../../kb/load.ts';
import { MAX_LINES, renderHover } from '../../server/render/hover.ts';
import { canary, leaked } from '../support/canary.ts';
import { ERROR, edit, errorPage, load, ourFiles } from './pages.ts';

const loaded = loadKnowledgeBase(ourFiles());
const page = errorPage(loaded, 'ExpiredToken');
const EVIDENCE = [
  'The session had ended 2 min 14 s before this PutObject request.',
  'Session end 2026-04-15 10:00:00 UTC (line 2).',
  'Request or its failure 2026-04-15 10:02:14 UTC (line 2).',
];

/** Lines with content above the links. */
function linesOf(markdown: string): string[] {
  const lines = markdown.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(0, -1);
}

test('the hover of ExpiredToken', () => {
  const golden = new URL('fixtures/expired-token-hover.md', import.meta.url);
  const markdown = `${renderHover(page, EVIDENCE, { commandLinks: true })}\n`;
  if (process.env.UPDATE === '1') writeFileSync(golden, markdown);
  assert.ok(existsSync(golden), 'the golden file is missing; run once with UPDATE=1 and read it');
  assert.equal(markdown, readFileSync(golden, 'utf8'));
});

test('verdict first, then the evidence, then causes, steps and fixes', () => {
  const lines = linesOf(renderHover(page, EVIDENCE));
  assert.equal(
    lines[0],
    '**ExpiredToken:** The temporary session that signed this request had already ended.',
  );
  assert.equal(lines[1], '- The session had ended 2 min 14 s before this PutObject request.');
  const labels = lines.filter((line) => /^\*\*[^:]+\*\*$/.test(line));
  assert.deepEqual(labels, ['**Likely causes**', '**Look first**', '**Fix**']);
});

test('at most twelve lines above the links, however much there is to say', () => {
  for (const entry of loaded.kb.entries) {
    for (let count = 0; count <= 30; count++) {
      const evidence = Array.from({ length: count }, (_, at) => `Evidence ${at}.`);
      const lines = linesOf(renderHover(entry, evidence, { commandLinks: true }));
      assert.ok(lines.length <= MAX_LINES, `${lines.length} lines with ${count} of evidence`);
    }
  }
});

test('a page with little to say fills no lines', () => {
  const lines = linesOf(renderHover(errorPage(load())));
  assert.deepEqual(lines, [
    '**OldToken:** The token was old.',
    '**Likely causes**',
    '1. The clock stood still',
    '**Look first**',
    '1. Look at the clock `date -u`',
    '**Fix**',
    '1. Wind the clock',
  ]);
});

test('command links only where they are followed, and only ours', () => {
  assert.doesNotMatch(renderHover(page, EVIDENCE), /command:/);
  const target = { uri: "file:///tmp/a(b)'c].log", offset: 7 };
  const markdown = renderHover(page, EVIDENCE, { commandLinks: true, target });
  const commands = [...markdown.matchAll(/\]\(command:([\w.]+)(?:\?([^)\s]*))?\)/g)];
  assert.deepEqual(
    commands.map(([, name]) => name),
    ['sessionDoctor.explainError', 'sessionDoctor.checkSession'],
  );
  const [argument] = JSON.parse(decodeURIComponent(commands[0]?.[2] ?? '')) as unknown[];
  assert.deepEqual(argument, { name: 'ExpiredToken', ...target });
});

test('hostile evidence is shown, never obeyed', () => {
  const hostile = [
    '[click](command:workbench.action.quit)',
    '<img src=x onerror=alert(1)> **bold** `code`',
    'https://evil.example/?q=1 www.evil.example a@evil.example',
    'one\n\n# two\n- three\u001b[31m\u202e',
    `token ${canary.sessionToken} key ${canary.accessKeyId}`,
  ];
  const markdown = renderHover(page, hostile, { commandLinks: true });
  assert.doesNotMatch(
    markdown,
    /\]\(command:workbench|<img|https:\/\/evil|www\.evil|a@evil|\u001b|\u202e|^# two/m,
  );
  assert.ok(linesOf(markdown).length <= MAX_LINES);
  assert.deepEqual(leaked(markdown), []);
});

test('a hostile title or command cannot leave its place', () => {
  let text = edit(ERROR, '### Wind the clock', '### Wind ](command:a.b) <b> the clock');
  text = edit(text, 'command: date -u', 'command: date `-u` ](command:a.b)');
  const markdown = renderHover(errorPage(load({ 'errors/OldToken.md': text })));
  assert.ok(markdown.includes('Wind \\]\\(command:a.b\\) &lt;b&gt; the clock'));
  assert.ok(markdown.includes('``date `-u` ](command:a.b)``'));
});
