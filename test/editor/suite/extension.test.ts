import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SessionReport } from '../../../server/session/types.ts';
import { until } from '../../support/until.ts';

const LOG = [
  '2026-04-15T09:00:00Z INFO session acquired, credentialExpiration=2026-04-15T10:00:00Z',
  '2026-04-15T10:02:14Z ERROR An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.',
].join('\n');

suite('extension', () => {
  test('is active without having started a process for it', async () => {
    const extension = vscode.extensions.getExtension('session-doctor.session-doctor');
    assert.ok(extension);
    await until('activation', () => extension.isActive);
  });

  test('every contributed command exists', async () => {
    const manifest = vscode.extensions.getExtension('session-doctor.session-doctor')?.packageJSON;
    const known = await vscode.commands.getCommands(true);
    for (const { command } of manifest.contributes.commands) assert.ok(known.includes(command), command);
  });

  test('hover in a log: verdict, evidence, causes, steps, fixes', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'log', content: LOG });
    const at = document.positionAt(LOG.indexOf('ExpiredToken') + 3);
    const text = await until('a hover', async () => {
      const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
        'vscode.executeHoverProvider',
        document.uri,
        at,
      );
      return hovers
        .flatMap((hover) => hover.contents.map((part) => (part as vscode.MarkdownString).value))
        .join('\n');
    });
    assert.match(text, /ended 2 min 14 s before this PutObject request/);
    assert.match(text, /Causes/i);
    assert.match(text, /Check/i);
    assert.match(text, /Fix/i);
  });

  test('diagnostics in a log carry code, source and verdict', async () => {
    const document = await vscode.workspace.openTextDocument({ language: 'log', content: LOG });
    await vscode.window.showTextDocument(document);
    const [found] = await until('a diagnostic', () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      return all.length > 0 ? all : null;
    });
    assert.equal(found?.source, 'aws-session');
    assert.equal(document.getText(found?.range), 'ExpiredToken');
    assert.match(found?.message ?? '', /2 min 14 s/);
  });

  test('the quick fix on the sample script leaves no finding', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0];
    assert.ok(folder);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'worker.py'));
    await vscode.window.showTextDocument(document);
    const [finding] = await until('the finding', () => {
      const all = vscode.languages.getDiagnostics(document.uri).filter((one) => one.source === 'aws-session');
      return all.length > 0 ? all : null;
    });
    assert.ok(finding);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      finding.range,
    );
    const fix = actions.find((action) => action.title.startsWith('Use a refreshing assume-role provider'));
    assert.ok(fix?.edit, actions.map((action) => action.title).join(', '));
    await vscode.workspace.applyEdit(fix.edit);
    await until(
      'no finding',
      () =>
        vscode.languages.getDiagnostics(document.uri).filter((one) => one.source === 'aws-session').length ===
        0,
    );
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  test('the session check names an expired source', async () => {
    const file = process.env.SESSION_DOCTOR_TEST_CREDENTIALS ?? '';
    const ended = new Date(Date.now() - 60_000).toISOString();
    const id = `${'AS' + 'IA'}${'Q'.repeat(16)}`;
    await appendFile(
      file,
      `\n[default]\naws_access_key_id=${id}\naws_secret_access_key=${'s'.repeat(40)}\naws_session_token=${'t'.repeat(200)}\nx_security_token_expires=${ended}\n`,
    );
    const report = await vscode.commands.executeCommand<SessionReport>('sessionDoctor.checkSession', {
      offline: true,
    });
    assert.equal(report.state, 'expired');
    assert.equal(report.winner?.name, 'default');
    assert.doesNotMatch(JSON.stringify(report), /Q{5}|s{5}|t{5}/);
  });

  test('a code, a message and nonsense all open an article', async () => {
    for (const name of [
      'ExpiredToken',
      'static-session-token',
      'The provided token has expired.',
      'no such thing',
    ]) {
      await vscode.commands.executeCommand('sessionDoctor.explainError', name);
    }
  });
});
