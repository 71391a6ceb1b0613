import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { newSwitches } from '../emulator/faults.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import { type ClientHome, type Credentials, findPythons, makeClientHome, run } from '../support/clients.ts';
import { type Step, type StepResult, startDriver } from './boto3-driver.ts';
import { makeWebIdentityToken, ROLE_ARN } from './web-identity.ts';
import * as say from './wordings.ts';

const CALLS: [string, Step][] = [
  [
    'PutObject',
    { service: 's3', operation: 'put_object', params: { Bucket: 'demo', Key: 'a b+ü', Body: 'paid' } },
  ],
  ['GetObject', { service: 's3', operation: 'get_object', params: { Bucket: 'demo', Key: 'a b+ü' } }],
  ['ListObjectsV2', { service: 's3', operation: 'list_objects_v2', params: { Bucket: 'demo' } }],
  ['HeadObject', { service: 's3', operation: 'head_object', params: { Bucket: 'demo', Key: 'a b+ü' } }],
  ['GetCallerIdentity', { service: 'sts', operation: 'get_caller_identity' }],
  ['AssumeRole', assumeRole()],
  ['ListTables', { service: 'dynamodb', operation: 'list_tables' }],
  ['DescribeRegions', { service: 'ec2', operation: 'describe_regions' }],
];

function assumeRole(seconds?: number): Step {
  const params = {
    RoleArn: ROLE_ARN,
    RoleSessionName: 'batch',
    ...(seconds ? { DurationSeconds: seconds } : {}),
  };
  return { service: 'sts', operation: 'assume_role', params };
}

function webIdentity(exp: number): Step {
  const WebIdentityToken = makeWebIdentityToken(exp);
  const params = { RoleArn: ROLE_ARN, RoleSessionName: 'pod', WebIdentityToken };
  return { service: 'sts', operation: 'assume_role_with_web_identity', params };
}

function clientError(code: string, operation: string, sentence: string): string {
  return `botocore.exceptions.ClientError: An error occurred (${code}) when calling the ${operation} operation: ${sentence}`;
}

const pythons = await findPythons();

