/**
 * What the seed page of ExpiredToken says, item by item, and the part of kb/errors/ExpiredToken.md that carries it.
 *
 * `## Section = n` opens a section of the seed that has n items. Each item is a line
 * `ordinal ¦ what it is about, in our words ¦ id ¦ fact ¦ fact …`; the facts are words and figures that the carrier has to hold.
 * An id is `list/item` or `list/item.key` of the page, `page/key` of its front matter, or `file:` and a path in the repository.
 */
const TABLE = `
## Head = 5
1 ¦ the code and its spoken name ¦ page/aliases ¦ Expired Token
2 ¦ what it means in one sentence ¦ page/verdict ¦ session ¦ had already ended
3 ¦ the status in S3 ¦ meaning ¦ Amazon S3 ¦ HTTP 400
4 ¦ date of the review ¦ page/reviewed ¦ 2026-04-21
5 ¦ statements come from sources, by written rules ¦ file:kb/FORMAT.md ¦ Facts from public sources ¦ what no source confirms stays out

## Start here = 3
1 ¦ narrow it down by neighbours before touching production ¦ shortcuts/shortcut-narrow-first ¦ which error it is ¦ production ¦ Neighbours
2 ¦ one page of a library of errors ¦ page/neighbours ¦ InvalidClientTokenId ¦ ExpiredTokenException ¦ RequestExpired ¦ TokenRefreshRequired
3 ¦ about the project, and where a correction goes ¦ file:CONTRIBUTING.md ¦ kb/errors/<Code>.md ¦ kb/FORMAT.md

## Meaning = 3
1 ¦ kind of credential known, token past its end ¦ meaning ¦ kind of temporary credential ¦ past its end
2 ¦ fails at authentication, before the operation is looked at ¦ meaning ¦ at authentication ¦ before the service looks at the operation
3 ¦ the cure is life, refresh and delay, not permissions ¦ meaning ¦ life of the credentials ¦ refresh ¦ delay ¦ Permissions are not the question

## Common causes = 6
1 ¦ STS credentials ran out on the way ¦ causes/session-ended-before-send ¦ STS ¦ before the request reached AWS
2 ¦ long-running worker keeps its token ¦ causes/cached-credentials-reused ¦ long-running ¦ worker ¦ cache
3 ¦ queue and back-off outlast the token ¦ causes/queue-or-retry-delay ¦ queue ¦ back-off ¦ signed
4 ¦ URL outlives the session that signed it ¦ causes/presigned-url-outlived-session ¦ presigned URL ¦ temporary credentials
5 ¦ refresh or metadata access broken ¦ causes/refresh-path-broken ¦ refresh path ¦ metadata service ¦ goes on serving
6 ¦ wrong clock ¦ causes/clock-drift ¦ clock ¦ drifts

## How to fix = 5
1 ¦ new credentials, then try again ¦ fixes/renew-session ¦ STS ¦ role provider ¦ retry
2 ¦ is the provider reachable, before believing in a refresh ¦ fixes/verify-refresh-path ¦ reaches its credential provider ¦ metadata endpoint ¦ before you assume
3 ¦ less time from token to signature to sending ¦ fixes/shorten-token-to-send ¦ token ¦ signature ¦ sending
4 ¦ clocks and their time source ¦ fixes/synchronise-clocks ¦ clocks ¦ UTC source
5 ¦ refresh early, drop caches after rotation or resume ¦ fixes/refresh-before-end ¦ before the hard end ¦ stale caches ¦ rotation ¦ resumes

## Diagnosis = 6
1 ¦ end of the token against time of the request ¦ diagnosis/compare-end-with-request ¦ compare-timestamps ¦ expiration stamp ¦ request was sent
2 ¦ which token was used ¦ diagnosis/trace-provider-chain ¦ trace-provider-chain ¦ provider chain ¦ which session token
3 ¦ do refreshes fail ¦ diagnosis/check-refresh-path ¦ check-refresh-path ¦ metadata ¦ web identity ¦ assume-role
4 ¦ delay from minting to transmission ¦ diagnosis/measure-queue-delay ¦ measure-queue-delay ¦ retry delays ¦ minted ¦ transmission
5 ¦ who signed the URL, and until when ¦ diagnosis/inspect-presigned-url ¦ inspect-presigned-url ¦ temporary credentials ¦ end earlier
6 ¦ failures against clock skew of the fleet ¦ diagnosis/compare-clocks ¦ measure-clock-difference ¦ clock skew metrics ¦ fleet

## Seen in production, in short = 4
1 ¦ role assumed once, hours of work, first boundary ¦ cases/long-batch-window ¦ batch worker ¦ once at startup ¦ hours ¦ first lifetime boundary
2 ¦ IRSA or ECS loses metadata or token file ¦ cases/refresh-path-regression ¦ IRSA ¦ ECS task role ¦ metadata ¦ token file ¦ Pods
3 ¦ URL for hours from one-hour credentials ¦ cases/presigned-url-too-long ¦ shared for hours ¦ credentials of 1 hour ¦ before its visible end
4 ¦ retries of an incident stretch the queue ¦ cases/queue-delay-spike ¦ Retries during an incident ¦ time in the queue

## Audit of lifetime and refresh = 3
1 ¦ issue and expiry stamps ¦ audits/audit-issue-and-expiry ¦ issue and expiry ¦ credential provider ¦ 60-minute ¦ STS ¦ 2-hour batch
2 ¦ caches across processes ¦ audits/audit-shared-caches ¦ cached ¦ processes ¦ sidecar cache
3 ¦ health of the refresh path ¦ audits/audit-refresh-works ¦ metadata endpoint ¦ web identity exchange ¦ never gets the replacement

## Audit of queue, signing and URL = 3
1 ¦ minting to signing to the wire ¦ audits/audit-mint-to-send ¦ minting ¦ signing ¦ wire ¦ than the token has left
2 ¦ life of the URL against the token ¦ audits/audit-url-against-session ¦ 6 hours ¦ STS session ¦ 1 hour
3 ¦ clocks of hosts and containers ¦ audits/audit-clocks ¦ host and container ¦ UTC source ¦ 7 minutes behind

## Decision shortcuts = 3
1 ¦ works after a refresh: stay ¦ shortcuts/shortcut-refresh-works ¦ refresh of the same role or session ¦ stay with ExpiredToken ¦ IAM policies
2 ¦ not expired, other account or chain: leave ¦ shortcuts/shortcut-wrong-source ¦ account or key chain ¦ InvalidClientTokenId ¦ source precedence
3 ¦ URLs fail early: look at the credentials ¦ shortcuts/shortcut-presigned ¦ before their visible end ¦ temporary credentials

## Wrong fixes, in short = 3
1 ¦ more IAM permissions ¦ wrong/broaden-permissions ¦ IAM ¦ before authorization starts
2 ¦ the same token or URL again ¦ wrong/retry-stale-token ¦ presigned URL ¦ fresh set of temporary credentials
3 ¦ only longer queue timeouts ¦ wrong/stretch-queue-timeouts ¦ queue timeouts ¦ credentials live shorter than the real path

## Implementation examples = 7
1 ¦ the worker's line ¦ examples/invoice-batch ¦ 2026-04-15T10:02:14Z worker=invoice-batch requestId=req_51da3f
2 ¦ its two stamps ¦ examples/invoice-batch ¦ credentialExpiration=2026-04-15T10:00:00Z requestSentAt=2026-04-15T10:02:14Z
3 ¦ its error ¦ examples/invoice-batch ¦ error=ExpiredToken message="The provided token has expired."
4 ¦ variables of AWS ¦ examples/commands ¦ env | rg '^AWS_'
5 ¦ the identity with debugging ¦ diagnosis/trace-provider-chain.command ¦ aws sts get-caller-identity --debug 2>&1 | rg 'ExpiredToken|credential|AssumeRole'
6 ¦ time in UTC ¦ diagnosis/compare-clocks.command ¦ date -u
7 ¦ the end in a cache ¦ diagnosis/compare-end-with-request.command ¦ jq -r '.Credentials.Expiration // .Expiration' /tmp/aws-credentials-cache.json

## Timeline = 16
1 ¦ first time ¦ timeline/session-taken.at ¦ 09:00
2 ¦ a session is taken ¦ timeline/session-taken ¦ session is taken ¦ healthy
3 ¦ its signal ¦ timeline/session-taken.signal ¦ worker ¦ pod ¦ CI runner ¦ presigner ¦ STS or a role ¦ signed
4 ¦ why it matters ¦ timeline/session-taken.why ¦ Whether the role exists ¦ refreshes before the session ends
5 ¦ second time ¦ timeline/lifetime-used-up.at ¦ 09:47
6 ¦ the life is nearly used up ¦ timeline/lifetime-used-up ¦ Most of the session's life ¦ Backlog
7 ¦ its signal ¦ timeline/lifetime-used-up.signal ¦ Backlog ¦ retries ¦ pause and resume ¦ refresh that does not come
8 ¦ why it matters ¦ timeline/lifetime-used-up.why ¦ lifetime budget ¦ before they are anything about permissions
9 ¦ third time ¦ timeline/blind-retries.at ¦ 10:02
10 ¦ blind retries ¦ timeline/blind-retries ¦ Blind retries ¦ dead token
11 ¦ its signal ¦ timeline/blind-retries.signal ¦ requests again ¦ presigned URLs ¦ same dead session
12 ¦ why it matters ¦ timeline/blind-retries.why ¦ enlarge the outage ¦ signed again
13 ¦ fourth time ¦ timeline/refresh-restored.at ¦ 10:08
14 ¦ the refresh is back ¦ timeline/refresh-restored ¦ refresh works again ¦ failure clears
15 ¦ its signal ¦ timeline/refresh-restored.signal ¦ Metadata access ¦ web identity exchange ¦ assume-role ¦ new credentials
16 ¦ why it matters ¦ timeline/refresh-restored.why ¦ session life or refresh timing ¦ not IAM authorization

## Seen in production, in full = 16
1 ¦ workers reuse credentials over long batches ¦ cases/long-batch-window ¦ Background workers ¦ long batch
2 ¦ its frequency ¦ cases/long-batch-window.frequency ¦ common
3 ¦ its example ¦ cases/long-batch-window.example ¦ start of the job ¦ ends midway ¦ ExpiredToken
4 ¦ its fix ¦ cases/long-batch-window.fix ¦ each segment of the batch ¦ sign again
5 ¦ refresh breaks after a regression ¦ cases/refresh-path-regression ¦ metadata or web identity regression
6 ¦ its frequency ¦ cases/refresh-path-regression.frequency ¦ common
7 ¦ its example ¦ cases/refresh-path-regression.example ¦ Pods ¦ token exchange fails ¦ one deployment ¦ ExpiredToken spikes
8 ¦ its fix ¦ cases/refresh-path-regression.fix ¦ metadata service ¦ web identity exchange ¦ fail fast
9 ¦ URL longer than its session ¦ cases/presigned-url-too-long ¦ presigned URL ¦ longer than its session
10 ¦ its frequency ¦ cases/presigned-url-too-long.frequency ¦ medium
11 ¦ its example ¦ cases/presigned-url-too-long.example ¦ upload URL ¦ several hours ¦ role session ¦ far earlier ¦ S3 answers ExpiredToken
12 ¦ its fix ¦ cases/presigned-url-too-long.fix ¦ shorter life of the session ¦ new URL from fresh credentials
13 ¦ queue delay in an incident ¦ cases/queue-delay-spike ¦ Queue delay ¦ incident ¦ outlasts the token
14 ¦ its frequency ¦ cases/queue-delay-spike.frequency ¦ medium
15 ¦ its example ¦ cases/queue-delay-spike.example ¦ signed early ¦ processed late ¦ refused as expired
16 ¦ its fix ¦ cases/queue-delay-spike.fix ¦ right before the sending ¦ cap

## Wrong fix and better fix = 12
1 ¦ retry against refresh ¦ wrong/retry-stale-token ¦ Retrying ¦ stale token ¦ sign again
2 ¦ wrong ¦ wrong/retry-stale-token.wrong ¦ same request ¦ transient
3 ¦ better ¦ wrong/retry-stale-token.better ¦ temporary credentials ¦ sign again ¦ replay ¦ runtime that failed
4 ¦ the reason ¦ wrong/retry-stale-token.why ¦ dead session ¦ same way each time ¦ Recovery begins ¦ valid token
5 ¦ timeouts against age ¦ wrong/stretch-queue-timeouts ¦ Stretching the queue timeouts ¦ Cut the delay
6 ¦ wrong ¦ wrong/stretch-queue-timeouts.wrong ¦ queue dwell ¦ retries ¦ life of the session
7 ¦ better ¦ wrong/stretch-queue-timeouts.better ¦ delay from taking a session to sending ¦ refresh earlier ¦ longer role session ¦ truly needs
8 ¦ the reason ¦ wrong/stretch-queue-timeouts.why ¦ More delay ¦ older ¦ lifetime and dispatch planned together
9 ¦ here against there ¦ wrong/verify-locally-only ¦ another shell ¦ runtime
10 ¦ wrong ¦ wrong/verify-locally-only.wrong ¦ administrator's shell ¦ fresh credentials ¦ closed
11 ¦ better ¦ wrong/verify-locally-only.better ¦ workload that failed ¦ refresh ¦ new session
12 ¦ the reason ¦ wrong/verify-locally-only.why ¦ one source of credentials ¦ runtime that failed has refreshed

## Tools = 5
1 ¦ telemetry ¦ tools/tool-expiration-telemetry ¦ credential expiration
2 ¦ debug output ¦ tools/tool-cli-debug ¦ aws --debug ¦ AWS CLI
3 ¦ provider logs ¦ tools/tool-sts-logs ¦ STS provider
4 ¦ refresh logs ¦ tools/tool-refresh-logs ¦ metadata ¦ web identity
5 ¦ clocks ¦ tools/tool-clock-monitoring ¦ clock skew

## Verification = 5
1 ¦ the same workflow again ¦ verification/verify-replay ¦ same workflow ¦ ExpiredToken no longer
2 ¦ a forced refresh in time ¦ verification/verify-forced-refresh ¦ Force a refresh ¦ next expiration boundary
3 ¦ whose credentials they are ¦ verification/verify-principal ¦ account and principal
4 ¦ URLs up to the earlier end ¦ verification/verify-presigned ¦ presigned URLs ¦ earlier of URL end and session end
5 ¦ the trend ¦ verification/verify-trend ¦ authentication failures ¦ fall ¦ refresh policy

## Prevention = 5
1 ¦ early refresh ¦ prevention/prevent-proactive-refresh ¦ proactively ¦ safety margin
2 ¦ one provider ¦ prevention/prevent-central-provider ¦ central credential provider ¦ token caches
3 ¦ metrics ¦ prevention/prevent-metrics ¦ expiration ¦ refresh success ¦ every runtime
4 ¦ long flows ¦ prevention/prevent-long-flows ¦ long user flows ¦ short credentials ¦ reissue
5 ¦ alerts ¦ prevention/prevent-alerts ¦ near their end ¦ clock skew

## Tip = 1
1 ¦ by remaining life, not by the clock ¦ tip/tip-remaining-lifetime ¦ STS session ¦ 15 minutes ¦ fixed wall-clock intervals ¦ whole fleet

## References and provider context = 3
1 ¦ official references ¦ page/references ¦ docs.aws.amazon.com/AmazonS3 ¦ docs.aws.amazon.com/STS ¦ docs.aws.amazon.com/IAM
2 ¦ about AWS only ¦ verification/verify-official-documentation ¦ about AWS alone
3 ¦ check with the documentation before production ¦ verification/verify-official-documentation ¦ AWS documentation ¦ before it goes to production
`;

export interface Section {
  title: string;
  /** How many items the seed has here. */
  size: number;
  items: SeedItem[];
}

export interface SeedItem {
  ordinal: number;
  about: string;
  id: string;
  facts: string[];
}

export const INVENTORY: readonly Section[] = TABLE.split(/^## /m)
  .slice(1)
  .map((part) => {
    const [head = '', ...lines] = part.trim().split('\n');
    const [title = '', size = ''] = head.split(' = ');
    const items = lines.map((line) => {
      const [ordinal = '', about = '', id = '', ...facts] = line.split(' ¦ ');
      return { ordinal: Number(ordinal), about, id, facts };
    });
    return { title, size: Number(size), items };
  });
