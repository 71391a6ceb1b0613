import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitStatus } from '../../server/session/exit-status.ts';
import { renderMarkdown } from '../../server/session/markdown.ts';
import { report } from '../../server/session/report.ts';
import { renderText } from '../../server/session/text.ts';
import type { CheckOptions, Online, StsFailure } from '../../server/session/types.ts';
import {
  type FakeMachine,
  fakeMachine,
  inSeconds,
  keys,
  longTermLines,
  paths,
  sessionEnv,
} from '../support/machine.ts';

const ends = (seconds: number) =>
  fakeMachine({ env: sessionEnv({ AWS_CREDENTIAL_EXPIRATION: inSeconds(seconds) }) });
const unstamped = fakeMachine({ env: sessionEnv() });
const failed = (kind: StsFailure, skewSeconds?: number): Online => ({
  outcome: { kind, says: `STS: ${kind}.` },
  clock: skewSeconds === undefined ? null : { skewSeconds, uncertaintySeconds: 0.6, measuredAgainst: 'sts' },
});
const ok: Online = {
  outcome: {
    kind: 'ok',
    says: 'fine',
    account: '123456789012',
    arn: 'arn:aws:iam::123456789012:user/a',
    userId: 'AIDA',
  },
  clock: null,
};

test('the keys of the contract are all there, identity and clock null offline', () => {
  const made = report(ends(3600), { offline: true });
  const names = [
    'version',
    'now',
    'host',
    'state',
    'verdict',
    'expiresAt',
    'remainingSeconds',
    'winner',
    'sources',
    'sdkOrder',
    'identity',
    'clock',
    'problems',
    'nextSteps',
  ];
  for (const name of names) assert.ok(Object.hasOwn(made, name), name);
  assert.deepEqual(Object.keys(made.sources[0] ?? {}), [
    'kind',
    'name',
    'where',
    'state',
    'expiresAt',
    'wins',
    'shadowedBy',
    'problem',
    'refresh',
  ]);
  assert.deepEqual(Object.keys(made.sdkOrder), ['aws-cli-v2', 'boto3', 'js-v3', 'go-v2', 'java-v2']);
  assert.equal(made.identity, null);
  assert.equal(made.clock, null);
});

test('exit status: the files and STS together', () => {
  const status = (machine = ends(3600), minRemainingSeconds = 0, online: Online | null = null) =>
    exitStatus(report(machine, { minRemainingSeconds }, online), minRemainingSeconds);
  const longTerm = fakeMachine({ files: { [paths.credentials]: `[default]\n${longTermLines()}` } });
  assert.equal(status(), 0);
  assert.equal(status(ends(3600), 2700), 0);
  assert.equal(status(ends(3600), 3600), 0);
  assert.equal(status(ends(3600), 3601), 1);
  assert.equal(status(ends(60)), 0);
  assert.equal(status(longTerm, 1e9), 0);
  assert.equal(status(unstamped, 60, ok), 1);
  assert.equal(status(unstamped, 0, ok), 0);
  assert.equal(status(ends(-1)), 3);
  assert.equal(status(unstamped, 0, failed('expired')), 3);
  assert.equal(status(ends(-1), 0, failed('network')), 3);
  assert.equal(status(fakeMachine()), 4);
  assert.equal(status(unstamped), 4);
  assert.equal(status(unstamped, 0, failed('invalid')), 4);
  for (const kind of ['network', 'timeout', 'not-aws', 'server-error'] as const)
    assert.equal(status(ends(3600), 0, failed(kind)), 5, kind);
  assert.equal(status(ends(3600), 0, failed('throttled')), 0);
});

test('a refreshable source is good now, and not shown to last', () => {
  const files = {
    [paths.config]: '[default]\nrole_arn = arn:aws:iam::123456789012:role/x\nsource_profile = b\n',
    [paths.credentials]: `[b]\n${longTermLines()}`,
  };
  const made = report(fakeMachine({ files }), { offline: true });
  assert.equal(made.state, 'refreshable');
  assert.equal(exitStatus(made), 0);
  assert.equal(exitStatus(made, 2700), 1);
});

test('STS has the last word, and a contradiction is named', () => {
  const still = report(ends(-60), {}, ok);
  assert.deepEqual([still.state, still.expiresAt], ['valid', null]);
  assert.match(still.problems[0] ?? '', /records an end that has passed, yet STS accepts/);
  const early = report(ends(3600), {}, failed('expired'));
  assert.deepEqual([early.state, early.expiresAt], ['expired', null]);
  assert.match(early.problems.join(), /records a later end than AWS/);
  assert.match(early.verdict, /^Expired: STS says/);
  assert.equal(
    report(unstamped, {}, ok).verdict,
    'Valid: STS accepts the session in the environment variables; no record says when it ends.',
  );
  assert.match(report(unstamped, {}, failed('invalid')).verdict, /^Refused: AWS does not accept/);
});

