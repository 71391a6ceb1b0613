import { placeOf, settingsOf } from '../world.ts';
import { found, type Source } from './source.ts';

/** Named, never run: the command is somebody's program. */
export const credentialProcess: Source = {
  kind: 'process',
  find(world, profile) {
    const settings = settingsOf(world, profile);
    if (!settings.has('credential_process')) return null;
    return found({
      kind: 'process',
      name: profile,
      profile,
      where: placeOf(settings, 'credential_process'),
      state: 'unknown',
      problem: 'The program of credential_process was not run, so its answer is not known.',
      access: { kind: 'none', why: 'credential_process was not run' },
    });
  },
};
