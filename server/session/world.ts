/** The files of the machine, read once and put together the way the SDKs do. */

import { type IniFile, type IniSection, parseIni } from './ini.ts';
import { type AwsPaths, awsPaths } from './paths.ts';
import type { Machine } from './types.ts';

export interface Setting {
  value: string;
  path: string;
  line: number;
}

export type Settings = Map<string, Setting>;

export interface World {
  machine: Machine;
  /** The time that counts for ends: this machine's, corrected when AWS's clock is known to differ. */
  now: number;
  paths: AwsPaths;
  credentials: IniFile | null;
  config: IniFile | null;
  /** Profiles of the config file: `[default]` and `[profile x]`. */
  configProfiles: Map<string, IniSection>;
  ssoSessions: Map<string, IniSection>;
  /** Sentences that concern the files as such. */
  problems: string[];
  /** True when AWS CLI and boto3 give up before they look for credentials; the sentence says why. */
  refused: string | null;
}

const MOST_PROBLEMS = 20;

export function readWorld(machine: Machine, now = machine.now): World {
  const paths = awsPaths(machine);
  const world: World = {
    machine,
    now,
    paths,
    credentials: null,
    config: null,
    configProfiles: new Map(),
    ssoSessions: new Map(),
    problems: [],
    refused: null,
  };
  if (machine.home === null)
    world.problems.push('The home folder of this user is unknown, so the default AWS files were not read.');
  world.credentials = readIni(world, paths.credentials, 'AWS_SHARED_CREDENTIALS_FILE');
  world.config = readIni(world, paths.config, 'AWS_CONFIG_FILE');
  if (world.config !== null) indexConfig(world, world.config);
  return world;
}

function readIni(world: World, path: string | null, variable: string): IniFile | null {
  if (path === null) return null;
  const read = world.machine.files.read(path);
  if (read.kind === 'absent') {
    if (world.machine.env[variable]) world.problems.push(`${variable} names ${path}, which does not exist.`);
    return null;
  }
  if (read.kind === 'problem') {
    world.problems.push(`${path} could not be read: ${read.reason}.`);
    return null;
  }
  const file = parseIni(read.text, path);
  for (const problem of file.problems.slice(0, MOST_PROBLEMS)) {
    world.problems.push(`${path}:${problem.line} ${problem.says}.`);
  }
  const more = file.problems.length - MOST_PROBLEMS;
  if (more > 0) world.problems.push(`${path} has ${more} more lines like these.`);
  const refusal = file.problems.find((problem) => problem.refused);
  if (refusal !== undefined) world.refused ??= `${path}:${refusal.line} ${refusal.says}`;
  return file;
}

/** `[profile x]` wins over `[x]`; only `default` may do without the word (SDK reference, file format). */
function indexConfig(world: World, file: IniFile): void {
  const plainDefault = file.sections.get('default');
  if (plainDefault !== undefined) world.configProfiles.set('default', plainDefault);
  for (const section of file.sections.values()) {
    const profile = prefixed(section.name, 'profile');
    if (profile !== null) world.configProfiles.set(profile, section);
    const session = prefixed(section.name, 'sso-session');
    if (session !== null) world.ssoSessions.set(session, section);
  }
}

/** The `x` of `profile x`, `profile "x y"`; null for other sections. */
function prefixed(name: string, prefix: string): string | null {
  if (!name.startsWith(prefix)) return null;
  const match = /^\s+(?:"([^"]+)"|'([^']+)'|(\S+))$/.exec(name.slice(prefix.length));
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? null;
}

export function profileExists(world: World, profile: string): boolean {
  return world.configProfiles.has(profile) || (world.credentials?.sections.has(profile) ?? false);
}

/** All keys of a profile; those of the credentials file win (botocore full_config, JavaScript mergeConfigFiles). */
export function settingsOf(world: World, profile: string): Settings {
  const merged: Settings = new Map();
  const add = (file: IniFile | null, section: IniSection | undefined) => {
    if (file === null || section === undefined) return;
    for (const [key, { value, line }] of section.values) {
      if (value !== '') merged.set(key, { value, line, path: file.path });
    }
  };
  add(world.config, world.configProfiles.get(profile));
  add(world.credentials, world.credentials?.sections.get(profile));
  return merged;
}

/** The sentence for a profile that no file holds, with the section that was probably meant. */
export function profileNotFound(world: World, profile: string): string {
  const { config, credentials } = world;
  const bare = config?.sections.get(profile);
  if (config !== null && bare !== undefined) {
    return `${config.path}:${bare.line} has [${profile}], which is no profile there; it has to read [profile ${profile}].`;
  }
  const prefixedSection = credentials?.sections.get(`profile ${profile}`);
  if (credentials !== null && prefixedSection !== undefined) {
    return `${credentials.path}:${prefixedSection.line} has [profile ${profile}]; in this file it has to read [${profile}].`;
  }
  const files = [world.paths.config, world.paths.credentials].filter((path) => path !== null);
  return `Profile ${profile} is in none of the files${files.length > 0 ? ` (${files.join(', ')})` : ''}.`;
}

export function setting(settings: Settings, key: string): string | undefined {
  return settings.get(key)?.value;
}

/** `path:line` of the first of `keys` that is set. */
export function placeOf(settings: Settings, ...keys: string[]): string {
  const found = keys.map((key) => settings.get(key)).find((entry) => entry !== undefined);
  return found === undefined ? 'config file' : `${found.path}:${found.line}`;
}

/** A variable that is set and not empty. */
export function variable(world: World, name: string): string | undefined {
  return world.machine.env[name] || undefined;
}
