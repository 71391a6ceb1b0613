/** Requests between the extension and the server, beyond LSP. The only server file that the client imports. */

import type { SessionReport } from './session/types.ts';

export const requests = {
  terminalLinks: 'sessionDoctor/terminalLinks',
  article: 'sessionDoctor/article',
  log: 'sessionDoctor/asLog',
  entries: 'sessionDoctor/entries',
} as const;

/** What the server tells the extension without being asked. */
export const notifications = {
  /** {@link TeamTexts}, each time the pages of the team have been read. */
  teamTexts: 'sessionDoctor/teamTexts',
} as const;

/** LSP commands that the server executes. */
export const serverCommands = {
  check: 'sessionDoctor.server.check',
} as const;

/** What an editor may tell the server at `initialize`. */
export interface InitializationOptions {
  /** The client allows the command links of {@link linkCommands} in hovers. Others get plain Markdown. */
  commandLinks?: boolean;
  /** The user trusts this workspace, so the pages of its team (`.session-doctor/`) are read. */
  teamPages?: boolean;
  /** A folder to read them from instead: absolute, or below the home folder (`~/…`). */
  teamPagesFolder?: string;
}

/** Where pages of a team are looked for. */
export interface TeamPlaces {
  trusted: boolean;
  /** Empty: each workspace folder's own. */
  folder: string;
  /** Addresses (`file:…`). */
  workspaceFolders: readonly string[];
}

/** The pages of a team, seen from a workspace folder. */
export const TEAM_PAGES = '**/.session-doctor/{errors,rules}/*.md';

/** Code of a diagnostic in such a page. */
export const TEAM_PAGE_CODE = 'team-page';

/** Editor commands that a hover may link to. */
export const linkCommands = ['sessionDoctor.explainError', 'sessionDoctor.checkSession'] as const;

/** Commands that a link in an article may name: none of them does more than show or copy. */
export const articleCommands = ['sessionDoctor.explainError', 'sessionDoctor.copyText'] as const;

/** One entry of the knowledge base, or a table made of all of them, as a list of all shows it. */
export interface EntryRow {
  name: string;
  kind: 'error' | 'rule' | 'table';
  title: string;
  /** Other names under which people look it up. */
  aliases: string[];
}

/** Codes and sentences, in small letters, that only pages of the team know: {@link MAYBE_KNOWN} says nothing about them. */
export interface TeamTexts {
  texts: string[];
}

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
 * it may say yes too often, never no to a known wording of ours. For those of a team see {@link TeamTexts}.
 */
export const MAYBE_KNOWN =
  /expired|token|credential|signature|accesskey|access key|clientid|too ?skewed|sso|login|imds|metadata|profile|authfailure|auth failure|later than|unauthorized|idp/i;
