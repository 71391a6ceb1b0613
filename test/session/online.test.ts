import assert from 'node:assert/strict';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, test } from 'node:test';
import { runCheck } from '../../server/session/check.ts';
import { exitStatus } from '../../server/session/exit-status.ts';
import { callerIdentity } from '../../server/session/sts.ts';
import type { CheckOptions } from '../../server/session/types.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { leaked } from '../support/canary.ts';
import { fakeMachine, keys, longTermLines, paths } from '../support/machine.ts';

let emulator: Emulator;
/** Answers that no AWS would give. */
let stub: Server;
let answer: RequestListener = (_, response) => response.end();
let stubUrl = '';

before(async () => {
  emulator = await startEmulator();
  stub = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => stub.listen(0, '127.0.0.1', resolve));
  stubUrl = `http://127.0.0.1:${(stub.address() as AddressInfo).port}`;
});
beforeEach(() => {
  emulator.switches.fault = null;
  emulator.switches.clockOffsetSeconds = 0;
});
after(async () => {
  await emulator.close();
  stub.closeAllConnections();
  stub.close();
});

type Held = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

function machine(held: Held, url = emulator.url, more: Record<string, string> = {}) {
  const env = {
    AWS_ACCESS_KEY_ID: held.accessKeyId,
    AWS_SECRET_ACCESS_KEY: held.secretAccessKey,
    AWS_SESSION_TOKEN: held.sessionToken,
    AWS_ENDPOINT_URL_STS: url,
    ...more,
  };
  return fakeMachine({ now: Date.now(), env });
}

/** Looks, and holds for every look: within the limit, and nothing secret. */
async function check(held: Held, url?: string, more?: Record<string, string>, options: CheckOptions = {}) {
  const started = performance.now();
  const made = await runCheck(machine(held, url, more), options);
  const millis = performance.now() - started;
  assert.ok(millis < 5600, `${millis} ms`);
  const output = JSON.stringify(made);
  assert.deepEqual(leaked(output), []);
  for (const secret of [held.accessKeyId.slice(4), held.secretAccessKey, held.sessionToken]) {
    if (secret) assert.ok(!output.includes(secret.slice(0, 12)));
  }
  return { ...made, outcome: made.sts?.outcome, status: exitStatus(made) };
}

