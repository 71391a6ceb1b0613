/** What a credential source is to the engine. One file per source; `sources/all.ts` lists them. */

import { FIGURES } from '../../../kb/figures.ts';
import type { SourceKind, State } from '../types.ts';
import type { World } from '../world.ts';

/** Held for the question to STS, never for a report. */
export interface Keys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

/** How STS could be asked with this source. */
export type Access =
  | { kind: 'keys'; keys: Keys }
  /** The SDK's provider for this profile, without running programs or writing files. */
  | { kind: 'profile'; profile: string; sso: boolean }
  | { kind: 'none'; why: string };

export interface Found {
  kind: SourceKind;
  name: string;
  where: string;
  /** Null for sources that belong to no profile. */
  profile: string | null;
  state: State;
  /** Milliseconds since 1970; null when nothing records an end. */
  expiresAt: number | null;
  /** Long-term keys: there is no end to wait for. */
  endless: boolean;
  /** A part is missing; some SDKs then stop, others look further. */
  partial: boolean;
  problem: string | null;
  refresh: string | null;
  access: Access;
  /** Profiles this one takes its first credentials from. */
  via: Found | null;
}

export interface Source {
  kind: SourceKind;
  /** Null when nothing configures this source. */
  find(world: World, profile: string, chain: Chain): Found | null;
}

/** For sources that lean on another profile. */
export interface Chain {
  /** Profiles on the way here, against circles. */
  seen: readonly string[];
  /** What a profile gives by itself, keys in the environment apart. */
  ofProfile(profile: string, seen: readonly string[]): Found | null;
  of(kind: SourceKind): Found | null;
}

/** Below this an end is near (issue text and status item agree on it). */
export const SOON_MS = FIGURES['refresh-threshold'].default * 1000;

export function stateAt(expiresAt: number, now: number): 'valid' | 'expiring' | 'expired' {
  if (expiresAt <= now) return 'expired';
  return expiresAt - now < SOON_MS ? 'expiring' : 'valid';
}

/** A source with the fields that most do not use. */
export function found(parts: Pick<Found, 'kind' | 'name' | 'where' | 'state'> & Partial<Found>): Found {
  return {
    profile: null,
    expiresAt: null,
    endless: false,
    partial: false,
    problem: null,
    refresh: null,
    access: { kind: 'none', why: 'this source is not read yet' },
    via: null,
    ...parts,
  };
}

/** One problem out of several sentences; null when there is none. */
export function sentences(parts: (string | null | undefined)[]): string | null {
  const said = parts.filter((part) => part);
  return said.length === 0 ? null : said.join(' ');
}
