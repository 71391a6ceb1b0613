import { clock, every, type Scenario, text } from './build.ts';

const c = clock('2026-11-02T20:00:00Z');
const cli = (op: string) =>
  `An error occurred (ExpiredToken) when calling the ${op} operation: The security token included in the request is expired`;

/** Sources of credentials that cannot be renewed, or that are not the ones that were meant. */
export const SOURCES: Scenario[] = [
  {
    name: 'the metadata service times out from before the end; a fixed route cures it',
    log: text(
      `${c.syslog(0)} ip-10-0-0-4 agent[88]: credentials refreshed from IMDS, expires ${c.short(3600)}`,
      every(60, 300, 10, (s) => `${c.syslog(s)} ip-10-0-0-4 agent[88]: chunk uploaded`),
      every(
        3000,
        60,
        8,
        (s) =>
          `${c.syslog(s)} ip-10-0-0-4 agent[88]: WARN could not refresh credentials: GET http://169.254.169.254/latest/api/token: i/o timeout`,
      ),
      every(
        3610,
        30,
        9,
        (s) =>
          `${c.syslog(s)} ip-10-0-0-4 agent[88]: chunk failed: ExpiredToken: The provided token has expired. status code: 400, request id: 00000000000${s}`,
      ),
      `${c.syslog(4000)} ip-10-0-0-4 agent[88]: credentials refreshed from IMDS, expires ${c.short(7600)}`,
      every(4002, 30, 3, (s) => `${c.syslog(s)} ip-10-0-0-4 agent[88]: chunk uploaded`),
    ),
    top: ['refresh-path-broken'],
    count: 9,
    who: ['ip-10-0-0-4'],
  },
  {
    name: 'the trust policy no longer lets the pod assume its role',
    log: text(
      `${c.iso(0)} {"level":"info","msg":"assumed role","expiration":"${c.short(3600)}"}`,
      every(
        3000,
        100,
        6,
        (s) =>
          `${c.iso(s)} {"level":"error","msg":"renewing credentials failed","error":"AccessDenied: User: arn:aws:sts::111122223333:assumed-role/node is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/app"}`,
      ),
      every(
        3620,
        20,
        7,
        (s) =>
          `${c.iso(s)} {"level":"error","msg":"write failed","error":"ExpiredTokenException: The security token included in the request is expired","service":"dynamodb"}`,
      ),
    ),
    top: ['refresh-path-broken'],
    code: 'ExpiredTokenException',
    count: 7,
  },
  {
    name: 'the token file is gone',
    log: text(
      every(
        0,
        15,
        5,
        (s) =>
          `${c.iso(s)} ERROR failed to refresh cached credentials, failed to retrieve jwt from provide source, unable to read file at /var/run/secrets/eks.amazonaws.com/serviceaccount/token: open: no such file or directory`,
      ),
    ),
    top: ['refresh-path-broken'],
    code: 'CredentialRefreshFailed',
    count: 5,
  },
  {
    name: 'a refresh failed once, succeeded right after, and the client kept its old session all the same',
    log: text(
      `${c.iso(0)} starting up`,
      `${c.iso(1)} WARN could not retrieve credentials from metadata service: timeout, retrying`,
      `${c.iso(3)} credentials loaded, expiration=${c.short(3603)}`,
      every(60, 320, 11, (s) => `${c.iso(s)} row stored`),
      every(3650, 30, 6, (s) => `${c.iso(s)} row failed: ${cli('PutItem')}`),
    ),
    top: ['cached-credentials-reused'],
    count: 6,
  },
  {
    name: 'STS refuses a service-account token that has ended',
    log: text(
      every(
        0,
        20,
        5,
        (s) =>
          `E${c.klog(s)}       1 controller.go:114] reconcile failed: WebIdentityErr: failed to retrieve credentials caused by: ExpiredTokenException: Token expired: current date/time ${c.epoch(s)} must be before the expiration date/time ${c.epoch(-600)}\tstatus code: 400`,
      ),
    ),
    top: ['web-identity-token-expired'],
    code: 'ExpiredTokenException',
    count: 5,
    firstSeen: c.iso(0),
  },
  {
    name: 'a CI job hands in its identity token an hour after it was issued',
    log: text(
      `${c.iso(0)} ##[group]Configure AWS credentials`,
      `${c.iso(3700)} ##[error]Could not assume role with OIDC: An error occurred (ExpiredTokenException) when calling the AssumeRoleWithWebIdentity operation: Token expired`,
    ),
    top: ['web-identity-token-expired'],
    code: 'ExpiredTokenException',
    count: 1,
  },
  {
    name: 'a sign-in of Identity Center is over (JavaScript)',
    log: text(
      `$ npm run seed`,
      'CredentialsProviderError: The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.',
      '    at resolveSSOCredentials (/app/node_modules/@aws-sdk/credential-provider-sso/dist-cjs/index.js:100:15)',
    ),
    top: ['sso-session-ended'],
    code: 'UnauthorizedSSOTokenError',
    count: 1,
  },
  {
    name: 'a sign-in of Identity Center is over (Go and Terraform)',
    log: text(
      '╷',
      '│ Error: configuring Terraform AWS Provider: no valid credential sources for Terraform AWS Provider found.',
      '│ ',
      '│ Error: failed to refresh cached credentials, refresh cached SSO token failed, unable to refresh SSO token, operation error SSO OIDC: CreateToken, https response error StatusCode: 400, InvalidGrantException: ',
      '╵',
    ),
    top: ['sso-session-ended'],
    code: 'TokenRetrievalError',
  },
  {
    name: 'a worker lives on a sign-in that ran out during the night',
    log: text(
      every(0, 600, 6, (s) => `${c.iso(s)} INFO nightly step done`),
      every(
        3700,
        60,
        4,
        (s) =>
          `${c.iso(s)} ERROR nightly UnauthorizedSSOTokenError: The SSO session associated with this profile has expired or is otherwise invalid. To refresh this SSO session run aws sso login with the corresponding profile.`,
      ),
    ),
    top: ['sso-session-ended'],
    code: 'UnauthorizedSSOTokenError',
    count: 4,
    firstSeen: c.iso(3700),
  },
  {
    name: 'exported variables beat the profile (debug output of the CLI)',
    log: text(
      '$ aws s3 ls --profile audit --debug',
      `${c.python(0)} - MainThread - botocore.credentials - DEBUG - Looking for credentials via: env`,
      `${c.python(0)} - MainThread - botocore.credentials - INFO - Found credentials in environment variables.`,
      `${c.python(1)} - MainThread - awscli.clidriver - DEBUG - Exception caught in main()`,
      `botocore.exceptions.ClientError: ${cli('ListBuckets')}`,
    ),
    top: ['stale-environment-shadows-profile'],
    who: ['audit'],
  },
  {
    name: 'unsetting the variables cures it',
    log: text(
      'dev@box:~$ export AWS_PROFILE=team',
      'dev@box:~$ aws sts get-caller-identity',
      '',
      cli('GetCallerIdentity'),
      'dev@box:~$ env | grep -o "^AWS_[A-Z_]*="',
      'AWS_ACCESS_KEY_ID=',
      'AWS_SESSION_TOKEN=',
      'AWS_PROFILE=',
      'dev@box:~$ unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN',
      'dev@box:~$ aws sts get-caller-identity --query Account',
      '"111122223333"',
    ),
    top: ['stale-environment-shadows-profile'],
    count: 1,
  },
  {
    name: 'another account than the one that was meant',
    log: text(
      `${c.iso(0)} INFO importer expected account 444455556666, got 111122223333 (arn:aws:sts::111122223333:assumed-role/other/x)`,
      every(
        3,
        10,
        4,
        (s) =>
          `${c.iso(s)} ERROR importer An error occurred (InvalidClientTokenId) when calling the GetCallerIdentity operation: The security token included in the request is invalid.`,
      ),
    ),
    top: ['wrong-credential-source'],
    code: 'InvalidClientTokenId',
    count: 4,
  },
];
