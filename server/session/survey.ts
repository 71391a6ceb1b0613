/** Everything that can be said without asking anybody: the sources, who takes which, what hides what. */

import { type Taken, takenBy } from './precedence.ts';
import { findSource, SOURCES } from './sources/all.ts';
import { strayVariables } from './sources/environment.ts';
import type { Found } from './sources/source.ts';
import { type CheckOptions, type Machine, SDKS, type Sdk } from './types.ts';
import { label, SDK_NAMES } from './words.ts';
import { profileExists, profileNotFound, readWorld, variable, type World } from './world.ts';

export interface Survey {
  world: World;
  /** In the order of AWS CLI v2, each once. */
  sources: Found[];
  taken: Record<Sdk, Taken>;
  /** What AWS CLI v2 takes; one of `sources`. */
  winner: Found | null;
  problems: string[];
}

/** @param now the time that ends are compared with, where it is known better than by this machine's clock. */
export function survey(machine: Machine, options: CheckOptions, now = machine.now): Survey {
  const world = readWorld(machine, now);
  const taken = Object.fromEntries(
    SDKS.map((sdk) => [sdk, takenBy(sdk, world, options.profile)]),
  ) as Survey['taken'];
  const profiles = [...new Set(SDKS.map((sdk) => taken[sdk].choice.profile))];
  const sources: Found[] = [];
  for (const profile of profiles) {
    for (const { kind } of SOURCES) collect(sources, findSource(world, kind, profile));
  }
  for (const { found } of Object.values(taken)) collect(sources, found);
  const same = (found: Found | null) =>
    found === null ? null : (sources.find((one) => sameSource(one, found)) ?? null);
  for (const sdk of SDKS) taken[sdk].found = same(taken[sdk].found);
  const missing = profiles.filter((profile) => profile !== 'default' && !profileExists(world, profile));
  return {
    world,
    sources,
    taken,
    winner: taken['aws-cli-v2'].found,
    problems: [
      ...world.problems,
      ...missing.map((profile) => profileNotFound(world, profile)),
      ...strayVariables(world),
      ...differences(taken),
      ...notAsked(world, taken),
    ],
  };
}

/** Every SDK ends at the instance metadata; without a row for it the reader has to know that it was left out. */
function notAsked(world: World, taken: Survey['taken']): string[] {
  const { found, stopped } = taken['aws-cli-v2'];
  const disabled = (variable(world, 'AWS_EC2_METADATA_DISABLED') ?? '').toLowerCase() === 'true';
  return found === null && stopped === null && !disabled ? ['The EC2 instance metadata was not asked.'] : [];
}

function collect(sources: Found[], found: Found | null): void {
  for (let one = found; one !== null; one = one.via) {
    const candidate = one;
    if (!sources.some((known) => sameSource(known, candidate))) sources.push(candidate);
  }
}

function sameSource(one: Found, other: Found): boolean {
  return one.kind === other.kind && one.name === other.name;
}

/** "works in Node, fails in the CLI" in one sentence; none when all take the same. */
function differences(taken: Survey['taken']): string[] {
  const groups = new Map<string, string[]>();
  for (const sdk of SDKS) {
    const { found, stopped } = taken[sdk];
    const what = found !== null ? label(found) : stopped !== null ? 'nothing and stop' : 'nothing';
    groups.set(what, [...(groups.get(what) ?? []), SDK_NAMES[sdk] ?? sdk]);
  }
  if (groups.size < 2) return [];
  const parts = [...groups].map(
    ([what, sdks]) => `${listed(sdks)} take${sdks.length === 1 ? 's' : ''} ${what}`,
  );
  return [`SDKs differ here: ${parts.join('; ')}.`];
}

function listed(names: string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