test('a good session: identity, clock, no end known', async () => {
  const made = await check(emulator.issueSession(3600));
  assert.deepEqual([made.state, made.outcome, made.status], ['valid', 'ok', 0]);
  assert.equal(made.identity?.account, '123456789012');
  assert.match(made.identity?.arn ?? '', /^arn:aws:sts::123456789012:assumed-role\//);
  assert.ok(
    Math.abs(made.clock?.skewSeconds ?? 99) <= (made.clock?.uncertaintySeconds ?? 0) + 0.1,
    JSON.stringify(made.clock),
  );
});

test('an ended session is expired, by the word of STS', async () => {
  const made = await check(emulator.issueSession(0));
  assert.deepEqual([made.state, made.outcome, made.status], ['expired', 'expired', 3]);
  assert.match(made.verdict, /^Expired: STS says that the session in the environment variables has ended/);
});

test('unknown keys, a foreign token and a wrong secret are refused, not expired', async () => {
  const session = emulator.issueSession(3600);
  const unknown = { accessKeyId: keys.temporary, secretAccessKey: keys.secret, sessionToken: keys.token };
  for (const held of [
    unknown,
    { ...session, sessionToken: keys.token },
    { ...session, secretAccessKey: keys.secret },
  ]) {
    const made = await check(held);
    assert.deepEqual([made.state, made.outcome, made.status], ['unknown', 'invalid', 4]);
    assert.match(made.verdict, /^Refused: /);
  }
});

test('a clock that is off is told as such and measured', async () => {
  for (const offset of [1000, -1000]) {
    emulator.switches.clockOffsetSeconds = offset;
    const made = await check(emulator.issueSession(3600));
    assert.equal(made.outcome, 'clock');
    assert.ok(Math.abs((made.clock?.skewSeconds ?? 0) + offset) <= 2, JSON.stringify(made.clock));
    assert.match(made.problems.join(), offset > 0 ? /16 min \d+ s behind/ : /16 min \d+ s ahead of/);
  }
});

const XML = { 'content-type': 'text/xml' };
const failure = (code: string) =>
  `<ErrorResponse><Error><Code>${code}</Code><Message>m</Message></Error></ErrorResponse>`;

const FAULTS: [string, RequestListener, string][] = [
  [
    'an HTML page',
    (_, to) => to.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'),
    'not-aws',
  ],
  [
    'an HTML page with 403',
    (_, to) => to.writeHead(403, { 'content-type': 'text/html' }).end('<!DOCTYPE html><p>Blocked'),
    'not-aws',
  ],
  [
    'an HTML page with 503',
    (_, to) => to.writeHead(503, { 'content-type': 'text/html' }).end('<html>busy</html>'),
    'not-aws',
  ],
  ['a redirect', (_, to) => to.writeHead(302, { location: 'http://127.0.0.1:9/' }).end(), 'not-aws'],
  ['an empty answer', (_, to) => to.writeHead(200).end(), 'not-aws'],
  [
    'JSON',
    (_, to) => to.writeHead(200, { 'content-type': 'application/json' }).end('{"Account":"1"}'),
    'not-aws',
  ],
  [
    'XML of something else',
    (_, to) => to.writeHead(200, XML).end('<feed><Account>1</Account></feed>'),
    'not-aws',
  ],
  [
    'an answer without an identity',
    (_, to) => to.writeHead(200, XML).end('<GetCallerIdentityResponse/>'),
    'not-aws',
  ],
  [
    'a huge answer',
    (_, to) => to.writeHead(200, XML).end(`<GetCallerIdentityResponse>${' '.repeat(5_000_000)}`),
    'not-aws',
  ],
  ['500 without a body', (_, to) => to.writeHead(500).end(), 'server-error'],
  ['503', (_, to) => to.writeHead(503, XML).end(failure('ServiceUnavailable')), 'server-error'],
  ['throttling', (_, to) => to.writeHead(400, XML).end(failure('Throttling')), 'throttled'],
  ['access denied', (_, to) => to.writeHead(403, XML).end(failure('AccessDenied')), 'denied'],
  ['a code nobody knows', (_, to) => to.writeHead(400, XML).end(failure('Surprise')), 'denied'],
  ['a cut connection', (request) => request.socket.destroy(), 'network'],
  ['nonsense for HTTP', (request) => request.socket.end('SSH-2.0-x\r\n'), 'network'],
];

for (const [name, listener, outcome] of FAULTS) {
  test(`${name} is ${outcome}`, async () => {
    answer = listener;
    const made = await check(emulator.issueSession(3600), stubUrl);
    assert.equal(made.outcome, outcome);
    assert.equal(made.identity, null);
    assert.equal(made.state, 'unknown');
  });
}

test('nobody there, an unknown name and TLS where there is none are the network', async () => {
  const session = emulator.issueSession(3600);
  for (const url of ['http://127.0.0.1:1', 'http://sts.invalid', stubUrl.replace('http:', 'https:')]) {
    const made = await check(session, url);
    assert.deepEqual([made.outcome, made.status], ['network', 5], url);
  }
});

test('a wrong or missing date measures nothing', async () => {
  for (const date of ['yesterday', '']) {
    answer = (_, to) => to.writeHead(400, { ...XML, date }).end(failure('Throttling'));
    const made = await check(emulator.issueSession(3600), stubUrl);
    assert.equal(made.clock, null);
  }
});

test('silence and a slow drip end at the limit', async () => {
  const ask = () => {
    const started = performance.now();
    const access = { kind: 'keys' as const, keys: emulator.issueSession(3600) };
    const question = {
      access,
      region: 'us-east-1',
      endpoint: stubUrl,
      fips: false,
      credentialsPath: null,
      configPath: null,
    };
    return callerIdentity({ ...question, timeoutMs: 700 }).then(({ outcome }) => ({
      kind: outcome.kind,
      millis: performance.now() - started,
    }));
  };
  answer = () => {};
  const silent = await ask();
  answer = (_, to) => {
    to.writeHead(200, XML);
    const drip = setInterval(() => to.write(' '), 50);
    to.on('close', () => clearInterval(drip));
  };
  const dripping = await ask();
  for (const { kind, millis } of [silent, dripping]) {
    assert.equal(kind, 'timeout');
    assert.ok(millis < 1200, `${millis} ms`);
  }
});

test('the limit of the whole check is five seconds', async () => {
  emulator.switches.fault = 'hang';
  const made = await check(emulator.issueSession(3600));
  assert.deepEqual([made.outcome, made.status], ['timeout', 5]);
});

test('a cancelled check ends at once', async () => {
  emulator.switches.fault = 'hang';
  const stop = new AbortController();
  const running = runCheck(machine(emulator.issueSession(3600)), {}, stop.signal);
  const started = performance.now();
  stop.abort();
  assert.equal((await running).sts?.outcome, 'cancelled');
  assert.equal(
    (await runCheck(machine(emulator.issueSession(3600)), {}, stop.signal)).sts?.outcome,
    'cancelled',
  );
  assert.ok(performance.now() - started < 1500);
});

test('offline asks nobody', async () => {
  const before = emulator.requests.length;
  const made = await check(emulator.issueSession(3600), undefined, {}, { offline: true });
  assert.equal(emulator.requests.length, before);
  assert.equal(made.sts, null);
});

test('settings that would send a signed request astray are not used', async () => {
  const session = emulator.issueSession(3600);
  const region = await check(session, '', { AWS_REGION: 'x.evil.example#' });
  assert.deepEqual([region.outcome, region.state], ['source-failed', 'unknown']);
  const endpoint = await check(session, 'file:///etc/passwd');
  assert.match(endpoint.problems.join(), /AWS_ENDPOINT_URL_STS is not an http or https address/);
});

test('a role is assumed by the provider of the SDK, from the files of the machine', async (context) => {
  const { mkdtempSync, writeFileSync, rmSync } = await import('node:fs');
  const { join } = await import('node:path');
  const { tmpdir } = await import('node:os');
  const home = mkdtempSync(join(tmpdir(), 'role-'));
  context.after(() => rmSync(home, { recursive: true, force: true }));
  const config = '[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/deploy\nsource_profile = base\n';
  const user = emulator.issueLongTermKey();
  const shared = `[base]\naws_access_key_id = ${user.accessKeyId}\naws_secret_access_key = ${user.secretAccessKey}\n`;
  writeFileSync(join(home, 'config'), config);
  writeFileSync(join(home, 'credentials'), shared);
  const env = {
    AWS_CONFIG_FILE: join(home, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
    AWS_ENDPOINT_URL: emulator.url,
  };
  const files = { [env.AWS_CONFIG_FILE]: config, [env.AWS_SHARED_CREDENTIALS_FILE]: shared };
  const made = await runCheck(fakeMachine({ now: Date.now(), env, files }), { profile: 'prod' });
  assert.deepEqual([made.state, made.sts?.outcome], ['refreshable', 'ok']);
  assert.match(made.identity?.arn ?? '', /:assumed-role\/deploy\//);
});

test('long-term keys that STS accepts are valid without an end', async () => {
  const user = emulator.issueLongTermKey();
  const text = longTermLines()
    .replace(keys.longTerm, user.accessKeyId)
    .replace(keys.secret, user.secretAccessKey);
  const files = { [paths.credentials]: `[default]\n${text}` };
  const made = await runCheck(
    fakeMachine({ now: Date.now(), env: { AWS_ENDPOINT_URL: emulator.url }, files }),
    {},
  );
  assert.deepEqual([made.state, made.endless, made.expiresAt], ['valid', true, null]);
  assert.match(made.identity?.arn ?? '', /:user\//);
});
