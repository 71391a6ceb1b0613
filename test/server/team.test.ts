import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  createMessageConnection,
  type Diagnostic,
  type Hover,
  type RegistrationParams,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import type { Article, EntryRow, TeamTexts } from '../../server/protocol.ts';
import { type LspServer, startLsp } from '../support/lsp.ts';
import { until } from '../support/until.ts';
import { ADDITION, edit, PAGE } from '../team/support.ts';

const LOG =
  '2026-04-15T10:02:14Z ERROR An error occurred (ExpiredToken) when calling the PutObject operation: x';
const at = { line: 0, character: LOG.indexOf('ExpiredToken') + 2 };

let workspace: string;
let errors: string;
let server: LspServer;
before(async () => {
  workspace = await mkdtemp(join(tmpdir(), 'team-lsp-'));
  errors = join(workspace, '.session-doctor/errors');
  await mkdir(errors, { recursive: true });
  server = await start({ teamPages: true });
});
after(async () => {
  await server.close();
  await rm(workspace, { recursive: true, force: true });
});

const start = (initializationOptions: object) =>
  startLsp({
    env: { AWS_EC2_METADATA_DISABLED: 'true' },
    rootUri: pathToFileURL(workspace).href,
    initializationOptions,
  });
const uriOf = (name: string) => pathToFileURL(join(errors, name)).href;

async function hover(from: LspServer = server): Promise<string> {
  const found = await from.connection.sendRequest<Hover | null>('textDocument/hover', {
    textDocument: { uri: 'file:///a.log' },
    position: at,
  });
  return (found?.contents as { value: string } | undefined)?.value ?? '';
}

async function pull(uri: string, from: LspServer = server): Promise<Diagnostic[]> {
  const params = { textDocument: { uri } };
  return (await from.connection.sendRequest<{ items: Diagnostic[] }>('textDocument/diagnostic', params))
    .items;
}

async function save(name: string, text: string): Promise<void> {
  await writeFile(join(errors, name), text);
  await server.connection.sendNotification('textDocument/didSave', { textDocument: { uri: uriOf(name) } });
}

const changed = (uri: string) =>
  server.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri, type: 2 }] });

test('a page that is written while the server runs shows in the hover, the article and the list', async () => {
  await server.open('file:///a.log', 'log', LOG);
  assert.doesNotMatch(await hover(), /Payments runbook/);
  await writeFile(join(errors, 'ours.md'), ADDITION);
  await changed(uriOf('ours.md'));
  const text = await until('the runbook', async () => {
    const now = await hover();
    return /Payments runbook/.test(now) ? now : null;
  });
  assert.ok(text.split('\n').filter((line) => line.trim() !== '').length <= 13);
  const article = await server.connection.sendRequest<Article>('sessionDoctor/article', {
    name: 'payments session ended',
  });
  assert.match(article.html, /href="https:\/\/runbooks\.example\.com\/payments"/);
  const rows = await server.connection.sendRequest<EntryRow[]>('sessionDoctor/entries', {});
  assert.ok(rows.find(({ name }) => name === 'ExpiredToken')?.aliases.includes('payments session ended'));
  assert.ok(rows.some(({ name, kind }) => name === 'static-session-token' && kind === 'rule'));
});

test('what is wrong in an open page stands at its line before it is saved, and goes when it is mended', async () => {
  const uri = uriOf('ours.md');
  await server.open(uri, 'markdown', ADDITION);
  assert.deepEqual(await pull(uri), []);
  const broken = edit(
    ADDITION,
    '[the rota](https://rota.example.com/)',
    '[the rota](command:workbench.action.quit)',
  );
  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 2 },
    contentChanges: [{ text: broken }],
  });
  const [found, ...rest] = await pull(uri);
  assert.deepEqual(rest, []);
  assert.equal(found?.source, 'aws-session');
  assert.equal(found?.code, 'team-page');
  assert.match(
    String(found?.message),
    /"command:workbench\.action\.quit" cannot be linked; a link is an https/,
  );
  const line = broken.split('\n').findIndex((text) => text.includes('workbench'));
  assert.deepEqual(found?.range, {
    start: { line, character: 0 },
    end: { line, character: broken.split('\n')[line]?.length },
  });
  await server.connection.sendNotification('textDocument/didChange', {
    textDocument: { uri, version: 3 },
    contentChanges: [{ text: ADDITION }],
  });
  assert.deepEqual(await pull(uri), []);
  await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
});

test('a page with a mistake costs itself, is logged once, and works after mending', async () => {
  const broken = edit(PAGE, 'code: VaultLeaseEnded', 'code: [VaultLeaseEnded');
  const count = () =>
    server.logged.filter((line) => /VaultLeaseEnded\.md:\d+: the YAML cannot be read/.test(line)).length;
  await writeFile(join(errors, 'VaultLeaseEnded.md'), broken);
  await changed(uriOf('VaultLeaseEnded.md'));
  await until('the line in the log', () => count() > 0);
  const logged = count();
  await changed(uriOf('VaultLeaseEnded.md'));
  assert.match(await hover(), /Payments runbook/);
  assert.equal(count(), logged);
  await server.open('file:///vault.log', 'log', 'aws agent: VaultLeaseEnded while signing');
  assert.deepEqual(await pull('file:///vault.log'), []);
  const told = new Promise<TeamTexts>((resolve) => {
    server.connection.onNotification('sessionDoctor/teamTexts', resolve);
  });
  await server.open(uriOf('VaultLeaseEnded.md'), 'markdown', PAGE);
  await save('VaultLeaseEnded.md', PAGE);
  await until('the new error', async () => (await pull('file:///vault.log')).length === 1);
  assert.equal((await pull('file:///vault.log'))[0]?.code, 'VaultLeaseEnded');
  const { texts } = await told;
  assert.ok(texts.includes('vaultleaseended') && texts.includes('the vault lease of this pod is over'));
  assert.ok(!texts.includes('expiredtoken'));
});

