/** Plain data that every engine speaks. Offsets are UTF-16 units into the text, `end` exclusive. */

export interface Span {
  start: number;
  end: number;
}

export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** One replacement in a text. Edits of one fix never overlap. */
export interface Edit extends Span {
  text: string;
}

/** A change that is offered to the user, complete in itself (imports included). */
export interface Fix {
  title: string;
  edits: Edit[];
  /** True when applying it without a look is safe; editors may then offer it first. */
  preferred: boolean;
}

/** Something related to a finding, elsewhere in the same text. */
export interface Related extends Span {
  message: string;
}

interface FindingBase extends Span {
  /** The identity as AWS or the SDK spells it, or the rule id. */
  code: string;
  /** The knowledge-base page that explains it. */
  entry: string;
  severity: Severity;
  /** One sentence, already redacted. */
  message: string;
}

/** A risky piece of code. */
export interface RiskFinding extends FindingBase {
  kind: 'risk';
  related: Related[];
}

/** An error that a log shows, with the evidence around it. */
export interface ErrorFinding extends FindingBase {
  kind: 'error';
  evidence: import('./logs/types.ts').Evidence;
}

export type Finding = RiskFinding | ErrorFinding;
