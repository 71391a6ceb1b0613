import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { inspect } from 'node:util';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { knowledgeBase } from '../../server/assets.ts';
import { createEngine } from '../../server/engine.ts';
import { diagnose } from '../../server/logs/diagnose.ts';
import { ROLE_ARN } from '../clients/web-identity.ts';
import { newSwitches } from '../emulator/faults.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { until } from '../support/until.ts';

/** Logs of small programs on the real SDK for JavaScript; the emulator ends their sessions. */
let emulator: Emulator;
before(async () => {
  emulator = await startEmulator();
});
afterEach(() => {
  Object.assign(emulator.switches, newSwitches());
});
after(() => emulator.close());

const engine = createEngine(knowledgeBase());
const pages = engine.kb.entries.filter((entry) => entry.kind === 'error');
const look = (lines: string[]) =>
  diagnose(`${lines.join('\n')}\n`, { recogniser: engine.recogniser, pages }).incidents;
const now = () => new Date().toISOString();
const place = { Bucket: 'demo', Key: 'out' };

async function assume() {
  const { accessKeyId, secretAccessKey } = emulator;
  const sts = new STSClient({
    region: 'us-east-1',
    endpoint: emulator.url,
    credentials: { accessKeyId, secretAccessKey },
  });
  const { Credentials } = await sts.send(
    new AssumeRoleCommand({ RoleArn: ROLE_ARN, RoleSessionName: 'batch' }),
  );
  assert.ok(
    Credentials?.AccessKeyId &&
      Credentials.SecretAccessKey &&
      Credentials.SessionToken &&
      Credentials.Expiration,
  );
  return {
    credentials: {
      accessKeyId: Credentials.AccessKeyId,
      secretAccessKey: Credentials.SecretAccessKey,
      sessionToken: Credentials.SessionToken,
    },
    expiration: Credentials.Expiration,
  };
}

test('a program keeps its client past the end of the session', async () => {
  emulator.switches.sessionSeconds = 1;
  const log = [`${now()} INFO worker starting`];
  const { credentials, expiration } = await assume();
  // A second is no session; the log tells of one that was taken an hour before.
  log.push(
    `${new Date(expiration.getTime() - 3_600_000).toISOString()} INFO AssumeRole ok, Expiration=${expiration.toISOString()}`,
  );
  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: emulator.url,
    forcePathStyle: true,
    credentials,
    maxAttempts: 1,
  });
  await until('the session ends', async () => {
    try {
      await s3.send(new PutObjectCommand({ ...place, Body: 'x' }));
      log.push(`${now()} INFO stored`);
      return false;
    } catch (error) {
      log.push(`${now()} ERROR not stored ${inspect(error)}`);
      return true;
    }
  });
  const [incident] = look(log);
  assert.equal(incident?.code, 'ExpiredToken');
  assert.equal(incident?.count, 1);
  assert.equal(incident?.causes[0]?.id, 'cached-credentials-reused');
  assert.equal(incident?.session.expiresAt, expiration.getTime());
});

test('the clock of the client is behind', async () => {
  const { credentials } = await assume();
  emulator.switches.clockOffsetSeconds = 4000;
  // The SDK would correct its clock after the first answer; one client for each request never gets that far.
  const log: string[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const s3 = new S3Client({
      region: 'us-east-1',
      endpoint: emulator.url,
      forcePathStyle: true,
      credentials,
      maxAttempts: 1,
    });
    const error = await s3.send(new GetObjectCommand(place)).then(
      () => null,
      (reason: unknown) => reason,
    );
    assert.ok(error !== null);
    log.push(`${now()} ERROR ${inspect(error)}`);
  }
  const [incident] = look(log);
  assert.equal(incident?.code, 'RequestTimeTooSkewed');
  assert.equal(incident?.count, 3);
  assert.equal(incident?.causes[0]?.id, 'clock-drift');
  assert.equal(incident?.undetermined, false);
});
