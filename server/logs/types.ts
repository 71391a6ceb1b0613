/** What a log says around one error. Everything here was read from the text; nothing is inferred from habit. */

/** A fact and the place in the text it was read from (0-based line, UTF-16 offsets into the text). */
export interface Fact<T> {
  value: T;
  line: number;
  start: number;
  end: number;
}

/** Times are milliseconds since 1970 UTC. Absent keys mean: the log does not say. */
export interface Evidence {
  operation?: Fact<string>;
  service?: Fact<string>;
  requestId?: Fact<string>;
  status?: Fact<number>;
  /** When the request was sent, or failing that, when its failure was logged. */
  observedAt?: Fact<number>;
  /** The end of the session that signed the request. */
  expiredAt?: Fact<number>;
  /** `observedAt - expiredAt` in whole seconds; present when both are and it is not negative. */
  expiredForSeconds?: number;
  /** When the session was taken. */
  acquiredAt?: Fact<number>;
  region?: Fact<string>;
  attempt?: Fact<number>;
  /** ARN of the role, session or user. */
  principal?: Fact<string>;
  /** The runner that the record names: worker, pod or host. */
  runner?: Fact<string>;
  profile?: Fact<string>;
  /** Where the SDK says that it found the credentials. */
  source?: Fact<string>;
  /** The time of the server in the answer. */
  serverAt?: Fact<number>;
}

/** One place where a log shows a known error. */
export interface Occurrence {
  code: string;
  start: number;
  end: number;
  line: number;
  /** The wording that was recognised: the code itself, or a sentence of the knowledge base. */
  by: 'code' | 'sentence';
  evidence: Evidence;
}
