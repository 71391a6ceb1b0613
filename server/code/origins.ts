import type { Node } from './tree.ts';

/** Where a credential value comes from, as far as the file shows. */
export type Origin = {
  /** The node that tells: the STS call, the environment access, the parameter. */
  node: Node;
  /** The value is older than the call of the function that uses it: a module variable, a field, the environment. */
  kept: boolean;
  /** Calls of functions of this file that the value came out of, outermost first. */
  through?: Node[];
} & (
  | { kind: 'nothing' | 'example' | 'literal' | 'setting' | 'unknown' }
  | { kind: 'environment'; name: string }
  /** An STS-like call hands out a session; `operation` as the SDK's method spells it. */
  | { kind: 'session'; operation: string }
  | { kind: 'parameter'; optional: boolean }
);

/** What becomes of a client after the expression that builds it. */
export type Fate =
  /** Stays inside one call of its function. */
  | 'local'
  /** Kept in a field, a module variable, a cache, a closure, or used in an endless loop. */
  | 'stored'
  /** Handed to callers that this file does not show. */
  | 'returned';

/** How far values are followed through variables and functions. */
export const DEPTH = 30;
