import {
  type Connection,
  createConnection,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { knowledgeBase, version, wasm } from './assets.ts';
import { rules } from './code/rules/index.ts';
import { openGrammars } from './code/tree.ts';
import { plain } from './render/escape.ts';
import { redact } from './render/redact.ts';
import { serve } from './server.ts';
import { createServices } from './services.ts';
import { runCheck } from './session/check.ts';
import { thisMachine } from './session/files.ts';
import { createTeamDesk } from './team-desk.ts';

/** The language server over Node IPC, as the extension starts it. */
export function serveIpc(): void {
  start(createConnection(ProposedFeatures.all));
}

/** The language server over standard input and output. */
export function serveStdio(): void {
  start(
    createConnection(
      ProposedFeatures.all,
      new StreamMessageReader(process.stdin),
      new StreamMessageWriter(process.stdout),
    ),
  );
}

function start(connection: Connection): void {
  const log = (line: string) => connection.console.error(redact(plain(line, 2000)));
  process.on('uncaughtException', (error) => log(`unexpected: ${error.stack ?? error.message}`));
  process.on('unhandledRejection', (reason) => log(`unexpected: ${String(reason)}`));
  const kb = knowledgeBase();
  const services = createServices({
    kb,
    team: createTeamDesk(kb, log),
    version: version(),
    grammars: openGrammars(wasm, { now: () => performance.now() }),
    rules,
    check: (params, signal) =>
      runCheck(
        thisMachine(process.env),
        {
          offline: params.offline === true,
          ...(typeof params.profile === 'string' ? { profile: params.profile } : {}),
        },
        signal,
      ),
    log,
  });
  serve(connection, services);
}
