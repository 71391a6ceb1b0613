import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assumeRoleKey } from '../../server/session/cache.ts';
import { report } from '../../server/session/report.ts';
import { fakeMachine, inSeconds, longTermLines, paths, roleCache, sessionLines } from '../support/machine.ts';

const ROLE = 'arn:aws:iam::123456789012:role/deploy';
const KEY = assumeRoleKey({ RoleArn: ROLE });

function prod(config: string, credentials: string, cache?: string) {
  const files = {
    [paths.config]: `[profile prod]\nrole_arn = ${ROLE}\n${config}`,
    [paths.credentials]: credentials,
    ...(cache === undefined ? {} : { [paths.cliCache(KEY)]: cache }),
  };
  return report(fakeMachine({ files }), { offline: true, profile: 'prod' });
}

const problem = (made: ReturnType<typeof prod>) =>
  made.sources.find((row) => row.kind === 'assume-role')?.problem ?? '';
const BASE = 'source_profile = base\n';
const GOOD = `[base]\n${longTermLines()}`;
const ENDED = `[base]\n${sessionLines({ expiration: inSeconds(-60) })}`;

test('a cached role counts until its end, whose date ends in UTC', () => {
  const made = prod(BASE, GOOD, roleCache(3600));
  assert.equal(made.state, 'valid');
  assert.equal(made.remainingSeconds, 3600);
  assert.deepEqual(
    made.sources.map((row) => [row.kind, row.name]),
    [
      ['assume-role', 'prod'],
      ['shared-file', 'base'],
    ],
  );
});

test('without a running session the source decides', () => {
  assert.equal(prod(BASE, GOOD).state, 'refreshable');
  assert.equal(prod(BASE, GOOD, roleCache(-60)).state, 'refreshable');
  assert.match(problem(prod(BASE, GOOD, roleCache(600))), /last 15 minutes/);
  assert.equal(prod(BASE, ENDED).state, 'expired');
  assert.match(problem(prod(BASE, ENDED)), /\(base, .*credentials:2\) is expired/);
  assert.equal(prod(BASE, `[base]\n${sessionLines()}`).state, 'unknown');
  assert.match(problem(prod(BASE, ENDED, roleCache(3600))), /other SDKs cannot assume/);
});

test('a role that needs a code is not renewed silently', () => {
  const mfa = `${BASE}mfa_serial = arn:aws:iam::123456789012:mfa/me\n`;
  assert.equal(prod(mfa, GOOD).state, 'missing');
  const key = assumeRoleKey({ RoleArn: ROLE, SerialNumber: 'arn:aws:iam::123456789012:mfa/me' });
  const files = { [paths.config]: `[profile prod]\nrole_arn = ${ROLE}\n${mfa}`, [paths.credentials]: GOOD };
  const at = (seconds: number) =>
    report(fakeMachine({ files: { ...files, [paths.cliCache(key)]: roleCache(seconds) } }), {
      profile: 'prod',
      offline: true,
    });
  assert.equal(at(-60).state, 'expired');
  assert.equal(at(-60).nextSteps[0]?.command, 'aws sts get-caller-identity --profile prod');
  assert.equal(at(3600).state, 'valid');
});

test('wrong sources are told with file and line', () => {
  assert.match(problem(prod('', '')), /config:2 has a role but neither/);
  assert.match(
    problem(prod(`${BASE}credential_source = Environment\n`, GOOD)),
    /both source_profile and credential_source/,
  );
  assert.match(
    problem(prod('credential_source = Environment\n', '')),
    /Environment at .*config:3 gives no credentials/,
  );
  assert.match(
    problem(prod('credential_source = Magic\n', '')),
    /config:3 names an unknown credential_source/,
  );
  assert.match(problem(prod(BASE, '')), /config:3 names source_profile base, which no file holds/);
  assert.match(problem(prod(BASE, '[base]\nregion = x\n')), /base, which holds no credentials/);
  assert.match(problem(prod('source_profile = prod\n', '')), /config:3 closes a circle: prod → prod/);
  const around = `source_profile = b\n[profile b]\nrole_arn = ${ROLE}\nsource_profile = prod\n`;
  assert.match(problem(prod(around, '')), /circle: prod → b → prod/);
});

test('a profile may be its own source when it holds keys', () => {
  assert.equal(prod('source_profile = prod\n', `[prod]\n${longTermLines()}`).state, 'refreshable');
});

test('a damaged cache file is named and the source still counts', () => {
  for (const text of [
    '{"Credentials":{"AccessKeyId":',
    '[]',
    'null',
    '{"Credentials":5}',
    '',
    '{"Credentials":{"Expiration":"x"}}',
  ]) {
    const made = prod(BASE, GOOD, text);
    assert.equal(made.state, 'refreshable', text);
    assert.match(problem(made), new RegExp(`${KEY}\\.json:1`), text);
  }
});

test('sources that are not read yet are named as such', () => {
  const one = (lines: string) =>
    report(fakeMachine({ files: { [paths.config]: `[default]\n${lines}` } }), { offline: true });
  assert.match(
    one('login_session = arn:aws:iam::123456789012:user/a\n').verdict,
    /^Unknown: the aws login session of profile default was found, but/,
  );
  assert.match(one('credential_process = /bin/tool\n').verdict, /credential_process was not run/);
  const container = report(fakeMachine({ env: { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x' } }), {
    offline: true,
  });
  assert.match(container.verdict, /^Unknown: the container credentials endpoint was found/);
});
