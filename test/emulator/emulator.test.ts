import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { until } from '../support/until.ts';
import { newSwitches } from './faults.ts';
import { form, sendSigned } from './raw-client.ts';
import { type Emulator, type IssuedSession, type LoggedRequest, startEmulator } from './server.ts';
import { newAccessKeyId } from './sessions.ts';

const STS = '2011-06-15';
const _EC2 = '2016-11-15';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());
beforeEach(() => {
  Object.assign(emulator.switches, newSwitches());
});

/** The decoding rule of hackingthe.cloud, written out again so that the encoder is not its own judge. */
function accountOf(accessKeyId: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let number = 0n;
  for (const letter of accessKeyId.slice(4, 14)) number = number * 32n + BigInt(alphabet.indexOf(letter));
  return String(((number >> 2n) & 0x7fffffffff80n) >> 7n).padStart(12, '0');
}

test('an access key id carries its account', () => {
  assert.equal(accountOf(`AS${'IA'}RTX3GSDSQ${'A'.repeat(7)}`), '111122223333');
  for (const account of ['000000000001', '123456789012', '999999999999']) {
    const id = newAccessKeyId('ASIA', account);
    assert.match(id, /^ASIA[Q-Z2-7][A-Z2-7]{15}$/);
    assert.equal(accountOf(id), account);
  }
  assert.equal(accountOf(emulator.accessKeyId), '123456789012');
  const foreign = emulator.issueSession(60, 'arn:aws:sts::111122223333:assumed-role/x/y');
  assert.equal(accountOf(foreign.accessKeyId), '111122223333');
  assert.match(foreign.sessionToken, /^IQoJb3JpZ2lu[\w+/]{600,}=*$/);
});

test('a body in signed chunks is stored without its frame', async () => {
  const mark = `;chunk-signature=${'0'.repeat(64)}`;
  const framed = `5${mark}\r\nhello\r\n6${mark}\r\n world\r\n0${mark}\r\n\r\n`;
  const put = (body: string, length: number) =>
    sendSigned(emulator, emulator, {
      service: 's3',
      method: 'PUT',
      path: '/b/framed',
      headers: {
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
        'content-encoding': 'aws-chunked',
        'x-amz-decoded-content-length': String(length),
      },
      body,
    });
  assert.equal((await put(framed, 11)).status, 200);
  const stored = await sendSigned(emulator, emulator, { service: 's3', method: 'GET', path: '/b/framed' });
  assert.equal(await stored.text(), 'hello world');
  for (const broken of ['', 'zz\r\n', `5${mark}\r\nhel`, `5${mark}\r\nhello\r\n`, framed.slice(0, -12)]) {
    assert.equal((await put(broken, 11)).status, 400, JSON.stringify(broken));
  }
});

test('a checksum after the body is checked', async () => {
  const put = (checksum: string) =>
    sendSigned(emulator, emulator, {
      service: 's3',
      method: 'PUT',
      path: '/b/trailer',
      headers: {
        'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
        'x-amz-trailer': 'x-amz-checksum-crc32',
      },
      body: `5\r\nhello\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`,
    });
  assert.equal((await put('NhCmhg==')).status, 200);
  assert.equal((await put('AAAAAA==')).status, 400);
  assert.equal(emulator.requests.at(-1)?.code, 'BadDigest');
});

test('listing in pages names every key once', async () => {
  for (const key of ['p/1', 'p/2', 'p/x/3', 'p/x/4', 'p/y/5', 'q']) {
    await sendSigned(emulator, emulator, { service: 's3', method: 'PUT', path: `/pages/${key}`, body: key });
  }
  const names: string[] = [];
  let token = '';
  do {
    const more: Record<string, string> = token === '' ? {} : { 'continuation-token': token };
    const query = { 'list-type': '2', prefix: 'p/', delimiter: '/', 'max-keys': '1', ...more };
    const reply = await sendSigned(emulator, emulator, {
      service: 's3',
      method: 'GET',
      path: '/pages',
      query,
    });
    const text = await reply.text();
    names.push(
      ...[...text.matchAll(/<(?:Key|CommonPrefixes><Prefix)>([^<]+)</g)].map((match) => match[1] ?? ''),
    );
    token = /<NextContinuationToken>([^<]+)</.exec(text)?.[1] ?? '';
  } while (token !== '' && names.length < 10);
  assert.deepEqual(names, ['p/1', 'p/2', 'p/x/', 'p/y/']);
});

test('role sessions: limits of AWS, and the switch that wins', async () => {
  const role = { RoleArn: 'arn:aws:iam::123456789012:role/app/worker', RoleSessionName: 'batch' };
  const assume = async (more: Record<string, string>, key: Parameters<typeof sendSigned>[1] = emulator) =>
    (await sendSigned(emulator, key, form('AssumeRole', STS, { ...role, ...more }))).text();
  assert.match(
    await assume({ DurationSeconds: '899' }),
    /Value '899' at 'durationSeconds'.*greater than or equal to 900/,
  );
  assert.match(await assume({}, emulator.issueSession(60)), /<AssumeRoleResult>/);
  assert.match(await assume({ DurationSeconds: '3601' }, emulator.issueSession(60)), /1 hour session limit/);
  assert.match(await assume({ RoleArn: 'worker' }), /ValidationError/);
  const seconds = async () => {
    const text = await assume({ DurationSeconds: '900' });
    assert.match(text, /<Arn>arn:aws:sts::123456789012:assumed-role\/worker\/batch<\/Arn>/);
    return (Date.parse(/<Expiration>([^<]+)/.exec(text)?.[1] ?? '') - Date.now()) / 1000;
  };
  assert.ok(Math.abs((await seconds()) - 900) < 10);
  emulator.switches.sessionSeconds = 3;
  assert.ok(Math.abs((await seconds()) - 3) < 3);
});

