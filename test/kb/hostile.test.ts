import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_PAGE } from '../../kb/source.ts';
import { renderArticleHtml } from '../../server/render/article-html.ts';
import { renderHover } from '../../server/render/hover.ts';
import { complaints, ERROR, edit, load } from './pages.ts';

const FILE = 'errors/OldToken.md';
const fill = (piece: string, size = MAX_PAGE) =>
  piece.repeat(Math.floor((size - ERROR.length) / piece.length));
const inProse = (text: string) => edit(ERROR, 'Text of the cause.', text);
const inFront = (text: string) => edit(ERROR, 'reviewed: 2026-04-21', `reviewed: 2026-04-21\n${text}`);
const depth = 20_000;

/** Pages that try to crash, stall or mislead; what has to be said about each, null where nothing is wrong with the words. */
const PAGES: Record<string, { text: string; says: RegExp | null }> = {
  'empty file': { text: '', says: /:1: start the page with front matter/ },
  'too long': {
    text: 'a'.repeat(MAX_PAGE + 1),
    says: /:1: the file has \d+ characters; a page may have 262144/,
  },
  'UTF-16 read as UTF-8': {
    text: `\ufffd\ufffd${[...ERROR].join('\u0000')}`,
    says: /:1: the file is not UTF-8 text/,
  },
  binary: { text: '\u0000\u0001\u0002', says: /not UTF-8 text/ },
  'YAML that nests without end': {
    text: `---\na: ${'['.repeat(depth)}\n---\n`,
    says: /:\d+: the YAML cannot be read/,
  },
  'YAML maps without end': {
    text: `---\n${'{a: '.repeat(depth / 2)}\n---\n`,
    says: /the YAML cannot be read/,
  },
  'YAML alias bomb': {
    text: inFront(`a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]`),
    says: /anchors \(&name\) and aliases \(\*name\) are not used/,
  },
  'YAML tag': {
    text: edit(ERROR, 'title: The', 'title: !!js/function The'),
    says: /:3: (?:the YAML cannot be read|tags)/,
  },
  'YAML prototype key': { text: inFront('__proto__: { polluted: yes }'), says: /unknown key "__proto__"/ },
  'front matter that is a list': {
    text: edit(ERROR, 'code: OldToken', '- code'),
    says: /the YAML cannot be read|must be a map/,
  },
  'script tag': { text: inProse('<script>alert(1)</script>'), says: /HTML is shown as text/ },
  'event handler': { text: inProse('<img src=x onerror=alert(1)>'), says: /HTML is shown as text/ },
  'script link': {
    text: inProse('[a](javascript:alert(1))'),
    says: /"javascript:alert\(1\)" cannot be linked/,
  },
  'command link': {
    text: inProse('[a](command:workbench.action.quit)'),
    says: /cannot be linked; a link is an https/,
  },
  'data link': { text: inProse('[a](data:text/html;base64,AAAA)'), says: /cannot be linked/ },
  'link with a password': {
    text: inProse('[a](https://docs.example.org@evil.example/)'),
    says: /cannot be linked/,
  },
  'look-alike host': {
    text: inProse('[a](https://docs.example.org.evil.example/)'),
    says: /no reference names docs\.example\.org\.evil\.example/,
  },
  'remote picture': {
    text: inProse('![a](https://docs.example.org/a.png)'),
    says: /an image cannot be shown here/,
  },
  'script reference': {
    text: edit(ERROR, 'https://docs.example.org/errors', 'javascript:alert(1)'),
    says: /is no web address/,
  },
  'direction override': {
    text: inProse('safe \u202e elpmas'),
    says: /invisible character U\+202E; delete it/,
  },
  'only invisible characters': {
    text: inProse(fill('\u200b')),
    says: /more than 50 problems; repair the first ones/,
  },
  'path for a code': {
    text: edit(ERROR, 'code: OldToken', 'code: ../../etc/passwd'),
    says: /must be letters and digits/,
  },
  'wording as expression bomb': {
    text: edit(ERROR, 'The provided token is quite old', '(a+)+$ (a+)+$ (a+)+$'),
    says: null,
  },
  brackets: { text: inProse(fill('[')), says: null },
  stars: { text: inProse(fill('**x')), says: null },
  backticks: { text: inProse(fill('`a')), says: null },
  'flat list': { text: inProse(fill('- a\n')), says: null },
  'nested list': { text: inProse(fill('- ')), says: /cannot be shown here|holds one paragraph/ },
  quotations: { text: inProse(fill('>')), says: /a quotation cannot be shown here/ },
  'endless spaces before an id': { text: inProse(`- x${fill(' ')}{#`), says: null },
  'endless heading': { text: inProse(`### ${fill('x ')}{#`), says: /has no id/ },
  'endless value': {
    text: edit(ERROR, 'against: unseen', `against: unseen\n${fill('  b,\n')}`),
    says: /"against:" is too long/,
  },
  'thousand headings': { text: inProse(fill('## Meaning\n')), says: /appears twice/ },
  'unclosed fence': { text: inProse('```log match\n{{hour.default}}'), says: /has no "## Diagnosis"/ },
  'carriage returns': { text: inProse(fill('\r')), says: null },
  'half a surrogate': { text: inProse('a \ud800 b'), says: null },
};

for (const [what, { text, says }] of Object.entries(PAGES)) {
  test(`a hostile page is bounded, named and harmless: ${what}`, () => {
    const start = performance.now();
    const { kb } = load({ [FILE]: text });
    const said = complaints({ [FILE]: text }).filter((line) => line.startsWith(FILE));
    // Twice the reading of one page; the stalls that this is for take minutes.
    assert.ok(performance.now() - start < 20_000, 'reading took too long');
    if (says === null) assert.deepEqual(said, []);
    else
      assert.ok(
        said.some((line) => says.test(line)),
        `expected ${says}, got:\n${said.slice(0, 5).join('\n')}`,
      );
    // The reading of a page and the check of the whole report 50 problems each, and that there are more.
    assert.ok(said.length <= 102 && said.every((line) => line.length < 600), 'messages are bounded');
    assert.equal(({} as Record<string, unknown>).polluted, undefined);
    for (const entry of kb.entries) {
      const html = renderArticleHtml(entry, kb);
      assert.doesNotMatch(
        html,
        /<(?:script|img|iframe|style|svg)|(?:href|src)="(?!https:\/\/docs\.example\.org\/)/i,
      );
      assert.doesNotMatch(
        renderHover(entry, [], { commandLinks: true }),
        /\]\((?!https:\/\/docs\.example\.org\/|command:sessionDoctor\.)/,
      );
    }
    assert.ok(
      kb.entries.some((entry) => entry.kind === 'rule'),
      'the other page is still there',
    );
  });
}
