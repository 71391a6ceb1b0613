/** Who a record speaks of: names by field and format, never by guess. */
export type WhoKind = 'worker' | 'pod' | 'host' | 'principal' | 'profile';
export type Names = Partial<Record<WhoKind, string>>;

const FIELD =
  /(?<![\w.-])(worker(?:[_-]?(?:id|name))?|consumer|runner|shard|task(?:[_-]?(?:id|name))?|pod(?:[_-]?name)?|container(?:[_-]?name)?|host(?:[_-]?name)?|node(?:[_-]?name)?|instance(?:[_-]?id)?|profile|role(?:_?arn)?|principal|k8s\.pod\.name|kubernetes\.pod_name)\\?["']?\s?[=:]\s?\\?["']?([A-Za-z][\w.:/@-]{0,150}|\d{1,6}(?![\w.:]))/gi;
const KINDS: [RegExp, WhoKind][] = [
  [/^(?:worker|consumer|runner|shard|task)/i, 'worker'],
  [/^(?:pod|container|k8s|kubernetes)/i, 'pod'],
  [/^(?:host|node|instance)/i, 'host'],
  [/^profile/i, 'profile'],
  [/^(?:role|principal)/i, 'principal'],
];
const SYSLOG =
  /^(?:<\d{1,3}>\d?\s?)?(?:[A-Z][a-z]{2}\s{1,2}\d{1,2} [\d:]{8}|\d{4}-\d\d-\d\dT\S{8,32})\s([A-Za-z][\w.-]{1,62})\s([\w./-]{2,48})(?:\[\d+\])?:\s/;
const COMPOSE = /^([a-z][\w.]*(?:-[\w.]+)*-\d{1,3})\s{1,20}\|\s/;
const KUBECTL = /^\[pod\/([\w.-]+)\/[\w.-]+\]\s/;
/** Thread and process names of worker pools. */
const POOL =
  /(?<![\w-])((?:[A-Za-z]+-)?(?:Fork(?:Pool)?Worker|[Ww]orker|[Cc]onsumer)-[\w]{1,12}(?:-[\w]{1,12}){0,3})(?![\w-])/;
const ASSUMED = /arn:aws[\w-]*:(?:sts|iam)::\d{12}:(?:assumed-role|role|user)\/[\w+=,.@/-]{1,160}/;
const OPTION = /(?:--profile[ =]|(?:^|\s)AWS_(?:DEFAULT_)?PROFILE=)["']?([\w.@/-]{1,80})/;

const HINT =
  /worker|pod|host|node|instance|task|consumer|runner|shard|container|profile|role|principal|PROFILE|\s\|\s|\]:\s|\w:\s/i;

/** Names in the text of one record. */
export function namesIn(text: string): Names {
  const names: Names = {};
  if (!HINT.test(text)) return names;
  const set = (kind: WhoKind, name: string | undefined) => {
    if (name !== undefined && name !== '' && names[kind] === undefined && !NOT_A_NAME.test(name))
      names[kind] = name;
  };
  set('pod', KUBECTL.exec(text)?.[1]);
  set('pod', COMPOSE.exec(text)?.[1]);
  const syslog = SYSLOG.exec(text);
  if (syslog !== null && !/^(?:INFO|DEBUG|WARN\w*|ERROR|TRACE|FATAL)$/i.test(syslog[1] ?? ''))
    set('host', syslog[1]);
  for (const match of text.slice(0, 4000).matchAll(FIELD)) {
    const kind = KINDS.find(([key]) => key.test(match[1] ?? ''))?.[1];
    if (kind === 'principal' && !/[/:]/.test(match[2] ?? '')) continue;
    if (kind !== undefined) set(kind, match[2]);
  }
  set('worker', POOL.exec(text.slice(0, 300))?.[1]);
  set('principal', ASSUMED.exec(text)?.[0]);
  set('profile', OPTION.exec(text)?.[1]);
  return names;
}
const NOT_A_NAME =
  /^(?:null|none|undefined|true|false|arn|http|https|unknown|env|the|is|not|in|of|name|started|starting|failed|ready|ok)$/i;

/** Kinds that tell one running thing from another, most exact first. */
export const RUNNERS: readonly WhoKind[] = ['worker', 'pod', 'host', 'profile', 'principal'];
