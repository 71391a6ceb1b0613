import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CodeAction, Diagnostic, Hover } from 'vscode-languageserver/node';
import type { Article, CheckResult, TerminalLink } from '../../server/protocol.ts';
import { canary, leaked } from '../support/canary.ts';
import { type LspServer, startLsp } from '../support/lsp.ts';

const LOG = [
  '2026-04-15T09:00:00Z INFO session acquired, credentialExpiration=2026-04-15T10:00:00Z',
  '2026-04-15T10:02:14Z ERROR An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.',
].join('\n');
const at = { line: 1, character: LOG.split('\n')[1]?.indexOf('ExpiredToken') ?? 0 };

let server: LspServer;
before(async () => {
  server = await startLsp({ env: { AWS_EC2_METADATA_DISABLED: 'true' } });
});
after(() => server.close());

const pull = async (uri: string) =>
  (
    await server.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', {
      textDocument: { uri },
    })
  ).items;
const hover = (uri: string, position = at) =>
  server.connection.sendRequest<Hover | null>('textDocument/hover', { textDocument: { uri }, position });
const markdownOf = (found: Hover | null) => (found?.contents as { value: string } | undefined)?.value ?? '';

test('hover in a log: verdict first, evidence, then causes, checks and fixes, without command links', async () => {
  await server.open('file:///a.log', 'log', LOG);
  const value = markdownOf(await hover('file:///a.log'));
  assert.match(value.split('\n')[0] ?? '', /ExpiredToken/);
  assert.match(value, /ended 2 min 14 s before this PutObject request/);
  for (const part of ['Likely causes', 'Look first', 'Fix']) assert.ok(value.includes(part), part);
  assert.doesNotMatch(value, /command:/);
  assert.equal(await hover('file:///a.log', { line: 0, character: 3 }), null);
});

test('pull diagnostics carry the verdict', async () => {
  await server.open('file:///b.log', 'log', LOG);
  const [found, ...rest] = await pull('file:///b.log');
  assert.deepEqual(rest, []);
  assert.equal(found?.source, 'aws-session');
  assert.equal(found?.code, 'ExpiredToken');
  assert.deepEqual(found?.range, {
    start: at,
    end: { line: 1, character: at.character + 'ExpiredToken'.length },
  });
  assert.match(String(found?.message), /2 min 14 s/);
});

test('an edit changes the diagnostics', async () => {
  const uri = 'file:///c.log';
  await server.open(uri, 'log', LOG);
  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [
      { range: { start: { line: 1, character: 0 }, end: { line: 1, character: 400 } }, text: 'all well' },
    ],
  });
  assert.deepEqual(await pull(uri), []);
});

test('code: a finding, its hover, and a fix that silences it', async () => {
  const uri = 'file:///app/worker.py';
  const text = [
    'import boto3',
    '',
    'credentials = boto3.client("sts").assume_role(RoleArn=ROLE, RoleSessionName="worker")["Credentials"]',
    's3 = boto3.client(',
    '    "s3",',
    '    aws_access_key_id=credentials["AccessKeyId"],',
    '    aws_secret_access_key=credentials["SecretAccessKey"],',
    '    aws_session_token=credentials["SessionToken"],',
    ')',
    '',
  ].join('\n');
  await server.open(uri, 'python', text);
  const [found] = await pull(uri);
  assert.ok(found);
  assert.equal(found.code, 'static-session-token');
  assert.ok(markdownOf(await hover(uri, found.range.start)).includes('static-session-token'));
  const actions = await server.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: found.range,
    context: { diagnostics: [found] },
  });
  const fix = actions.find((action) => action.title === 'Use a refreshing assume-role provider');
  const edits = fix?.edit?.changes?.[uri];
  assert.ok(edits, actions.map((action) => action.title).join(', '));
  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [...edits]
      .sort(
        (a, b) =>
          b.range.start.line - a.range.start.line || b.range.start.character - a.range.start.character,
      )
      .map(({ range, newText }) => ({ range, text: newText })),
  });
  assert.deepEqual(await pull(uri), []);
});

test('terminal links: one plain line with the verdict, from the captured output', async () => {
  const line = LOG.split('\n')[1] ?? '';
  const [link] = await server.connection.sendRequest<TerminalLink[]>('sessionDoctor/terminalLinks', {
    line,
    output: LOG,
  });
  assert.equal(line.slice(link?.start, (link?.start ?? 0) + (link?.length ?? 0)), 'ExpiredToken');
  assert.match(
    link?.tooltip ?? '',
    /ExpiredToken: The session ended 2 min 14 s before this PutObject request/,
  );
  assert.doesNotMatch(link?.tooltip ?? '', /\n/);
});

test('the article shows the evidence of its occurrence and cannot be made to run anything', async () => {
  const hostile = `${LOG}\n<script>alert(1)</script> [x](command:evil) requestId=${canary.accessKeyId}`;
  const article = await server.connection.sendRequest<Article>('sessionDoctor/article', {
    name: 'ExpiredToken',
    occurrence: { text: hostile },
  });
  assert.match(article.html, /ended 2 min 14 s/);
  assert.doesNotMatch(article.html, /<script|command:|javascript:/i);
  assert.deepEqual(leaked(article.html), []);
  const unknown = await server.connection.sendRequest<Article>('sessionDoctor/article', {
    name: '<b>Expird</b>',
  });
  assert.doesNotMatch(unknown.html, /<b>/);
});

test('the session check over LSP, offline', async () => {
  const result = await server.connection.sendRequest<CheckResult>('workspace/executeCommand', {
    command: 'sessionDoctor.server.check',
    arguments: [{ offline: true }],
  });
  assert.equal(result.report.version, 1);
  assert.ok(result.article.html.length > 0);
});

test('odd requests are answered, and the server goes on', async () => {
  for (const [method, params] of [
    ['textDocument/hover', { textDocument: { uri: 'file:///never-opened' }, position: at }],
    ['textDocument/diagnostic', { textDocument: { uri: 'file:///never-opened' } }],
    [
      'textDocument/codeAction',
      { textDocument: { uri: 'x' }, range: { start: at, end: at }, context: { diagnostics: [] } },
    ],
    ['sessionDoctor/terminalLinks', { line: 'x'.repeat(100_000), output: '\u0000'.repeat(1000) }],
    ['sessionDoctor/terminalLinks', {}],
    ['sessionDoctor/article', { name: '' }],
    ['sessionDoctor/article', {}],
    ['workspace/executeCommand', { command: 'rm -rf' }],
    ['no/such', {}],
  ] as const) {
    await server.connection.sendRequest(method, params).catch((error: Error) => error);
  }
  await server.open('file:///d.log', 'log', LOG);
  assert.equal((await pull('file:///d.log')).length, 1);
});

test('command links only for a client that asked for them', async () => {
  const other = await startLsp({ initializationOptions: { commandLinks: true } });
  await other.open('file:///a.log', 'log', LOG);
  const found = await other.connection.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri: 'file:///a.log' },
    position: at,
  });
  assert.match(markdownOf(found), /\(command:sessionDoctor\.explainError\?/);
  await other.close();
});
