import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { after, afterEach, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeInstancesCommand, DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  GetSessionTokenCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { fromTemporaryCredentials } from '@aws-sdk/credential-providers';
import { newSwitches } from '../emulator/faults.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { type ClientHome, type Credentials, makeClientHome, run } from '../support/clients.ts';
import { until } from '../support/until.ts';
import { makeWebIdentityToken, ROLE_ARN } from './web-identity.ts';
import * as say from './wordings.ts';

let emulator: Emulator;
let home: ClientHome;
before(async () => {
  emulator = await startEmulator();
  home = await makeClientHome();
});
afterEach(() => {
  Object.assign(emulator.switches, newSwitches());
});
after(async () => {
  await emulator.close();
  await home.remove();
});

function settings({ accessKeyId, secretAccessKey, sessionToken }: Credentials, maxAttempts = 1) {
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
  return { region: 'us-east-1', endpoint: emulator.url, credentials, maxAttempts };
}

const place = { Bucket: 'demo', Key: 'in/a b+ü' };

function operations(key: Credentials): Record<string, () => Promise<unknown>> {
  const s3 = new S3Client(settings(key));
  const sts = new STSClient(settings(key));
  const dynamodb = new DynamoDBClient(settings(key));
  const ec2 = new EC2Client(settings(key));
  return {
    PutObject: () => s3.send(new PutObjectCommand({ ...place, Body: 'paid' })),
    GetObject: () => s3.send(new GetObjectCommand(place)).then(({ Body }) => Body?.transformToString()),
    HeadObject: () => s3.send(new HeadObjectCommand(place)),
    ListObjectsV2: () => s3.send(new ListObjectsV2Command({ Bucket: 'demo' })),
    GetCallerIdentity: () => sts.send(new GetCallerIdentityCommand()),
    AssumeRole: () => sts.send(new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: 'batch' })),
    ListTables: () => dynamodb.send(new ListTablesCommand()),
    DescribeRegions: () => ec2.send(new DescribeRegionsCommand()),
    DescribeInstances: () => ec2.send(new DescribeInstancesCommand()),
  };
}

/** `Name: message (status)` of what each operation throws. */
async function failures(key: Credentials): Promise<Record<string, string>> {
  const said: Record<string, string> = {};
  for (const [operation, call] of Object.entries(operations(key))) {
    said[operation] = await call().then(
      () => 'success',
      ({ name, message, $metadata }) => `${name}: ${message} (${$metadata?.httpStatusCode})`,
    );
  }
  return said;
}

test('every operation succeeds for a user and for a session', async () => {
  for (const key of [emulator, emulator.issueSession(60)]) {
    for (const [operation, call] of Object.entries(operations(key)))
      await assert.doesNotReject(call, operation);
    assert.equal(await operations(key).GetObject?.(), 'paid');
  }
  const dynamodb = new DynamoDBClient(settings(emulator));
  const Item = { id: { S: '1' }, sum: { N: '12' } };
  await dynamodb.send(new PutItemCommand({ TableName: 'invoices', Item }));
  const got = await dynamodb.send(new GetItemCommand({ TableName: 'invoices', Key: { id: { S: '1' } } }));
  assert.deepEqual(got.Item, Item);
});

test('a streamed body arrives whole', async () => {
  const s3 = new S3Client(settings(emulator));
  const parts = Array.from({ length: 50 }, (_, index) => Buffer.alloc(3000, index));
  const ContentLength = 150_000;
  await s3.send(
    new PutObjectCommand({ Bucket: 'demo', Key: 'stream', Body: Readable.from(parts), ContentLength }),
  );
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key: 'stream' }));
  assert.deepEqual(Buffer.from((await Body?.transformToByteArray()) ?? []), Buffer.concat(parts));
});

test('sessions by web identity and session token', async () => {
  const sts = new STSClient(settings(emulator));
  const exp = Math.floor(Date.now() / 1000) + 600;
  const WebIdentityToken = makeWebIdentityToken(exp);
  const input = { RoleArn: ROLE_ARN, RoleSessionName: 'pod', WebIdentityToken };
  const pod = await sts.send(new AssumeRoleWithWebIdentityCommand(input));
  assert.equal(pod.SubjectFromWebIdentityToken, 'pod-1');
  const token = await sts.send(new GetSessionTokenCommand());
  assert.ok(Math.abs((token.Credentials?.Expiration?.getTime() ?? 0) - Date.now() - 43_200_000) < 60_000);
});

test('an ended session: name and message of each service', async () => {
  const said = await failures(emulator.issueSession(0));
  for (const operation of ['PutObject', 'GetObject', 'ListObjectsV2']) {
    assert.equal(said[operation], `ExpiredToken: ${say.EXPIRED_S3} (400)`);
  }
  // The SDK has no body to read a code from.
  assert.match(said.HeadObject ?? '', /^(?:400|BadRequest|Unknown|UnknownError): .*\(400\)$/);
  for (const operation of ['GetCallerIdentity', 'AssumeRole']) {
    assert.match(
      said[operation] ?? '',
      /^ExpiredToken(?:Exception)?: The security token included in the request is expired \(403\)$/,
    );
  }
  assert.equal(said.ListTables, `ExpiredTokenException: ${say.EXPIRED} (400)`);
  assert.equal(said.DescribeRegions, `RequestExpired: ${say.EXPIRED_EC2} (400)`);
});

