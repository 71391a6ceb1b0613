import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assumeRoleKey, sha1 } from '../../server/session/cache.ts';
import { exitStatus } from '../../server/session/exit-status.ts';
import { renderMarkdown } from '../../server/session/markdown.ts';
import { report } from '../../server/session/report.ts';
import { renderText } from '../../server/session/text.ts';
import type { SessionReport, State } from '../../server/session/types.ts';
import {
  type FakeMachine,
  fakeMachine,
  inSeconds,
  keys,
  longTermLines,
  paths,
  sessionEnv,
  sessionLines,
} from '../support/machine.ts';

interface Case extends FakeMachine {
  name: string;
  profile?: string;
  state: State;
  /** In the verdict, the problems of the report or that of a source. */
  says: RegExp;
}

const credentials = (text: string | { problem: string }) => ({ [paths.credentials]: text });
const config = (text: string | { problem: string }) => ({ [paths.config]: text });
const GOOD = `[default]\n${longTermLines()}`;
const ROLE = 'arn:aws:iam::123456789012:role/x';
const SSO =
  'sso_session = s\nsso_account_id = 123456789012\nsso_role_name = R\n[sso-session s]\nsso_start_url = https://x/start\nsso_region = eu-west-1\n';
const ssoWith = (token: string | { problem: string }) => ({
  ...config(`[default]\n${SSO}`),
  [paths.ssoCache(sha1('s'))]: token,
});
const roleWith = (cache: string | { problem: string }) => ({
  ...config(`[default]\nrole_arn = ${ROLE}\nsource_profile = b\n`),
  ...credentials(`[b]\n${longTermLines()}`),
  [paths.cliCache(assumeRoleKey({ RoleArn: ROLE }))]: cache,
});

