import { type ClockFact, clockFacts } from './clock-facts.ts';
import type { Lines } from './lines.ts';
import { commandOf, type LogRecord } from './records.ts';
import { type EarlierFact, type EndFact, earlierIn, endsIn, lifeIn, waitIn } from './session-facts.ts';
import { type UrlFact, urlFact } from './url-facts.ts';
import { type Names, namesIn } from './who.ts';

/** What one record says that matters for a diagnosis. */
export type Said =
  | { kind: 'taken'; how: 'first' | 'again' | 'seen' }
  | { kind: 'refresh-failed'; where: 'metadata' | 'sts' | 'file' | 'other' }
  | { kind: 'identity-token-ended' }
  | { kind: 'sso-failed' }
  | { kind: 'signed-in' }
  | { kind: 'restart' }
  | { kind: 'resumed' }
  | { kind: 'environment-source' }
  | { kind: 'other-source' }
  | { kind: 'profile-meant' }
  | { kind: 'reuse' }
  | { kind: 'chain'; said: boolean }
  | { kind: 'chain-limit' }
  | { kind: 'other-principal' }
  | { kind: 'partition' }
  | { kind: 'key-changed' }
  | { kind: 'caller-known' }
  | { kind: 'resent' };

export interface RecordFacts {
  index: number;
  line: number;
  names: Names;
  said: Said[];
  ends: EndFact[];
  life: number | null;
  earlier: EarlierFact[];
  wait: number | null;
  url: UrlFact | null;
  clock: ClockFact[];
}

/** Texts longer than this are looked at in part (UTF-16 units). */
const LIMIT = 6000;
const HINT =
  /credential|creds?\b|token|session|assum|\bsts\b|\bsso\b|metadata|imds|169\.254|clock|chrony|\bntp|skew|drift|X-Amz|Signature|presign|queue|pushed|minted|wait|backlog|dwell|oldest|\blag\b|restart|\bboot|start(?:ed|ing|up)|SIGTERM|AWS_|\bdate\b|\benv\b|expir|valid|chain|caller|identity|account|profile|Arn|arn:aws|resum|suspend|hibernat|thaw|delayed|logged in|log-?in|sign|held|replay|re-?us|memoi|singleton|rotat|\bkey\b|timesync|unsynchr/i;

export function textOf(record: LogRecord, lines: Lines, limit = LIMIT): string {
  const start = lines.start(record.first);
  return lines.slice(start, Math.min(start + limit, lines.start(record.last + 1)));
}

/** Facts of a record; null when it says nothing of interest. */
export function factsOf(
  record: LogRecord,
  index: number,
  lines: Lines,
  failing: boolean,
): RecordFacts | null {
  const text = textOf(record, lines);
  if (!failing && !HINT.test(text)) return null;
  const said = saidIn(text, failing);
  const command = commandOf(text);
  return {
    index,
    line: record.first,
    names: namesIn(text),
    said,
    ends: endsIn(text),
    life: lifeIn(text),
    earlier: earlierIn(text),
    wait: command === null ? waitIn(text) : null,
    url: urlFact(text),
    clock: clockFacts(text, record.clock === 'utc' ? record.at : null),
  };
}

