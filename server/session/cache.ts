/** Cache files of the AWS tools: JSON that may be half written, foreign or hostile. */

import { createHash } from 'node:crypto';
import { parseDate } from './dates.ts';
import { joinPath } from './paths.ts';
import type { Keys } from './sources/source.ts';
import type { World } from './world.ts';

export type JsonObject = Record<string, unknown>;

export type CacheRead =
  | { kind: 'entry'; path: string; value: JsonObject }
  | { kind: 'absent'; path: string }
  /** One sentence that names the file; never a part of its text, as JSON errors quote what they read. */
  | { kind: 'problem'; path: string; says: string };

export function readCache(world: World, folder: string | null, key: string): CacheRead {
  if (folder === null) return { kind: 'absent', path: '' };
  const path = joinPath(world.machine, folder, `${key}.json`);
  const read = world.machine.files.read(path);
  if (read.kind === 'absent') return { kind: 'absent', path };
  if (read.kind === 'problem')
    return { kind: 'problem', path, says: `${path} could not be read: ${read.reason}.` };
  const value = parseObject(read.text);
  return value === null
    ? { kind: 'problem', path, says: `${path}:1 is not a complete JSON object.` }
    : { kind: 'entry', path, value };
}

export function parseObject(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A non-empty string of an object's own property. */
export function text(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export type RoleSession =
  | { kind: 'session'; path: string; keys: Keys; expiresAt: number }
  | Exclude<CacheRead, { kind: 'entry' }>;

/** The answer of STS or Identity Center that AWS CLI keeps in `~/.aws/cli/cache`. */
export function readRoleSession(world: World, key: string): RoleSession {
  const read = readCache(world, world.paths.cliCache, key);
  if (read.kind !== 'entry') return read;
  const credentials = read.value.Credentials;
  const wrong = {
    kind: 'problem' as const,
    path: read.path,
    says: `${read.path}:1 holds no session with an end that can be read.`,
  };
  if (!isObject(credentials)) return wrong;
  const accessKeyId = text(credentials, 'AccessKeyId');
  const secretAccessKey = text(credentials, 'SecretAccessKey');
  const expiresAt = parseDate(text(credentials, 'Expiration') ?? '');
  if (accessKeyId === undefined || secretAccessKey === undefined || expiresAt === null) return wrong;
  const keys = { accessKeyId, secretAccessKey, sessionToken: text(credentials, 'SessionToken') };
  return { kind: 'session', path: read.path, keys, expiresAt };
}

export interface AssumeRoleArguments {
  RoleArn: string;
  RoleSessionName?: string | undefined;
  ExternalId?: string | undefined;
  SerialNumber?: string | undefined;
  DurationSeconds?: number | undefined;
}

/** File name of an assumed role (botocore credentials.py, BaseAssumeRoleCredentialFetcher._create_cache_key). */
export function assumeRoleKey(args: AssumeRoleArguments): string {
  return sha1(pythonJson({ ...args }, ', ', ': '));
}

/** File name of Identity Center role credentials (botocore credentials.py, SSOCredentialFetcher._create_cache_key). */
export function ssoRoleKey(args: {
  roleName: string;
  accountId: string;
  sessionName?: string;
  startUrl?: string;
}): string {
  return sha1(pythonJson(args, ',', ':'));
}

export function sha1(value: string): string {
  return createHash('sha1').update(value, 'utf8').digest('hex');
}

/** `json.dumps(…, sort_keys=True)`: keys in order, everything beyond ASCII escaped, undefined left out. */
function pythonJson(
  object: Record<string, string | number | undefined>,
  comma: string,
  colon: string,
): string {
  const escaped = (value: string | number) =>
    JSON.stringify(value).replace(
      /[\u007f-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  const members = Object.keys(object)
    .sort()
    .flatMap((key) => {
      const value = object[key];
      return value === undefined ? [] : [`${escaped(key)}${colon}${escaped(value)}`];
    });
  return `{${members.join(comma)}}`;
}
