import type { ExtensionContext } from 'vscode';
import * as vscode from 'vscode';
import { createArticles, registerCopy } from './article.ts';
import { registerExplain } from './explain.ts';
import { createServer } from './server.ts';
import { registerSession } from './session.ts';
import { registerTerminal } from './terminal.ts';

/** Registers everything and starts nothing: the server process begins with the first document, link or command. */
export function activate(context: ExtensionContext): void {
  const output = vscode.window.createOutputChannel('Session Doctor for AWS', { log: true });
  const server = createServer(context, output);
  const articles = createArticles(context);
  context.subscriptions.push(
    output,
    server,
    vscode.commands.registerCommand('sessionDoctor.showOutput', () => output.show()),
  );
  registerCopy(context);
  registerExplain(context, server, articles);
  registerSession(context, server, articles);
  registerTerminal(context, server);
}
