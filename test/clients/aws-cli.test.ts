import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { newSwitches } from '../emulator/faults.ts';
import { sendSigned } from '../emulator/raw-client.ts';
import { type Emulator, startEmulator } from '../emulator/server.ts';
import {
  type ClientHome,
  type Credentials,
  findAwsClis,
  inParallel,
  makeClientHome,
  type RunResult,
  run,
} from '../support/clients.ts';
import { makeWebIdentityToken, ROLE_ARN } from './web-identity.ts';
import * as say from './wordings.ts';

const PUT = 's3api put-object --bucket demo --key k --body file.txt';
const WHO = 'sts get-caller-identity';
const TABLES = 'dynamodb list-tables';
const REGIONS = 'ec2 describe-regions';

for (const cli of await findAwsClis()) {
  const [, major, minor] = (/aws-cli\/(\d+)\.(\d+)/.exec(cli.version) ?? []).map(Number);
  /** From 2.34 on every error starts with this (aws/aws-cli@v2:awscli/errorhandler.py). */
  const prefix = major === 2 && (minor ?? 0) >= 34 ? 'aws: [ERROR]: ' : '';

  describe(`${cli.version} (${cli.command})`, () => {
    let emulator: Emulator;
    let home: ClientHome;
    before(async () => {
      emulator = await startEmulator();
      home = await makeClientHome();
      await writeFile(join(home.path, 'file.txt'), 'paid\n');
    });
    after(async () => {
      await emulator.close();
      await home.remove();
    });

    const aws = (line: string, key: Credentials | null = emulator, more?: Record<string, string>) =>
      run(cli.command, line.split(' '), { env: home.env(emulator.url, key, more), cwd: home.path });
    const all = (lines: string[], key?: Credentials) =>
      inParallel(
        2,
        lines.map((line) => () => aws(line, key)),
      );

    function assertError(
      result: RunResult | undefined,
      code: string,
      operation: string,
      sentence: string,
    ): void {
      const said = `${prefix}An error occurred (${code}) when calling the ${operation} operation: ${sentence}`;
      assert.equal(result?.stderr.trim().split('\n')[0], said);
      // Service errors end with 254 in version 2 and 255 in version 1 (awscli/topics/return-codes.rst).
      assert.equal(result?.code, major === 1 ? 255 : 254);
      assert.equal(result?.stdout, '');
    }

    test('every operation succeeds', async () => {
      const soon = Math.floor(Date.now() / 1000) + 600;
      const session = `--role-arn ${ROLE_ARN} --role-session-name batch`;
      await writeFile(join(home.path, 'item.json'), '{"id":{"S":"1"},"sum":{"N":"12"}}');
      const put = await aws('s3 cp file.txt s3://demo/in/file.txt');
      assert.equal(put.code, 0, put.stderr);
      const results = await all([
        's3 cp s3://demo/in/file.txt back.txt',
        's3 ls s3://demo/in/',
        `${WHO} --query Arn --output text`,
        `sts assume-role ${session} --query AssumedRoleUser.Arn --output text`,
        `sts assume-role-with-web-identity ${session} --web-identity-token ${makeWebIdentityToken(soon)} --query Audience --output text`,
        'sts get-session-token --query Credentials.AccessKeyId --output text',
        'dynamodb put-item --table-name invoices --item file://item.json',
        `${REGIONS} --query Regions[].RegionName --output text`,
      ]);
      for (const { code, stderr } of results) assert.equal(code, 0, stderr);
      const said = results.map(({ stdout }) => stdout.trim());
      assert.equal(await readFile(join(home.path, 'back.txt'), 'utf8'), 'paid\n');
      assert.match(said[1] ?? '', / 5 file\.txt$/);
      assert.equal(said[2], 'arn:aws:iam::123456789012:user/alice');
      assert.equal(said[3], 'arn:aws:sts::123456789012:assumed-role/worker/batch');
      assert.equal(said[4], 'sts.amazonaws.com');
      assert.match(said[5] ?? '', /^ASIA[A-Z2-7]{16}$/);
      assert.ok(said[7]?.includes('us-east-1'));
      assert.match((await aws(TABLES)).stdout, /"invoices"/);
    });

    test('an ended session: code, operation and sentence', async () => {
      const session = emulator.issueSession(0);
      const [put, head, who, tables, regions, copy] = await all(
        [PUT, 's3api head-object --bucket demo --key k', WHO, TABLES, REGIONS, 's3 cp file.txt s3://demo/k'],
        session,
      );
      assertError(put, 'ExpiredToken', 'PutObject', say.EXPIRED_S3);
      assertError(head, '400', 'HeadObject', 'Bad Request');
      assertError(who, 'ExpiredToken', 'GetCallerIdentity', say.EXPIRED);
      assertError(tables, 'ExpiredTokenException', 'ListTables', say.EXPIRED);
      assertError(regions, 'RequestExpired', 'DescribeRegions', say.EXPIRED_EC2);
      const failed = `upload failed: ./file.txt to s3://demo/k An error occurred (ExpiredToken) when calling the PutObject operation: ${say.EXPIRED_S3}`;
      assert.ok(copy?.stderr.includes(failed), copy?.stderr);
      assert.equal(copy?.code, 1);
    });

    test('an ended web identity token', async () => {
      const token = makeWebIdentityToken(Math.floor(Date.now() / 1000) - 100);
      const line = `sts assume-role-with-web-identity --role-arn ${ROLE_ARN} --role-session-name pod --web-identity-token ${token}`;
      const { stderr } = await aws(line, null);
      assert.match(
        stderr,
        /An error occurred \(ExpiredTokenException\) when calling the AssumeRoleWithWebIdentity operation: Token expired: current date\/time \d+ must be before the expiration date\/time \d+\n/,
      );
    });

    test('unknown keys and wrong secrets', async () => {
      const unknown = { accessKeyId: `AK${'IA'}${'Z'.repeat(16)}`, secretAccessKey: 'x'.repeat(20) };
      const wrong = { accessKeyId: emulator.accessKeyId, secretAccessKey: 'x'.repeat(20) };
      const [[put, who], [whoWrong]] = await Promise.all([all([PUT, WHO], unknown), all([WHO], wrong)]);
      assertError(put, 'InvalidAccessKeyId', 'PutObject', say.UNKNOWN_KEY_S3);
      assertError(who, 'InvalidClientTokenId', 'GetCallerIdentity', say.INVALID);
      assertError(whoWrong, 'SignatureDoesNotMatch', 'GetCallerIdentity', say.NO_MATCH);
    });

    test('a clock an hour behind', async () => {
      emulator.switches.clockOffsetSeconds = 3600;
      const [put, who] = await all([PUT, WHO]);
      emulator.switches.clockOffsetSeconds = 0;
      assertError(put, 'RequestTimeTooSkewed', 'PutObject', say.SKEWED_S3);
      assert.match(
        who?.stderr ?? '',
        /\(SignatureDoesNotMatch\) when calling the GetCallerIdentity operation: Signature expired: \w+Z is now earlier than \w+Z \(\w+Z - 5 min\.\)\n$/,
      );
    });

    test('presigned URLs: the session ends before the URL, the URL ends by itself', async () => {
      await sendSigned(emulator, emulator, { service: 's3', method: 'PUT', path: '/demo/k', body: 'paid\n' });
      const session = emulator.issueSession(120);
      const lines = ['s3 presign s3://demo/k --expires-in 3600', 's3 presign s3://demo/k --expires-in 60'];
      const [long = '', short = ''] = (await all(lines, session)).map(({ stdout }) => stdout.trim());
      assert.equal(await (await fetch(long)).text(), 'paid\n');
      emulator.switches.clockOffsetSeconds = 90;
      assert.match(await (await fetch(short)).text(), /<Code>AccessDenied<.*>Request has expired</);
      emulator.switches.clockOffsetSeconds = 121;
      assert.match(
        await (await fetch(long)).text(),
        /<Code>ExpiredToken<.*>The provided token has expired\.</,
      );
      Object.assign(emulator.switches, newSwitches());
    });
  });
}