test('a session of one second ends while it is in use', async () => {
  const { PutObject } = operations(emulator.issueSession(1));
  const name = await until('the session ends', () =>
    PutObject?.().then(
      () => null,
      (error: Error) => error.name,
    ),
  );
  assert.equal(name, 'ExpiredToken');
  assert.ok(emulator.requests.some(({ operation, code }) => operation === 'PutObject' && code === null));
});

test('the refreshing provider takes a new session before the old one ends', async () => {
  emulator.switches.sessionSeconds = 1;
  const { credentials: masterCredentials, ...clientConfig } = settings(emulator);
  const params = { RoleArn: ROLE_ARN, RoleSessionName: 'worker' };
  const s3 = new S3Client({
    ...clientConfig,
    credentials: fromTemporaryCredentials({ masterCredentials, params, clientConfig }),
  });
  const from = emulator.requests.length;
  const keys = new Set<string | null>();
  await until('a third session is in use', async () => {
    await s3.send(new PutObjectCommand({ ...place, Body: 'paid' }));
    keys.add(emulator.requests.findLast(({ operation }) => operation === 'PutObject')?.accessKeyId ?? null);
    return keys.size >= 3;
  });
  assert.deepEqual(new Set(emulator.requests.slice(from).map(({ code }) => code)), new Set([null]));
});

test('an uncaught error as the terminal shows it', async () => {
  const script = fileURLToPath(new URL('uncaught.ts', import.meta.url));
  const session = emulator.issueSession(0);
  const { stdout, stderr, code } = await run(process.execPath, [script], {
    env: home.env(emulator.url, session),
  });
  assert.equal(code, 1);
  assert.equal(stdout, '');
  assert.match(stderr, /^ExpiredToken: The provided token has expired\.$/m);
  assert.match(stderr, /requestId: '[0-9A-Z]{16}'/);
  assert.ok(stderr.includes(session.sessionToken), 'the dump repeats the token: what the redactor is for');
});

test('unknown keys, keys without their token, wrong secrets', async () => {
  const unknown = await failures({
    accessKeyId: `AK${'IA'}${'Z'.repeat(16)}`,
    secretAccessKey: 'x'.repeat(20),
  });
  assert.equal(unknown.PutObject, `InvalidAccessKeyId: ${say.UNKNOWN_KEY_S3} (403)`);
  assert.equal(unknown.GetCallerIdentity, `InvalidClientTokenId: ${say.INVALID} (403)`);
  assert.equal(unknown.ListTables, `UnrecognizedClientException: ${say.INVALID}. (400)`);
  assert.equal(unknown.DescribeRegions, `AuthFailure: ${say.NOT_VALIDATED_EC2} (401)`);
  const { accessKeyId, secretAccessKey } = emulator.issueSession(60);
  const bare = await failures({ accessKeyId, secretAccessKey });
  assert.equal(bare.GetObject, unknown.PutObject);
  assert.equal(bare.GetCallerIdentity, unknown.GetCallerIdentity);
  const wrong = await failures({ accessKeyId: emulator.accessKeyId, secretAccessKey: 'x'.repeat(20) });
  assert.equal(wrong.PutObject, `SignatureDoesNotMatch: ${say.NO_MATCH_S3} (403)`);
  assert.equal(wrong.GetCallerIdentity, `SignatureDoesNotMatch: ${say.NO_MATCH} (403)`);
  assert.equal(wrong.ListTables, `InvalidSignatureException: ${say.NO_MATCH} (400)`);
});

test('a clock an hour off fails once, then the SDK corrects itself', async () => {
  emulator.switches.clockOffsetSeconds = 3600;
  const said = await failures(emulator);
  assert.equal(said.PutObject, `RequestTimeTooSkewed: ${say.SKEWED_S3} (403)`);
  assert.match(
    said.GetCallerIdentity ?? '',
    /^SignatureDoesNotMatch: Signature expired: \w+Z is now earlier than \w+Z \(\w+Z - 5 min\.\) \(403\)$/,
  );
  const sts = new STSClient(settings(emulator, 3));
  const before = emulator.requests.length;
  assert.equal((await sts.send(new GetCallerIdentityCommand())).Account, '123456789012');
  const codes = emulator.requests.slice(before).map(({ code }) => code);
  assert.deepEqual(codes, ['SignatureDoesNotMatch', null]);
});

test('an ended web identity token', async () => {
  const exp = Math.floor(Date.now() / 1000) - 100;
  const input = { RoleArn: ROLE_ARN, RoleSessionName: 'pod', WebIdentityToken: makeWebIdentityToken(exp) };
  const sts = new STSClient(settings(emulator));
  await assert.rejects(sts.send(new AssumeRoleWithWebIdentityCommand(input)), ({ name, message }: Error) => {
    assert.equal(name, 'ExpiredTokenException');
    assert.match(
      message,
      new RegExp(`^Token expired: current date/time \\d+ must be before the expiration date/time ${exp}$`),
    );
    return true;
  });
});
