import { settingsOf, variable } from '../world.ts';
import { found, type Source } from './source.ts';

/**
 * SDKs ask the instance metadata of every machine last. It becomes a row only where something says that it is meant;
 * elsewhere a laptop without credentials would look like an instance of unknown state.
 */
export const imds: Source = {
  kind: 'imds',
  find(world, profile) {
    if ((variable(world, 'AWS_EC2_METADATA_DISABLED') ?? 'false').toLowerCase() === 'true') return null;
    const settings = settingsOf(world, profile);
    const asked = settings.get('credential_source')?.value === 'Ec2InstanceMetadata';
    const name = 'AWS_EC2_METADATA_SERVICE_ENDPOINT';
    const endpoint = variable(world, name) !== undefined;
    if (!asked && !endpoint) return null;
    return found({
      kind: 'imds',
      name: endpoint ? name : 'Ec2InstanceMetadata',
      where: endpoint ? name : 'http://169.254.169.254',
      state: 'unknown',
      problem: 'The EC2 instance metadata is not asked yet, so its answer is not known.',
      access: { kind: 'none', why: 'the EC2 instance metadata is not asked yet' },
    });
  },
};