const CASES: Case[] = [
  {
    name: 'byte order mark',
    files: credentials(`\ufeff${GOOD}`),
    state: 'unknown',
    says: /credentials:1 begins with a byte order mark/,
  },
  {
    name: 'UTF-16',
    files: credentials('\ufffd\ufffd[\u0000d\u0000]\u0000'),
    state: 'unknown',
    says: /credentials:1 is not UTF-8/,
  },
  {
    name: 'bytes that are not UTF-8',
    files: credentials(`${GOOD}# ok\nregion = \ufffd\n`),
    state: 'unknown',
    says: /credentials:5 holds bytes/,
  },
  {
    name: 'repeated section',
    files: credentials(`${GOOD}[default]\nregion = x\n`),
    state: 'unknown',
    says: /credentials:4 repeats the section \[default\] of line 1/,
  },
  {
    name: 'repeated key',
    files: credentials(`${GOOD}aws_access_key_id = x\n`),
    state: 'unknown',
    says: /credentials:4 sets aws_access_key_id of \[default\] again/,
  },
  {
    name: 'no section',
    files: credentials('aws_access_key_id = x\n'),
    state: 'unknown',
    says: /credentials:1 stands before any section/,
  },
  {
    name: 'open bracket',
    files: credentials('[default\nx = y\n'),
    state: 'unknown',
    says: /credentials:1 opens a section/,
  },
  { name: 'words', files: config('[default]\nhello\n'), state: 'unknown', says: /config:2 is neither/ },
  {
    name: 'JSON in place of an ini file',
    files: config('{"profiles": {}}'),
    state: 'unknown',
    says: /config:1 stands before any section/,
  },
  {
    name: 'a folder',
    files: credentials({ problem: 'it is a folder' }),
    state: 'missing',
    says: /credentials could not be read: it is a folder/,
  },
  {
    name: 'no permission',
    files: config({ problem: 'no permission to read it' }),
    state: 'missing',
    says: /config could not be read: no permission/,
  },
  {
    name: 'one bad file beside a good one',
    files: { ...credentials(GOOD), ...config({ problem: 'it is larger than 1 MiB' }) },
    state: 'valid',
    says: /config could not be read/,
  },
  {
    name: 'a named file that is gone',
    env: { AWS_CONFIG_FILE: '/gone' },
    files: credentials(GOOD),
    state: 'valid',
    says: /AWS_CONFIG_FILE names \/gone, which does not exist/,
  },
  { name: 'no home', home: null, state: 'missing', says: /home folder of this user is unknown/ },
  {
    name: 'profile that is nowhere',
    profile: 'gone',
    files: credentials(GOOD),
    state: 'missing',
    says: /Profile gone is in none of the files/,
  },
  {
    name: 'profile without the word',
    profile: 'dev',
    files: config('[dev]\nregion = x\n'),
    state: 'missing',
    says: /config:1 has \[dev\], which is no profile/,
  },
  {
    name: 'profile with the word too much',
    profile: 'dev',
    files: credentials(`[profile dev]\n${longTermLines()}`),
    state: 'missing',
    says: /credentials:1 has \[profile dev\]/,
  },
  {
    name: 'empty AWS_PROFILE',
    env: { AWS_PROFILE: '' },
    files: credentials(GOOD),
    state: 'missing',
    says: /AWS_PROFILE is set but empty/,
  },
  {
    name: 'comment behind a key',
    files: credentials(GOOD.replace(keys.longTerm, `${keys.longTerm} # mine`)),
    state: 'valid',
    says: /credentials:2 has a comment behind aws_access_key_id/,
  },
  {
    name: 'quotes around a key',
    files: credentials(GOOD.replace(keys.longTerm, `"${keys.longTerm}"`)),
    state: 'valid',
    says: /credentials:2 has quotes around aws_access_key_id/,
  },
  {
    name: 'indented second key',
    files: credentials(GOOD.replace('aws_secret', '  aws_secret')),
    state: 'valid',
    says: /credentials:3 is indented/,
  },
  {
    name: 'colon',
    files: credentials(GOOD.replaceAll(' =', ':')),
    state: 'valid',
    says: /credentials:2 uses a colon/,
  },
  {
    name: 'half a pair',
    files: credentials(`[default]\naws_access_key_id = ${keys.longTerm}\n`),
    state: 'missing',
    says: /aws_secret_access_key is missing/,
  },
  {
    name: 'unreadable stamp',
    files: credentials(`[default]\n${sessionLines({ expiration: '31/12/26 noon' })}`),
    state: 'unknown',
    says: /credentials:5 holds no date/,
  },
  {
    name: 'stamp without a zone',
    files: credentials(`[default]\n${sessionLines({ expiration: '2026-04-15 11:02:56' })}`),
    state: 'valid',
    says: /credentials:5 names no time zone/,
  },
  {
    name: 'token with a line break',
    env: sessionEnv({ AWS_SESSION_TOKEN: `${keys.token}\r\n` }),
    state: 'unknown',
    says: /white space or a line break/,
  },
  {
    name: 'half-written role cache',
    files: roleWith('{"Credentials": {"AccessKeyId": "A'),
    state: 'refreshable',
    says: /cli\/cache\/\w+\.json:1 is not a complete JSON/,
  },
  {
    name: 'role cache that is a folder',
    files: roleWith({ problem: 'it is a folder' }),
    state: 'refreshable',
    says: /cli\/cache\/\w+\.json could not be read/,
  },
  {
    name: 'deeply nested role cache',
    files: roleWith('['.repeat(200_000)),
    state: 'refreshable',
    says: /not a complete JSON/,
  },
  {
    name: 'half-written sign-in',
    files: ssoWith('{"accessToken":'),
    state: 'missing',
    says: /sso\/cache\/\w+\.json:1 is not a complete JSON/,
  },
  {
    name: 'sign-in of another shape',
    files: ssoWith('{"accessToken":{"a":1},"expiresAt":7}'),
    state: 'missing',
    says: /holds no token with an end/,
  },
  {
    name: 'client registration only',
    files: ssoWith(JSON.stringify({ clientId: 'c', expiresAt: inSeconds(60) })),
    state: 'missing',
    says: /holds no token/,
  },
  {
    name: 'circle of profiles',
    files: config(
      `[default]\nrole_arn = ${ROLE}\nsource_profile = a\n[profile a]\nrole_arn = ${ROLE}\nsource_profile = default\n`,
    ),
    state: 'missing',
    says: /config:6 closes a circle/,
  },
  {
    name: 'long chain of profiles',
    files: config(chainOf(60)),
    state: 'missing',
    says: /more than 20 profiles/,
  },
  {
    name: 'token file that is gone',
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: ROLE },
    state: 'missing',
    says: /token file \/t does not exist/,
  },
  {
    name: 'token file without a token',
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t', AWS_ROLE_ARN: ROLE },
    files: { '/t': 'a.b.c' },
    state: 'unknown',
    says: /\/t:1 holds no identity token/,
  },
  {
    name: 'token file without a role',
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: '/t' },
    files: { '/t': 'x' },
    state: 'missing',
    says: /no role ARN/,
  },
  {
    name: 'clock before everything',
    now: 0,
    files: credentials(`[default]\n${sessionLines({ expiration: inSeconds(0) })}`),
    state: 'valid',
    says: /until 2026-04-15 10:02:56 UTC/,
  },
];

function chainOf(length: number): string {
  const one = (at: number) =>
    `[${at === 0 ? 'default' : `profile p${at}`}]\nrole_arn = ${ROLE}\nsource_profile = p${at + 1}\n`;
  return Array.from({ length }, (_, at) => one(at)).join('');
}

function all(made: SessionReport): string[] {
  return [made.verdict, ...made.problems, ...made.sources.map((row) => row.problem ?? '')];
}

for (const { name, profile, state, says, ...machine } of CASES) {
  test(`bad input: ${name}`, () => {
    const made = report(fakeMachine(machine), {
      offline: true,
      ...(profile === undefined ? {} : { profile }),
    });
    assert.equal(made.state, state, made.verdict);
    assert.ok(
      all(made).some((one) => says.test(one)),
      all(made).join('\n'),
    );
    assert.doesNotMatch(made.verdict, /undefined|null|NaN|\[object/);
    for (const text of [renderText(made), renderMarkdown(made)]) assert.ok(text.includes('Sources'));
    assert.ok([0, 1, 3, 4].includes(exitStatus(made)));
  });
}
