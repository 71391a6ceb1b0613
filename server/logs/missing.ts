import { type Case, says, takesSession, timeOf } from './case.ts';

/** What a log would have to show so that a cause could be told. */
export function missingFrom(kase: Case): string[] {
  const missing: string[] = [];
  const clock = kase.log.records[kase.first.index];
  const dated = timeOf(kase, kase.first.index) !== null;
  if (!dated) missing.push('The times of the failures. The log lines around them carry none.');
  else if (clock?.clock !== 'utc')
    missing.push('The time zone of the log. It cannot be compared with the times of the session.');
  if (kase.session.end === null)
    missing.push(
      'The end of the session that signed the requests: the Expiration that STS or the provider gave.',
    );
  if (!kase.before.some(takesSession))
    missing.push('When the session was taken: the log from the start of the process to the first failure.');
  if (!kase.facts.some((facts) => says(facts, 'environment-source') ?? says(facts, 'other-source')))
    missing.push('Where the credentials came from: the debug log of the SDK names its source.');
  if (!kase.facts.some((facts) => says(facts, 'refresh-failed')))
    missing.push('Whether a refresh was tried: log lines of the credential provider.');
  if (kase.failures.length > 1 && Object.keys(kase.first.names).length === 0)
    missing.push('Which process, pod or host each line comes from.');
  if (kase.first.family === 'session-ended' && kase.facts.every((facts) => facts.clock.length === 0))
    missing.push('The Date header of a reply beside the local time, to rule out the clock.');
  return missing;
}
