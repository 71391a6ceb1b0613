import type { Fix, RiskFinding } from '../types.ts';
import type { Node, Tree } from './tree.ts';

export type LanguageId = 'python' | 'javascript' | 'typescript' | 'typescriptreact' | 'javascriptreact';

/** One source file as a rule sees it. */
export interface Source {
  text: string;
  language: LanguageId;
  /** Path as the user knows it, with forward slashes; only for recognising tests and the like. */
  path: string;
  tree: Tree;
  root: Node;
}

/** What a rule reports; the engine adds code, entry and severity. */
export type Culprit = Pick<RiskFinding, 'start' | 'end' | 'message' | 'related'> & {
  severity?: RiskFinding['severity'];
};

/**
 * One rule, in `server/code/rules/<id>.ts`, default place to add it. `detect` and `fixes` are pure: a code action
 * runs `detect` again on the current text and asks for the fixes of the culprit that overlaps.
 */
export interface Rule {
  id: string;
  languages: readonly LanguageId[];
  /** A file that holds none of these strings is never parsed for this rule. */
  keywords: readonly string[];
  detect(source: Source): Culprit[];
  fixes(source: Source, culprit: Culprit): Fix[];
}
