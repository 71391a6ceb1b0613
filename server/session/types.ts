/** The session report of `session-doctor check --format json`; keys may be added, never renamed. Times are ISO 8601 UTC. */

export type State = 'valid' | 'expiring' | 'refreshable' | 'expired' | 'missing' | 'unknown';

export type SourceKind =
  | 'environment'
  | 'sso'
  | 'login'
  | 'assume-role'
  | 'web-identity'
  | 'process'
  | 'shared-file'
  | 'config-file'
  | 'container'
  | 'imds';

export interface SourceRow {
  kind: SourceKind;
  /** Profile name, or the variable that selects the source. */
  name: string;
  /** File path with line, or variable name. Never a value. */
  where: string;
  state: State;
  expiresAt: string | null;
  wins: boolean;
  shadowedBy: string | null;
  problem: string | null;
  /** The one command that renews it, quoted for the user's shell. */
  refresh: string | null;
}

export interface NextStep {
  text: string;
  command: string | null;
}

export interface SourceName {
  kind: SourceKind;
  name: string;
  where: string;
}

export const SDKS = ['aws-cli-v2', 'boto3', 'js-v3', 'go-v2', 'java-v2'] as const;
export type Sdk = (typeof SDKS)[number];

/** Everything that can come of asking STS who the caller is. Only `ok` proves that the credentials work. */
export type StsOutcome =
  | { kind: 'ok'; says: string; account: string; arn: string; userId: string }
  | { kind: StsFailure; says: string };

export type StsFailure =
  | 'expired'
  | 'invalid'
  | 'clock'
  | 'denied'
  | 'throttled'
  | 'network'
  | 'timeout'
  | 'not-aws'
  | 'server-error'
  /** The source gave no credentials to ask with. */
  | 'source-failed'
  | 'cancelled';

export interface Clock {
  /** This machine's clock minus the clock of AWS: positive when this machine is ahead. */
  skewSeconds: number;
  /** Half of the round trip, and half a second because the header counts whole seconds. */
  uncertaintySeconds: number;
  measuredAgainst: string;
}

export interface Online {
  outcome: StsOutcome;
  clock: Clock | null;
}

export interface SessionReport {
  version: 1;
  now: string;
  /** Which machine was looked at. */
  host: string;
  /** The profile that AWS CLI v2 selects here. */
  profile: string;
  state: State;
  verdict: string;
  expiresAt: string | null;
  /** Seconds left; 0 when ended, null when no end is known. */
  remainingSeconds: number | null;
  /** What AWS CLI v2 takes. */
  winner: SourceName | null;
  /** True for long-term keys, which have no end. */
  endless: boolean;
  sources: SourceRow[];
  /** Source names, per SDK. */
  sdkOrder: Record<string, string | null>;
  /** The same with kind and place, because one profile name can stand for several sources. */
  sdkWinner: Record<string, SourceName | null>;
  identity: { account: string; arn: string; userId: string } | null;
  clock: Clock | null;
  /** What STS said; null when it was not asked. */
  sts: { outcome: StsOutcome['kind']; says: string } | null;
  problems: string[];
  nextSteps: NextStep[];
}

export interface CheckOptions {
  /** As given by `--profile`: it switches keys in the environment off in most SDKs. */
  profile?: string | undefined;
  minRemainingSeconds?: number | undefined;
  offline?: boolean | undefined;
}

export type Platform = 'linux' | 'darwin' | 'win32';

/** The part of the world the pure code may see: everything comes in, nothing is reached for. */
export interface Machine {
  now: number;
  host: string;
  platform: Platform;
  home: string | null;
  env: Record<string, string | undefined>;
  files: Files;
}

export type FileRead =
  | { kind: 'text'; text: string; modifiedAt: number }
  | { kind: 'absent' }
  | { kind: 'problem'; reason: string };

/** Bounded, symlink-safe reading: a file over the limit, a folder or a device is a `problem`, never an exception. */
export interface Files {
  read(path: string): FileRead;
  /** Names of plain files in a folder that end in `.json`; empty when there is none. */
  list(path: string): string[];
}
