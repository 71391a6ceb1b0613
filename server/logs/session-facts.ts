import { durationOf } from './durations.ts';
import { epoch, type Stamp, stampsIn } from './stamps.ts';

/** The end of a session as a record states it, in milliseconds on the clock of the stamp. */
export interface EndFact {
  at: number;
  clock: Stamp['clock'];
  /** Of the sign-in token of Identity Center, not of a session. */
  sso: boolean;
}

const END =
  /(?:(?<![A-Za-z])(?:expir(?:ation|es|y|e|ing|ed)?|valid[ _-]?(?:until|to|till|thru)|not[ _-]?after|good until|ends|until)|(?<=[a-z])Expir(?:ation|es|y))(?:[ _-]?(?:at|on|time|date|utc|stamp|epoch))?\\?["']?\s{0,3}(?:[:=(]|=>|\bis\b|\bwas\b)?\s{0,3}\\?["']?(?=\d|[A-Z][a-z]{2})/gi;
/** Things that end and are no session. */
const OTHER =
  /registration|signature |url|link|cert\w*|cookie|cache[-_ ]|lock|lease|jwt|licen[sc]e|domain|password|invite|object|rule|x-amz-$|refresh.?token|page|key ?pair|identity.?token|id.?token/i;

/** The ends of sessions that a text states. */
export function endsIn(text: string): EndFact[] {
  if (!/expir|valid|after|ends|good until/i.test(text)) return [];
  const found: EndFact[] = [];
  for (const match of text.matchAll(END)) {
    const name = /[\w .<-]{0,22}$/.exec(text.slice(Math.max(0, match.index - 22), match.index))?.[0] ?? '';
    if (OTHER.test(name) || text[match.index - 1] === '<') continue;
    const rest = text.slice(match.index + match[0].length, match.index + match[0].length + 48);
    const at = leadingTime(rest);
    if (at !== null) found.push({ ...at, sso: /startUrl|sso[/_-]cache|sso token|accessToken/i.test(text) });
  }
  return found;
}

/** A time that stands at the very beginning of `text`: a stamp, or a number since 1970. */
export function leadingTime(text: string): { at: number; clock: Stamp['clock'] } | null {
  const number = /^\d{10}(?:\.\d+|\d{3})?(?!\d)/.exec(text);
  const since = number === null ? null : epoch(number[0]);
  if (since !== null) return { at: since, clock: 'utc' };
  const stamp = stampsIn(text)[0];
  return stamp !== undefined && stamp.start <= 2 ? { at: stamp.at, clock: stamp.clock } : null;
}

const LIFE =
  /(?:DurationSeconds|duration(?:[-_ ]?seconds)?|lifetime(?:[-_ ]?(?:seconds|s))?|ttl|expires?[-_ ]?in|validity|valid for|lived?)\\?["']?\s{0,2}[:=]?\s{0,2}\\?["']?(PT?[\dHMS]+|\d+(?:\.\d+)?\s?(?:ms|s|m|h|sec\w*|min\w*|hours?)?)(?![\w:])/i;

/** How long a session lives by the text, in seconds. */
export function lifeIn(text: string): number | null {
  const said = LIFE.exec(text)?.[1];
  const seconds = said === undefined ? null : durationOf(said);
  return seconds !== null && seconds >= 600 && seconds <= 130_000 ? seconds : null;
}

/** Times in the past of a request: when its work was queued, its credentials taken, its signature made. */
export interface EarlierFact {
  at: number;
  clock: Stamp['clock'];
  what: 'queued' | 'taken' | 'signed';
}

const EARLIER =
  /(?<![A-Za-z])((?:pushed|enqueued|queued|published|submitted|scheduled|created|produced|sent_?timestamp|first_?received|spooled|buffered|deferred|received)|(?:minted|acquired|issued|obtained|taken|assumed|fetched|cred\w*[ _-]?(?:from|since|at|time))|(?:signed|presigned|signing|signature[ _-]?(?:date|time)))(?:[ _-]?(?:at|on|time|ts|date|timestamp))?\\?["']?\s{0,3}(?:[:=(]|at\b|=>)?\s{0,3}\\?["']?/gi;

export function earlierIn(text: string): EarlierFact[] {
  const found: EarlierFact[] = [];
  for (const match of text.matchAll(EARLIER)) {
    const time = leadingTime(text.slice(match.index + match[0].length, match.index + match[0].length + 40));
    if (time === null) continue;
    const name = (match[1] ?? '').toLowerCase();
    const what = /^(?:sign|presign)/.test(name)
      ? 'signed'
      : /^(?:minted|acquired|issued|obtained|taken|assumed|fetched|cred)/.test(name)
        ? 'taken'
        : 'queued';
    found.push({ ...time, what });
  }
  return found;
}

const WAIT =
  /(?<![A-Za-z])((?:queue|message|msg|job|task|item|oldest|event|batch|request|credential\w*|session|token|creds|approximate)?[ _.-]?(?:wait(?:ed|ing)?(?:[ _-]?(?:time|for|in queue))?|queue[ _-]?(?:time|delay|latency|age|dwell|lag)|age(?: ?of ?(?:oldest|message)\w*)?|oldest(?:[ _-]?(?:age|message))?|dwell(?:[ _-]?time)?|delay(?:ed)?|latency|lag|backoff|in[ _-]queue|sat in \w+|held|parked)(?:[ _-]?for)?(?:[ _-]?(?:s|sec\w*|ms|min\w*))?)\\?["']?\s{0,2}(?:[:=(]|\bis\b|\bfor\b|\bof\b)?\s{0,2}\\?["']?(PT?[\dHMS]+|\d+:\d\d:\d\d|(?:\d+(?:\.\d+)?\s?(?:ms|s|m|h|sec\w*|min\w*|hours?)?(?![\w:])\s?){1,3})/gi;

/** The longest time that a record says something waited, in seconds; null when it says nothing. */
export function waitIn(text: string): number | null {
  if (!/wait|queue|age|oldest|dwell|delay|latency|lag|backoff|sat in|held|parked/i.test(text)) return null;
  let longest: number | null = null;
  for (const match of text.matchAll(WAIT)) {
    const name = match[1] ?? '';
    const unit = /ms$|milli\w*$/i.test(name) ? 'ms' : /min\w*$/i.test(name) ? 'min' : 's';
    const seconds = durationOf(match[2] ?? '', unit);
    // Beyond a month it is no waiting time but a count or a time since 1970.
    if (seconds !== null && seconds < 2_600_000 && (longest === null || seconds > longest)) longest = seconds;
  }
  return longest;
}
