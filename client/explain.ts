import * as vscode from 'vscode';
import { type Article, type ArticleParams, requests, TEAM_PAGE_CODE } from '../server/protocol.ts';
import type { Articles } from './article.ts';
import { pickEntry } from './pick-entry.ts';
import type { Server } from './server.ts';

/** What a link in a hover or in a terminal passes along. */
export interface ExplainTarget {
  name: string;
  /** Document and offset of the occurrence, for its evidence. */
  uri?: string;
  offset?: number;
  /** Or the text itself, with the line that was clicked. */
  text?: string;
  line?: string;
}

export function registerExplain(context: vscode.ExtensionContext, server: Server, articles: Articles): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('sessionDoctor.explainError', async (target?: ExplainTarget | string) => {
      const known = typeof target === 'string' ? { name: target } : (target ?? (await ask(server)));
      if (known === undefined) return;
      const params: ArticleParams = { name: known.name, occurrence: await occurrenceOf(known) };
      articles.show(await server.request<Article>(requests.article, params));
    }),
  );
}

async function occurrenceOf(target: ExplainTarget): Promise<ArticleParams['occurrence']> {
  if (target.text !== undefined)
    return { text: target.text, ...(target.line === undefined ? {} : { line: target.line }) };
  if (target.uri === undefined || target.offset === undefined) return undefined;
  const uri = target.uri;
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
  return document === undefined ? undefined : { text: document.getText(), offset: target.offset };
}

/** Without a target: what the cursor is on, what is selected, or what the user picks, types or pastes. */
async function ask(server: Server): Promise<ExplainTarget | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined) {
    const ours = vscode.languages
      .getDiagnostics(editor.document.uri)
      .find(
        (diagnostic) =>
          diagnostic.source === 'aws-session' &&
          diagnostic.code !== TEAM_PAGE_CODE &&
          diagnostic.range.contains(editor.selection.active),
      );
    if (ours !== undefined) {
      const code = typeof ours.code === 'object' ? ours.code.value : ours.code;
      return {
        name: String(code),
        uri: editor.document.uri.toString(),
        offset: editor.document.offsetAt(ours.range.start),
      };
    }
    const selected = editor.document.getText(editor.selection).trim();
    if (selected !== '') return { name: selected.slice(0, 4000) };
  }
  const name = await pickEntry(server);
  return name === undefined ? undefined : { name };
}
