/** How the report says times and names sources. */

import { duration } from '../logs/times.ts';
import type { Found } from './sources/source.ts';
import type { SourceKind } from './types.ts';

/** `10:02:14 UTC`, with the date in front when it is another day than `now`. */
export function clockTime(ms: number, now: number): string {
  const [day, time] = new Date(ms).toISOString().split('T') as [string, string];
  const clock = `${time.slice(0, 8)} UTC`;
  return day === new Date(now).toISOString().slice(0, 10) ? clock : `${day} ${clock}`;
}

export function ago(ms: number, now: number): string {
  return `${duration((now - ms) / 1000)} ago (${clockTime(ms, now)})`;
}

export function left(ms: number, now: number): string {
  return `${duration((ms - now) / 1000)} left (until ${clockTime(ms, now)})`;
}

const PHRASES: Record<SourceKind, (name: string) => string> = {
  environment: () => 'the session in the environment variables',
  'shared-file': (name) => `profile ${name} in the shared credentials file`,
  'config-file': (name) => `profile ${name} in the config file`,
  'assume-role': (name) => `the role of profile ${name}`,
  sso: (name) => `the Identity Center sign-in of profile ${name}`,
  login: (name) => `the aws login session of profile ${name}`,
  'web-identity': (name) => `the web identity of ${name}`,
  process: (name) => `the credential_process of profile ${name}`,
  container: () => 'the container credentials endpoint',
  imds: () => 'the EC2 instance metadata',
};

export function phrase(source: Pick<Found, 'kind' | 'name' | 'endless'>): string {
  if (source.kind === 'environment' && source.endless) return 'the keys in the environment variables';
  return PHRASES[source.kind](source.name);
}

/** Short and unmistakable: the variable, or the profile with its kind. */
export function label(source: Pick<Found, 'kind' | 'name' | 'profile'>): string {
  return source.profile === null ? source.name : `profile ${source.name} (${source.kind})`;
}

export const SDK_NAMES: Record<string, string> = {
  'aws-cli-v2': 'AWS CLI v2',
  boto3: 'boto3',
  'js-v3': 'JavaScript v3',
  'go-v2': 'Go v2',
  'java-v2': 'Java v2',
};

export function capital(sentence: string): string {
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}
