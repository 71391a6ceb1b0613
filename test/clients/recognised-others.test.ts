import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { type Credentials, findAwsCli, inParallel, run } from '../support/clients.ts';
import type { Kind } from './programs/real-clients.ts';
import { setUp } from './programs/set-up.ts';
import { makeWebIdentityToken, ROLE_ARN } from './web-identity.ts';

/** The neighbours of an ended session, in the words of real clients. */

const { emulator, engine, home, clients, missing, tearDown } = await setUp();
after(tearDown);
const tokenFile = join(home.path, 'token');
await writeFile(tokenFile, makeWebIdentityToken(Math.floor(Date.now() / 1000) - 100));

interface Case {
  about: string;
  operation?: string;
  of: Kind[];
  key?: Credentials | null;
  env?: Record<string, string>;
  /** Seconds by which this machine's clock is behind AWS's. */
  behind?: number;
  /** All that may be found, sorted; two where a client names the whole chain. */
  codes: string[];
}

const unknown = { accessKeyId: `AK${'IA'}${'Z'.repeat(16)}`, secretAccessKey: 'x'.repeat(20) };
const wrong = { accessKeyId: emulator.accessKeyId, secretAccessKey: 'x'.repeat(20) };
const podToken = {
  AWS_ROLE_ARN: ROLE_ARN,
  AWS_ROLE_SESSION_NAME: 'pod',
  AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
};

const SDKS: Kind[] = ['AWS CLI', 'boto3', 'Go v2', 'Go v1', 'Ruby'];
const cases: Case[] = [
  {
    about: 'a key that S3 does not know',
    of: [...SDKS, 'JavaScript v3', 'rclone', 's3cmd'],
    key: unknown,
    codes: ['InvalidAccessKeyId'],
  },
  {
    about: 'a key that STS does not know',
    operation: 'GetCallerIdentity',
    of: ['AWS CLI', 'Go v2', 'Go v1', 'Ruby'],
    key: unknown,
    codes: ['InvalidClientTokenId'],
  },
  {
    about: 'a key that a JSON service does not know',
    operation: 'ListTables',
    of: ['boto3', 'Go v2', 'Go v1'],
    key: unknown,
    codes: ['UnrecognizedClientException'],
  },
  {
    about: 'a key that EC2 does not know',
    operation: 'DescribeRegions',
    of: ['boto3', 'JavaScript v3'],
    key: unknown,
    codes: ['AuthFailure'],
  },
  {
    about: 'a wrong secret is no matter of time',
    of: ['boto3', 'JavaScript v3', 'Go v2', 'Go v1', 'Ruby', 'rclone', 's3cmd'],
    key: wrong,
    codes: [],
  },
  {
    about: 'a clock ten minutes behind that of STS',
    operation: 'GetCallerIdentity',
    of: SDKS,
    key: emulator,
    behind: 600,
    codes: ['SignatureDoesNotMatch'],
  },
  {
    about: 'a clock ten minutes ahead of that of a JSON service',
    operation: 'ListTables',
    of: ['boto3', 'Go v2', 'Go v1'],
    key: emulator,
    behind: -600,
    codes: ['InvalidSignatureException'],
  },
  {
    about: 'a clock ten minutes behind that of EC2',
    operation: 'DescribeRegions',
    of: ['AWS CLI'],
    key: emulator,
    behind: 600,
    codes: ['RequestExpired'],
  },
  {
    about: 'a clock twenty minutes behind that of S3',
    of: ['boto3', 'Go v2', 'Go v1', 'Ruby', 'rclone', 's3cmd'],
    key: emulator,
    behind: 1200,
    codes: ['RequestTimeTooSkewed'],
  },
  {
    about: 'a profile that is not there',
    of: ['AWS CLI', 'boto3'],
    env: { AWS_PROFILE: 'nope' },
    codes: ['ProfileNotFound'],
  },
  {
    about: 'a key without its secret',
    of: ['AWS CLI', 'boto3'],
    env: { AWS_ACCESS_KEY_ID: unknown.accessKeyId },
    codes: ['PartialCredentialsError'],
  },
  {
    about: 'no credentials',
    of: ['AWS CLI', 'boto3', 'Go v1', 'Ruby', 'rclone'],
    codes: ['NoCredentialsError'],
  },
  { about: 'no credentials', of: ['JavaScript v3'], codes: ['CredentialsProviderError'] },
  { about: 'no credentials', of: ['Go v2'], codes: ['CredentialRefreshFailed', 'NoImdsRole'] },
  {
    about: 'a web identity token past its end',
    of: ['AWS CLI', 'boto3', 'JavaScript v3', 'Go v1'],
    env: podToken,
    codes: ['ExpiredTokenException'],
  },
  {
    about: 'a web identity token past its end',
    of: ['Go v2'],
    env: podToken,
    codes: ['CredentialRefreshFailed', 'ExpiredTokenException'],
  },
];

for (const { about, operation = 'PutObject', of, key = null, env = {}, behind = 0, codes } of cases) {
  test(`${about}: ${codes.join(', ') || 'nothing'} in the words of ${of.join(', ')}`, async () => {
    const lacking = missing.filter(({ kind }) => of.includes(kind));
    if (lacking.length > 0) assert.fail(lacking.map((client) => client.missing).join(' '));
    const chosen = clients.filter(({ kind }) => of.includes(kind));
    emulator.switches.clockOffsetSeconds = behind;
    const printed = await inParallel(
      2,
      chosen.map((client) => () => {
        const call = client.calls.find((one) => one.operation === operation);
        assert.ok(call, `${client.name} has no ${operation}`);
        return client.run(call, key, env);
      }),
    ).finally(() => {
      emulator.switches.clockOffsetSeconds = 0;
    });
    for (const [index, { output, code }] of printed.entries()) {
      const name = chosen[index]?.name;
      assert.notEqual(code, 0, name);
      const found = new Set(engine.errors(output).map((occurrence) => occurrence.code));
      assert.deepEqual([...found].sort(), codes, `${name}:\n${output}`);
    }
  });
}

test('a presigned URL past its end, as a download tool prints the answer', async () => {
  const cli = await findAwsCli();
  const line = 's3 presign s3://demo/invoice --expires-in 60';
  const { stdout } = await run(cli.command, line.split(' '), { env: home.env(emulator.url, emulator) });
  emulator.switches.clockOffsetSeconds = 90;
  const body = await (await fetch(stdout.trim())).text();
  emulator.switches.clockOffsetSeconds = 0;
  const [found, ...more] = engine.errors(body);
  assert.deepEqual([found?.code, more.length], ['AccessDenied', 0], body);
  assert.equal(found?.evidence.requestId?.value, emulator.requests.at(-1)?.requestId);
});
