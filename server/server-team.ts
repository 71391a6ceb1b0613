import {
  type Connection,
  type Diagnostic,
  DiagnosticSeverity,
  DidChangeWatchedFilesNotification,
  DidChangeWorkspaceFoldersNotification,
  type InitializeParams,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Problem } from '../kb/types.ts';
import type { InitializationOptions, TeamPlaces, TeamTexts } from './protocol.ts';
import { notifications, TEAM_PAGE_CODE } from './protocol.ts';
import type { Services } from './services.ts';

const SOURCE = 'aws-session';

interface TeamHandlers {
  initialize(params: InitializeParams): void;
  /** Addresses of the folders that are open now. */
  folders(): readonly string[];
}

/** Reads the pages of the team at the start, when one is saved, and when the client says that one has changed. */
export function serveTeamPages(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  services: Services,
  safely: (run: () => Promise<void>) => Promise<void>,
): TeamHandlers {
  let places: TeamPlaces = { trusted: false, folder: '', workspaceFolders: [] };
  let client: InitializeParams['capabilities'] = {};

  const load = () =>
    safely(async () => {
      await services.loadTeamPages(
        places,
        documents.all().map(({ uri }) => uri),
      );
      const texts: TeamTexts = { texts: await services.teamTexts() };
      await connection.sendNotification(notifications.teamTexts, texts);
      if (client.workspace?.diagnostics?.refreshSupport) await connection.languages.diagnostics.refresh();
    });

  connection.onInitialized(() => {
    if (!places.trusted) return;
    void load();
    const { dynamicRegistration, relativePatternSupport } = client.workspace?.didChangeWatchedFiles ?? {};
    if (dynamicRegistration !== true) return;
    const baseUri = relativePatternSupport === true ? services.teamFolder(places) : null;
    const watchers = [
      ...['', '/**'].map((below) => ({ globPattern: `**/.session-doctor${below}` })),
      ...(baseUri === null ? [] : [{ globPattern: { baseUri, pattern: '**' } }]),
    ];
    void safely(async () => {
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers });
    });
  });
  // Only what was asked for above is told: a page, or a folder with pages that came or went.
  connection.onDidChangeWatchedFiles(() => {
    if (places.trusted) void load();
  });
  connection.onNotification(DidChangeWorkspaceFoldersNotification.type, ({ event }) => {
    const removed = new Set(event.removed.map(({ uri }) => uri));
    const kept = places.workspaceFolders.filter((uri) => !removed.has(uri));
    places = { ...places, workspaceFolders: [...kept, ...event.added.map(({ uri }) => uri)] };
    if (places.trusted) void load();
  });
  documents.onDidSave(({ document }) => {
    if (places.trusted && services.isTeamPage(document.uri)) void load();
  });

  return {
    folders: () => places.workspaceFolders,
    initialize({ capabilities, initializationOptions, workspaceFolders, rootUri }) {
      const asked = (initializationOptions ?? {}) as InitializationOptions;
      const root = typeof rootUri === 'string' ? [rootUri] : [];
      client = capabilities;
      places = {
        trusted: asked.teamPages === true,
        folder: typeof asked.teamPagesFolder === 'string' ? asked.teamPagesFolder.trim() : '',
        workspaceFolders: workspaceFolders?.map(({ uri }) => uri) ?? root,
      };
    },
  };
}

/** A mistake in a page, on the whole of its line. */
export function toTeamDiagnostic(document: TextDocument, { line, message }: Problem): Diagnostic {
  const at = Math.min(Math.max(0, line - 1), document.lineCount - 1);
  const start = { line: at, character: 0 };
  const text = document.getText({ start, end: { line: at + 1, character: 0 } }).replace(/[\r\n]+$/, '');
  return {
    range: {
      start: { line: at, character: /^\s*/.exec(text)?.[0].length ?? 0 },
      end: { line: at, character: text.length },
    },
    severity: DiagnosticSeverity.Warning,
    source: SOURCE,
    code: TEAM_PAGE_CODE,
    message,
  };
}
