import * as vscode from 'vscode';
import { type Article, articleCommands } from '../server/protocol.ts';

/** One panel beside the editor that shows knowledge-base pages and session reports. */
export interface Articles {
  show(article: Article): void;
}

const STYLE = `
  body { max-width: 52rem; margin: 0 auto; padding: 0 1.5rem 3rem; line-height: 1.5; }
  h1 { font-size: 1.6em; } h2 { font-size: 1.25em; margin-top: 2em; } h3 { font-size: 1.05em; }
  h1, h2 { border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); padding-bottom: .2em; }
  code { font-family: var(--vscode-editor-font-family); }
  pre { background: var(--vscode-textCodeBlock-background); padding: .7em 1em; overflow-x: auto; }
  pre code { background: none; color: var(--vscode-editor-foreground); }
  blockquote { margin: 1em 0; padding: .4em 1em; border-left: 4px solid var(--vscode-textBlockQuote-border);
    background: var(--vscode-textBlockQuote-background); }
  table { border-collapse: collapse; } th, td { text-align: left; padding: .3em .8em; vertical-align: top;
    border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); }
  th { font-weight: 600; }
  figure { margin: 1.2em 0; overflow-x: auto; } figcaption { font-size: .9em; opacity: .8; }
  svg { display: block; max-width: 100%; height: auto; color: var(--vscode-editor-foreground); }
  svg text { fill: currentColor; font-family: var(--vscode-font-family); }
  a.copy { display: inline-block; font-size: .85em; padding: .1em .6em; border-radius: 3px; text-decoration: none;
    color: var(--vscode-button-secondaryForeground, var(--vscode-textLink-foreground));
    background: var(--vscode-button-secondaryBackground, var(--vscode-textCodeBlock-background)); }
  a.copy:hover { background: var(--vscode-button-secondaryHoverBackground, var(--vscode-textCodeBlock-background)); }
  a:focus-visible { outline: 1px solid var(--vscode-focusBorder); }
`;

/** A link in an article copies this much at most (UTF-16 units). */
const MAX_COPY = 4000;
/** What a terminal would act on when it is pasted; line breaks and tabs stay. */
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2028\u2029\u2066-\u2069]/g;

/** The command behind "Copy" in an article: writes to the clipboard and does nothing else. */
export function registerCopy(context: vscode.ExtensionContext): void {
  context.subscriptions.push(
    vscode.commands.registerCommand('sessionDoctor.copyText', async (said?: unknown) => {
      const text = typeof said === 'string' ? said : (said as { text?: unknown } | null | undefined)?.text;
      if (typeof text !== 'string' || text === '') return;
      await vscode.env.clipboard.writeText(text.slice(0, MAX_COPY).replace(CONTROL, ''));
      vscode.window.setStatusBarMessage('$(check) Copied', 3000);
    }),
  );
}

export function createArticles(context: vscode.ExtensionContext): Articles {
  let panel: vscode.WebviewPanel | undefined;
  return {
    show(article) {
      if (panel === undefined) {
        panel = vscode.window.createWebviewPanel(
          'sessionDoctor.article',
          article.title,
          { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
          {
            enableScripts: false,
            enableCommandUris: [...articleCommands],
            localResourceRoots: [],
            enableFindWidget: true,
          },
        );
        panel.onDidDispose(() => {
          panel = undefined;
        });
        context.subscriptions.push(panel);
      }
      panel.title = article.title;
      panel.webview.html = page(article.html);
      panel.reveal(undefined, true);
    },
  };
}

function page(body: string): string {
  const nonce = crypto.randomUUID().replaceAll('-', '');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}';">
<style nonce="${nonce}">${STYLE}</style>
</head>
<body><main>${body}</main></body>
</html>`;
}
