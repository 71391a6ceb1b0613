import {
  type CancellationToken,
  type CodeAction,
  CodeActionKind,
  type Connection,
  type Diagnostic,
  DiagnosticSeverity,
  DocumentDiagnosticReportKind,
  ErrorCodes,
  type Hover,
  MarkupKind,
  type Range,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import type { ArticleParams, CheckParams, InitializationOptions, TerminalLinksParams } from './protocol.ts';
import { requests, serverCommands } from './protocol.ts';
import { logCapabilities, serveLogs } from './server-logs.ts';
import { serveTeamPages, toTeamDiagnostic } from './server-team.ts';
import type { Services, SourceText } from './services.ts';
import type { Finding, Span } from './types.ts';

const SOURCE = 'aws-session';
/** Diagnostics per document; the rest is summed up in one. */
const CAP = 500;

const SEVERITIES = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  info: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

/** Wires the engines to one LSP connection. Every handler: look up the document, ask the services, convert. */
export function serve(connection: Connection, services: Services): void {
  const documents = new TextDocuments(TextDocument);
  let commandLinks = false;

  const safely = <T>(what: string, fallback: T, run: () => Promise<T> | T): Promise<T> =>
    Promise.resolve()
      .then(run)
      .catch((error: unknown) => {
        if (error instanceof ResponseError) throw error;
        services.log(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        return fallback;
      });
  const source = (document: TextDocument) => asSource(document, team.folders());
  const team = serveTeamPages(connection, documents, services, (run) => safely('team pages', undefined, run));

  connection.onInitialize((params) => {
    const { initializationOptions } = params;
    team.initialize(params);
    commandLinks = (initializationOptions as InitializationOptions | undefined)?.commandLinks === true;
    return {
      serverInfo: { name: 'session-doctor', version: services.version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
        ...logCapabilities,
        hoverProvider: true,
        diagnosticProvider: { identifier: SOURCE, interFileDependencies: false, workspaceDiagnostics: false },
        codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
        executeCommandProvider: { commands: Object.values(serverCommands) },
      },
    };
  });

  serveLogs(
    connection,
    documents,
    (document) => services.errors(source(document)),
    () => commandLinks,
    safely,
  );

  connection.onHover(({ textDocument, position }) =>
    safely<Hover | null>('hover', null, async () => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return null;
      const offset = document.offsetAt(position);
      const found = await services.hover(source(document), offset, { commandLinks });
      if (found === null) return null;
      return {
        contents: { kind: MarkupKind.Markdown, value: found.markdown },
        range: toRange(document, found),
      };
    }),
  );

  connection.languages.diagnostics.on(({ textDocument }) =>
    safely(
      'diagnostics',
      { kind: DocumentDiagnosticReportKind.Full, items: [] as Diagnostic[] },
      async () => {
        const document = documents.get(textDocument.uri);
        if (document === undefined) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
        const problems = await services.teamProblems(source(document));
        if (problems !== null) {
          const items = problems.slice(0, CAP).map((problem) => toTeamDiagnostic(document, problem));
          return { kind: DocumentDiagnosticReportKind.Full, items };
        }
        const findings = await services.findings(source(document));
        const items = findings.slice(0, CAP).map((finding) => toDiagnostic(document, finding, services));
        const rest = findings[CAP];
        if (rest !== undefined) {
          items.push({
            range: toRange(document, rest),
            severity: DiagnosticSeverity.Information,
            source: SOURCE,
            message: `${findings.length - CAP} more of these follow. Run session-doctor scan for all of them.`,
          });
        }
        return { kind: DocumentDiagnosticReportKind.Full, items };
      },
    ),
  );

  connection.onCodeAction(({ textDocument, range, context }) =>
    safely<CodeAction[]>('code action', [], async () => {
      const document = documents.get(textDocument.uri);
      if (document === undefined) return [];
      if (
        context.only !== undefined &&
        !context.only.some((kind) => CodeActionKind.QuickFix.startsWith(kind))
      )
        return [];
      const span = { start: document.offsetAt(range.start), end: document.offsetAt(range.end) };
      const offers = await services.fixes(source(document), span);
      return offers.map(({ fix, finding }) => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        isPreferred: fix.preferred,
        diagnostics: [toDiagnostic(document, finding, services)],
        edit: {
          changes: {
            [document.uri]: fix.edits.map((edit) => ({ range: toRange(document, edit), newText: edit.text })),
          },
        },
      }));
    }),
  );

  connection.onExecuteCommand(({ command, arguments: args }, token) => {
    if (command !== serverCommands.check) {
      throw new ResponseError(ErrorCodes.InvalidParams, `unknown command ${command.slice(0, 80)}`);
    }
    return services.check((args?.[0] ?? {}) as CheckParams, signalOf(token));
  });

  connection.onRequest(requests.terminalLinks, (params: TerminalLinksParams) =>
    safely('terminal links', [], () => services.terminalLinks(params)),
  );
  connection.onRequest(requests.article, (params: ArticleParams) =>
    services.article(params, { commandLinks }),
  );
  connection.onRequest(requests.entries, () => safely('entries', [], () => services.entries()));
  connection.onRequest(requests.log, ({ output }: { output: string }) => services.asLog(output));

  documents.listen(connection);
  connection.listen();
}

function asSource(document: TextDocument, folders: readonly string[]): SourceText {
  const { uri } = document;
  const folder = folders.find((one) => uri.startsWith(one.endsWith('/') ? one : `${one}/`));
  return {
    text: document.getText(),
    languageId: document.languageId,
    uri,
    path: folder === undefined ? (uri.split('/').at(-1) ?? uri) : uri.slice(folder.length).replace(/^\//, ''),
  };
}

function toRange(document: TextDocument, span: Span): Range {
  return { start: document.positionAt(span.start), end: document.positionAt(span.end) };
}

function toDiagnostic(document: TextDocument, finding: Finding, services: Services): Diagnostic {
  const link = services.documentation(finding.entry);
  return {
    range: toRange(document, finding),
    severity: SEVERITIES[finding.severity],
    source: SOURCE,
    code: finding.code,
    ...(link === null ? {} : { codeDescription: { href: link } }),
    message: finding.message,
    ...(finding.kind === 'risk' && finding.related.length > 0
      ? {
          relatedInformation: finding.related.map((related) => ({
            location: { uri: document.uri, range: toRange(document, related) },
            message: related.message,
          })),
        }
      : {}),
  };
}

function signalOf(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}
