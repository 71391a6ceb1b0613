import * as vscode from 'vscode';
import { MAYBE_KNOWN, requests, type TerminalLink, type TerminalLinksParams } from '../server/protocol.ts';
import type { ExplainTarget } from './explain.ts';
import type { Server } from './server.ts';

/** How much of a terminal's output is kept, in UTF-16 units: enough for a session's start and its failures. */
const KEEP = 256 * 1024;
/** A line is drawn before its data is delivered here; this long a link waits for it (milliseconds). */
const PATIENCE = 500;

interface Link extends vscode.TerminalLink {
  target: ExplainTarget;
}

export function registerTerminal(context: vscode.ExtensionContext, server: Server): void {
  const outputs = new WeakMap<vscode.Terminal, string>();
  const arrived = new vscode.EventEmitter<vscode.Terminal>();

  const outputWith = async (terminal: vscode.Terminal, line: string): Promise<string> => {
    const whole = line.trim();
    const known = () => outputs.get(terminal);
    if (known()?.includes(whole) === false) {
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          listener.dispose();
          resolve();
        };
        const timer = setTimeout(done, PATIENCE);
        const listener = arrived.event((from) => {
          if (from === terminal && known()?.includes(whole)) done();
        });
      });
    }
    return known() ?? '';
  };

  context.subscriptions.push(
    arrived,
    vscode.window.onDidStartTerminalShellExecution(async ({ terminal, execution }) => {
      // Only data after the first call is delivered, so it has to be made here and now.
      for await (const data of execution.read()) {
        outputs.set(terminal, ((outputs.get(terminal) ?? '') + data).slice(-KEEP));
        arrived.fire(terminal);
      }
    }),

    vscode.window.registerTerminalLinkProvider({
      async provideTerminalLinks({ line, terminal }, token): Promise<Link[]> {
        if (!MAYBE_KNOWN.test(line) && !server.mayKnow(line)) return [];
        const output = await outputWith(terminal, line);
        const params: TerminalLinksParams = { line, output };
        const links = await server.request<TerminalLink[]>(requests.terminalLinks, params, token);
        return links.map(({ start, length, code, tooltip }) => ({
          startIndex: start,
          length,
          tooltip,
          target: { name: code, text: output === '' ? line : output, line },
        }));
      },
      handleTerminalLink: ({ target }: Link) =>
        vscode.commands.executeCommand('sessionDoctor.explainError', target),
    }),

    vscode.commands.registerCommand('sessionDoctor.openTerminalOutputAsLog', async () => {
      const terminal = vscode.window.activeTerminal;
      const captured = terminal === undefined ? undefined : outputs.get(terminal);
      if (captured === undefined) {
        await vscode.window.showInformationMessage(
          'No output has been captured from this terminal yet. Run a command in a terminal with shell integration, then try again.',
        );
        return;
      }
      const content = await server.request<string>(requests.log, { output: captured });
      await vscode.window.showTextDocument(
        await vscode.workspace.openTextDocument({ language: 'log', content }),
      );
    }),
  );
}