test('requests that cannot be read are refused by name', async () => {
  const send = (init: RequestInit, path = '/') => fetch(`${emulator.url}${path}`, init);
  const odd: [string, RequestInit, string?][] = [
    ['AccessDenied', {}, '/b/k'],
    ['MissingAuthenticationToken', { method: 'POST', body: 'Action=GetCallerIdentity&Version=2011-06-15' }],
    ['AuthFailure', { method: 'POST', body: 'Action=DescribeRegions&Version=2016-11-15' }],
    [
      'MissingAuthenticationTokenException',
      { method: 'POST', body: '{}', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } },
    ],
    ['AuthorizationHeaderMalformed', { headers: { authorization: 'Bearer x' } }, '/b/k'],
    [
      'AuthorizationHeaderMalformed',
      { headers: { authorization: 'AWS4-HMAC-SHA256 Credential=a/b' } },
      '/b/k',
    ],
    ['InvalidRequest', { headers: { authorization: 'AWS key:signature' } }, '/b/k'],
    ['AuthorizationQueryParametersError', {}, '/b/k?X-Amz-Signature=%zz'],
    ['InvalidIdentityToken', { method: 'POST', body: webIdentityForm('not.a') }],
    ['InvalidIdentityToken', { method: 'POST', body: webIdentityForm('a.bm90IGpzb24.c') }],
  ];
  for (const [code, init, path] of odd) {
    const reply = await send(init, path);
    assert.ok(reply.status >= 400 && reply.status < 500);
    assert.equal(emulator.requests.at(-1)?.code, code);
  }
  const large = await send({ method: 'PUT', body: Buffer.alloc(17 * 1024 * 1024) }, '/b/k').catch(() => null);
  assert.ok(large === null || large.status === 400);
});

function webIdentityForm(token: string): string {
  const role = 'arn:aws:iam::123456789012:role/worker';
  return `Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=${role}&RoleSessionName=batch&WebIdentityToken=${token}`;
}

test('switches, requests and sessions over HTTP', async () => {
  const call = async (path: string, body?: string, type = 'application/json') => {
    const init = body === undefined ? {} : { method: 'POST', body, headers: { 'content-type': type } };
    const reply = await fetch(`${emulator.url}/_emulator/${path}`, init);
    return { status: reply.status, value: await reply.json() };
  };
  assert.equal((await call('switches', '{"fault":"html","sessionSeconds":3}')).status, 200);
  assert.equal(emulator.switches.fault, 'html');
  assert.deepEqual((await call('switches')).value, { ...newSwitches(), fault: 'html', sessionSeconds: 3 });
  for (const wrong of [
    '',
    '[]',
    '{"fault":"rain"}',
    '{"fault":null,"speed":1}',
    '{"clockOffsetSeconds":"1"}',
  ]) {
    const { status, value } = await call('switches', wrong);
    assert.equal(status, 400, wrong);
    assert.equal(typeof (value as { error: unknown }).error, 'string');
  }
  assert.equal(emulator.switches.fault, 'html');
  assert.equal((await call('switches', '{"fault":null}', 'text/plain')).status, 415);
  assert.equal((await call('switches', '{"fault":null}')).status, 200);

  const session = (await call('session', '{"seconds":30}')).value as IssuedSession;
  const who = await sendSigned(emulator, session, form('GetCallerIdentity', STS));
  assert.equal(who.status, 200);
  assert.equal((await call('session', '{"seconds":"30"}')).status, 400);
  const log = (await call('requests')).value as LoggedRequest[];
  const { at = '', ...last } = log.at(-1) ?? {};
  assert.ok(Math.abs(Date.parse(at) - Date.now()) < 60_000);
  const { accessKeyId } = session;
  assert.deepEqual(last, {
    service: 'sts',
    operation: 'GetCallerIdentity',
    accessKeyId,
    status: 200,
    code: null,
    requestId: who.headers.get('x-amzn-requestid'),
  });
  assert.equal((await call('nothing')).status, 404);
});

test('closing does not wait for requests that hang or are slow', async () => {
  for (const fault of ['hang', 'slow'] as const) {
    const own = await startEmulator();
    Object.assign(own.switches, { fault, slowSeconds: 600 });
    const reply = fetch(`${own.url}/b/k`).then(
      () => 'answered',
      () => 'cut off',
    );
    await until('the request has arrived', () => own.requests.length === 1);
    await own.close();
    assert.equal(await reply, 'cut off');
  }
});
