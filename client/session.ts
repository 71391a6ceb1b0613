import * as vscode from 'vscode';
import { type CheckParams, type CheckResult, serverCommands } from '../server/protocol.ts';
import type { Articles } from './article.ts';
import type { Server } from './server.ts';

/** After the first check the status item keeps itself current, offline, this often. */
const REFRESH_MILLIS = 30_000;

export function registerSession(context: vscode.ExtensionContext, server: Server, articles: Articles): void {
  const status = vscode.window.createStatusBarItem(
    'sessionDoctor.session',
    vscode.StatusBarAlignment.Right,
    50,
  );
  status.name = 'AWS session';
  status.command = 'sessionDoctor.checkSession';
  status.text = '$(key) AWS session';
  status.tooltip = 'Check the current AWS session';
  const showOrHide = () => {
    if (settings().get('statusItem.enabled', true)) status.show();
    else status.hide();
  };
  showOrHide();

  let timer: ReturnType<typeof setInterval> | undefined;
  const check = async (params: CheckParams, token?: vscode.CancellationToken) => {
    const profile = settings().get('profile', '');
    const result = await server.execute<CheckResult>(
      serverCommands.check,
      { ...(profile === '' ? {} : { profile }), ...params },
      token,
    );
    paint(status, result);
    timer ??= setInterval(() => void check({ offline: true }).catch(() => undefined), REFRESH_MILLIS);
    return result;
  };

  context.subscriptions.push(
    status,
    { dispose: () => clearInterval(timer) },
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('sessionDoctor.statusItem.enabled')) showOrHide();
    }),
    vscode.commands.registerCommand('sessionDoctor.checkSession', async (params: CheckParams = {}) => {
      const result = await vscode.window.withProgress(
        {
          location: vscode.ProgressLocation.Notification,
          title: 'Checking the AWS session',
          cancellable: true,
        },
        (_progress, token) => check(params, token),
      );
      articles.show(result.article);
      return result.report;
    }),
    vscode.commands.registerCommand('sessionDoctor.checkSessionInTerminal', () => {
      const terminal = vscode.window.activeTerminal ?? vscode.window.createTerminal('AWS session');
      terminal.show();
      terminal.sendText(commandLine(context.asAbsolutePath('dist/cli.js')), true);
    }),
  );
}

/** Runs the command line with the Node.js that runs this extension, so that none has to be installed. */
function commandLine(cli: string): string {
  const quoted = (path: string) =>
    process.platform === 'win32' ? `"${path}"` : `'${path.replaceAll("'", "'\\''")}'`;
  const run = `${quoted(process.execPath)} ${quoted(cli)} check`;
  if (process.platform === 'win32')
    return `$env:ELECTRON_RUN_AS_NODE=1; & ${run}; $env:ELECTRON_RUN_AS_NODE=$null`;
  return `ELECTRON_RUN_AS_NODE=1 ${run}`;
}

const ICONS = {
  valid: '$(check)',
  expiring: '$(clock)',
  refreshable: '$(sync)',
  expired: '$(error)',
  missing: '$(circle-slash)',
  unknown: '$(question)',
};

function paint(status: vscode.StatusBarItem, { report, markdown }: CheckResult): void {
  const left =
    report.state === 'valid' || report.state === 'expiring' ? timeLeft(report.remainingSeconds) : '';
  status.text = `${ICONS[report.state]} AWS ${left === '' ? report.state : left}`;
  status.tooltip = new vscode.MarkdownString(markdown);
  status.backgroundColor =
    report.state === 'expired'
      ? new vscode.ThemeColor('statusBarItem.errorBackground')
      : report.state === 'expiring'
        ? new vscode.ThemeColor('statusBarItem.warningBackground')
        : undefined;
}

function timeLeft(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration('sessionDoctor');
}
