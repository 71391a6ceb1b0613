import type { Edit, Fix } from '../../../types.ts';
import { tidyEdits } from '../../edits.ts';
import type { Source } from '../../types.ts';

/** Titles of the fixes; the rule's page names them too. */
export const REFRESH = 'Use a refreshing assume-role provider';
export const DEFAULT_CHAIN = "Let the SDK's default provider chain supply the credentials";

/** Leaving out what the default chain reads anyway is safe without a look; a new provider deserves one. */
export function fixOf(source: Source, title: string, edits: readonly Edit[]): Fix[] {
  const tidy = tidyEdits(source, edits);
  return tidy === null || tidy.length === 0
    ? []
    : [{ title, preferred: title === DEFAULT_CHAIN, edits: tidy }];
}
