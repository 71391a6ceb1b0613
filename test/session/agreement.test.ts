import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assumeRoleKey, ssoRoleKey } from '../../server/session/cache.ts';
import { thisMachine } from '../../server/session/files.ts';
import { takenBy } from '../../server/session/precedence.ts';
import type { Sdk } from '../../server/session/types.ts';
import { readWorld } from '../../server/session/world.ts';
import { findPythons, run } from '../support/clients.ts';
import { keys } from '../support/machine.ts';
import { ARRANGEMENTS, type Arrangement, keyOf } from './arrangements.ts';

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const pythons = await findPythons().catch(() => []);
const PATH = process.env.PATH ?? '';
const PROGRAM_KEY = keyOf('program');
let root = '';
let prepared: (Arrangement & { env: Record<string, string> })[] = [];

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'arrangements-'));
  prepared = await Promise.all(ARRANGEMENTS.map(prepare));
});
after(() => rm(root, { recursive: true, force: true }));

async function prepare(one: Arrangement, at: number) {
  const home = join(root, String(at));
  const filled = (text: string) => text.replaceAll('{home}', home);
  await mkdir(join(home, '.aws'), { recursive: true });
  const program = { Version: 1, AccessKeyId: PROGRAM_KEY, SecretAccessKey: keys.secret };
  await writeFile(join(home, 'program.json'), JSON.stringify(program));
  await writeFile(join(home, 'token'), 'token');
  if (one.credentials !== undefined)
    await writeFile(join(home, '.aws', 'credentials'), filled(one.credentials));
  if (one.config !== undefined) await writeFile(join(home, '.aws', 'config'), filled(one.config));
  const env: Record<string, string> = {
    PATH,
    HOME: home,
    // The JavaScript SDK remembers the first home of a process.
    AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws', 'credentials'),
    AWS_CONFIG_FILE: join(home, '.aws', 'config'),
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  for (const [name, value] of Object.entries(one.env ?? {})) env[name] = filled(value);
  return { ...one, env };
}

function predicted(sdk: Sdk, one: Arrangement & { env: Record<string, string> }) {
  const { found } = takenBy(sdk, readWorld(thisMachine(one.env)), one.option);
  const key =
    found?.kind === 'process'
      ? PROGRAM_KEY
      : found?.access.kind === 'keys'
        ? found.access.keys.accessKeyId
        : null;
  return { found, key };
}

async function ask(
  command: string,
  script: string,
  input: object,
): Promise<{ taken: Record<string, string | null>[]; roles: string[]; sso: string[] }> {
  const { stdout, stderr, code } = await run(command, [here(script)], {
    env: { PATH, HOME: root },
    input: JSON.stringify(input),
  });
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

for (const { command, version } of pythons) {
  test(`boto3 takes the source that is predicted for it (${version})`, async () => {
    const { taken } = await ask(command, './taken-by-botocore.py', { arrangements: prepared });
    const wrong = prepared.flatMap((one, at) => {
      const { found, key } = predicted('boto3', one);
      const real = taken[at] ?? {};
      const usable = found !== null && !found.partial;
      const says = usable ? `${found.kind} ${one.deferred ? '' : key}` : 'nothing';
      const does = real.kind ? `${real.kind} ${one.deferred ? '' : real.key}` : 'nothing';
      return says === does ? [] : [`${one.name}: predicted ${says}, is ${does} ${real.error ?? ''}`];
    });
    assert.deepEqual(wrong, []);
  });

  test(`cache files have the names that AWS CLI gives them (${version})`, async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/x';
    const roles = [
      { RoleArn },
      { RoleArn, RoleSessionName: 'me@example', ExternalId: 'a "b" \\ ü 😀 \u007f\t', DurationSeconds: 900 },
      { RoleArn, SerialNumber: 'arn:aws:iam::123456789012:mfa/me' },
    ];
    const sso = [
      { roleName: 'Dev', accountId: '123456789012', sessionName: 'my-sso' },
      { roleName: 'Dev', accountId: '123456789012', startUrl: 'https://x/start' },
    ];
    const answer = await ask(command, './taken-by-botocore.py', { roles, sso });
    assert.deepEqual(answer.roles, roles.map(assumeRoleKey));
    assert.deepEqual(answer.sso, sso.map(ssoRoleKey));
  });
}

test('Python with boto3 is at hand', {
  skip: pythons.length === 0 && 'no Python with boto3 on this machine',
}, () => {
  assert.ok(pythons.length > 0);
});

test('the JavaScript SDK takes the source that is predicted for it', async () => {
  const local = prepared.filter((one) => !one.deferred);
  const { taken } = await ask(process.execPath, './taken-by-javascript.mjs', { arrangements: local });
  const wrong = local.flatMap((one, at) => {
    const { found, key } = predicted('js-v3', one);
    const says = found === null || found.partial ? null : key;
    const does = taken[at]?.key ?? null;
    return says === does
      ? []
      : [`${one.name}: predicted ${found?.kind} ${says}, is ${does} ${taken[at]?.error ?? ''}`];
  });
  assert.deepEqual(wrong, []);
});
