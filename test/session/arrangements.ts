/** Variables and files that real SDKs and the precedence rules have to agree on. */

import { keys } from '../support/machine.ts';

export interface Arrangement {
  name: string;
  env?: Record<string, string>;
  /** As `--profile`, `profile_name=` or `profile:` in code. */
  option?: string;
  credentials?: string;
  config?: string;
  /** Resolving it needs a network, so only SDKs that name a source without asking take part. */
  deferred?: true;
}

/** A key id that says where it stands. */
export const keyOf = (place: string): string => `AK${'IA'}${place.toUpperCase().padEnd(16, 'X')}`;

const pair = (place: string) =>
  `aws_access_key_id = ${keyOf(place)}\naws_secret_access_key = ${keys.secret}\n`;
const ENV = { AWS_ACCESS_KEY_ID: keyOf('env'), AWS_SECRET_ACCESS_KEY: keys.secret };
const SHARED = `[default]\n${pair('shared')}[dev]\n${pair('shareddev')}[other]\n${pair('sharedother')}`;
const CONFIG = `[default]\n${pair('config')}[profile dev]\n${pair('configdev')}`;
const ROLE = 'role_arn = arn:aws:iam::123456789012:role/x\n';
const PROGRAM = `credential_process = cat {home}/program.json\n`;

export const ARRANGEMENTS: Arrangement[] = [
  { name: 'nothing at all' },
  { name: 'variables only', env: ENV },
  { name: 'variables before files', env: ENV, credentials: SHARED, config: CONFIG },
  { name: 'credentials before config', credentials: SHARED, config: CONFIG },
  { name: 'config alone', config: CONFIG },
  { name: 'AWS_PROFILE', env: { AWS_PROFILE: 'dev' }, credentials: SHARED },
  { name: 'AWS_DEFAULT_PROFILE', env: { AWS_DEFAULT_PROFILE: 'dev' }, credentials: SHARED },
  {
    name: 'both profile variables',
    env: { AWS_PROFILE: 'dev', AWS_DEFAULT_PROFILE: 'other' },
    credentials: SHARED,
  },
  { name: 'variables and AWS_PROFILE', env: { ...ENV, AWS_PROFILE: 'dev' }, credentials: SHARED },
  {
    name: 'variables and AWS_DEFAULT_PROFILE',
    env: { ...ENV, AWS_DEFAULT_PROFILE: 'dev' },
    credentials: SHARED,
  },
  { name: 'variables and an explicit profile', env: ENV, option: 'dev', credentials: SHARED },
  {
    name: 'explicit profile over AWS_PROFILE',
    env: { AWS_PROFILE: 'other' },
    option: 'dev',
    credentials: SHARED,
  },
  { name: 'AWS_PROFILE names nothing', env: { AWS_PROFILE: 'gone' }, credentials: SHARED },
  { name: 'variables, AWS_PROFILE names nothing', env: { ...ENV, AWS_PROFILE: 'gone' }, credentials: SHARED },
  { name: 'explicit profile names nothing', option: 'gone', credentials: SHARED },
  { name: 'empty AWS_PROFILE', env: { AWS_PROFILE: '' }, credentials: SHARED },
  { name: 'empty key variable', env: { ...ENV, AWS_ACCESS_KEY_ID: '' }, credentials: SHARED },
  { name: 'half a pair in variables', env: { AWS_ACCESS_KEY_ID: keyOf('env') }, credentials: SHARED },
  { name: 'secret variable without id', env: { AWS_SECRET_ACCESS_KEY: keys.secret }, credentials: SHARED },
  { name: 'half a pair in the file', credentials: `[default]\naws_access_key_id = ${keyOf('half')}\n` },
  { name: 'program in config', config: `[default]\n${PROGRAM}` },
  { name: 'program against keys in config', config: `[default]\n${pair('config')}${PROGRAM}` },
  { name: 'program against keys in credentials', credentials: SHARED, config: `[default]\n${PROGRAM}` },
  {
    name: 'profile without the word in config',
    config: `[dev]\n${pair('wrong')}`,
    env: { AWS_PROFILE: 'dev' },
  },
  {
    name: 'quoted profile name',
    config: `[profile "dev"]\n${pair('configdev')}`,
    env: { AWS_PROFILE: 'dev' },
  },
  {
    name: 'role before keys',
    credentials: SHARED,
    config: `[default]\n${ROLE}source_profile = dev\n`,
    deferred: true,
  },
  {
    name: 'role with variables set',
    env: ENV,
    credentials: SHARED,
    config: `[default]\n${ROLE}source_profile = dev\n`,
  },
  {
    name: 'role with an own source',
    config: `[default]\n${ROLE}source_profile = default\n${pair('config')}`,
    deferred: true,
  },
  { name: 'role without a source', config: `[default]\n${ROLE}` },
  { name: 'role with a source that is gone', config: `[default]\n${ROLE}source_profile = gone\n` },
  {
    name: 'token file in variables',
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token', AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x' },
    credentials: SHARED,
    deferred: true,
  },
  {
    name: 'token file in the profile',
    config: `[default]\n${ROLE}web_identity_token_file = {home}/token\n`,
    deferred: true,
  },
  {
    name: 'token file in variables, explicit profile',
    env: { AWS_WEB_IDENTITY_TOKEN_FILE: '{home}/token', AWS_ROLE_ARN: 'arn:aws:iam::123456789012:role/x' },
    option: 'dev',
    credentials: SHARED,
  },
  {
    name: 'sign-in before keys',
    credentials: SHARED,
    config:
      '[default]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = R\n[sso-session s]\nsso_start_url = https://x/start\nsso_region = eu-west-1\n',
    deferred: true,
  },
  {
    name: 'repeated section',
    credentials: `[default]\n${pair('shared')}[dev]\n${pair('a')}[dev]\nregion = x\n`,
  },
  {
    name: 'repeated section, variables set',
    env: ENV,
    config: '[default]\nregion = a\n[default]\noutput = b\n',
  },
  { name: 'line without a meaning', credentials: `[default]\n${pair('shared')}what is this\n` },
  { name: 'byte order mark', credentials: `\ufeff[default]\n${pair('shared')}` },
];
