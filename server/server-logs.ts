import {
  type CodeLens,
  type Connection,
  type DocumentSymbol,
  type FoldingRange,
  FoldingRangeKind,
  type InlayHint,
  SymbolKind,
  type TextDocuments,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { folds, inlays, lenses, outline } from './log-view.ts';
import type { ErrorFinding, Span } from './types.ts';

export const logCapabilities = {
  documentSymbolProvider: { label: 'AWS session errors' },
  inlayHintProvider: true,
  codeLensProvider: {},
  foldingRangeProvider: true,
} as const;

type Safely = <T>(what: string, fallback: T, run: () => Promise<T> | T) => Promise<T>;

/** Outline, inlay hints, lens and folding of logs. */
export function serveLogs(
  connection: Connection,
  documents: TextDocuments<TextDocument>,
  errors: (document: TextDocument) => Promise<ErrorFinding[]>,
  commandLinks: () => boolean,
  safely: Safely,
): void {
  const over = <T>(what: string, uri: string, view: (document: TextDocument, found: ErrorFinding[]) => T[]) =>
    safely<T[]>(what, [], async () => {
      const document = documents.get(uri);
      return document === undefined ? [] : view(document, await errors(document));
    });
  const rangeOf = (document: TextDocument, { start, end }: Span) => ({
    start: document.positionAt(start),
    end: document.positionAt(end),
  });

  connection.onDocumentSymbol(({ textDocument }) =>
    over<DocumentSymbol>('outline', textDocument.uri, (document, found) =>
      outline(found).map((error) => ({
        name: error.name,
        detail: error.detail,
        kind: SymbolKind.Event,
        range: rangeOf(document, error),
        selectionRange: rangeOf(document, error.places[0] ?? error),
        children: error.places.map((place) => ({
          name: place.name,
          detail: place.detail,
          kind: SymbolKind.Event,
          range: rangeOf(document, place),
          selectionRange: rangeOf(document, place),
        })),
      })),
    ),
  );
  connection.languages.inlayHint.on(({ textDocument, range }) =>
    over<InlayHint>('inlay hints', textDocument.uri, (document, found) => {
      const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      return inlays(found.filter(({ end }) => from <= end && end <= to)).map(({ offset, label }) => ({
        position: document.positionAt(offset),
        label,
        paddingLeft: true,
      }));
    }),
  );
  connection.onCodeLens(({ textDocument }) =>
    over<CodeLens>('lens', textDocument.uri, (document, found) =>
      commandLinks()
        ? lenses(found).map((lens) => ({
            range: rangeOf(document, lens),
            command: {
              title: lens.title,
              command: 'sessionDoctor.explainError',
              arguments: [{ name: lens.code, uri: document.uri, offset: lens.start }],
            },
          }))
        : [],
    ),
  );
  connection.onFoldingRanges(({ textDocument }) =>
    over<FoldingRange>('folding', textDocument.uri, (document, found) =>
      folds(found, (offset) => document.positionAt(offset).line).map((fold) => ({
        ...fold,
        kind: FoldingRangeKind.Region,
      })),
    ),
  );
}
