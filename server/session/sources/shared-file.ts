import type { IniFile, IniSection } from '../ini.ts';
import type { World } from '../world.ts';
import { type Found, found, type Source } from './source.ts';
import { assessKeys } from './static-keys.ts';

/** Ends that tools write beside the keys (saml2aws, gimme-aws-creds, aws-azure-login, aws-vault, aws-mfa). */
const STAMPS = ['x_security_token_expires', 'aws_expiration', 'aws_session_expiration', 'expiration'];

export const sharedFile: Source = {
  kind: 'shared-file',
  find: (world, profile) =>
    keysInFile(world, 'shared-file', profile, world.credentials, world.credentials?.sections.get(profile)),
};

/** Static keys of one section; botocore takes notice of it as soon as there is a key id. */
export function keysInFile(
  world: World,
  kind: 'shared-file' | 'config-file',
  profile: string,
  file: IniFile | null,
  section: IniSection | undefined,
): Found | null {
  const id = section?.values.get('aws_access_key_id');
  if (file === null || section === undefined || id === undefined || id.value === '') return null;
  const value = (key: string) => section.values.get(key)?.value || undefined;
  const assessed = assessKeys(
    {
      id: id.value,
      secret: value('aws_secret_access_key'),
      token: value('aws_security_token') ?? value('aws_session_token'),
      names: { secret: 'aws_secret_access_key', token: 'aws_session_token' },
      stamps: STAMPS.flatMap((key) => {
        const stamp = section.values.get(key);
        return stamp === undefined || stamp.value === ''
          ? []
          : [{ label: `${file.path}:${stamp.line}`, value: stamp.value, zoneless: 'utc' as const }];
      }),
    },
    world.now,
  );
  return found({ kind, name: profile, where: `${file.path}:${id.line}`, profile, ...assessed });
}
