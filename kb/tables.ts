import { humanDuration } from './duration.ts';
import { FAMILIES } from './known.ts';
import { groupOf, LIFETIME_GROUPS, type LifetimeGroup } from './lifetimes.ts';
import type { ErrorPage, Inline, KnowledgeBase, Lifetime, RulePage } from './types.ts';

/** What separates one error from another, seen from the first. */
export interface Decision {
  other: string;
  question: Inline[];
  /** The answer that stays with the error of this list. */
  here: Inline[];
  /** The answer that leads to `other`. */
  there: Inline[];
}

/** An error and all its neighbours: those its page names, then those whose pages name it. */
export interface DecisionEntry {
  page: ErrorPage;
  decisions: Decision[];
}

export interface Family<T> {
  id: string;
  title: string;
  entries: T[];
}

/**
 * Each relation of two neighbouring errors, in both directions: where only one page asks, the other error gets the same
 * question with its answers turned round; where both ask, each keeps its own.
 */
export function decisionTable(kb: KnowledgeBase): Family<DecisionEntry>[] {
  const pages = errorsOf(kb);
  const asked = new Map(pages.map((page) => [page.code, new Map<string, Decision>()]));
  for (const page of pages) {
    for (const { id, question, here, there } of page.neighbours) {
      if (id !== page.code) asked.get(page.code)?.set(id, { other: id, question, here, there });
    }
  }
  for (const page of pages) {
    for (const { id, question, here, there } of page.neighbours) {
      const back = asked.get(id);
      if (back === undefined || id === page.code || back.has(page.code)) continue;
      back.set(page.code, { other: page.code, question, here: there, there: here });
    }
  }
  return byFamily(pages).map(({ entries, ...family }) => ({
    ...family,
    entries: entries.map((page) => ({ page, decisions: [...(asked.get(page.code)?.values() ?? [])] })),
  }));
}

export interface LifetimeRow {
  lifetime: Lifetime;
  /** In words, where the table has the number. */
  min?: string;
  default?: string;
  max?: string;
}

export interface LifetimeSection {
  /** `other` holds what the file puts into no group. */
  id: LifetimeGroup | 'other';
  title: string;
  rows: LifetimeRow[];
}

const GROUP_TITLES: Record<LifetimeGroup | 'other', string> = {
  session: 'Session lifetimes',
  'sign-in': 'Sign-in and identity tokens',
  refresh: 'Refresh windows per SDK',
  signing: 'Signing, clocks and URLs',
  platform: 'Tokens and limits of platforms',
  waiting: 'Timeouts and pauses of a refresh',
  other: 'Other',
};

/** Every duration and limit, group by group, in the order of the file; groups without any are left out. */
export function lifetimesTable(kb: KnowledgeBase): LifetimeSection[] {
  const row = (lifetime: Lifetime): LifetimeRow => {
    const words = (['min', 'default', 'max'] as const).flatMap((key) => {
      const seconds = lifetime[key];
      return seconds === undefined ? [] : [[key, humanDuration(seconds)]];
    });
    return { lifetime, ...Object.fromEntries(words) };
  };
  return [...LIFETIME_GROUPS, 'other' as const].flatMap((id) => {
    const rows = kb.lifetimes.filter((one) => (groupOf(one) ?? 'other') === id).map(row);
    return rows.length === 0 ? [] : [{ id, title: GROUP_TITLES[id], rows }];
  });
}

export interface Index {
  families: Family<ErrorPage>[];
  rules: RulePage[];
}

/** All entries: errors by family, rules by name. */
export function indexTable(kb: KnowledgeBase): Index {
  const rules = kb.entries.filter((entry) => entry.kind === 'rule');
  return { families: byFamily(errorsOf(kb)), rules: rules.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

function errorsOf(kb: KnowledgeBase): ErrorPage[] {
  return kb.entries.filter((entry) => entry.kind === 'error');
}

/** In the order of FAMILIES; families that it does not know follow. */
function byFamily(pages: readonly ErrorPage[]): Family<ErrorPage>[] {
  const ids = new Set([...FAMILIES, ...pages.map(({ family }) => family)]);
  return [...ids].flatMap((id) => {
    const entries = pages.filter(({ family }) => family === id);
    return entries.length === 0 ? [] : [{ id, title: familyTitle(id), entries }];
  });
}

const PROPER: Record<string, string> = { 'identity-center': 'IAM Identity Center', 'aws-login': 'AWS login' };

function familyTitle(id: string): string {
  const words = id.replace(/-/g, ' ');
  return PROPER[id] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
