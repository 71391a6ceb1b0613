import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse, asLog } from '../../server/logs/analyse.ts';
import { compileRecogniser } from '../../server/logs/recognise.ts';

const recogniser = compileRecogniser([
  {
    code: 'ExpiredToken',
    family: 'session-ended',
    spellings: ['ExpiredToken'],
    needsAws: true,
    onlyWith: [],
    sentences: [
      { text: 'The provided token has expired', needsAws: true },
      { text: 'The security token included in the request is expired', needsAws: false },
    ],
  },
]);
const look = (text: string) => analyse(text, recogniser);
const codes = (text: string) =>
  look(text).map((found) => `${found.line + 1}:${text.slice(found.start, found.end)}`);

test('the first wordings are recognised', () => {
  const cases: [string, string[]][] = [
    [
      'An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.',
      ['1:ExpiredToken'],
    ],
    [
      'aws: [ERROR]: An error occurred (ExpiredToken) when calling the GetCallerIdentity operation: The security token included in the request is expired',
      ['1:ExpiredToken'],
    ],
    [
      'botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the ListObjectsV2 operation (reached max retries: 4): The provided token has expired.',
      ['1:ExpiredToken'],
    ],
    [
      'ExpiredToken: The provided token has expired.\n    at x (node_modules/@aws-sdk/client-s3/dist.js:1:1)',
      ['1:ExpiredToken'],
    ],
    [
      "  Code: 'ExpiredToken',\n  '$metadata': { httpStatusCode: 400, requestId: 'AAAA1111BBBB' } // aws",
      ['1:ExpiredToken'],
    ],
    [
      '<?xml version="1.0"?>\n<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message><RequestId>X</RequestId></Error>',
      ['2:ExpiredToken'],
    ],
    [
      '<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n<Error>\n<Code>ExpiredToken</Code>\n<Message>The security token included in the request is expired</Message>',
      ['3:ExpiredToken</Code>\n<Message>The security token included in the request is expired'],
    ],
    [
      'the security token  included in the\trequest is EXPIRED',
      ['1:the security token  included in the\trequest is EXPIRED'],
    ],
  ];
  for (const [text, expected] of cases) assert.deepEqual(codes(text), expected, text);
});

test('the same words of other products are not', () => {
  for (const text of [
    'HTTP 401 {"message":"The provided token has expired"} from jwt middleware',
    'APNs rejected the push: {"reason":"ExpiredToken"} status 400',
    'auth.errors.ExpiredTokenMessage = Your link has expired',
    'MyExpiredToken: nothing of AWS here',
    'const ExpiredTokens = 3',
  ]) {
    assert.deepEqual(codes(text), [], text);
  }
});

test('evidence: what ended, how long before the request, with its lines', () => {
  const text = [
    '2026-04-15T09:00:00Z INFO worker=a session acquired, credentialExpiration=2026-04-15T10:00:00Z',
    '2026-04-15T10:02:14Z ERROR requestId=req_51da3f An error occurred (ExpiredToken) when calling the PutObject operation: x',
  ].join('\n');
  const [found] = look(text);
  assert.equal(found?.evidence.expiredForSeconds, 134);
  assert.equal(found?.evidence.operation?.value, 'PutObject');
  assert.equal(found?.evidence.requestId?.value, 'req_51da3f');
  assert.equal(found?.evidence.expiredAt?.line, 0);
  assert.equal(
    text.slice(found?.evidence.expiredAt?.start, found?.evidence.expiredAt?.end),
    '2026-04-15T10:00:00Z',
  );
  assert.equal(found?.evidence.observedAt?.line, 1);
});

test('evidence: the newest session end above the error counts', () => {
  const text = [
    'session x expires 2026-04-15T08:00:00+00:00',
    'session x expires 2026-04-15T10:00:00+00:00',
    '2026-04-15 12:00:05,120 +0200 ERROR An error occurred (ExpiredToken) when calling the GetObject operation: y',
  ].join('\n');
  assert.equal(look(text)[0]?.evidence.expiredForSeconds, 5);
});

test('no guess: a time without a zone, or none at all, gives no duration', () => {
  for (const line of ['2026-04-15 12:00:05 ERROR', 'ERROR']) {
    const [found] = look(
      `credentialExpiration=2026-04-15T10:00:00Z\n${line} An error occurred (ExpiredToken) when calling the GetObject operation: y`,
    );
    assert.equal(found?.evidence.expiredForSeconds, undefined, line);
    assert.equal(found?.evidence.observedAt, undefined, line);
  }
});

test('a stack trace takes the time of its own record, not of an earlier one', () => {
  const text = [
    '2026-04-15T09:00:00Z INFO all well',
    '2026-04-15T10:00:03Z ERROR job failed, credentialExpiration=2026-04-15T10:00:00Z',
    'Traceback (most recent call last):',
    '  File "a.py", line 1, in <module>',
    'botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the PutObject operation: z',
  ].join('\n');
  assert.equal(look(text)[0]?.evidence.expiredForSeconds, 3);
  assert.equal(look(text)[0]?.evidence.observedAt?.line, 1);
});

test('terminal output becomes a log: colours and progress gone', () => {
  assert.equal(asLog('\u001b[31mred\u001b[0m\r\nCompleted 1\rCompleted 2\rdone\r\n'), 'red\ndone\n');
});

test('odd input gives an answer', () => {
  for (const text of [
    '',
    '\n',
    '\u0000\u0000',
    'ExpiredToken'.repeat(10_000),
    `${'x'.repeat(2_000_000)} ExpiredToken`,
  ]) {
    assert.doesNotThrow(() => look(text));
  }
});
