import assert from 'node:assert/strict';
import { test } from 'node:test';
import MarkdownIt from 'markdown-it';
import { codeSpan, escapeHtml, escapeMarkdown, plain, stripAnsi } from '../../server/render/escape.ts';

const hostile = [
  '<script>alert(1)</script>',
  '[click](command:workbench.action.terminal.sendSequence)',
  '![x](https://evil.example/p.png)',
  '`code` **bold** # heading | table',
  '\u001b]0;title\u0007\u001b[31mred\u001b[0m',
  '\u202edesrever\u202c',
  '1. list\n- item\n> quote',
  'https://evil.example www.evil.example a@evil.example',
  '&lt;b&gt; &#x3c;',
];

test('escaped Markdown renders as the text itself: no element, no link', () => {
  const markdown = new MarkdownIt({ html: true, linkify: true });
  for (const text of hostile) {
    const html = markdown.renderInline(escapeMarkdown(text));
    assert.doesNotMatch(html, /<(?!\/?(?:$))/, `${text} → ${html}`);
    const seen = html
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&amp;', '&');
    assert.equal(seen, plain(text));
  }
});

test('a block of escaped text is one paragraph', () => {
  for (const text of ['# no', '- no', '1. no', '+ no', '> no', '| a | b |', '    code']) {
    assert.match(new MarkdownIt().render(escapeMarkdown(text)), /^<p>[^<]*<\/p>\n$/);
  }
});

test('a code span holds any text', () => {
  for (const text of ['a`b', '``', '`', 'a``b`', '', '<b>']) {
    const html = new MarkdownIt({ html: true }).renderInline(codeSpan(text));
    assert.match(html, /^<code>[^<]*<\/code>$/, text);
  }
});

test('plain text is one printable line of bounded length', () => {
  for (const text of hostile) assert.doesNotMatch(plain(text), /[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  assert.equal(plain('x'.repeat(1000), 10).length, 10);
  assert.equal(plain('a\r\n\tb'), 'a b');
});

test('terminal sequences go, text stays', () => {
  assert.equal(
    stripAnsi('\u001b[1;31mError\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007\n'),
    'Error link\n',
  );
});

test('HTML text cannot open an element or leave an attribute', () => {
  assert.doesNotMatch(escapeHtml(hostile.join('"\'')), /[<>"']/);
});
