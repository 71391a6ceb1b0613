/** Where and how STS is asked, from variables and the profile. */

import { setting, settingsOf, variable, type World } from './world.ts';

export interface StsTarget {
  region: string;
  /** As configured by the user; null for AWS's own. */
  endpoint: string | null;
  fips: boolean;
}

/** @returns the target, or the sentence that says which setting cannot be used. */
export function stsTarget(world: World, profile: string): StsTarget | string {
  const settings = settingsOf(world, profile);
  const region =
    variable(world, 'AWS_REGION') ??
    variable(world, 'AWS_DEFAULT_REGION') ??
    setting(settings, 'region') ??
    'us-east-1';
  // The region becomes a part of a host name that gets a signed request.
  if (!/^[a-z]{2,12}(?:-[a-z0-9]{1,12}){1,4}$/.test(region))
    return 'The configured region is not a region name.';
  const ignored = (variable(world, 'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS') ?? '').toLowerCase() === 'true';
  const names = ['AWS_ENDPOINT_URL_STS', 'AWS_ENDPOINT_URL'];
  const name = ignored ? undefined : names.find((one) => variable(world, one) !== undefined);
  const endpoint = ignored
    ? null
    : ((name && variable(world, name)) ?? setting(settings, 'endpoint_url') ?? null);
  if (endpoint !== null && !isWebAddress(endpoint))
    return `${name ?? 'endpoint_url'} is not an http or https address.`;
  return {
    region,
    endpoint,
    fips: (variable(world, 'AWS_USE_FIPS_ENDPOINT') ?? '').toLowerCase() === 'true',
  };
}

function isWebAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol } = new URL(address);
  return protocol === 'https:' || protocol === 'http:';
}
