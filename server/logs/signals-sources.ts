import { type Case, type Signal, says, takesSession } from './case.ts';
import type { RecordFacts, Said } from './events.ts';

/** Signals about where the credentials came from, and whether they could be renewed. */
export function sourceSignals(kase: Case): Signal[] {
  return [
    ...refresh(kase),
    ...identityTokens(kase),
    ...signIns(kase),
    ...environment(kase),
    ...chains(kase),
    ...principals(kase),
  ];
}

const shown = (facts: { line: number }, text: string) => ({ line: facts.line, says: text });

/** Facts that say something, up to the last failure and not undone by a session taken later but before the first. */
function standing(kase: Case, kind: Said['kind']): RecordFacts[] {
  const all = kase.facts.filter((facts) => facts.index <= kase.last.index && says(facts, kind) !== undefined);
  const renewed = kase.before.filter(takesSession).at(-1);
  return all.filter((facts) => renewed === undefined || facts.index >= renewed.index);
}

function refresh(kase: Case): Signal[] {
  const failed = standing(kase, 'refresh-failed');
  const first = failed[0];
  const last = failed.at(-1);
  if (first === undefined || last === undefined) return [];
  const where = says(first, 'refresh-failed')?.where;
  const place = {
    metadata: ' at the metadata or container endpoint',
    sts: ' at STS',
    file: ' at the token file',
    other: '',
  }[where ?? 'other'];
  const signals: Signal[] = [
    {
      id: 'refresh-error-logged',
      weight: 5,
      shown: [
        shown(first, `A refresh of the credentials fails${place}.`),
        ...(last === first ? [] : [shown(last, `It has failed ${failed.length} times by then.`)]),
      ],
    },
  ];
  if (where === 'metadata') {
    const text = kase.log.lines.text(first.line, 4000);
    const refused = /\b(?:4\d\d|5\d\d)\b|refused|non.?200/i.test(text) && !/connection refused/i.test(text);
    signals.push({
      id: refused ? 'metadata-refused' : 'metadata-unreachable',
      weight: 1,
      shown: [shown(first, 'The endpoint does not give credentials.')],
    });
  }
  return signals;
}

function identityTokens(kase: Case): Signal[] {
  const own = kase.failures.filter((failure) => says(failure.facts, 'identity-token-ended') !== undefined);
  const first = own[0];
  const logged = standing(kase, 'identity-token-ended')[0];
  if (logged === undefined) return [];
  const signals: Signal[] = [
    {
      id: 'identity-token-error-logged',
      weight: 5,
      shown: [shown(logged, 'STS refuses the identity token as ended.')],
    },
  ];
  if (first !== undefined)
    signals.push({
      id: 'identity-exchange-refused',
      weight: 2,
      shown: [shown(first, 'What fails is the exchange of the identity token itself.')],
    });
  return signals;
}

function signIns(kase: Case): Signal[] {
  const signals: Signal[] = [];
  const renewed = kase.before.filter((facts) => says(facts, 'signed-in') !== undefined).at(-1);
  const failed = standing(kase, 'sso-failed').find(
    (facts) => renewed === undefined || facts.index > renewed.index,
  );
  const logged = failed ?? (kase.first.family === 'identity-center' ? kase.first.facts : undefined);
  if (logged !== undefined)
    signals.push({
      id: 'sso-error-logged',
      weight: 5,
      shown: [shown(logged, 'The sign-in token of Identity Center is refused or cannot be refreshed.')],
    });
  const token = kase.facts.find((facts) => facts.ends.some((end) => end.sso));
  if (token !== undefined && logged !== undefined)
    signals.push({
      id: 'sso-token-ended',
      weight: 1,
      shown: [shown(token, 'The cached sign-in token names this end.')],
    });
  return signals;
}

function environment(kase: Case): Signal[] {
  if (kase.first.family === 'identity-center') return [];
  const signedIn = [...kase.before, ...kase.during].filter((facts) => says(facts, 'signed-in') !== undefined);
  const used = kase.facts.filter((facts) => says(facts, 'environment-source') !== undefined);
  const meant = kase.facts.find(
    (facts) => facts.index <= kase.last.index + 6 && says(facts, 'profile-meant') !== undefined,
  );
  const signals: Signal[] = [];
  const first = used[0];
  if (first !== undefined)
    signals.push({
      id: 'environment-source-used',
      weight: meant !== undefined || signedIn.length > 0 ? 4 : 1,
      shown: [
        shown(first, 'The credentials come from environment variables.'),
        ...(meant === undefined ? [] : [shown(meant, 'A profile was meant.')]),
      ],
    });
  const login = signedIn.at(-1);
  if (login !== undefined)
    signals.push({
      id: 'sign-in-did-not-help',
      weight: 2,
      shown: [shown(login, 'A sign-in succeeds, and the requests after it still fail.')],
    });
  return signals;
}

function chains(kase: Case): Signal[] {
  const chain = [...kase.before, ...kase.during].filter((facts) => says(facts, 'chain') !== undefined);
  const limit = kase.facts.find(
    (facts) => facts.index <= kase.last.index && says(facts, 'chain-limit') !== undefined,
  );
  const signals: Signal[] = [];
  const first = chain[0];
  if (first !== undefined)
    signals.push({
      id: 'role-chain-seen',
      weight: 4,
      shown: [shown(first, 'The role is assumed with the session of another role.')],
    });
  if (limit !== undefined)
    signals.push({
      id: 'longer-session-wanted',
      weight: 3,
      shown: [shown(limit, 'A longer session was wanted than a chained role gets.')],
    });
  return signals;
}

function principals(kase: Case): Signal[] {
  const signals: Signal[] = [];
  const other = kase.facts.find((facts) => says(facts, 'other-principal') !== undefined);
  if (other !== undefined)
    signals.push({
      id: 'principal-differs',
      weight: 4,
      shown: [shown(other, 'It is another account, role or key than the one that was meant.')],
    });
  const known = kase.facts.find((facts) => says(facts, 'caller-known') !== undefined && !takesSession(facts));
  if (known !== undefined && kase.first.family === 'key-or-token-unknown')
    signals.push({ id: 'session-still-valid', weight: 1, shown: [shown(known, 'STS knows the caller.')] });
  if (kase.first.family === 'key-or-token-unknown') {
    const foreign = kase.facts.find((facts) => says(facts, 'partition') !== undefined);
    const own =
      kase.facts.find(
        (facts) => says(facts, 'partition') === undefined && says(facts, 'caller-known') !== undefined,
      ) ?? known;
    if (foreign !== undefined && own !== undefined)
      signals.push({
        id: 'partition-differs',
        weight: 3,
        shown: [shown(foreign, 'The endpoint or resource is in another partition.')],
      });
    const changed = kase.facts.find(
      (facts) => facts.index <= kase.last.index && says(facts, 'key-changed') !== undefined,
    );
    if (changed !== undefined)
      signals.push({
        id: 'key-or-role-changed',
        weight: 3,
        shown: [shown(changed, 'A key or role was changed.')],
      });
    const env = kase.facts.find((facts) => says(facts, 'environment-source') !== undefined);
    if (env !== undefined)
      signals.push({
        id: 'parts-from-different-sources',
        weight: 2,
        shown: [shown(env, 'Credentials of the environment are used.')],
      });
  }
  return signals;
}
