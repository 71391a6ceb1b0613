import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The packed language server as any editor starts it, over a real stdio connection. */
export interface LspServer {
  connection: MessageConnection;
  process: ChildProcess;
  capabilities: Record<string, unknown>;
  /** Lines that the server wrote to the client's log. */
  logged: string[];
  open(uri: string, languageId: string, text: string): Promise<void>;
  close(): Promise<void>;
}

export async function startLsp(
  options: { env?: Record<string, string>; initializationOptions?: object; rootUri?: string | null } = {},
): Promise<LspServer> {
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'lsp', '--stdio'], {
    env: { ...process.env, ...options.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  const logged: string[] = [];
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logged.push(message);
  });
  connection.onRequest('client/registerCapability', () => null);
  connection.listen();
  const died = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} at its start`)));
  });
  died.catch(() => undefined);
  const { capabilities } = await Promise.race([
    died,
    connection.sendRequest<{ capabilities: Record<string, unknown> }>('initialize', {
      processId: process.pid,
      rootUri: options.rootUri ?? null,
      capabilities: {},
      initializationOptions: options.initializationOptions,
    }),
  ]);
  await connection.sendNotification('initialized', {});
  return {
    connection,
    process: child,
    capabilities,
    logged,
    open: (uri, languageId, text) =>
      connection.sendNotification('textDocument/didOpen', {
        textDocument: { uri, languageId, version: 1, text },
      }),
    async close() {
      const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      await ended;
      connection.dispose();
    },
  };
}
