import {
  commonHeaders,
  element,
  errorAnswer,
  newRequestId,
  STS_NAMESPACE,
  withLength,
  type Xml,
} from './answers.ts';
import { type IssuedSession, newUniqueId } from './sessions.ts';
import type { Answer, Identity, Incoming, Service, World } from './types.ts';
import { readWebIdentity } from './web-identity.ts';

/** Limits of the STS API reference, in seconds. */
const ROLE = { least: 900, most: 43_200, usual: 3600 };
const TOKEN = { least: 900, most: 129_600, usual: 43_200 };
const CHAINED_MOST = 3600;

type Parameters = Map<string, string>;

export function createSts(world: World): Service {
  function getCallerIdentity(caller: Identity): Answer {
    const { arn, userId, account } = caller;
    return success('GetCallerIdentity', { Arn: arn, UserId: userId, Account: account });
  }

  function assumeRole(caller: Identity, parameters: Parameters): Answer {
    const role = readRole(parameters);
    const seconds = readSeconds(parameters, ROLE);
    if (typeof role === 'string') return invalid(role);
    if (typeof seconds === 'string') return invalid(seconds);
    if (caller.kind === 'session' && seconds > CHAINED_MOST) {
      const what =
        'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.';
      return invalid(what);
    }
    const { issued, user } = issueForRole(role, seconds);
    return success('AssumeRole', { Credentials: credentials(issued), AssumedRoleUser: user });
  }

  function assumeRoleWithWebIdentity(parameters: Parameters): Answer {
    const role = readRole(parameters);
    const seconds = readSeconds(parameters, ROLE);
    if (typeof role === 'string') return invalid(role);
    if (typeof seconds === 'string') return invalid(seconds);
    const token = readWebIdentity(parameters.get('WebIdentityToken') ?? '', world.clock());
    if (token.kind === 'refused') return errorAnswer('query', token.error);
    const { issued, user } = issueForRole(role, seconds);
    return success('AssumeRoleWithWebIdentity', {
      Credentials: credentials(issued),
      SubjectFromWebIdentityToken: token.subject,
      AssumedRoleUser: user,
      Provider: token.issuer,
      Audience: token.audience,
    });
  }

  function getSessionToken(caller: Identity, parameters: Parameters): Answer {
    if (caller.kind === 'session') {
      const message = 'Cannot call GetSessionToken with session credentials';
      return errorAnswer('query', { status: 403, code: 'AccessDenied', message });
    }
    const seconds = readSeconds(parameters, TOKEN);
    if (typeof seconds === 'string') return invalid(seconds);
    const issued = world.sessions.issueSession(lifetime(seconds), caller.arn, caller.userId);
    return success('GetSessionToken', { Credentials: credentials(issued) });
  }

  function issueForRole({ account, roleName, sessionName }: Role, seconds: number) {
    const arn = `arn:aws:sts::${account}:assumed-role/${roleName}/${sessionName}`;
    const id = `${newUniqueId('AROA')}:${sessionName}`;
    const issued = world.sessions.issueSession(lifetime(seconds), arn, id);
    return { issued, user: { AssumedRoleId: id, Arn: arn } };
  }

  function lifetime(requested: number): number {
    return world.sessionSeconds() ?? requested;
  }

  return {
    protocol: 'query',
    windowSeconds: 300,
    operation: (incoming) => readParameters(incoming).get('Action') ?? 'Unknown',
    open: (operation) => operation === 'AssumeRoleWithWebIdentity',
    handle(operation, incoming, caller) {
      const parameters = readParameters(incoming);
      if (operation === 'AssumeRoleWithWebIdentity') return assumeRoleWithWebIdentity(parameters);
      if (caller && operation === 'GetCallerIdentity') return getCallerIdentity(caller);
      if (caller && operation === 'AssumeRole') return assumeRole(caller, parameters);
      if (caller && operation === 'GetSessionToken') return getSessionToken(caller, parameters);
      const message = `Could not find operation ${operation} for version 2011-06-15`;
      return errorAnswer('query', { status: 400, code: 'InvalidAction', message });
    },
  };
}

/** The form of a POST, or the query of a presigned GET. */
export function readParameters(incoming: Incoming): Parameters {
  if (incoming.method === 'POST') return new Map(new URLSearchParams(incoming.body.toString('utf8')));
  return new Map(incoming.query);
}

interface Role {
  account: string;
  roleName: string;
  sessionName: string;
}

function readRole(parameters: Parameters): Role | string {
  const arn = parameters.get('RoleArn') ?? '';
  const match = /^arn:[\w-]+:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]{1,64})$/.exec(arn);
  if (!match) return `${arn} is invalid`;
  const sessionName = parameters.get('RoleSessionName') ?? '';
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    return failedConstraint(
      sessionName,
      'roleSessionName',
      'Member must satisfy regular expression pattern: [\\w+=,.@-]*',
    );
  }
  return { account: match[1] ?? '', roleName: match[2] ?? '', sessionName };
}

function readSeconds(parameters: Parameters, limits: typeof ROLE): number | string {
  const text = parameters.get('DurationSeconds');
  if (text === undefined) return limits.usual;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (seconds < limits.least) {
    const rule = `Member must have value greater than or equal to ${limits.least}`;
    return failedConstraint(text, 'durationSeconds', rule);
  }
  if (seconds > limits.most) {
    const rule = `Member must have value less than or equal to ${limits.most}`;
    return failedConstraint(text, 'durationSeconds', rule);
  }
  return seconds;
}

function failedConstraint(value: string, name: string, rule: string): string {
  return `1 validation error detected: Value '${value}' at '${name}' failed to satisfy constraint: ${rule}`;
}

function invalid(message: string): Answer {
  return errorAnswer('query', { status: 400, code: 'ValidationError', message });
}

function credentials({ accessKeyId, secretAccessKey, sessionToken, expiration }: IssuedSession): Xml {
  return {
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    SessionToken: sessionToken,
    Expiration: `${expiration.toISOString().slice(0, 19)}Z`,
  };
}

function success(operation: string, result: { [name: string]: Xml }): Answer {
  const requestId = newRequestId('query');
  const content =
    element(`${operation}Result`, result) + element('ResponseMetadata', { RequestId: requestId });
  const body = `<${operation}Response xmlns="${STS_NAMESPACE}">${content}</${operation}Response>\n`;
  return { status: 200, headers: withLength(commonHeaders('query', requestId), body), body, code: null };
}
