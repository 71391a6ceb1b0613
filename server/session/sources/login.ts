import { withProfile } from '../commands.ts';
import { placeOf, settingsOf } from '../world.ts';
import { found, type Source } from './source.ts';

export const login: Source = {
  kind: 'login',
  find(world, profile) {
    const settings = settingsOf(world, profile);
    if (!settings.has('login_session')) return null;
    return found({
      kind: 'login',
      name: profile,
      profile,
      where: placeOf(settings, 'login_session'),
      state: 'unknown',
      problem: 'The cache of aws login is not read yet, so its end is not known here.',
      refresh: withProfile('aws login', profile, world.machine.platform),
      access: { kind: 'none', why: 'asking would renew the session and write its cache' },
    });
  },
};
