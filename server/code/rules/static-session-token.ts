import type { Fix } from '../../types.ts';
import { isTest } from '../surroundings.ts';
import type { Culprit, LanguageId, Rule, Source } from '../types.ts';
import { detectInJavaScript } from './static-session-token/javascript.ts';
import { fixesInJavaScript } from './static-session-token/javascript-fix.ts';
import { detectInPython } from './static-session-token/python.ts';
import { fixesInPython } from './static-session-token/python-fix.ts';

interface Family {
  detect(source: Source): Culprit[];
  fixes(source: Source, culprit: Culprit): Fix[];
}

const python: Family = { detect: detectInPython, fixes: fixesInPython };
const javascript: Family = { detect: detectInJavaScript, fixes: fixesInJavaScript };

const families: Record<LanguageId, Family> = {
  python,
  javascript,
  javascriptreact: javascript,
  typescript: javascript,
  typescriptreact: javascript,
};

/** A client that is given a session token once and keeps it: it works until that session ends, and then never again. */
export const rule: Rule = {
  id: 'static-session-token',
  languages: Object.keys(families) as LanguageId[],
  keywords: ['session_token', 'sessionToken', 'SessionToken', 'boto', 's3fs', 'aws-sdk'],
  detect: (source) => (isTest(source.path, source.text) ? [] : families[source.language].detect(source)),
  fixes: (source, culprit) => families[source.language].fixes(source, culprit),
};
