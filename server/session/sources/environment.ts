import { variable, type World } from '../world.ts';
import { found, type Source, sentences } from './source.ts';
import { assessKeys, type Stamp } from './static-keys.ts';

/** The first is honoured by SDKs; the others are written by aws-vault and AWSume, whose stamp is local time without a zone. */
const STAMPS: [string, Stamp['zoneless']][] = [
  ['AWS_CREDENTIAL_EXPIRATION', 'utc'],
  ['AWS_SESSION_EXPIRATION', 'utc'],
  ['AWSUME_EXPIRATION', 'local'],
];

/** Variables that make up a session in a shell, in the order in which people know them. */
export const SESSION_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_SECURITY_TOKEN',
  ...STAMPS.map(([name]) => name),
];

export const environment: Source = {
  kind: 'environment',
  find(world) {
    const id = variable(world, 'AWS_ACCESS_KEY_ID');
    if (id === undefined) return null;
    const old = variable(world, 'AWS_SECURITY_TOKEN');
    const token = variable(world, 'AWS_SESSION_TOKEN');
    const stamps = STAMPS.flatMap(([label, zoneless]) => {
      const value = variable(world, label);
      return value === undefined ? [] : [{ label, value, zoneless }];
    });
    const assessed = assessKeys(
      {
        id,
        secret: variable(world, 'AWS_SECRET_ACCESS_KEY'),
        // botocore reads the old name first (EnvProvider.TOKENS).
        token: old ?? token,
        names: { secret: 'AWS_SECRET_ACCESS_KEY', token: 'AWS_SESSION_TOKEN' },
        stamps,
      },
      world.now,
    );
    const twoTokens =
      old !== undefined && token !== undefined && old !== token
        ? 'AWS_SECURITY_TOKEN differs from AWS_SESSION_TOKEN: AWS CLI and boto3 send the former, other SDKs the latter.'
        : null;
    const broken =
      assessed.state === 'expired' && variable(world, 'AWS_CREDENTIAL_EXPIRATION') !== undefined
        ? 'boto3 and AWS CLI refuse it on their own account because AWS_CREDENTIAL_EXPIRATION is past.'
        : null;
    return found({
      kind: 'environment',
      name: 'AWS_ACCESS_KEY_ID',
      where: 'AWS_ACCESS_KEY_ID',
      ...assessed,
      problem: sentences([assessed.problem, twoTokens, broken]),
    });
  },
};

/** Halves of a session that no SDK uses but that people believe in. */
export function strayVariables(world: World): string[] {
  if (variable(world, 'AWS_ACCESS_KEY_ID') !== undefined) return [];
  return ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_SECURITY_TOKEN']
    .filter((name) => variable(world, name) !== undefined)
    .map((name) => `${name} is set without AWS_ACCESS_KEY_ID; no SDK uses it.`);
}
