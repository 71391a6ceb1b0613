import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redact, redactAll } from '../../server/render/redact.ts';
import { canary, leaked } from '../support/canary.ts';

const { accessKeyId, userKeyId, secretAccessKey, sessionToken, jwt, refreshToken } = canary;

const doors: Record<string, string> = {
  'shell export': `export AWS_ACCESS_KEY_ID=${accessKeyId} AWS_SECRET_ACCESS_KEY=${secretAccessKey} AWS_SESSION_TOKEN="${sessionToken}"`,
  ini: `aws_access_key_id = ${userKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}`,
  json: JSON.stringify({
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
  }),
  'json in json': JSON.stringify(JSON.stringify({ secretAccessKey, sessionToken, refreshToken })),
  'S3 error body': `<Error><Code>ExpiredToken</Code><Token-0>${sessionToken}</Token-0></Error>`,
  'STS reply': `<SessionToken>${sessionToken}</SessionToken><SecretAccessKey>${secretAccessKey}</SecretAccessKey><AccessKeyId>${accessKeyId}</AccessKeyId>`,
  'presigned URL': `https://b.s3.amazonaws.com/k?X-Amz-Credential=${accessKeyId}%2F20260415%2Fus-east-1&X-Amz-Security-Token=${encodeURIComponent(sessionToken)}&X-Amz-Signature=${'0a1b2c3d'.repeat(8)}`,
  header: `x-amz-security-token: ${sessionToken}\nAuthorization: Bearer ${jwt}`,
  'bare token': `token was ${sessionToken} and key ${secretAccessKey}`,
  'code literal': `aws_session_token="${sessionToken}", aws_secret_access_key='${secretAccessKey}'`,
  'yaml and refresh': `refreshToken: ${refreshToken}\nidToken: ${jwt}`,
  'private key': `-----BEGIN EC PRIVATE KEY-----\n${'Q2FuYXJ5UGFydDAxMjM0+/'}\n-----END EC PRIVATE KEY-----`,
};

for (const [door, text] of Object.entries(doors)) {
  test(`no credential survives: ${door}`, () => assert.deepEqual(leaked(redact(text)), []));
}

test('what a reader needs stays', () => {
  for (const text of [
    'An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.',
    'aws_session_token=credentials["SessionToken"],',
    'arn:aws:iam::123456789012:role/report-writer',
    'request id 7f3b1c1e-0d1c-4f6e-9f2e-1a2b3c4d5e6f',
    'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12',
    'https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html',
    'sessionToken: process.env.AWS_SESSION_TOKEN,',
    'NextToken=abc',
    `https://github.com/aws/aws-sdk-java-v2/blob/master/core/auth/src/main/java/software/amazon/awssdk/auth/credentials/${'Aws'}CredentialsProviderChain.java`,
  ]) {
    assert.equal(redact(text), text);
  }
});

test('every string of a value is covered, keys are kept', () => {
  const out = redactAll({ a: [{ sessionToken: `x ${sessionToken}` }], n: 1, z: null });
  assert.deepEqual(leaked(JSON.stringify(out)), []);
  assert.deepEqual(Object.keys(out), ['a', 'n', 'z']);
});

test('hostile input takes linear time', () => {
  for (const unit of [
    'A',
    'eyJ',
    'aws_secret_access_key=',
    '<Token-0>',
    'session_token: ',
    '-----BEGIN PRIVATE KEY-----',
    '"',
  ]) {
    const long = unit.repeat(Math.ceil(1_000_000 / unit.length));
    const [half, full] = [cost(long.slice(0, long.length / 2)), cost(long)];
    assert.ok(full < 40 * Math.max(half, 5), `${unit}: ${half} ms, then ${full} ms for twice the size`);
  }
});

function cost(text: string): number {
  const started = performance.now();
  redact(text);
  return performance.now() - started;
}
