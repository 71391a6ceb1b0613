import { clock, every, type Scenario, text } from './build.ts';

const c = clock('2026-05-04T06:00:00Z');
const boto = (op: string, code = 'ExpiredToken') =>
  `botocore.exceptions.ClientError: An error occurred (${code}) when calling the ${op} operation: The ${code === 'ExpiredToken' && op.includes('Object') ? 'provided token has expired.' : 'security token included in the request is expired'}`;
const go = (svc: string, op: string) =>
  `operation error ${svc}: ${op}, https response error StatusCode: 400, RequestID: 7c1d7d0e-0000-4000-8000-0000000000aa, api error ExpiredTokenException: The security token included in the request is expired`;

/** A session that is kept too long, or that was simply over. */
export const SESSION: Scenario[] = [
  {
    name: 'the seed: the end and the request in one record, nothing else',
    log: text(
      '2026-04-15T10:02:14Z worker=invoice-batch requestId=req_51da3f',
      'credentialExpiration=2026-04-15T10:00:00Z requestSentAt=2026-04-15T10:02:14Z',
      'error=ExpiredToken message="The provided token has expired."',
    ),
    top: ['session-ended-before-send'],
    count: 1,
    firstSeen: '2026-04-15T10:02:14.000Z',
    expiresAt: '2026-04-15T10:00:00.000Z',
    who: ['invoice-batch'],
  },
  {
    name: 'a logfmt worker takes a role at its start and runs past its end; a new release cures it',
    log: text(
      `time=${c.iso(0)} level=info msg="worker starting" worker=ledger-2 version=4.1`,
      `time=${c.iso(1)} level=info msg="assumed role" worker=ledger-2 role=arn:aws:iam::111122223333:role/ledger expires_at=${c.short(3601)}`,
      every(30, 120, 29, (s) => `time=${c.iso(s)} level=info msg="page written" worker=ledger-2 rows=${s}`),
      every(
        3630,
        40,
        12,
        (s) =>
          `time=${c.iso(s)} level=error msg="page failed" worker=ledger-2 err="${go('Kinesis', 'PutRecords')}"`,
      ),
      `time=${c.iso(4300)} level=info msg="received SIGTERM" worker=ledger-2`,
      `time=${c.iso(4320)} level=info msg="worker starting" worker=ledger-2 version=4.1`,
      `time=${c.iso(4321)} level=info msg="assumed role" worker=ledger-2 role=arn:aws:iam::111122223333:role/ledger expires_at=${c.short(7921)}`,
      every(4330, 60, 5, (s) => `time=${c.iso(s)} level=info msg="page written" worker=ledger-2 rows=${s}`),
    ),
    top: ['cached-credentials-reused'],
    code: 'ExpiredTokenException',
    count: 12,
    firstSeen: c.iso(3630),
    recoveredAt: c.iso(4330),
    expiresAt: c.iso(3601),
    who: ['ledger-2'],
  },
  {
    name: 'local times without a zone: the order and one life after the session was taken are enough',
    log: text(
      `${c.python(0, 3)} INFO sync Assumed role arn:aws:iam::111122223333:role/sync`,
      every(60, 170, 20, (s, n) => `${c.python(s, 3)} INFO sync object ${n} uploaded`),
      every(3605, 20, 6, (s, n) =>
        [
          `${c.python(s, 3)} ERROR sync object ${n} not uploaded`,
          'Traceback (most recent call last):',
          '  File "/srv/sync.py", line 41, in push',
          boto('PutObject'),
        ].join('\n'),
      ),
    ),
    top: ['cached-credentials-reused'],
    count: 6,
    firstSeen: null,
    recoveredAt: null,
  },
  {
    name: 'a newer session is in the log, but the client keeps the first',
    log: text(
      `${c.iso(0)} INFO  sidecar credentials refreshed, expiration ${c.short(3600)}`,
      every(100, 300, 11, (s) => `${c.iso(s)} INFO  api   stored document`),
      `${c.iso(3300)} INFO  sidecar credentials refreshed, expiration ${c.short(6900)}`,
      every(3400, 300, 1, (s) => `${c.iso(s)} INFO  api   stored document`),
      every(3700, 60, 9, (s) => `${c.iso(s)} ERROR api   ${boto('PutObject')}`),
    ),
    top: ['cached-credentials-reused'],
    count: 9,
  },
  {
    name: 'the program says that it reuses its client; requests fail when the session is over',
    log: text(
      `${c.iso(0)} worker.py:12 creating boto3 client once at import, reusing session for all jobs`,
      every(10, 400, 9, (s) => `${c.iso(s)} job done`),
      every(3700, 30, 4, (s) => `${c.iso(s)} job failed: ${boto('SendMessage')}`),
    ),
    top: ['cached-credentials-reused'],
    count: 4,
  },
  {
    name: 'a one-shot job is started with a session that was over before',
    log: text(
      `[${c.plain(0)} +0000] deploy: using session from vault, valid until ${c.short(-1800)}`,
      `[${c.plain(4)} +0000] deploy: An error occurred (ExpiredToken) when calling the CreateChangeSet operation: The security token included in the request is expired`,
    ),
    top: ['session-ended-before-send'],
    count: 1,
    firstSeen: c.iso(4),
  },
  {
    name: 'a chained role is cut at an hour although twelve were asked for',
    log: text(
      `${c.iso(0)} INFO  etl  caller arn:aws:sts::111122223333:assumed-role/hub/i-0a1b`,
      `${c.iso(1)} INFO  etl  role chaining: AssumeRole arn:aws:iam::444455556666:role/spoke DurationSeconds=43200 rejected, retrying with 3600`,
      `${c.iso(2)} INFO  etl  AssumeRole ok, Expiration=${c.short(3602)}`,
      every(20, 240, 15, (s, n) => `${c.iso(s)} INFO  etl  partition ${n} copied`),
      every(3640, 45, 7, (s, n) => `${c.iso(s)} ERROR etl  partition ${n}: ${boto('PutObject')}`),
    ),
    top: ['role-chaining-limit'],
    count: 7,
  },
  {
    name: 'two workers: one keeps its session, the other cannot refresh',
    log: text(
      `${c.iso(0)} worker=a msg="AssumeRole ok" expiration=${c.short(3600)}`,
      `${c.iso(2)} worker=b msg="credentials loaded from instance metadata" expiration=${c.short(3600)}`,
      every(60, 300, 11, (s) => `${c.iso(s)} worker=${s % 600 === 60 ? 'a' : 'b'} msg="batch stored"`),
      every(
        3100,
        120,
        4,
        (s) =>
          `${c.iso(s)} worker=b level=warn msg="refresh of credentials failed" error="Get http://169.254.169.254/latest/meta-data/iam/security-credentials/: context deadline exceeded"`,
      ),
      every(
        3610,
        30,
        10,
        (s) =>
          `${c.iso(s)} worker=a level=error msg="batch failed" error="${go('DynamoDB', 'BatchWriteItem')}"`,
      ),
      every(
        3615,
        30,
        8,
        (s) =>
          `${c.iso(s)} worker=b level=error msg="batch failed" error="${go('DynamoDB', 'BatchWriteItem')}"`,
      ),
    ),
    top: ['cached-credentials-reused', 'refresh-path-broken'],
    code: 'ExpiredTokenException',
  },
];
