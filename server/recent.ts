import type { Engine } from './engine.ts';
import type { SourceText } from './services.ts';
import type { ErrorFinding } from './types.ts';

/** Documents whose errors are kept; an editor asks for several views of one text in a row. */
const KEPT = 20;

/** The errors of the texts that were asked for last. A changed text, or new pages of the team, are read anew. */
export function recentFindings(): (source: SourceText, engine: Engine) => ErrorFinding[] {
  const kept = new Map<string, { text: string; engine: Engine; found: ErrorFinding[] }>();
  return ({ uri, text }, engine) => {
    const known = kept.get(uri);
    if (known !== undefined && known.engine === engine && known.text === text) return known.found;
    const found = engine.errors(text).map(engine.finding);
    kept.delete(uri);
    kept.set(uri, { text, engine, found });
    for (const oldest of kept.keys()) if (kept.size > KEPT) kept.delete(oldest);
    return found;
  };
}
