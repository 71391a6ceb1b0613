import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { newSwitches } from './faults.ts';
import { form, listTables, sendSigned } from './raw-client.ts';
import { type Emulator, startEmulator } from './server.ts';

const STS = '2011-06-15';
const EC2 = '2016-11-15';

let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
after(() => emulator.close());
beforeEach(() => {
  Object.assign(emulator.switches, newSwitches());
});

test('an ended session at S3: 400, XML that repeats the token, S3 ids, connection closed', async () => {
  const session = emulator.issueSession(0);
  const reply = await sendSigned(emulator, session, { service: 's3', method: 'GET', path: '/b/k' });
  const body = await reply.text();
  assert.equal(reply.status, 400);
  assert.equal(reply.headers.get('content-type'), 'application/xml');
  assert.equal(reply.headers.get('server'), 'AmazonS3');
  assert.equal(reply.headers.get('connection'), 'close');
  const [id, hostId] = [reply.headers.get('x-amz-request-id'), reply.headers.get('x-amz-id-2')];
  assert.match(id ?? '', /^[0-9A-Z]{16}$/);
  assert.equal(
    body,
    '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>ExpiredToken</Code>' +
      `<Message>The provided token has expired.</Message><Token-0>${session.sessionToken}</Token-0>` +
      `<RequestId>${id}</RequestId><HostId>${hostId}</HostId></Error>`,
  );
});

test('an ended session and a HEAD: the status alone', async () => {
  const head = { service: 's3', method: 'HEAD', path: '/b/k' } as const;
  const reply = await sendSigned(emulator, emulator.issueSession(0), head);
  assert.equal(reply.status, 400);
  assert.equal(await reply.text(), '');
});

test('an ended session at STS: 403 and the query error document', async () => {
  const reply = await sendSigned(emulator, emulator.issueSession(0), form('GetCallerIdentity', STS));
  assert.equal(reply.status, 403);
  assert.equal(reply.headers.get('content-type'), 'text/xml');
  const id = reply.headers.get('x-amzn-requestid');
  assert.match(id ?? '', /^[0-9a-f-]{36}$/);
  assert.equal(
    await reply.text(),
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n  <Error>\n    <Type>Sender</Type>\n` +
      `    <Code>ExpiredToken</Code>\n    <Message>The security token included in the request is expired</Message>\n` +
      `  </Error>\n  <RequestId>${id}</RequestId>\n</ErrorResponse>\n`,
  );
});

test('an ended session at DynamoDB: 400, JSON 1.0 and a true checksum', async () => {
  const reply = await sendSigned(emulator, emulator.issueSession(0), listTables());
  const body = await reply.text();
  assert.equal(reply.status, 400);
  assert.equal(reply.headers.get('content-type'), 'application/x-amz-json-1.0');
  assert.match(reply.headers.get('x-amzn-requestid') ?? '', /^[0-9A-Z]{52}$/);
  assert.equal(reply.headers.get('x-amz-crc32'), String(crc32(body)));
  assert.deepEqual(JSON.parse(body), {
    __type: 'com.amazon.coral.service#ExpiredTokenException',
    message: 'The security token included in the request is expired',
  });
});

test('an ended session at EC2: 400 RequestExpired', async () => {
  const reply = await sendSigned(emulator, emulator.issueSession(0), form('DescribeRegions', EC2));
  assert.equal(reply.status, 400);
  assert.match(
    await reply.text(),
    /<Response><Errors><Error><Code>RequestExpired<\/Code><Message>Request has expired\.<\/Message><\/Error><\/Errors><RequestID>[0-9a-f-]{36}<\/RequestID><\/Response>$/,
  );
});

test('a session ends at its second, on the clock of the emulator', async () => {
  const session = emulator.issueSession(60);
  const ask = async () => (await sendSigned(emulator, session, form('GetCallerIdentity', STS))).status;
  assert.equal(await ask(), 200);
  emulator.switches.clockOffsetSeconds = 61;
  assert.equal(await ask(), 403);
  assert.equal(emulator.requests.at(-1)?.code, 'ExpiredToken');
});

test('keys and tokens that do not belong together are invalid, not expired', async () => {
  const [one, other] = [emulator.issueSession(60), emulator.issueSession(60)];
  const { accessKeyId, secretAccessKey } = one;
  const bare = { accessKeyId, secretAccessKey };
  const mixed = { ...one, sessionToken: other.sessionToken };
  const code = async (key: typeof bare, request: Parameters<typeof sendSigned>[2]) => {
    const { status } = await sendSigned(emulator, key, request);
    return `${status} ${emulator.requests.at(-1)?.code}`;
  };
  const s3 = { service: 's3', method: 'GET', path: '/b/k' } as const;
  assert.equal(await code(bare, s3), '403 InvalidAccessKeyId');
  assert.equal(await code(mixed, s3), '400 InvalidToken');
  assert.equal(
    await code({ ...emulator, sessionToken: one.sessionToken } as typeof bare, s3),
    '400 InvalidToken',
  );
  assert.equal(await code(bare, form('GetCallerIdentity', STS)), '403 InvalidClientTokenId');
  assert.equal(await code(mixed, form('GetCallerIdentity', STS)), '403 InvalidClientTokenId');
  assert.equal(await code(mixed, listTables()), '400 UnrecognizedClientException');
  assert.equal(await code(mixed, form('DescribeRegions', EC2)), '401 AuthFailure');
});

test('clocks that differ: the sentence and the times in it', async () => {
  const now = Date.now();
  const iso = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  const long = (time: number) => iso(time).replace(/[-:]/g, '');
  const old = { ...form('GetCallerIdentity', STS), signedAt: new Date(now - 3_600_000) };
  const oldText = await (await sendSigned(emulator, emulator, old)).text();
  const [, signed, limit, server] =
    /Signature expired: (\w+) is now earlier than (\w+) \((\w+) - 5 min\.\)/.exec(oldText) ?? [];
  assert.equal(signed, long(now - 3_600_000));
  assert.ok(
    [0, 1, 2, 3, 4, 5].some((second) => server === long(now + second * 1000)),
    oldText,
  );
  assert.ok(
    [0, 1, 2, 3, 4, 5].some((second) => limit === long(now - 300_000 + second * 1000)),
    oldText,
  );

  const early = { ...listTables(), signedAt: new Date(now + 3_600_000) };
  assert.match(
    await (await sendSigned(emulator, emulator, early)).text(),
    /InvalidSignatureException.*Signature not yet current: \w+Z is still later than \w+Z \(\w+Z \+ 5 min\.\)/,
  );
  const s3 = { service: 's3', method: 'GET', path: '/b/k', signedAt: new Date(now - 3_600_000) } as const;
  const skewed = await sendSigned(emulator, emulator, s3);
  assert.equal(skewed.status, 403);
  const text = await skewed.text();
  assert.ok(text.includes(`<Code>RequestTimeTooSkewed</Code>`), text);
  assert.ok(text.includes(`<RequestTime>${long(now - 3_600_000)}</RequestTime><ServerTime>`), text);
  assert.ok(text.includes('<MaxAllowedSkewMilliseconds>900000</MaxAllowedSkewMilliseconds>'), text);
});

test('the clock offset shows in the Date header', async () => {
  emulator.switches.clockOffsetSeconds = 7200;
  const reply = await fetch(`${emulator.url}/b/k`);
  const ahead = Date.parse(reply.headers.get('date') ?? '') - Date.now();
  assert.ok(Math.abs(ahead - 7_200_000) < 60_000, String(ahead));
});
