import type { Entry, ErrorPage, KnowledgeBase } from '../kb/types.ts';
import { analyse } from './logs/analyse.ts';
import { identitiesOf } from './logs/identities.ts';
import { compileRecogniser, type Recogniser } from './logs/recognise.ts';
import type { Occurrence } from './logs/types.ts';
import { verdict } from './render/verdict.ts';
import type { ErrorFinding } from './types.ts';

/** The knowledge base, ready to recognise: what every edge (server, command line, tests) works with. */
export interface Engine {
  kb: KnowledgeBase;
  recogniser: Recogniser;
  /** Errors in a log, with evidence, in order. */
  errors(text: string): Occurrence[];
  finding(occurrence: Occurrence): ErrorFinding;
  page(code: string): ErrorPage | undefined;
}

export function createEngine(kb: KnowledgeBase): Engine {
  const pages = kb.entries.filter(isError);
  const byCode = new Map(pages.map((page) => [page.code, page]));
  const recogniser = compileRecogniser(identitiesOf(pages));
  return {
    kb,
    recogniser,
    errors: (text) => analyse(text, recogniser),
    page: (code) => byCode.get(code),
    finding(occurrence) {
      const page = byCode.get(occurrence.code);
      return {
        kind: 'error',
        code: occurrence.code,
        entry: occurrence.code,
        severity: 'error',
        start: occurrence.start,
        end: occurrence.end,
        message: page === undefined ? occurrence.code : verdict(page, occurrence.evidence),
        evidence: occurrence.evidence,
      };
    },
  };
}

function isError(entry: Entry): entry is ErrorPage {
  return entry.kind === 'error';
}
