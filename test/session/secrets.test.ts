import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assumeRoleKey, sha1, ssoRoleKey } from '../../server/session/cache.ts';
import { renderMarkdown } from '../../server/session/markdown.ts';
import { report } from '../../server/session/report.ts';
import { renderText } from '../../server/session/text.ts';
import type { Online } from '../../server/session/types.ts';
import { canary, leaked } from '../support/canary.ts';
import { type FakeMachine, fakeMachine, inSeconds, paths } from '../support/machine.ts';

const ROLE = 'arn:aws:iam::123456789012:role/x';
const trio = `aws_access_key_id = ${canary.accessKeyId}\naws_secret_access_key = ${canary.secretAccessKey}\naws_session_token = ${canary.sessionToken}\n`;
const cached = (expires: string) =>
  JSON.stringify({
    Credentials: {
      AccessKeyId: canary.accessKeyId,
      SecretAccessKey: canary.secretAccessKey,
      SessionToken: canary.sessionToken,
      Expiration: expires,
    },
  });
const signIn = (expires: string) =>
  JSON.stringify({
    startUrl: 'https://x/start',
    accessToken: canary.jwt,
    expiresAt: expires,
    clientId: canary.userKeyId,
    clientSecret: canary.secretAccessKey,
    refreshToken: canary.refreshToken,
    registrationExpiresAt: inSeconds(-5),
  });
const SSO =
  '[default]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = R\n[sso-session s]\nsso_start_url = https://x/start\nsso_region = eu-west-1\n';
const roleFiles = (cache: string) => ({
  [paths.config]: `[default]\nrole_arn = ${ROLE}\nsource_profile = b\n`,
  [paths.credentials]: `[b]\n${trio}`,
  [paths.cliCache(assumeRoleKey({ RoleArn: ROLE }))]: cache,
});
const env = {
  AWS_ACCESS_KEY_ID: canary.accessKeyId,
  AWS_SECRET_ACCESS_KEY: canary.secretAccessKey,
  AWS_SESSION_TOKEN: canary.sessionToken,
};

/** Secrets where they belong, and where a slip of the hand puts them. */
const MACHINES: Record<string, FakeMachine & { profile?: string }> = {
  variables: { env },
  'two tokens': { env: { ...env, AWS_SECURITY_TOKEN: `${canary.sessionToken}x` } },
  'secret in the stamp': { env: { ...env, AWS_CREDENTIAL_EXPIRATION: canary.secretAccessKey } },
  'lone token': { env: { AWS_SESSION_TOKEN: canary.sessionToken } },
  'credentials file': { files: { [paths.credentials]: `[default]\n${trio}` } },
  'config file': { files: { [paths.config]: `[default]\n${trio}` } },
  'stamp of secrets': { files: { [paths.credentials]: `[default]\n${trio}expiration = ${canary.jwt}\n` } },
  'no equals sign': {
    files: { [paths.credentials]: `[default]\naws_secret_access_key ${canary.secretAccessKey}\n` },
  },
  'secret as a key': {
    files: {
      [paths.credentials]: `[default]\n${canary.secretAccessKey} = 1\n${canary.secretAccessKey} = 2\n`,
    },
  },
  'secret as a section': {
    files: { [paths.credentials]: `[${canary.secretAccessKey}]\n[${canary.secretAccessKey}]\n` },
  },
  'secret as a profile': { profile: canary.secretAccessKey },
  'token as a profile': { env: { AWS_PROFILE: canary.sessionToken } },
  'key id as a source profile': {
    files: { [paths.config]: `[default]\nrole_arn = ${ROLE}\nsource_profile = ${canary.accessKeyId}\n` },
  },
  'secret as a credential source': {
    files: {
      [paths.config]: `[default]\nrole_arn = ${ROLE}\ncredential_source = ${canary.secretAccessKey}\n`,
    },
  },
  'secret in credential_process': {
    files: { [paths.config]: `[default]\ncredential_process = tool --key ${canary.secretAccessKey}\n` },
  },
  'quoted and commented': {
    files: {
      [paths.credentials]: `[default]\n${trio.replaceAll('= ', '= "').replaceAll('\n', '" # mine\n')}`,
    },
  },
  'role cache': { files: roleFiles(cached(inSeconds(3600))) },
  'ended role cache': { files: roleFiles(cached(inSeconds(-1))) },
  'half-written role cache': { files: roleFiles(cached(inSeconds(3600)).slice(0, -30)) },
  'role cache that is one string': { files: roleFiles(JSON.stringify(canary.sessionToken)) },
  'sign-in': { files: { [paths.config]: SSO, [paths.ssoCache(sha1('s'))]: signIn(inSeconds(3600)) } },
  'ended sign-in': { files: { [paths.config]: SSO, [paths.ssoCache(sha1('s'))]: signIn(inSeconds(-60)) } },
  'sign-in with a token for a date': {
    files: { [paths.config]: SSO, [paths.ssoCache(sha1('s'))]: signIn(canary.jwt) },
  },
  'sign-in and role credentials': {
    files: {
      [paths.config]: SSO,
      [paths.ssoCache(sha1('s'))]: signIn(inSeconds(-60)),
      [paths.cliCache(ssoRoleKey({ roleName: 'R', accountId: '123456789012', sessionName: 's' }))]: cached(
        inSeconds(3600),
      ),
    },
  },
  'token file': {
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: ROLE },
    files: { '/t': canary.jwt },
  },
  'token in place of its file': { env: { AWS_WEB_IDENTITY_TOKEN_FILE: canary.jwt, AWS_ROLE_ARN: ROLE } },
  'container token': {
    env: {
      AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1/?token=${canary.jwt}`,
      AWS_CONTAINER_AUTHORIZATION_TOKEN: canary.jwt,
    },
  },
};

const ANSWERS: (Online | null)[] = [
  null,
  { outcome: { kind: 'expired', says: 'STS says that the session has ended.' }, clock: null },
  {
    outcome: {
      kind: 'ok',
      says: 'ok',
      account: '123456789012',
      arn: `arn:aws:sts::1:assumed-role/x/${canary.accessKeyId}`,
      userId: canary.accessKeyId,
    },
    clock: null,
  },
];

test('the canaries are found where they are', () => {
  assert.equal(leaked(JSON.stringify(canary)).length, Object.keys(canary).length);
});

for (const [name, { profile, ...machine }] of Object.entries(MACHINES)) {
  test(`no secret leaves: ${name}`, () => {
    for (const online of ANSWERS) {
      const made = report(fakeMachine(machine), profile === undefined ? {} : { profile }, online);
      const outputs = [JSON.stringify(made), renderText(made), renderMarkdown(made)];
      assert.deepEqual(outputs.flatMap(leaked), []);
    }
  });
}
