import { assumeRoleKey, isObject, parseObject, readRoleSession } from '../cache.ts';
import { expandHome } from '../paths.ts';
import { placeOf, settingsOf, variable, type World } from '../world.ts';
import { type Found, found, SOON_MS, type Source, sentences } from './source.ts';

/** A role for a token that a platform writes to a file: Kubernetes, CI. Variables go before the profile. */
export const webIdentity: Source = {
  kind: 'web-identity',
  find(world, profile) {
    const fromVariable = variable(world, 'AWS_WEB_IDENTITY_TOKEN_FILE');
    const settings = settingsOf(world, profile);
    const file = settings.get('web_identity_token_file')?.value;
    const ownRole = settings.get('role_arn')?.value;
    if (file !== undefined && fromVariable === undefined) {
      const where = placeOf(settings, 'web_identity_token_file');
      const session = settings.get('role_session_name')?.value;
      return read(world, { name: profile, profile, where, file, role: ownRole, session });
    }
    if (fromVariable === undefined) return null;
    return read(world, {
      name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
      profile: null,
      where: 'AWS_WEB_IDENTITY_TOKEN_FILE',
      file: fromVariable,
      role: variable(world, 'AWS_ROLE_ARN') ?? ownRole,
      session: variable(world, 'AWS_ROLE_SESSION_NAME'),
    });
  },
};

interface Configured {
  name: string;
  profile: string | null;
  where: string;
  file: string;
  role: string | undefined;
  session: string | undefined;
}

function read(world: World, { name, profile, where, file, role, session }: Configured): Found {
  const base = { kind: 'web-identity' as const, name, profile, where };
  if (role === undefined)
    return found({
      ...base,
      state: 'missing',
      partial: true,
      problem: `${where} has a token file and no role ARN.`,
    });
  const cached = readRoleSession(world, assumeRoleKey({ RoleArn: role, RoleSessionName: session }));
  const alive = cached.kind === 'session' && cached.expiresAt - world.now >= SOON_MS ? cached : null;
  const access: Found['access'] =
    alive === null
      ? { kind: 'none', why: 'asking with a token file is not supported yet' }
      : { kind: 'keys', keys: alive.keys };
  const token = tokenEnd(world, expandHome(world.machine, file));
  if (alive !== null)
    return found({ ...base, state: 'valid', expiresAt: alive.expiresAt, problem: token.problem, access });
  if (token.end === null)
    return found({ ...base, state: token.readable ? 'unknown' : 'missing', problem: token.problem, access });
  const state = token.end > world.now ? 'refreshable' : 'expired';
  const stale =
    state === 'expired' ? 'The token file is past its end; whatever writes it has stopped.' : null;
  return found({
    ...base,
    state,
    expiresAt: state === 'expired' ? token.end : null,
    problem: sentences([stale, token.problem]),
    access,
  });
}

function tokenEnd(
  world: World,
  path: string,
): { end: number | null; readable: boolean; problem: string | null } {
  const file = world.machine.files.read(path);
  if (file.kind === 'absent')
    return { end: null, readable: false, problem: `The token file ${path} does not exist.` };
  if (file.kind === 'problem')
    return { end: null, readable: false, problem: `${path} could not be read: ${file.reason}.` };
  const payload = file.text.trim().split('.')[1];
  const claims =
    payload === undefined ? null : parseObject(Buffer.from(payload, 'base64url').toString('utf8'));
  const end =
    isObject(claims) && typeof claims.exp === 'number' && Number.isFinite(claims.exp)
      ? claims.exp * 1000
      : null;
  const problem = end === null ? `${path}:1 holds no identity token with an end that can be read.` : null;
  return { end: end !== null && Math.abs(end) < 8e15 ? end : null, readable: true, problem };
}
