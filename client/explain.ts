import * as vscode from 'vscode';
import { type Article, type ArticleParams, requests } from '../server/protocol.ts';
import type { Articles } from './article.ts';
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
      const known = typeof target === 'string' ? { name: target } : (target ?? (await ask()));
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

/** Without a target: what the cursor is on, or what the user types or pastes. */
async function ask(): Promise<ExplainTarget | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor !== undefined) {
    const ours = vscode.languages
      .getDiagnostics(editor.document.uri)
      .find(
        (diagnostic) =>
          diagnostic.source === 'aws-session' && diagnostic.range.contains(editor.selection.active),
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
  const name = await vscode.window.showInputBox({
    title: 'Explain an AWS session error',
    prompt: 'An error code, a rule, or the message itself',
    placeHolder: 'ExpiredToken',
  });
  return name === undefined || name.trim() === '' ? undefined : { name: name.trim() };
}
