import { clock, every, KEY, type Scenario, TOKEN, text } from './build.ts';

const c = clock('2026-07-14T05:30:00Z');
const EXPIRED = 'The security token included in the request is expired';

/** The same causes in other software and other formats, with things beside them that decide nothing. */
export const MORE: Scenario[] = [
  {
    name: 'Celery: sessions of twelve hours, taken at the fork; a beat schedule goes on',
    log: text(
      `[${c.python(0)}: INFO/MainProcess] celery@w1 ready.`,
      `[${c.python(2)}: INFO/ForkPoolWorker-3] sts.assume_role(DurationSeconds=43200) ok`,
      every(
        600,
        3600,
        12,
        (s, n) => `[${c.python(s)}: INFO/ForkPoolWorker-3] Task report.push[${n}] succeeded in 1.2s`,
      ),
      every(43_260, 600, 5, (s, n) =>
        [
          `[${c.python(s)}: ERROR/ForkPoolWorker-3] Task report.push[${n}] raised unexpected`,
          'Traceback (most recent call last):',
          '  File "/app/report.py", line 9, in push',
          `botocore.exceptions.ClientError: An error occurred (ExpiredToken) when calling the SendMessage operation: ${EXPIRED}`,
        ].join('\n'),
      ),
    ),
    top: ['cached-credentials-reused'],
    count: 5,
    who: ['ForkPoolWorker-3'],
  },
  {
    name: 'Spark: a driver with the session of its start',
    log: text(
      `${c.plain(0).slice(2).replaceAll('-', '/')} INFO S3AFileSystem: temporary credentials obtained from AssumedRoleCredentialProvider`,
      every(
        60,
        300,
        12,
        (s, n) =>
          `${c.plain(s).slice(2).replaceAll('-', '/')} INFO TaskSetManager: Finished task ${n}.0 in stage 1.0`,
      ),
      every(
        3660,
        20,
        6,
        (s, n) =>
          `${c.plain(s).slice(2).replaceAll('-', '/')} WARN TaskSetManager: Lost task ${n}.0 in stage 2.0: com.amazonaws.services.s3.model.AmazonS3Exception: The provided token has expired. (Service: Amazon S3; Status Code: 400; Error Code: ExpiredToken; Request ID: AAAABBBBCCCC${n}000)`,
      ),
    ),
    top: ['cached-credentials-reused'],
    count: 6,
    firstSeen: null,
  },
  {
    name: 'ECS: the endpoint refuses connections, SDK for Go v1',
    log: text(
      every(
        0,
        60,
        4,
        (s) =>
          `${c.short(s)} ERROR sync CredentialsEndpointError: failed to load credentials caused by: RequestError: send request failed caused by: Get "http://169.254.170.2/v2/credentials/0a": dial tcp 169.254.170.2:80: connect: connection refused`,
      ),
      every(
        300,
        30,
        6,
        (s) =>
          `${c.short(s)} ERROR sync ExpiredTokenException: ${EXPIRED}\n\tstatus code: 400, request id: 0000-${s}`,
      ),
    ),
    top: ['refresh-path-broken'],
    code: 'ExpiredTokenException',
    count: 6,
    firstSeen: c.iso(300),
  },
  {
    name: 'credential_process ends with an error',
    log: text(
      every(
        0,
        30,
        3,
        (s) =>
          `${c.iso(s)} ERROR botocore.exceptions.CredentialRetrievalError: Error when retrieving credentials from custom-process: broker: connection reset by peer`,
      ),
    ),
    top: ['refresh-path-broken', 'process-failed'],
    code: 'CredentialRetrievalError',
    count: 3,
  },
  {
    name: 'pods on many hosts lose the metadata service together and come back together',
    log: text(
      every(
        0,
        7,
        6,
        (s, n) => `${c.iso(s)} pod=api-${n} msg="credentials refreshed" expires_at=${c.short(21_600)}`,
      ),
      every(
        21_000,
        11,
        12,
        (s, n) =>
          `${c.iso(s)} pod=api-${n % 6} level=warn msg="credential refresh failed: IMDS returned 503"`,
      ),
      every(
        21_610,
        5,
        18,
        (s, n) =>
          `${c.iso(s)} pod=api-${n % 6} level=error msg="GetItem failed" err="ExpiredTokenException: ${EXPIRED}" aws=dynamodb`,
      ),
      every(
        21_800,
        3,
        6,
        (s, n) => `${c.iso(s)} pod=api-${n} msg="credentials refreshed" expires_at=${c.short(43_200)}`,
      ),
      every(21_830, 3, 6, (s, n) => `${c.iso(s)} pod=api-${n} msg="GetItem ok"`),
    ),
    top: ['refresh-path-broken'],
    code: 'ExpiredTokenException',
    count: 18,
    who: ['api-0', 'api-5'],
  },
  {
    name: 'Java: the environment provider comes first although a profile is set',
    log: text(
      `${c.iso(0)} INFO  App - AWS_PROFILE=reporting`,
      `${c.iso(1)} DEBUG AwsCredentialsProviderChain - Loaded credentials from EnvironmentVariableCredentialsProvider`,
      `${c.iso(2)} ERROR App - software.amazon.awssdk.services.sts.model.StsException: ${EXPIRED} (Service: Sts, Status Code: 403, Request ID: 5d1e9f0c-2222-4444-8888-0123456789ab)`,
    ),
    top: ['stale-environment-shadows-profile'],
    count: 1,
  },
  {
    name: 'a link of the old signature, signed by a session, fails long before its end',
    log: text(
      every(
        4000,
        60,
        4,
        (s) =>
          `${c.iso(s)} WARN cdn origin GET /f.zip?AWSAccessKeyId=${KEY}&Expires=${c.epoch(86_400)}&x-amz-security-token=${TOKEN}&Signature=abc status=400 code=ExpiredToken amazonaws`,
      ),
    ),
    top: ['presigned-url-outlived-session'],
    count: 4,
  },
  {
    name: 'GitHub Actions: the job runs longer than its session',
    log: text(
      `${c.short(0)} Assuming role with OIDC`,
      `${c.short(1)} Authenticated as assumedRoleId AROA:GitHubActions, credentials expire at ${c.short(3601)}`,
      every(60, 300, 12, (s, n) => `${c.short(s)} suite ${n} passed`),
      `${c.short(3900)} upload failed: ./report to s3://ci/report An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.`,
      `${c.short(3901)} ##[error]Process completed with exit code 1.`,
    ),
    top: ['cached-credentials-reused', 'session-ended-before-send'],
    count: 1,
    firstSeen: c.iso(3900),
    expiresAt: c.iso(3601),
  },
  {
    name: 'chained: an assumed role takes another for an hour, the maximum of the role is longer',
    log: text(
      `${c.iso(0)} [main] INFO source identity arn:aws:sts::111122223333:assumed-role/base/s, next hop arn:aws:iam::222233334444:role/data`,
      `${c.iso(1)} [main] WARN requested session duration exceeds the 1 hour session limit for roles assumed by role chaining, using 3600`,
      every(100, 300, 11, (s) => `${c.iso(s)} [main] INFO slice written`),
      every(
        3650,
        50,
        5,
        (s) =>
          `${c.iso(s)} [main] ERROR slice not written: An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.`,
      ),
    ),
    top: ['role-chaining-limit'],
    count: 5,
  },
  {
    name: 'the key was deleted',
    log: text(
      `${c.iso(0)} audit: access key of user deploy deactivated by security`,
      every(
        60,
        60,
        3,
        (s) =>
          `${c.iso(s)} deploy: An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.`,
      ),
    ),
    top: ['key-or-role-gone', 'wrong-credential-source'],
    code: 'InvalidClientTokenId',
    count: 3,
  },
  {
    name: 'EC2 says RequestExpired; the clock of the machine is measured and right, no end is known',
    log: text(
      `${c.iso(0)} chronyc tracking: System time : 0.000021 seconds slow of NTP time`,
      every(
        60,
        60,
        3,
        (s) =>
          `${c.iso(s)} ERROR An error occurred (RequestExpired) when calling the DescribeInstances operation: Request has expired.`,
      ),
    ),
    top: [],
    code: 'RequestExpired',
    count: 3,
  },
  {
    name: 'an unrelated cache fails to refresh; nothing is known of the session',
    log: text(
      `${c.iso(0)} WARN feature flags: cache refresh failed, keeping old flags`,
      every(
        60,
        60,
        3,
        (s) =>
          `${c.iso(s)} ERROR An error occurred (ExpiredToken) when calling the PutObject operation: The provided token has expired.`,
      ),
      `${c.iso(400)} WARN feature flags: cache refresh failed, keeping old flags`,
    ),
    top: [],
    count: 3,
  },
  {
    name: 'a growing queue after the failures began is their effect',
    log: text(
      `${c.iso(0)} INFO assumed role ok, expiration=${c.short(3600)}`,
      every(60, 500, 7, (s) => `${c.iso(s)} INFO message delivered queue_age=1s`),
      every(
        3605,
        300,
        12,
        (s, n) =>
          `${c.iso(s)} ERROR message not delivered queue_age=${n * 300}s An error occurred (ExpiredToken) when calling the Publish operation: ${EXPIRED}`,
      ),
    ),
    top: ['cached-credentials-reused'],
    count: 12,
  },
  {
    name: 'a laptop slept: the signature was made with the time before',
    log: text(
      `${c.syslog(0)} laptop kernel: PM: suspend exit`,
      every(
        5,
        5,
        4,
        (s) =>
          `${c.syslog(s)} laptop aws[7]: An error occurred (InvalidSignatureException) when calling the ListTables operation: Signature expired: ${c.basic(s)} is now earlier than ${c.basic(s + 6900)} (${c.basic(s + 7200)} - 5 min.)`,
      ),
    ),
    top: ['clock-drift', 'clock-behind-after-sleep'],
    code: 'InvalidSignatureException',
    count: 4,
  },
];
