import { FIGURES } from '../../../kb/figures.ts';
import { type JsonObject, readCache, readRoleSession, sha1, ssoRoleKey, text } from '../cache.ts';
import { withProfile } from '../commands.ts';
import { parseDate } from '../dates.ts';
import { clockTime } from '../words.ts';
import { placeOf, type Settings, setting, settingsOf, type World } from '../world.ts';
import { type Found, found, SOON_MS, type Source, sentences, stateAt } from './source.ts';

/** Nearer to its end the JavaScript SDK renews a token, which would write to the cache; a check must not. A minute to spare. */
const UNTOUCHED_MS = (FIGURES['sso-refresh-js'].default + 60) * 1000;
const NEEDED = ['sso_account_id', 'sso_role_name', 'sso_start_url', 'sso_region'];

export const sso: Source = {
  kind: 'sso',
  find(world, profile) {
    const settings = settingsOf(world, profile);
    if (![...NEEDED, 'sso_session'].some((key) => settings.has(key))) return null;
    const base = {
      kind: 'sso' as const,
      name: profile,
      profile,
      where: placeOf(settings, 'sso_session', ...NEEDED),
      refresh: withProfile('aws sso login', profile, world.machine.platform),
    };
    const login = loginOf(world, settings);
    if (typeof login === 'string')
      return found({ ...base, state: 'missing', partial: true, problem: login, refresh: null });
    return found({ ...base, ...judge(world, profile, login) });
  },
};

interface Login {
  session: string | undefined;
  startUrl: string;
  roleKey: string;
}

/** Everything a sign-in is found by, or the sentence that says what is missing. */
function loginOf(world: World, settings: Settings): Login | string {
  const all = new Map([...settings].map(([key, { value }]) => [key, value]));
  const session = setting(settings, 'sso_session');
  if (session !== undefined) {
    const section = world.ssoSessions.get(session);
    if (section === undefined)
      return `${placeOf(settings, 'sso_session')} names sso-session ${session}, which the config file does not hold.`;
    for (const [key, { value, line }] of section.values) {
      const other = settings.get(key);
      if (other !== undefined && other.value !== value && key.startsWith('sso_')) {
        return `${other.path}:${other.line} and ${world.paths.config}:${line} give different values for ${key}.`;
      }
      all.set(key, value);
    }
  }
  const missing = NEEDED.filter((key) => !all.get(key));
  if (missing.length > 0)
    return `${placeOf(settings, 'sso_session', ...NEEDED)} uses Identity Center without ${missing.join(', ')}.`;
  const [accountId = '', roleName = '', startUrl = ''] = NEEDED.map((key) => all.get(key));
  const roleKey = ssoRoleKey(
    session === undefined ? { accountId, roleName, startUrl } : { accountId, roleName, sessionName: session },
  );
  return { session, startUrl, roleKey };
}

type Judged = Pick<Found, 'state' | 'expiresAt' | 'problem' | 'access'> & { where?: string };

function judge(world: World, profile: string, login: Login): Judged {
  const role = readRoleSession(world, login.roleKey);
  const cached = role.kind === 'session' && role.expiresAt > world.now ? role : null;
  const access: Found['access'] =
    cached === null
      ? { kind: 'none', why: 'the sign-in has to be renewed first' }
      : { kind: 'keys', keys: cached.keys };
  // A running role session outlives the sign-in that it came from, until AWS CLI wants to renew it.
  const orCached = (
    state: Found['state'],
    expiresAt: number | null,
    problem: string,
    where?: string,
  ): Judged => ({
    ...(cached !== null && cached.expiresAt - world.now >= SOON_MS
      ? {
          state: 'valid',
          expiresAt: cached.expiresAt,
          problem: `${problem} AWS CLI still has role credentials; other SDKs have none.`,
        }
      : { state, expiresAt, problem }),
    access,
    ...(where === undefined ? {} : { where }),
  });

  const read = readCache(world, world.paths.ssoCache, sha1(login.session ?? login.startUrl));
  if (read.kind === 'absent')
    return orCached('missing', null, 'Nobody has signed in yet: no token is cached.');
  if (read.kind === 'problem') return orCached('missing', null, read.says, read.path);
  const where = `${read.path}:1`;
  const token = read.value;
  const expiresAt = parseDate(text(token, 'expiresAt') ?? '');
  if (text(token, 'accessToken') === undefined || expiresAt === null) {
    return orCached('missing', null, `${where} holds no token with an end that can be read.`, where);
  }
  const foreign = text(token, 'startUrl');
  const moved =
    foreign !== undefined && sameUrl(foreign) !== sameUrl(login.startUrl)
      ? `${where} belongs to another start URL than the config file names.`
      : null;
  const renewal = renewalOf(world, login, token);
  const near = expiresAt - world.now < SOON_MS;
  if (!near) {
    const live: Found['access'] = cached === null ? { kind: 'profile', profile, sso: true } : access;
    return { state: 'valid', expiresAt, problem: moved, access: live, where };
  }
  if (renewal === null) {
    const early = expiresAt > world.now ? 'SDKs renew a sign-in in its last minutes.' : null;
    return { state: 'refreshable', expiresAt, problem: sentences([early, moved]), access, where };
  }
  if (expiresAt <= world.now) return orCached('expired', expiresAt, sentences([renewal, moved]) ?? '', where);
  const untouched = cached === null && expiresAt - world.now > UNTOUCHED_MS;
  return {
    state: stateAt(expiresAt, world.now),
    expiresAt,
    problem: sentences([renewal, moved]),
    access: untouched ? { kind: 'profile', profile, sso: true } : access,
    where,
  };
}

/** Null when SDKs can renew the sign-in by themselves, else why not (botocore tokens.py, _refresh_access_token). */
function renewalOf(world: World, login: Login, token: JsonObject): string | null {
  if (login.session === undefined) return 'A profile without sso_session cannot renew its sign-in.';
  if (text(token, 'refreshToken') === undefined) return 'The sign-in has no refresh token.';
  if (text(token, 'clientId') === undefined || text(token, 'clientSecret') === undefined) {
    return 'The sign-in has no client registration to renew with.';
  }
  const registered = parseDate(text(token, 'registrationExpiresAt') ?? '');
  if (registered === null) return 'The client registration of the sign-in has no end that can be read.';
  return registered > world.now
    ? null
    : `The client registration of the sign-in ended at ${clockTime(registered, world.now)}.`;
}

function sameUrl(url: string): string {
  return url.toLowerCase().replace(/[/#]{1,8}$/, '');
}