test('a page quotes errors and is no log', async () => {
  const uri = uriOf('ours.md');
  await server.open(uri, 'markdown', `${ADDITION}\n${LOG}\n`);
  assert.ok((await pull(uri)).every(({ code }) => code === 'team-page'));
  const found = await server.connection.sendRequest('textDocument/hover', {
    textDocument: { uri },
    position: { line: ADDITION.split('\n').length, character: at.character },
  });
  assert.equal(found, null);
  await server.connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
});

test('a page that is deleted is gone', async () => {
  await rm(join(errors, 'VaultLeaseEnded.md'));
  await changed(pathToFileURL(errors).href);
  await until('no finding', async () => (await pull('file:///vault.log')).length === 0);
});

test('a workspace that is not trusted: no page is read, whatever changes', async () => {
  for (const options of [
    {},
    { teamPages: false },
    { teamPages: 'yes', teamPagesFolder: join(workspace, '.session-doctor') },
  ]) {
    const other = await start(options);
    await other.open('file:///a.log', 'log', LOG);
    await other.connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('ours.md'), type: 2 }],
    });
    await other.open(uriOf('ours.md'), 'markdown', `${ADDITION}\n${LOG}`);
    await other.connection.sendNotification('textDocument/didSave', {
      textDocument: { uri: uriOf('ours.md') },
    });
    const text = await hover(other);
    assert.match(text, /ExpiredToken/);
    assert.doesNotMatch(text, /Payments runbook/);
    assert.deepEqual(await pull(uriOf('ours.md'), other), []);
    await other.close();
  }
});

test('the folder of the setting is read instead of that of the workspace', async () => {
  const folder = join(workspace, 'elsewhere');
  await mkdir(join(folder, 'errors'), { recursive: true });
  const page = (await readFile(join(errors, 'ours.md'), 'utf8')).replace(
    'Payments runbook',
    'Runbook of elsewhere',
  );
  await writeFile(join(folder, 'errors/x.md'), page);
  const other = await start({ teamPages: true, teamPagesFolder: folder });
  await other.open('file:///a.log', 'log', LOG);
  await until('its runbook', async () => /Runbook of elsewhere/.test(await hover(other)));
  assert.doesNotMatch(await hover(other), /Payments runbook/);
  const uri = pathToFileURL(join(folder, 'errors/x.md')).href;
  await other.open(uri, 'markdown', '# no page');
  assert.equal((await pull(uri, other))[0]?.code, 'team-page');
  await other.close();
  const wrong = await start({ teamPages: true, teamPagesFolder: 'team/pages' });
  await until('the reason', () =>
    wrong.logged.some((line) =>
      /sessionDoctor\.teamPages is "team\/pages"; write an absolute path/.test(line),
    ),
  );
  await wrong.close();
});

test('the page of the samples is right', async () => {
  const samples = fileURLToPath(new URL('../../samples/', import.meta.url));
  const other = await startLsp({
    rootUri: pathToFileURL(samples).href,
    initializationOptions: { teamPages: true },
  });
  await other.open('file:///a.log', 'log', LOG);
  await until('its runbook', async () => /Runbook of the sample team/.test(await hover(other)));
  assert.deepEqual(other.logged, []);
  await other.close();
});

test('a client that can watch is asked to, and to pull again after each reading', async () => {
  const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
  const child = spawn(process.execPath, [cli, 'lsp', '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] });
  const client = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const asked: RegistrationParams[] = [];
  let refreshed = 0;
  client.onRequest('client/registerCapability', (params: RegistrationParams) => {
    asked.push(params);
    return null;
  });
  client.onRequest('workspace/diagnostic/refresh', () => {
    refreshed++;
    return null;
  });
  client.listen();
  await client.sendRequest('initialize', {
    processId: process.pid,
    rootUri: pathToFileURL(workspace).href,
    capabilities: {
      workspace: {
        didChangeWatchedFiles: { dynamicRegistration: true, relativePatternSupport: true },
        diagnostics: { refreshSupport: true },
      },
    },
    initializationOptions: { teamPages: true },
  });
  await client.sendNotification('initialized', {});
  const registration = await until('the registration', () =>
    asked
      .flatMap(({ registrations }) => registrations)
      .find(({ method }) => method === 'workspace/didChangeWatchedFiles'),
  );
  assert.match(JSON.stringify(registration.registerOptions), /\.session-doctor\/\*\*/);
  const before = await until('a refresh', () => refreshed);
  await client.sendNotification('workspace/didChangeWatchedFiles', {
    changes: [{ uri: uriOf('ours.md'), type: 2 }],
  });
  await until('another refresh', () => refreshed > before);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await client.sendRequest('shutdown');
  await client.sendNotification('exit');
  await ended;
  client.dispose();
});