const CREDS = String.raw`(?:credentials?|creds?|(?:sts|aws|temporary|role|iam) ?(?:session|tokens?|keys?)|session(?: token)?|assume[-_ ]?d?[-_ ]?role\w*|role session|keys)`;
const GOT = String.raw`(?:ok|done|loaded|acquired|obtained|issued|minted|refreshed|renewed|rotated|received|fetched|retrieved|resolved|assumed|taken|got|took|succe\w+|complete\w*|updated|new|fresh|chained)`;
const TAKEN = new RegExp(
  `\\b${CREDS}\\b[^\\n]{0,60}?\\b${GOT}\\b|\\b${GOT}\\b[^\\n]{0,40}?\\b${CREDS}\\b|\\b(?:assum(?:ed|e)[-_ ]?role|get[-_ ]?session[-_ ]?token|GetFederationToken)\\w*\\b|\\b(?:credentials?|creds) from\\b|\\bassumed\\s(?:arn:|role)`,
  'i',
);
const AGAIN = /refresh\w*|renew\w*|rotat\w*|again|re-?assum\w*|reconnect\w*|new |fresh/i;
const BAD =
  /\b(?:fail\w*|error\w*|unable|could ?n[o']t|cannot|can't|denied|refused|rejected|timed? ?out|timeout|exception|invalid|expired|no such|not found|missing|unreachable|non.?200|throttl\w*|aborted|exhausted|giving up|unavailable|broken)\b|E(?:TIMEDOUT|CONN\w+|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|NOENT|ACCES)|\b(?:status(?: ?code)?|HTTP)\W{1,3}(?:4\d\d|5\d\d)\b/i;
const NOT_YET =
  /\b(?:attempting|trying|will|would|scheduled|about to|due|next|retrying|starting|needs?|must|should|skip\w*|not|no|never|without|waiting|disabled|using|reus\w+|cached|still|serving|keeping)\b/i;

const SOURCE =
  /credential|creds\b|metadata (?:service|server|endpoint)|container metadata|\bimds|169\.254\.(?:169\.254|170\.\d+)|assume[-_ ]?role|\bsts\b|web.?identity|token ?file|IRSA|pod identity|instance profile|CachedSupplier|serviceaccount\/token|security-credentials|session token/i;
const ACTION =
  /refresh\w*|renew\w*|rotat\w*|retriev\w*|fetch\w*|load\w*|obtain\w*|get(?:ting)? |got |assum\w*|read\w*|exchange\w*|connect\w*|dial|lookup|open|request|acquir\w*|metadata/i;
const METADATA = /metadata|imds|169\.254/i;
const EXCHANGE =
  /web.?identity|assume[-_ ]?role[-_ ]?with|oidc|IRSA|serviceaccount\/token|identity token|pod identity/i;
const TOKEN_ENDED =
  /token (?:is |has |was )?expired|expired.{0,12}token|ExpiredToken|must be before the expiration|token.{0,30}(?:not be before|past its|has ended|no longer valid)|InvalidIdentityToken|IDPRejectedClaim|exp(?:iration)? claim/i;
const SSO = /\bsso\b|identity center|sso[-_ ](?:session|oidc)|SSOToken|TokenProviderError|UnauthorizedSSO/i;
const SSO_BAD =
  /expired|invalid|refresh failed|not found|needs? to be refreshed|does not exist|revoked|to refresh this|InvalidGrant|login again/i;

const RULES: [Said, RegExp][] = [
  [
    { kind: 'signed-in' },
    /successfully logged in(?:to)?\b|login succe\w+|sso login.{0,30}\b(?:ok|done|complete)|signed in (?:to|with) (?:sso|identity center)/i,
  ],
  [
    { kind: 'restart' },
    /\bSIGTERM\b|\bSIGKILL\b|\brestart(?:ed|ing)?\b|\b(?:re)?boot(?:ed|ing|strap complete)?\b|\bStarted \w+ in \d|"(?:starting|started|startup|start)"|\b(?:starting|started)(?:$|,| up| version| v?\d| with pid| process| worker| (?:the )?(?:service|server|app\w*|consumer|daemon|pod|container)\b)|\b(?:service|server|worker|app|application|process|daemon|consumer|pod|container) (?:was )?(?:started|starting|restarted|recreated|replaced)|\bworker online\b|\bStarting (?:[A-Z]\w+|[\w-]+ v?\d)|Started container|rollout restart|systemd\[1\]: (?:Started|Stopping)|\bdeployed\b/i,
  ],
  [
    { kind: 'resumed' },
    /\b(?:resum(?:ed|ing)|suspend(?:ed|ing)?|hibernat\w+|thawed|woke up|wake ?up|restored from (?:a )?(?:snapshot|hibernation)|PM: (?:suspend|resume)|lid opened|unpaused)\b/i,
  ],
  [
    { kind: 'environment-source' },
    /found credentials in environment|EnvironmentVariableCredentialsProvider|EnvConfigCredentials|fromEnv\b|(?:access_key|secret_key|access key)\s[^\n]{0,60}\benv\b|credential\w*["']?(?:[ _-]?source|[ _-]?provider|[ _-]?type)?\\?["']?\s?[:=]\s?\\?["']?env|credentials? (?:taken |loaded |come )?from (?:the )?env|using (?:static )?(?:credentials|keys) from (?:the )?env|(?:^|[\s"'])(?:export\s|set\s|\$env:)?AWS_(?:SESSION_TOKEN|ACCESS_KEY_ID|SECRET_ACCESS_KEY)\s?=\s?\S|^AWS_SESSION_TOKEN=|\bunset AWS_(?:ACCESS_KEY_ID|SESSION_TOKEN)|AWS_SESSION_TOKEN (?:is )?(?:set|present|found)/im,
  ],
  [
    { kind: 'other-source' },
    /found credentials (?:in|from) (?!environment)|InstanceProfileCredentialsProvider|ContainerCredentialsProvider|WebIdentityTokenCredentialsProvider|(?:access_key|secret_key)\s[^\n]{0,60}\b(?:shared-credentials-file|sso|iam-role|assume-role|config-file)\b/i,
  ],
  [
    { kind: 'profile-meant' },
    /--profile[ =]\S|AWS_(?:DEFAULT_)?PROFILE["']?\s?[=:]\s?\S|^\s*profile\s{1,30}\S+\s.*env\s/im,
  ],
  [
    { kind: 'reuse' },
    /\b(?:re-?us(?:e|ed|es|ing)|cached|memoi[sz]ed|keeping|kept|module.level|singleton|static|long.lived|pinned|same)\b[^\n]{0,40}\b(?:credentials?|creds|session|sts|aws client|boto\w* client|s3 client|client created)\b|\bcredentials?[^\n]{0,30}\b(?:from (?:process )?cache|cache hit|re-?used|taken once|taken at (?:start|boot)|never refreshed|are static)\b/i,
  ],
  [
    { kind: 'chain', said: true },
    /\brole.?chain(?:ing|ed)?\b|\bchain(?:ed|ing)\b[^\n]{0,40}\b(?:role|session|arn:|into|assume|sts)|\bsession[^\n]{0,30}\bchained\b|assumed? (?:from|via|through|with) (?:another|the|an?) (?:assumed.)?role|second hop|hop 2|source_profile/i,
  ],
  [
    { kind: 'chain-limit' },
    /exceeds the \d hour session limit|caps? (?:a |the )?chained|chain\w*[^\n]{0,60}(?:1 ?h\b|PT1H|36\d\d|(?:1|one)\shour|60\smin)|limited to (?:1 ?h|(?:one)\shour|36\d\d|PT1H)|(?:1 ?h|(?:one)\shour|36\d\d ?s?|PT1H)[^\n]{0,30}(?:limit|cap|max\w*)[^\n]{0,40}chain|(?:wanted|asked|requested)[^\n]{0,40}(?:got|granted|received)[^\n]{0,20}(?:PT1H|36\d\d|1 ?h|60)/i,
  ],
  [
    { kind: 'other-principal' },
    /\bexpected (?:caller|account|principal|role|identity|arn|aws account)\b|\b(?:wrong|unexpected|other|different|another|mismatch\w*)\b[^\n]{0,24}\b(?:account|principal|caller|identity|aws key|key chain|credentials?)\b|\b(?:account|principal|caller|identity|credentials?)\b[^\n]{0,24}\b(?:mismatch\w*|differs?|is not|does not match|instead of|belongs? to (?:another|a different|the wrong))\b|(?:should|supposed to|meant to) (?:be|use|run as)[^\n]{0,60}(?:arn:|account|role)|not the (?:account|role) /i,
  ],
  [
    { kind: 'key-changed' },
    /\b(?:access )?key\b[^\n]{0,50}\b(?:deactivated|deleted|rotated|disabled|revoked|made inactive|removed|inactive)\b|\b(?:DeleteAccessKey|UpdateAccessKey)\b|\brole\b[^\n]{0,40}\b(?:recreated|deleted|re-created)\b/i,
  ],
  [
    { kind: 'caller-known' },
    /get-?caller-?identity[^\n]{0,200}(?:Account|arn:aws|ok\b|\d{12})|"Arn":\s?"arn:aws|\bcaller (?:identity )?(?:is|=|:)/i,
  ],
  [
    { kind: 'resent' },
    /re-?send(?:ing)? (?:the )?(?:same |signed )|same signed|signed (?:request|headers)[^\n]{0,30}(?:re-?used|replay\w*|kept|buffered|spooled|held)|replay(?:ing|ed)? (?:of )?(?:signed|buffered|spooled|queued)|pre-?signed at enqueue|signed (?:at|when) enqueue\w*|credentials? (?:in|inside|with|embedded in) the (?:message|job|payload)/i,
  ],
];

function saidIn(text: string, failing: boolean): Said[] {
  const said: Said[] = [];
  const bad =
    failing || BAD.test(text) || /"level":\s?(?:"(?:error|fatal)"|[56]0)|\b(?:ERROR|FATAL)\b/.test(text);
  if (bad) {
    if (SSO.test(text) && SSO_BAD.test(text)) said.push({ kind: 'sso-failed' });
    else if (EXCHANGE.test(text) && TOKEN_ENDED.test(text)) said.push({ kind: 'identity-token-ended' });
    else if (refreshFailed(text, failing))
      said.push({
        kind: 'refresh-failed',
        where: METADATA.test(text)
          ? 'metadata'
          : EXCHANGE.test(text) && /no such file|permission denied|open /i.test(text)
            ? 'file'
            : /\bsts\b|assume/i.test(text)
              ? 'sts'
              : 'other',
      });
  } else if (
    TAKEN.test(text) ||
    (endsIn(text).length > 0 && /credential|creds|session|sts|assum|role|expiration/i.test(text))
  ) {
    const head = text.split('\n', 1)[0] ?? '';
    const seen = NOT_YET.test(head.replace(/not ?after|"[\w-]+"\s?:/gi, ''));
    said.push({ kind: 'taken', how: seen ? 'seen' : AGAIN.test(head) ? 'again' : 'first' });
  }
  for (const [what, pattern] of RULES) {
    if (failing && (what.kind === 'restart' || what.kind === 'reuse')) continue;
    if (pattern.test(text)) said.push(what);
  }
  const accounts = new Set(text.match(/(?<!\d)\d{12}(?!\d)/g));
  if (accounts.size > 1 && AT_ODDS.test(text)) said.push({ kind: 'other-principal' });
  if (/arn:aws-(?:cn|us-gov)|\b(?:cn-north|cn-northwest|us-gov)-\w+-\d|amazonaws\.com\.cn/.test(text))
    said.push({ kind: 'partition' });
  return said;
}

/** Words that set two accounts of one record against each other. */
const AT_ODDS =
  /\b(?:but|expected|wrong|mismatch\w*|instead|should|wanted|intended|target|differs?|not the)\b|!=/i;

const PLAINLY =
  /fail\w* to (?:refresh|retrieve|get|load|fetch|renew|obtain|assume)[^\n]{0,40}(?:credentials?|creds|role|token|metadata)|(?:credentials?|creds|role|token|session) (?:refresh|renewal|rotation)[^\n]{0,20}(?:fail\w*|error|timed out)|refresh\w*[^\n]{0,40}(?:credentials?|creds|session|cached value|role)[^\n]{0,60}(?:fail\w*|error|timed out|timeout|refused|denied)|error[^\n]{0,40}(?:refreshing|retrieving (?:metadata|credentials)|fetching credentials)|failed to load credentials|unable to (?:refresh|load|retrieve|assume|get)[^\n]{0,40}(?:credentials?|role|creds|token)|not authorized to perform: sts:|get credentials:[^\n]{0,30}fail|NoImdsRole|no EC2 IMDS role|metadata service[^\n]{0,40}(?:unavailable|unreachable|fail\w*)/i;

function refreshFailed(text: string, failing: boolean): boolean {
  if (PLAINLY.test(text)) return true;
  return (
    !failing &&
    SOURCE.test(text) &&
    ACTION.test(text) &&
    /refresh|renew|rotat|metadata|imds|169\.254|assume|web.?identity|token ?file/i.test(text)
  );
}