describe('boto3', { concurrency: pythons.length }, () => {
  for (const python of pythons)
    describe(`${python.version} (${python.command})`, { concurrency: 1 }, () => {
      let emulator: Emulator;
      let home: ClientHome;
      let driver: ReturnType<typeof startDriver>;
      before(async () => {
        emulator = await startEmulator();
        home = await makeClientHome();
        driver = startDriver(python.command, home.env(emulator.url, emulator));
      });
      after(async () => {
        driver.stop();
        await emulator.close();
        await home.remove();
      });

      function call(step: Step, given?: Credentials): Promise<StepResult> {
        if (!given) return driver.call(step);
        // Only these three: the driver keeps one client for each set of credentials it sees.
        const { accessKeyId, secretAccessKey, sessionToken } = given;
        const credentials = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
        return driver.call({ ...step, credentials });
      }

      async function failures(credentials: Credentials): Promise<Record<string, StepResult>> {
        const results: Record<string, StepResult> = {};
        for (const [operation, step] of CALLS) results[operation] = await call(step, credentials);
        return results;
      }

      test('every operation succeeds for a user', async () => {
        for (const [operation, step] of CALLS) assert.ok((await call(step)).response, operation);
        const { response: object } = await call({ ...CALLS[1]?.[1], service: 's3' });
        assert.equal(object?.Body, 'paid');
        const { response: who } = await call({ service: 'sts', operation: 'get_caller_identity' });
        assert.equal(who?.Arn, 'arn:aws:iam::123456789012:user/alice');
        const item = { id: { S: '1' }, sum: { N: '12' } };
        const table = { TableName: 'invoices' };
        await call({ service: 'dynamodb', operation: 'put_item', params: { ...table, Item: item } });
        const get = {
          service: 'dynamodb',
          operation: 'get_item',
          params: { ...table, Key: { id: { S: '1' } } },
        };
        assert.deepEqual((await call(get)).response?.Item, item);
      });

      test('sessions of every kind work', async () => {
        const soon = Math.floor(Date.now() / 1000) + 600;
        const token: Step = { service: 'sts', operation: 'get_session_token' };
        for (const step of [assumeRole(900), webIdentity(soon), token]) {
          const { response } = await call(step);
          const issued = (response?.Credentials ?? {}) as Record<string, string>;
          assert.match(issued.AccessKeyId ?? '', /^ASIA/);
          const session: Credentials = {
            accessKeyId: issued.AccessKeyId ?? '',
            secretAccessKey: issued.SecretAccessKey ?? '',
            sessionToken: issued.SessionToken ?? '',
          };
          const who = await call({ service: 'sts', operation: 'get_caller_identity' }, session);
          assert.equal(who.response?.Account, '123456789012');
        }
      });

      test('an ended session: code and sentence of each service', async () => {
        const session = emulator.issueSession(60);
        assert.ok((await call({ service: 'sts', operation: 'get_caller_identity' }, session)).response);
        emulator.switches.clockOffsetSeconds = 61;
        const got = await failures(session);
        emulator.switches.clockOffsetSeconds = 0;
        for (const operation of ['PutObject', 'GetObject', 'ListObjectsV2']) {
          assert.equal(got[operation]?.printed, clientError('ExpiredToken', operation, say.EXPIRED_S3));
          assert.equal(got[operation]?.status, 400);
          assert.match(got[operation]?.requestId ?? '', /^[0-9A-Z]{16}$/);
        }
        assert.equal(got.HeadObject?.printed, clientError('400', 'HeadObject', 'Bad Request'));
        for (const operation of ['GetCallerIdentity', 'AssumeRole']) {
          assert.equal(got[operation]?.printed, clientError('ExpiredToken', operation, say.EXPIRED));
          assert.equal(got[operation]?.status, 403);
        }
        assert.equal(
          got.ListTables?.printed,
          clientError('ExpiredTokenException', 'ListTables', say.EXPIRED),
        );
        assert.equal(got.ListTables?.status, 400);
        assert.equal(
          got.DescribeRegions?.printed,
          clientError('RequestExpired', 'DescribeRegions', say.EXPIRED_EC2),
        );
        assert.equal(got.DescribeRegions?.status, 400);
      });

      test('a worker outlives its two-second session', async () => {
        emulator.switches.sessionSeconds = 2;
        const script = fileURLToPath(new URL('python/worker.py', import.meta.url));
        const { stdout, stderr, code } = await run(python.command, [script], {
          env: home.env(emulator.url, emulator),
        });
        emulator.switches.sessionSeconds = null;
        assert.equal(code, 1);
        assert.match(stdout, /^stored\n/);
        assert.equal(
          stderr.trim().split('\n').at(-1),
          clientError('ExpiredToken', 'PutObject', say.EXPIRED_S3),
        );
      });

      test('an ended web identity token is told with both times', async () => {
        const exp = Math.floor(Date.now() / 1000) - 100;
        const { printed, status } = await call(webIdentity(exp));
        assert.equal(status, 400);
        const [, now, end] =
          /\(ExpiredTokenException\) when calling the AssumeRoleWithWebIdentity operation: Token expired: current date\/time (\d+) must be before the expiration date\/time (\d+)$/.exec(
            printed ?? '',
          ) ?? [];
        assert.equal(Number(end), exp, printed);
        assert.ok(Math.abs(Number(now) - Date.now() / 1000) < 60);
      });

      test('an unknown key', async () => {
        const got = await failures({
          accessKeyId: `AK${'IA'}${'Z'.repeat(16)}`,
          secretAccessKey: 'x'.repeat(20),
        });
        assert.equal(
          got.PutObject?.printed,
          clientError('InvalidAccessKeyId', 'PutObject', say.UNKNOWN_KEY_S3),
        );
        assert.equal(got.HeadObject?.printed, clientError('403', 'HeadObject', 'Forbidden'));
        const sts = clientError('InvalidClientTokenId', 'GetCallerIdentity', say.INVALID);
        assert.equal(got.GetCallerIdentity?.printed, sts);
        const table = clientError('UnrecognizedClientException', 'ListTables', `${say.INVALID}.`);
        assert.equal(got.ListTables?.printed, table);
        assert.equal(
          got.DescribeRegions?.printed,
          clientError('AuthFailure', 'DescribeRegions', say.NOT_VALIDATED_EC2),
        );
      });

      test('a session key without its token is invalid, not expired', async () => {
        const { accessKeyId, secretAccessKey } = emulator.issueSession(0);
        const codes: unknown[] = [];
        for (const name of ['PutObject', 'GetCallerIdentity', 'ListTables']) {
          const step = CALLS.find(([operation]) => operation === name)?.[1];
          if (step) codes.push((await call(step, { accessKeyId, secretAccessKey })).code);
        }
        assert.deepEqual(codes, [
          'InvalidAccessKeyId',
          'InvalidClientTokenId',
          'UnrecognizedClientException',
        ]);
      });

      test('a wrong secret', async () => {
        const got = await failures({ accessKeyId: emulator.accessKeyId, secretAccessKey: 'x'.repeat(20) });
        assert.equal(
          got.PutObject?.printed,
          clientError('SignatureDoesNotMatch', 'PutObject', say.NO_MATCH_S3),
        );
        const sts = clientError('SignatureDoesNotMatch', 'GetCallerIdentity', say.NO_MATCH);
        assert.equal(got.GetCallerIdentity?.printed, sts);
        assert.equal(
          got.ListTables?.printed,
          clientError('InvalidSignatureException', 'ListTables', say.NO_MATCH),
        );
        assert.equal(got.DescribeRegions?.code, 'SignatureDoesNotMatch');
      });

      test('a clock an hour behind or ahead', async () => {
        emulator.switches.clockOffsetSeconds = 3600;
        const behind = await failures(emulator);
        emulator.switches.clockOffsetSeconds = -3600;
        const ahead = await failures(emulator);
        emulator.switches.clockOffsetSeconds = 0;
        for (const got of [behind, ahead]) {
          assert.equal(
            got.PutObject?.printed,
            clientError('RequestTimeTooSkewed', 'PutObject', say.SKEWED_S3),
          );
          assert.equal(got.DescribeRegions?.code, 'RequestExpired');
          assert.equal(got.GetCallerIdentity?.code, 'SignatureDoesNotMatch');
          assert.equal(got.ListTables?.code, 'InvalidSignatureException');
        }
        assert.match(
          behind.GetCallerIdentity?.printed ?? '',
          /Signature expired: \w+Z is now earlier than \w+Z \(\w+Z - 5 min\.\)$/,
        );
        assert.match(
          ahead.ListTables?.printed ?? '',
          /Signature not yet current: \w+Z is still later than \w+Z \(\w+Z \+ 5 min\.\)$/,
        );
      });

      for (const version of ['s3v4', 's3']) {
        test(`presigned with ${version}: the URL's end and the session's end are told apart`, async () => {
          const presign = async (method: string, expiresIn: number, credentials?: Credentials) => {
            const params = { Bucket: 'demo', Key: 'shared' };
            const config = { signature_version: version };
            const step: Step = { service: 's3', presign: method, expiresIn, params, config };
            return (await call(step, credentials)).url ?? '';
          };
          const session = emulator.issueSession(60);
          const upload = await presign('put_object', 600, session);
          assert.equal((await fetch(upload, { method: 'PUT', body: Buffer.from('shared') })).status, 200);
          const long = await presign('get_object', 600, session);
          const short = await presign('get_object', 30, session);
          assert.equal(await (await fetch(long)).text(), 'shared');
          assert.equal((await fetch(`${long.replace('shared', 'other')}`)).status, 403);

          emulator.switches.clockOffsetSeconds = 45;
          const ended = await fetch(short);
          const endedText = await ended.text();
          assert.equal(ended.status, 403);
          assert.match(
            endedText,
            /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message>.*<Expires>[^<]+Z<\/Expires><ServerTime>/,
          );
          assert.equal(/<X-Amz-Expires>30</.test(endedText), version === 's3v4');
          emulator.switches.clockOffsetSeconds = 61;
          const outlived = await fetch(long);
          assert.equal(outlived.status, 400);
          assert.match(
            await outlived.text(),
            /<Code>ExpiredToken<\/Code><Message>The provided token has expired\.<\/Message><Token-0>IQoJ/,
          );
          Object.assign(emulator.switches, newSwitches());
        });
      }
    });
});