test('ends are judged by the clock of AWS when this one is off', () => {
  // This machine is ten minutes behind: what it believes to have five minutes left has ended.
  const made = report(ends(300), {}, failed('throttled', -600));
  assert.equal(made.state, 'expired');
  assert.match(made.verdict, /ended 5 min ago/);
  assert.ok(made.problems.includes("This machine's clock is 10 min behind the clock of AWS."));
  assert.equal(made.nextSteps[0]?.command, 'sudo chronyc makestep');
  assert.equal(report(ends(300), {}, failed('throttled', 0.4)).state, 'expiring');
});

test('AWS_DEFAULT_PROFILE and AWS_PROFILE: each SDK has its own order', () => {
  const machine: FakeMachine = {
    env: { AWS_PROFILE: 'a', AWS_DEFAULT_PROFILE: 'b' },
    files: { [paths.credentials]: `[a]\n${longTermLines()}[b]\n${longTermLines()}` },
  };
  const order = (options: CheckOptions) =>
    report(fakeMachine(machine), { offline: true, ...options }).sdkOrder;
  assert.deepEqual(order({}), { 'aws-cli-v2': 'a', boto3: 'b', 'js-v3': 'a', 'go-v2': 'a', 'java-v2': 'a' });
  assert.deepEqual(Object.values(order({ profile: 'b' })), ['b', 'b', 'b', 'b', 'b']);
});

test('an explicit profile switches variables off, except in Java', () => {
  const machine = fakeMachine({
    env: sessionEnv(),
    files: { [paths.credentials]: `[a]\n${longTermLines()}` },
  });
  const made = report(machine, { offline: true, profile: 'a' });
  assert.deepEqual(Object.values(made.sdkOrder), ['a', 'a', 'a', 'a', 'AWS_ACCESS_KEY_ID']);
  assert.equal(made.sources.find((row) => row.kind === 'environment')?.shadowedBy, 'profile a (shared-file)');
});

test('other platforms: their paths and their shells', () => {
  const windows = fakeMachine({
    platform: 'win32',
    home: 'C:\\Users\\dev',
    env: { AWS_SHARED_CREDENTIALS_FILE: '~\\keys.ini' },
    files: {
      'C:\\Users\\dev\\keys.ini': `[default]\naws_access_key_id = ${keys.temporary}\naws_secret_access_key = ${keys.secret}\naws_session_token = t\nexpiration = ${inSeconds(-9)}\n`,
      'C:\\Users\\dev\\.aws\\config':
        '[profile my work]\nregion = x\n[profile "my work"]\nsso_session = gone\n',
    },
  });
  assert.equal(report(windows, { offline: true }).winner?.where, 'C:\\Users\\dev\\keys.ini:2');
  const expired = report(
    { ...windows, env: sessionEnv({ AWS_SESSION_EXPIRATION: inSeconds(-9) }) },
    { offline: true },
  );
  assert.match(expired.nextSteps.at(-1)?.command ?? '', /^Remove-Item Env:AWS_ACCESS_KEY_ID, /);
});

test('the text says the verdict first and fits a screen', () => {
  const machine = fakeMachine({
    env: sessionEnv({ AWS_CREDENTIAL_EXPIRATION: inSeconds(-42) }),
    files: { [paths.credentials]: `[default]\n${longTermLines()}` },
  });
  const lines = renderText(report(machine, { offline: true })).split('\n');
  assert.equal(lines[0], 'Expired: the session in the environment variables ended 42 s ago (10:02:14 UTC).');
  assert.ok(lines.length <= 24, String(lines.length));
  assert.ok(
    lines.some((line) => /^ {2}> {2}environment +AWS_ACCESS_KEY_ID +expired +ended 10:02:14 UTC$/.test(line)),
  );
  assert.ok(lines.some((line) => line.includes('credentials:2, hidden by AWS_ACCESS_KEY_ID')));
});

test('the Markdown is one table per question, with nothing from the machine alive in it', () => {
  const machine = fakeMachine({
    env: { AWS_PROFILE: 'a|b' },
    files: { [paths.credentials]: `[a|b]\n${longTermLines()}` },
  });
  const text = renderMarkdown(report(machine, { offline: true }));
  assert.match(text, /^\*\*Valid: /);
  const rows = text.split('\n').filter((line) => line.startsWith('|'));
  const bars = (line: string) => line.replaceAll('\\|', '').split('|').length;
  assert.deepEqual([...new Set(rows.slice(0, 3).map(bars))], [8]);
  assert.deepEqual([...new Set(rows.slice(3).map(bars))], [5]);
});
