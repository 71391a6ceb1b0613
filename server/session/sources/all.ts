/** The list of credential sources, and how one leans on another. */

import type { SourceKind } from '../types.ts';
import { setting, settingsOf, type World } from '../world.ts';
import { assumeRole } from './assume-role.ts';
import { configFile } from './config-file.ts';
import { container } from './container.ts';
import { environment } from './environment.ts';
import { imds } from './imds.ts';
import { login } from './login.ts';
import { credentialProcess } from './program.ts';
import { sharedFile } from './shared-file.ts';
import type { Chain, Found, Source } from './source.ts';
import { sso } from './sso.ts';
import { webIdentity } from './web-identity.ts';

/** In the order of AWS CLI v2 (botocore create_credential_resolver). */
export const SOURCES: readonly Source[] = [
  environment,
  assumeRole,
  webIdentity,
  sso,
  sharedFile,
  login,
  credentialProcess,
  configFile,
  container,
  imds,
];

export function findSource(
  world: World,
  kind: SourceKind,
  profile: string,
  seen: readonly string[] = [profile],
): Found | null {
  const chain: Chain = {
    seen,
    ofProfile: (other, visited) => sourceOfProfile(world, other, visited),
    of: (other) => findSource(world, other, profile, seen),
  };
  return SOURCES.find((source) => source.kind === kind)?.find(world, profile, chain) ?? null;
}

/** What botocore takes for a `source_profile`: static keys make it ignore the role of that profile. */
function sourceOfProfile(world: World, profile: string, seen: readonly string[]): Found | null {
  const settings = settingsOf(world, profile);
  const staticKeys = settings.has('aws_access_key_id') || settings.has('aws_secret_access_key');
  if (!staticKeys && settings.has('role_arn') && setting(settings, 'web_identity_token_file') === undefined) {
    return findSource(world, 'assume-role', profile, seen);
  }
  const order: SourceKind[] = ['web-identity', 'sso', 'shared-file', 'login', 'process', 'config-file'];
  for (const kind of order) {
    const result = findSource(world, kind, profile, seen);
    // An environment token file belongs to the shell, not to the profile.
    if (result !== null && result.profile === profile) return result;
  }
  return null;
}
