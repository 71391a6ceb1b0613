import { keysInFile } from './shared-file.ts';
import type { Source } from './source.ts';

export const configFile: Source = {
  kind: 'config-file',
  find: (world, profile) =>
    keysInFile(world, 'config-file', profile, world.config, world.configProfiles.get(profile)),
};
