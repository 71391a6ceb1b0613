import assert from 'node:assert/strict';
import { test } from 'node:test';
import { report } from '../../server/session/report.ts';
import type { SessionReport } from '../../server/session/types.ts';
import {
  fakeMachine,
  inSeconds,
  keys,
  longTermLines,
  NOW,
  paths,
  sessionEnv,
  sessionLines,
} from '../support/machine.ts';

const ofEnv = (env: Record<string, string>): SessionReport => report(fakeMachine({ env }), { offline: true });

test('an expired stamp is told with how long ago and when', () => {
  const made = ofEnv(sessionEnv({ AWS_CREDENTIAL_EXPIRATION: '2026-04-15T10:02:14Z' }));
  assert.equal(
    made.verdict,
    'Expired: the session in the environment variables ended 42 s ago (10:02:14 UTC).',
  );
  assert.equal(made.state, 'expired');
  assert.equal(made.remainingSeconds, 0);
  assert.equal(made.expiresAt, '2026-04-15T10:02:14.000Z');
  assert.match(made.sources[0]?.problem ?? '', /AWS_CREDENTIAL_EXPIRATION is past/);
});

test('the stamps of other tools count too, that of the SDKs first', () => {
  assert.equal(ofEnv(sessionEnv({ AWS_SESSION_EXPIRATION: inSeconds(3600) })).state, 'valid');
  const local = new Date(NOW + 3_600_000);
  const written = new Date(local.getTime() - local.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  const awsume = ofEnv(sessionEnv({ AWSUME_EXPIRATION: written }));
  assert.equal(awsume.remainingSeconds, 3600);
  assert.match(awsume.sources[0]?.problem ?? '', /local time/);
  const both = ofEnv(
    sessionEnv({ AWS_CREDENTIAL_EXPIRATION: inSeconds(-5), AWS_SESSION_EXPIRATION: inSeconds(3600) }),
  );
  assert.equal(both.state, 'expired');
  assert.match(both.sources[0]?.problem ?? '', /another end/);
});

test('states follow the time that is left', () => {
  const state = (seconds: number) =>
    ofEnv(sessionEnv({ AWS_CREDENTIAL_EXPIRATION: inSeconds(seconds) })).state;
  assert.deepEqual(
    [state(-1), state(0), state(1), state(899), state(900), state(3600)],
    ['expired', 'expired', 'expiring', 'expiring', 'valid', 'valid'],
  );
});

test('a session without a stamp is unknown offline, long-term keys have no end', () => {
  assert.equal(ofEnv(sessionEnv()).state, 'unknown');
  assert.equal(ofEnv(sessionEnv()).nextSteps[0]?.command, 'session-doctor check');
  const user = ofEnv({ AWS_ACCESS_KEY_ID: keys.longTerm, AWS_SECRET_ACCESS_KEY: keys.secret });
  assert.equal(user.state, 'valid');
  assert.equal(user.endless, true);
  assert.equal(user.remainingSeconds, null);
});

test('halves and mixtures are named', () => {
  const problem = (env: Record<string, string>) => {
    const made = ofEnv(env);
    return `${made.state}: ${made.sources[0]?.problem ?? made.problems[0]}`;
  };
  assert.match(problem({ AWS_ACCESS_KEY_ID: keys.temporary }), /^missing: AWS_SECRET_ACCESS_KEY is missing/);
  assert.match(
    problem({ AWS_ACCESS_KEY_ID: keys.temporary, AWS_SECRET_ACCESS_KEY: keys.secret }),
    /^missing: .*AWS_SESSION_TOKEN is missing/,
  );
  assert.match(problem(sessionEnv({ AWS_ACCESS_KEY_ID: keys.longTerm })), /^unknown: .*belongs to another/);
  assert.match(problem(sessionEnv({ AWS_SECURITY_TOKEN: 'older' })), /AWS_SECURITY_TOKEN differs/);
  assert.match(problem(sessionEnv({ AWS_SESSION_TOKEN: `${keys.token}\n` })), /white space or a line break/);
  assert.match(problem({ AWS_SESSION_TOKEN: keys.token }), /^missing: AWS_SESSION_TOKEN is set without/);
  assert.match(
    problem(sessionEnv({ AWS_CREDENTIAL_EXPIRATION: 'tomorrow' })),
    /^unknown: AWS_CREDENTIAL_EXPIRATION holds no date/,
  );
});

test('expired variables in front of a good profile: the step is to remove exactly those that are set', () => {
  const made = report(
    fakeMachine({
      env: sessionEnv({ AWS_CREDENTIAL_EXPIRATION: inSeconds(-60), AWS_PROFILE: 'dev' }),
      files: { [paths.credentials]: `[dev]\n${longTermLines()}` },
    }),
    { offline: true },
  );
  assert.equal(made.sources.find((row) => row.kind === 'shared-file')?.shadowedBy, 'AWS_ACCESS_KEY_ID');
  assert.deepEqual(made.nextSteps, [
    {
      text: 'Remove the variables; then profile dev (shared-file) is used, which is valid.',
      command: 'unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_CREDENTIAL_EXPIRATION',
    },
  ]);
  assert.ok(
    made.problems.some((problem) => /^SDKs differ here: .*JavaScript v3 takes profile dev/.test(problem)),
  );
});

test('the credentials file: every stamp, with file and line', () => {
  for (const stamp of [
    'x_security_token_expires',
    'aws_expiration',
    'aws_session_expiration',
    'expiration',
  ]) {
    const text = `[default]\n${sessionLines({ [stamp]: inSeconds(-42) })}`;
    const made = report(fakeMachine({ files: { [paths.credentials]: text } }), { offline: true });
    assert.equal(
      made.verdict,
      'Expired: profile default in the shared credentials file ended 42 s ago (10:02:14 UTC).',
    );
    assert.deepEqual(made.winner, { kind: 'shared-file', name: 'default', where: `${paths.credentials}:2` });
  }
});

test('an end on another day is told with its date', () => {
  const made = ofEnv(sessionEnv({ AWS_CREDENTIAL_EXPIRATION: '2026-04-14T10:02:56Z' }));
  assert.match(made.verdict, /ended 1 d ago \(2026-04-14 10:02:56 UTC\)/);
});

test('what the step promises is what would really be used: the role, not the keys it comes from', () => {
  const files = {
    [paths.config]: '[profile dev]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = base\n',
    [paths.credentials]: `[base]\n${longTermLines()}`,
  };
  const env = sessionEnv({ AWS_CREDENTIAL_EXPIRATION: inSeconds(-60), AWS_PROFILE: 'dev' });
  const [step] = report(fakeMachine({ env, files }), { offline: true }).nextSteps;
  assert.match(step?.text ?? '', /then profile dev \(assume-role\) is used, which is refreshable/);
  const nothing = report(fakeMachine({ env: { ...env, AWS_PROFILE: 'base2' }, files }), { offline: true });
  assert.equal(nothing.nextSteps[0]?.command, 'aws configure list-profiles');
});

test('without anything, the report says that the instance metadata was left out', () => {
  assert.deepEqual(ofEnv({}).problems, ['The EC2 instance metadata was not asked.']);
  assert.deepEqual(ofEnv({ AWS_EC2_METADATA_DISABLED: 'true' }).problems, []);
  assert.equal(ofEnv({}).state, 'missing');
});

test('an empty profile variable is named as the thing to remove', () => {
  const made = report(
    fakeMachine({
      env: { AWS_PROFILE: '' },
      files: { [paths.credentials]: `[default]\n${longTermLines()}` },
    }),
    { offline: true },
  );
  assert.match(made.verdict, /AWS_PROFILE is set but empty/);
  assert.equal(made.nextSteps[0]?.command, 'unset AWS_PROFILE');
});
