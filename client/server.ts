import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import {
  type InitializationOptions,
  linkCommands,
  notifications,
  TEAM_PAGES,
  type TeamTexts,
} from '../server/protocol.ts';

export const CODE_LANGUAGES = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

const SETTING = 'sessionDoctor.teamPages';

/** The language server, started at the first need and only once. */
export interface Server extends vscode.Disposable {
  request<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R>;
  /** Whether a line may hold something that only pages of the team know. */
  mayKnow(line: string): boolean;
  execute<R>(command: string, argument: unknown, token?: vscode.CancellationToken): Promise<R>;
}

export function createServer(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): Server {
  let started: Promise<LanguageClient> | undefined;
  let teamTexts: readonly string[] = [];
  const start = () => {
    started ??= launch(context, output, ({ texts }) => {
      teamTexts = texts;
    });
    return started;
  };
  /** What a server was told at its start holds for its life, so a change of that is a new start. */
  const restart = async () => {
    const before = started;
    if (before === undefined) return;
    started = before
      .then((client) => client.dispose())
      .catch(() => undefined)
      .then(() => {
        started = undefined;
        return start();
      });
    await started;
  };
  const wake = (document: vscode.TextDocument) => {
    if (started === undefined && concernsUs(document)) void start();
  };
  const listeners = [
    vscode.workspace.onDidOpenTextDocument(wake),
    vscode.workspace.onDidChangeTextDocument((event) => wake(event.document)),
  ];
  for (const document of vscode.workspace.textDocuments) wake(document);
  listeners.push(
    vscode.workspace.onDidGrantWorkspaceTrust(() => void restart()),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTING)) void restart();
    }),
  );

  return {
    async request<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R> {
      return (await start()).sendRequest<R>(method, params, token);
    },
    mayKnow(line) {
      if (teamTexts.length === 0) return false;
      const said = line.replace(/\s+/g, ' ').toLowerCase();
      return teamTexts.some((text) => said.includes(text));
    },
    async execute<R>(command: string, argument: unknown, token?: vscode.CancellationToken): Promise<R> {
      return (await start()).sendRequest<R>(
        'workspace/executeCommand',
        { command, arguments: [argument] },
        token,
      );
    },
    dispose() {
      for (const listener of listeners) listener.dispose();
      void started?.then((client) => client.dispose());
    },
  };
}

async function launch(
  context: vscode.ExtensionContext,
  output: vscode.LogOutputChannel,
  onTeamTexts: (told: TeamTexts) => void,
): Promise<LanguageClient> {
  const module = context.asAbsolutePath('dist/server.js');
  const folder = vscode.workspace.getConfiguration().get(SETTING, '').trim();
  const initializationOptions: InitializationOptions = {
    commandLinks: true,
    teamPages: vscode.workspace.isTrusted,
    ...(folder === '' ? {} : { teamPagesFolder: folder }),
  };
  const client = new LanguageClient(
    'sessionDoctor',
    'Session Doctor for AWS',
    {
      run: { module, transport: TransportKind.ipc },
      debug: { module, transport: TransportKind.ipc, options: { execArgv: ['--nolazy', '--inspect=6009'] } },
    },
    {
      documentSelector: [
        { language: 'log' },
        { pattern: '**/*.log' },
        { pattern: TEAM_PAGES },
        ...(folder === '' ? [] : [{ pattern: `${withoutTilde(folder)}/{errors,rules}/*.md` }]),
        ...CODE_LANGUAGES.map((language) => ({ language })),
      ],
      outputChannel: output,
      initializationOptions,
      markdown: { isTrusted: { enabledCommands: [...linkCommands] }, supportHtml: false },
    },
  );
  client.onNotification(notifications.teamTexts, onTeamTexts);
  await client.start();
  return client;
}

function withoutTilde(folder: string): string {
  const home = process.env.HOME ?? process.env.USERPROFILE ?? '~';
  return folder
    .replace(/^~(?=$|[\\/])/, home)
    .replaceAll('\\', '/')
    .replace(/\/+$/, '');
}

/** A log, a page of the team, or code that speaks of AWS: only such a document is worth a process. */
function concernsUs(document: vscode.TextDocument): boolean {
  if (document.languageId === 'log') return true;
  if (vscode.languages.match({ pattern: TEAM_PAGES }, document) > 0) return true;
  if (!CODE_LANGUAGES.includes(document.languageId)) return false;
  for (let line = 0; line < Math.min(document.lineCount, 2000); line++) {
    if (/aws|boto/i.test(document.lineAt(line).text)) return true;
  }
  return false;
}
