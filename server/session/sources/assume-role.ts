import { FIGURES } from '../../../kb/figures.ts';
import { type AssumeRoleArguments, assumeRoleKey, type RoleSession, readRoleSession } from '../cache.ts';
import { withProfile } from '../commands.ts';
import { placeOf, profileExists, type Settings, setting, settingsOf, type World } from '../world.ts';
import { type Chain, type Found, found, SOON_MS, type Source, sentences, stateAt } from './source.ts';

const NAMED = { Environment: 'environment', EcsContainer: 'container', Ec2InstanceMetadata: 'imds' } as const;

export const assumeRole: Source = {
  kind: 'assume-role',
  find(world, profile, chain) {
    const settings = settingsOf(world, profile);
    const roleArn = setting(settings, 'role_arn');
    if (roleArn === undefined || settings.has('web_identity_token_file')) return null;
    const base = {
      kind: 'assume-role' as const,
      name: profile,
      profile,
      where: placeOf(settings, 'role_arn'),
      refresh: withProfile('aws sts get-caller-identity', profile, world.machine.platform),
    };
    const via = sourceOf(world, settings, profile, chain);
    if (typeof via === 'string')
      return found({ ...base, state: 'missing', partial: true, problem: via, refresh: null });
    const cached = readRoleSession(world, assumeRoleKey(roleArguments(roleArn, settings)));
    const needsCode = settings.has('mfa_serial');
    return found({
      ...base,
      via,
      ...judge(world, cached, via, needsCode),
      access: accessOf(world, profile, cached, via, needsCode),
      refresh: via.state === 'expired' ? via.refresh : base.refresh,
    });
  },
};

/** The source, or the sentence that says why there is none. */
function sourceOf(world: World, settings: Settings, profile: string, chain: Chain): Found | string {
  const place = placeOf(settings, 'role_arn');
  const source = setting(settings, 'source_profile');
  const named = setting(settings, 'credential_source');
  if (source !== undefined && named !== undefined)
    return `${place} has both source_profile and credential_source; one has to go.`;
  if (named !== undefined) {
    if (!Object.hasOwn(NAMED, named))
      return `${placeOf(settings, 'credential_source')} names an unknown credential_source.`;
    const kind = NAMED[named as keyof typeof NAMED];
    return (
      chain.of(kind) ??
      `credential_source ${named} at ${placeOf(settings, 'credential_source')} gives no credentials here.`
    );
  }
  if (source === undefined) return `${place} has a role but neither source_profile nor credential_source.`;
  const at = placeOf(settings, 'source_profile');
  if (!profileExists(world, source)) return `${at} names source_profile ${source}, which no file holds.`;
  // A profile may name itself when it holds keys too (botocore _validate_source_profile).
  const own = source === profile && settings.has('aws_access_key_id');
  if (chain.seen.includes(source) && !own)
    return `${at} closes a circle: ${[...chain.seen, source].join(' → ')}.`;
  if (chain.seen.length > 20) return `${at} continues a chain of more than 20 profiles.`;
  return (
    chain.ofProfile(source, [...chain.seen, source]) ??
    `${at} names source_profile ${source}, which holds no credentials.`
  );
}

function roleArguments(RoleArn: string, settings: Settings): AssumeRoleArguments {
  const seconds = setting(settings, 'duration_seconds');
  return {
    RoleArn,
    RoleSessionName: setting(settings, 'role_session_name'),
    ExternalId: setting(settings, 'external_id'),
    SerialNumber: setting(settings, 'mfa_serial'),
    DurationSeconds: seconds !== undefined && /^[+-]?\d{1,9}$/.test(seconds) ? Number(seconds) : undefined,
  };
}

type Judged = Pick<Found, 'state' | 'expiresAt' | 'problem'>;

function judge(world: World, cached: RoleSession, via: Found, needsCode: boolean): Judged {
  const damaged = cached.kind === 'problem' ? cached.says : null;
  if (cached.kind === 'session' && cached.expiresAt - world.now >= SOON_MS) {
    const outlived =
      via.state === 'expired'
        ? `The session it came from (profile ${via.name}) has ended; other SDKs cannot assume the role.`
        : null;
    return { state: 'valid', expiresAt: cached.expiresAt, problem: outlived };
  }
  const expiresAt = cached.kind === 'session' ? cached.expiresAt : null;
  if (needsCode) {
    if (expiresAt === null)
      return {
        state: 'missing',
        expiresAt,
        problem: sentences([damaged, 'It needs an MFA code and no session of it is cached.']),
      };
    return { state: stateAt(expiresAt, world.now), expiresAt, problem: 'A new session needs an MFA code.' };
  }
  const renewable = via.state === 'valid' || via.state === 'expiring' || via.state === 'refreshable';
  if (renewable) {
    const early =
      expiresAt !== null && expiresAt > world.now
        ? `AWS CLI renews a cached role in its last ${FIGURES['botocore-advisory'].default / 60} minutes, so this one counts as ended to it.`
        : null;
    return { state: 'refreshable', expiresAt, problem: sentences([damaged, early]) };
  }
  if (expiresAt !== null && expiresAt > world.now) {
    return {
      state: 'expiring',
      expiresAt,
      problem: `Its source (${via.name}) is ${via.state}, so it may not be renewed.`,
    };
  }
  const source = `Its source (${via.name}, ${via.where}) is ${via.state}.`;
  const problem = sentences([damaged, source, via.problem]);
  return via.state === 'expired'
    ? { state: 'expired', expiresAt: via.expiresAt ?? expiresAt, problem }
    : { state: via.state, expiresAt: null, problem };
}

function accessOf(
  world: World,
  profile: string,
  cached: RoleSession,
  via: Found,
  needsCode: boolean,
): Found['access'] {
  if (cached.kind === 'session' && cached.expiresAt > world.now) return { kind: 'keys', keys: cached.keys };
  if (needsCode) return { kind: 'none', why: 'a new session needs an MFA code' };
  if (via.access.kind === 'none') return via.access;
  // A role over Identity Center runs two providers with different endpoints; the SDK resolves both from the files.
  return { kind: 'profile', profile, sso: via.access.kind === 'profile' && via.access.sso };
}
