import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha1, ssoRoleKey } from '../../server/session/cache.ts';
import { report } from '../../server/session/report.ts';
import { fakeMachine, inSeconds, paths, roleCache } from '../support/machine.ts';

const URL = 'https://example.awsapps.com/start';
const ROLE = 'sso_account_id = 123456789012\nsso_role_name = Dev\n';
const MODERN = `[profile dev]\nsso_session = my-sso\n${ROLE}[sso-session my-sso]\nsso_start_url = ${URL}\nsso_region = eu-west-1\n`;
const LEGACY = `[profile dev]\nsso_start_url = ${URL}\nsso_region = eu-west-1\n${ROLE}`;

function dev(config: string, token: unknown, extra: Record<string, string> = {}) {
  const key = sha1(config === LEGACY ? URL : 'my-sso');
  const text = typeof token === 'string' ? token : JSON.stringify(token);
  const files = {
    [paths.config]: config,
    ...(token === null ? {} : { [paths.ssoCache(key)]: text }),
    ...extra,
  };
  const made = report(fakeMachine({ files }), { profile: 'dev', offline: true });
  return { ...made, problem: made.sources[0]?.problem ?? '' };
}

const signedIn = (seconds: number) => ({
  startUrl: URL,
  region: 'eu-west-1',
  accessToken: 'access',
  expiresAt: inSeconds(seconds),
});
const renewable = (seconds: number, registration = 86_400) => ({
  ...signedIn(seconds),
  clientId: 'id',
  clientSecret: 'secret',
  refreshToken: 'refresh',
  registrationExpiresAt: inSeconds(registration),
});

test('cache keys are those of the published example', () => {
  assert.equal(sha1('my-sso'), '0ad374308c5a4e22f723adf10145eafad7c4031c');
});

test('a past sign-in with refresh token and registration is refreshable, not expired', () => {
  assert.equal(dev(MODERN, renewable(-60)).state, 'refreshable');
  assert.match(dev(MODERN, renewable(-60)).verdict, /ended 1 min ago .* and SDKs renew it by themselves/);
  assert.equal(dev(MODERN, renewable(300)).state, 'refreshable');
  assert.equal(dev(MODERN, renewable(3600)).state, 'valid');
});

test('every reason that keeps a sign-in from renewing makes it expired', () => {
  const { refreshToken: _, ...noToken } = renewable(-60);
  const { clientSecret: __, ...noSecret } = renewable(-60);
  for (const [token, why] of [
    [noToken, /no refresh token/],
    [noSecret, /no client registration/],
    [renewable(-60, -60), /registration of the sign-in ended at 10:01:56 UTC/],
    [{ ...renewable(-60), registrationExpiresAt: 'soon' }, /registration .* no end that can be read/],
  ] as const) {
    const made = dev(MODERN, token);
    assert.equal(made.state, 'expired');
    assert.match(made.problem, why);
    assert.equal(made.nextSteps[0]?.command, 'aws sso login --profile dev');
  }
  assert.match(dev(LEGACY, renewable(-60)).problem, /without sso_session cannot renew/);
  assert.equal(
    dev(LEGACY, { ...signedIn(3600), expiresAt: inSeconds(3600).replace('Z', 'UTC') }).state,
    'valid',
  );
  assert.equal(dev(LEGACY, signedIn(300)).state, 'expiring');
});

test('no sign-in, half a sign-in and a foreign file are told apart', () => {
  assert.match(dev(MODERN, null).problem, /Nobody has signed in yet/);
  assert.match(dev(MODERN, '{"startUrl":').problem, /json:1 is not a complete JSON object/);
  assert.match(
    dev(MODERN, { clientId: 'x', clientSecret: 'y', expiresAt: inSeconds(60) }).problem,
    /holds no token/,
  );
  assert.match(
    dev(MODERN, { ...signedIn(3600), startUrl: 'https://other/start' }).problem,
    /another start URL/,
  );
  for (const token of [null, '{', { clientId: 'x' }]) assert.equal(dev(MODERN, token).state, 'missing');
});

test('wrong settings are told with file and line', () => {
  assert.match(
    dev(`[profile dev]\nsso_session = gone\n${ROLE}`, null).problem,
    /config:2 names sso-session gone/,
  );
  assert.match(
    dev(`[profile dev]\n${ROLE}`, null).problem,
    /config:2 uses Identity Center without sso_start_url, sso_region/,
  );
  const clash = MODERN.replace('[sso-session', 'sso_region = us-east-1\n[sso-session');
  assert.match(dev(clash, null).problem, /config:5 and .*config:8 give different values for sso_region/);
});

test('role credentials in the cache of AWS CLI outlive the sign-in', () => {
  const key = ssoRoleKey({ roleName: 'Dev', accountId: '123456789012', sessionName: 'my-sso' });
  const made = dev(MODERN, signedIn(-60), { [paths.cliCache(key)]: roleCache(1800) });
  assert.equal(made.state, 'valid');
  assert.equal(made.remainingSeconds, 1800);
  assert.match(made.problem, /AWS CLI still has role credentials/);
});
