/** Requests between the extension and the server, beyond LSP. The only server file that the client imports. */

import type { SessionReport } from './session/types.ts';

export const requests = {
  terminalLinks: 'sessionDoctor/terminalLinks',
  article: 'sessionDoctor/article',
  log: 'sessionDoctor/asLog',
} as const;

/** LSP commands that the server executes. */
export const serverCommands = {
  check: 'sessionDoctor.server.check',
} as const;

/** What an editor may tell the server at `initialize`. */
export interface InitializationOptions {
  /** The client allows the command links of {@link linkCommands} in hovers. Others get plain Markdown. */
  commandLinks?: boolean;
}

/** Editor commands that a hover may link to. */
export const linkCommands = ['sessionDoctor.explainError', 'sessionDoctor.checkSession'] as const;

export interface TerminalLinksParams {
  line: string;
  /** Recent raw output of the same terminal, where it is known; bounded by the client. */
  output: string;
}

export interface TerminalLink {
  start: number;
  length: number;
  code: string;
  /** One plain line: what ended, how long ago, what to do. */
  tooltip: string;
}

export interface ArticleParams {
  /** A code, an alias, a rule id, or a message. */
  name: string;
  /** The occurrence to show evidence for: in this text, at this offset, or at its last line that reads `line`. */
  occurrence?: { text: string; offset?: number; line?: string } | undefined;
}

/** A page for a webview: an HTML fragment without scripts, styles or remote content. */
export interface Article {
  title: string;
  html: string;
}

export interface CheckParams {
  profile?: string;
  offline?: boolean;
}

export interface CheckResult {
  report: SessionReport;
  article: Article;
  markdown: string;
}

/**
 * Cheap test whether a line could hold anything the server knows. Only what passes it starts or asks the server;
 * it may say yes too often, never no to a known wording.
 */
export const MAYBE_KNOWN =
  /expired|token|credential|signature|accesskey|access key|clientid|too ?skewed|sso|login|imds|metadata|profile|authfailure|auth failure|later than|unauthorized|idp/i;
