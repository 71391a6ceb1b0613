import * as vscode from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { type InitializationOptions, linkCommands } from '../server/protocol.ts';

export const CODE_LANGUAGES = ['python', 'javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

/** The language server, started at the first need and only once. */
export interface Server extends vscode.Disposable {
  request<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R>;
  execute<R>(command: string, argument: unknown, token?: vscode.CancellationToken): Promise<R>;
}

export function createServer(context: vscode.ExtensionContext, output: vscode.LogOutputChannel): Server {
  let started: Promise<LanguageClient> | undefined;
  const start = () => {
    started ??= launch(context, output);
    return started;
  };
  const wake = (document: vscode.TextDocument) => {
    if (started === undefined && concernsUs(document)) void start();
  };
  const listeners = [
    vscode.workspace.onDidOpenTextDocument(wake),
    vscode.workspace.onDidChangeTextDocument((event) => wake(event.document)),
  ];
  for (const document of vscode.workspace.textDocuments) wake(document);

  return {
    async request<R>(method: string, params: unknown, token?: vscode.CancellationToken): Promise<R> {
      return (await start()).sendRequest<R>(method, params, token);
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
): Promise<LanguageClient> {
  const module = context.asAbsolutePath('dist/server.js');
  const initializationOptions: InitializationOptions = { commandLinks: true };
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
        ...CODE_LANGUAGES.map((language) => ({ language })),
      ],
      outputChannel: output,
      initializationOptions,
      markdown: { isTrusted: { enabledCommands: [...linkCommands] }, supportHtml: false },
    },
  );
  await client.start();
  return client;
}

/** A log, or code that speaks of AWS: only such a document is worth a process. */
function concernsUs(document: vscode.TextDocument): boolean {
  if (document.languageId === 'log') return true;
  if (!CODE_LANGUAGES.includes(document.languageId)) return false;
  for (let line = 0; line < Math.min(document.lineCount, 2000); line++) {
    if (/aws|boto/i.test(document.lineAt(line).text)) return true;
  }
  return false;
}
