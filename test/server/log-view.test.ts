import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CodeLens, DocumentSymbol, FoldingRange, InlayHint } from 'vscode-languageserver/node';
import { type LspServer, startLsp } from '../support/lsp.ts';

const failure = (second: number) =>
  `2026-04-15T10:02:${second}Z ERROR An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.`;
const LOG = [
  '2026-04-15T09:00:00Z INFO session acquired, credentialExpiration=2026-04-15T10:00:00Z',
  failure(14),
  '2026-04-15T10:02:15Z INFO waiting',
  failure(16),
  failure(18),
  '2026-04-15T10:05:00Z INFO a',
  '2026-04-15T10:05:01Z INFO b',
  '2026-04-15T10:05:02Z INFO c',
  '2026-04-15T10:05:03Z INFO d',
  failure(59),
].join('\n');
const textDocument = { uri: 'file:///a.log' };
const character = failure(14).indexOf('ExpiredToken');

let server: LspServer;
before(async () => {
  server = await startLsp({ initializationOptions: { commandLinks: true } });
  await server.open(textDocument.uri, 'log', LOG);
});
after(() => server.close());

test('the outline lists each error with its places', async () => {
  const [error, ...rest] = await server.connection.sendRequest<DocumentSymbol[]>(
    'textDocument/documentSymbol',
    {
      textDocument,
    },
  );
  assert.deepEqual(rest, []);
  assert.equal(error?.name, 'ExpiredToken');
  assert.equal(error?.detail, '4 times');
  assert.deepEqual(
    error?.children?.map(({ name, selectionRange }) => [name, selectionRange.start.line]),
    [
      ['10:02:14 UTC', 1],
      ['10:02:16 UTC', 3],
      ['10:02:18 UTC', 4],
      ['10:02:59 UTC', 9],
    ],
  );
  assert.equal(error?.children?.[0]?.detail, 'PutObject, session ended 2 min 14 s before');
});

test('inlay hints stand behind the code, within the asked range only', async () => {
  const hints = await server.connection.sendRequest<InlayHint[]>('textDocument/inlayHint', {
    textDocument,
    range: { start: { line: 0, character: 0 }, end: { line: 3, character: 0 } },
  });
  assert.deepEqual(
    hints.map(({ label, position }) => [label, position]),
    [['ended 2 min 14 s before this request', { line: 1, character: character + 'ExpiredToken'.length }]],
  );
});

test('one lens, above the first occurrence, that opens the article with its evidence', async () => {
  const lenses = await server.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
  assert.equal(lenses.length, 1);
  assert.equal(lenses[0]?.range.start.line, 1);
  assert.match(lenses[0]?.command?.title ?? '', /ExpiredToken, 4 times/);
  assert.deepEqual(lenses[0]?.command?.arguments, [
    { name: 'ExpiredToken', uri: textDocument.uri, offset: LOG.indexOf('ExpiredToken') },
  ]);
});

test('repeated failures fold, a lone one does not', async () => {
  const folds = await server.connection.sendRequest<FoldingRange[]>('textDocument/foldingRange', {
    textDocument,
  });
  assert.deepEqual(
    folds.map(({ startLine, endLine }) => [startLine, endLine]),
    [[1, 4]],
  );
});

test('code and unknown documents have none of them', async () => {
  await server.open('file:///a.py', 'python', LOG);
  for (const uri of ['file:///a.py', 'file:///never-opened.log']) {
    for (const method of [
      'textDocument/documentSymbol',
      'textDocument/codeLens',
      'textDocument/foldingRange',
    ]) {
      assert.deepEqual(
        await server.connection.sendRequest(method, { textDocument: { uri } }),
        [],
        `${method} ${uri}`,
      );
    }
  }
});
