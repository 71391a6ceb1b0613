import type { KnowledgeBase } from './types.ts';

/** A compiled knowledge base, as written by the build; null when `json` is none or is of another version. */
export function openKnowledgeBase(json: string): KnowledgeBase | null {
  try {
    const kb = JSON.parse(json) as Partial<KnowledgeBase> | null;
    const complete =
      kb?.version === 1 &&
      Array.isArray(kb.entries) &&
      Array.isArray(kb.signals) &&
      Array.isArray(kb.lifetimes);
    return complete ? (kb as KnowledgeBase) : null;
  } catch {
    return null;
  }
}
