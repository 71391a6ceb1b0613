import { variable } from '../world.ts';
import { found, type Source } from './source.ts';

/** The relative address beats the full one in every SDK. */
const VARIABLES = ['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI'];

export const container: Source = {
  kind: 'container',
  find(world) {
    const name = VARIABLES.find((candidate) => variable(world, candidate) !== undefined);
    if (name === undefined) return null;
    return found({
      kind: 'container',
      name,
      where: name,
      state: 'unknown',
      problem: 'The container credentials endpoint is not asked yet, so its answer is not known.',
      access: { kind: 'none', why: 'the container credentials endpoint is not asked yet' },
    });
  },
};
