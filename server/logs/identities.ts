import type { ErrorPage } from '../../kb/types.ts';
import type { Identity } from './recognise.ts';

/** The pages of the knowledge base as the recogniser sees them. */
export function identitiesOf(pages: readonly ErrorPage[]): Identity[] {
  return pages.map((page) => ({
    code: page.code,
    family: page.family,
    spellings: page.matches,
    needsAws: page.codeContext === 'aws',
    onlyWith: page.onlyWith,
    sentences: page.wordings.map(({ text, context }) => ({ text, needsAws: context === 'aws' })),
  }));
}
