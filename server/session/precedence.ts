/** Which source each SDK takes. Orders are those of the SDKs' own chains; the first hit wins. */

import { findSource } from './sources/all.ts';
import type { Found } from './sources/source.ts';
import type { Sdk, SourceKind } from './types.ts';
import { profileExists, profileNotFound, settingsOf, variable, type World } from './world.ts';

export interface Choice {
  profile: string;
  /** The variable or option that chose it; null for the default profile. */
  by: string | null;
}

/**
 * boto3 lets AWS_DEFAULT_PROFILE win over AWS_PROFILE, AWS CLI v2 and Go the other way round; JavaScript and Java know
 * only the latter (botocore configprovider.py; aws-cli v2 configprovider.py; Go env_config.go).
 */
const PROFILE_VARIABLES: Record<Sdk, string[]> = {
  'aws-cli-v2': ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  boto3: ['AWS_DEFAULT_PROFILE', 'AWS_PROFILE'],
  'js-v3': ['AWS_PROFILE'],
  'go-v2': ['AWS_PROFILE', 'AWS_DEFAULT_PROFILE'],
  'java-v2': ['AWS_PROFILE'],
};

export function profileOf(sdk: Sdk, world: World, option: string | undefined): Choice {
  if (option) return { profile: option, by: '--profile' };
  // To botocore an empty variable names a profile without a name.
  const counts = isBotocore(sdk)
    ? (name: string) => world.machine.env[name] !== undefined
    : (name: string) => variable(world, name) !== undefined;
  const by = PROFILE_VARIABLES[sdk].find(counts);
  return { profile: (by && variable(world, by)) || 'default', by: by ?? null };
}

export interface Taken {
  choice: Choice;
  found: Found | null;
  /** Why the SDK stops before it looks at any source; null when it looks. */
  stopped: string | null;
}

export function takenBy(sdk: Sdk, world: World, option: string | undefined): Taken {
  const choice = profileOf(sdk, world, option);
  const stopped = stoppedBy(sdk, world, choice);
  if (stopped !== null) return { choice, found: null, stopped };
  const explicit = choice.by === '--profile';
  const chain = { world, profile: choice.profile, explicit };
  return { choice, found: CHAINS[sdk](chain), stopped: null };
}

/** botocore reads both files and the chosen profile before anything else; Go insists on a profile named by AWS_PROFILE. */
function stoppedBy(sdk: Sdk, world: World, { profile, by }: Choice): string | null {
  if (isBotocore(sdk) && world.refused !== null) return world.refused;
  if (by !== null && world.machine.env[by] === '' && by !== '--profile')
    return `${by} is set but empty, which names no profile.`;
  const insists = isBotocore(sdk)
    ? by !== null
    : sdk === 'go-v2' && (by === '--profile' || by === 'AWS_PROFILE');
  return insists && !profileExists(world, profile) ? profileNotFound(world, profile) : null;
}

function isBotocore(sdk: Sdk): boolean {
  return sdk === 'aws-cli-v2' || sdk === 'boto3';
}

interface Chain {
  world: World;
  profile: string;
  /** Given to the program itself, as `--profile` or in code, and not by a variable. */
  explicit: boolean;
}

const CHAINS: Record<Sdk, (chain: Chain) => Found | null> = {
  'aws-cli-v2': botocore,
  boto3: botocore,
  'js-v3': javascript,
  'go-v2': go,
  'java-v2': java,
};

/** botocore credentials.py, create_credential_resolver: a profile given explicitly switches the variables off. */
function botocore(chain: Chain): Found | null {
  const { world, profile, explicit } = chain;
  const settings = settingsOf(world, profile);
  // Without role or account the sign-in only serves bearer tokens.
  const sso = settings.has('sso_role_name') || settings.has('sso_account_id');
  return (
    (explicit ? null : find(chain, 'environment')) ??
    find(chain, 'assume-role') ??
    webIdentity(chain, !explicit) ??
    (sso ? find(chain, 'sso') : null) ??
    first(chain, ['shared-file', 'login', 'process', 'config-file', 'container', 'imds'])
  );
}

/** JavaScript credential-provider-node: any chosen profile switches keys in variables off. */
function javascript(chain: Chain): Found | null {
  const { world, profile, explicit } = chain;
  const skip = explicit || variable(world, 'AWS_PROFILE') !== undefined;
  const settings = settingsOf(world, profile);
  const role =
    settings.has('role_arn') && settings.has('source_profile') !== settings.has('credential_source');
  return (
    (skip ? null : complete(find(chain, 'environment'))) ??
    (role ? find(chain, 'assume-role') : null) ??
    keysOfProfile(chain) ??
    (settings.has('role_arn') ? webIdentity(chain, false) : null) ??
    first(chain, ['process', 'sso', 'login']) ??
    webIdentity(chain, true) ??
    first(chain, ['container', 'imds'])
  );
}

/** Go config/resolve_credentials.go: a role's source first, then keys, then the rest of the profile. */
function go(chain: Chain): Found | null {
  const { explicit } = chain;
  const ofVariables = explicit ? null : (complete(find(chain, 'environment')) ?? onlyVariables(chain));
  return (
    ofVariables ??
    find(chain, 'assume-role') ??
    keysOfProfile(chain) ??
    webIdentity(chain, false) ??
    first(chain, ['sso', 'login', 'process', 'container', 'imds'])
  );
}

/** Java DefaultCredentialsProvider and ProfileCredentialsUtils: keys of a profile come last. */
function java(chain: Chain): Found | null {
  const settings = settingsOf(chain.world, chain.profile);
  return (
    complete(find(chain, 'environment')) ??
    onlyVariables(chain) ??
    (settings.has('role_arn') ? webIdentity(chain, false) : null) ??
    first(chain, ['sso', 'assume-role', 'process']) ??
    keysOfProfile(chain) ??
    first(chain, ['login', 'container', 'imds'])
  );
}

function find(chain: Chain, kind: SourceKind): Found | null {
  return findSource(chain.world, kind, chain.profile);
}

function first(chain: Chain, kinds: SourceKind[]): Found | null {
  for (const kind of kinds) {
    const found = find(chain, kind);
    if (found !== null) return found;
  }
  return null;
}

/** Half a pair of keys stops botocore; the other SDKs look further. */
function complete(found: Found | null): Found | null {
  return found?.partial ? null : found;
}

function keysOfProfile(chain: Chain): Found | null {
  return complete(find(chain, 'shared-file')) ?? complete(find(chain, 'config-file'));
}

function onlyVariables(chain: Chain): Found | null {
  return variable(chain.world, 'AWS_WEB_IDENTITY_TOKEN_FILE') === undefined ? null : webIdentity(chain, true);
}

function webIdentity(chain: Chain, variables: boolean): Found | null {
  if (variables) return find(chain, 'web-identity');
  const env = { ...chain.world.machine.env, AWS_WEB_IDENTITY_TOKEN_FILE: undefined };
  const world: World = { ...chain.world, machine: { ...chain.world.machine, env } };
  return findSource(world, 'web-identity', chain.profile);
}
