import type { ErrorPage, Inline } from '../../kb/types.ts';
import type { RankedCause } from '../logs/causes.ts';
import type { Diagnosis, Incident } from '../logs/incident.ts';
import { duration } from '../logs/times.ts';
import { docText } from './article-text.ts';
import { incidentBar } from './incident-bar.ts';
import { nextSteps } from './incident-steps.ts';
import { type DocBlock, toMarkdown } from './markdown.ts';
import { utc } from './verdict.ts';

const MOST_SHOWN = 4;
const MOST_WHO = 8;

export function incidentMarkdown(diagnosis: Diagnosis, pages: readonly ErrorPage[]): string {
  return toMarkdown(incidentDoc(diagnosis, pages), () => false);
}

export function incidentText(diagnosis: Diagnosis, pages: readonly ErrorPage[]): string {
  return docText(incidentDoc(diagnosis, pages));
}

/** The report for a ticket: what, since when, who, why, what to do. The renderers redact and escape. */
export function incidentDoc(diagnosis: Diagnosis, pages: readonly ErrorPage[]): DocBlock[] {
  const { incidents, undatedLines } = diagnosis;
  if (incidents.length === 0)
    return [{ p: ['No incident. The log shows no known error of an AWS session.'] }];
  const doc = incidents.flatMap((incident, at) => blocksOf(incident, at, pages));
  if (undatedLines > 0)
    doc.push({ p: [`${undatedLines} ${undatedLines === 1 ? 'line carries' : 'lines carry'} no time.`] });
  return doc;
}

function blocksOf(incident: Incident, at: number, pages: readonly ErrorPage[]): DocBlock[] {
  const { code, count, causes, undetermined, missing, timeline } = incident;
  const bar = incidentBar(incident);
  const steps = nextSteps(incident, pages);
  const times = count === 1 ? 'once' : `${count} times`;
  return [
    { heading: `${code}, ${times}`, level: at === 0 ? 1 : 2, id: `incident-${at + 1}` },
    { p: [{ strong: [verdictOf(incident)] }] },
    { list: factsOf(incident).map((text) => ({ text })) },
    ...(bar === null ? [] : [{ code: bar, lang: 'text' }]),
    ...(timeline.length === 0
      ? []
      : [
          heading(at, 'Timeline', 'timeline'),
          { list: timeline.map((one) => ({ text: [`${utc(one.at)}: ${one.what} (line ${one.line + 1})`] })) },
        ]),
    ...(causes.length === 0
      ? []
      : [heading(at, 'Why', 'why'), { list: causes.map((cause) => ({ text: causeText(cause) })) }]),
    ...(undetermined && missing.length > 0
      ? [heading(at, 'What would decide', 'missing'), { list: missing.map((text) => ({ text: [text] })) }]
      : []),
    ...(steps.length === 0
      ? []
      : [
          heading(at, 'What to do', 'steps'),
          {
            list: steps.map(({ text, command }) => ({
              text: command === null ? [text] : [`${text} `, { code: command }],
            })),
            ordered: true as const,
          },
        ]),
  ];
}

function heading(at: number, title: string, id: string): DocBlock {
  return { heading: title, level: at === 0 ? 2 : 3, id: `${id}-${at + 1}` };
}

function verdictOf({ undetermined, causes }: Incident): string {
  const [first] = causes;
  if (undetermined || first === undefined) return 'Undetermined. The log does not say why.';
  const word = { certain: 'Certain', likely: 'Likely', possible: 'Possible' }[first.confidence];
  return `${word}: ${lower(first.title)}.`;
}

function lower(title: string): string {
  return /^[A-Z][a-z]/.test(title) ? `${title[0]?.toLowerCase()}${title.slice(1)}` : title;
}

function factsOf(incident: Incident): Inline[][] {
  const { firstSeen, lastSeen, recoveredAt, recoveredLine, blindRetries, session, who, lines } = incident;
  const facts: Inline[][] = [];
  const first = lines[0];
  const where = first === undefined ? '' : ` (line ${first + 1})`;
  facts.push([
    firstSeen === null ? `First failure: time unknown${where}` : `First failure: ${utc(firstSeen)}${where}`,
  ]);
  if (lastSeen !== null && lastSeen !== firstSeen)
    facts.push([
      `Last failure: ${utc(lastSeen)}, ${duration((lastSeen - (firstSeen ?? lastSeen)) / 1000)} later`,
    ]);
  if (recoveredAt !== null)
    facts.push([`Works again since: ${utc(recoveredAt)} (line ${(recoveredLine ?? 0) + 1})`]);
  else if (recoveredLine !== null) facts.push([`Works again since line ${recoveredLine + 1}`]);
  else facts.push(['Recovery: the log shows none']);
  if (blindRetries > 0) facts.push([`Failures after the first with the same session: ${blindRetries}`]);
  if (session.acquiredAt !== null) facts.push([`Session taken: ${utc(session.acquiredAt)}`]);
  if (session.expiresAt !== null) facts.push([`Session end: ${utc(session.expiresAt)}`]);
  if (session.lifetimeSeconds !== null) facts.push([`Session life: ${duration(session.lifetimeSeconds)}`]);
  if (who.length > 0) {
    const named = who
      .slice(0, MOST_WHO)
      .flatMap(({ kind, name, count }, at): Inline[] => [
        `${at === 0 ? 'Who: ' : ', '}${kind} `,
        { code: name },
        ` (${count})`,
      ]);
    facts.push(who.length > MOST_WHO ? [...named, ` and ${who.length - MOST_WHO} more`] : named);
  }
  return facts;
}

function causeText(cause: RankedCause): Inline[] {
  const side = (word: string, all: RankedCause['for']) =>
    all.length === 0
      ? ''
      : ` ${word}: ${all
          .slice(0, MOST_SHOWN)
          .map(({ line, says }) => `${says.replace(/\.$/, '')} (line ${line + 1})`)
          .join('; ')}.`;
  return [
    { strong: [cause.title] },
    ` (${cause.confidence}).${side('For', cause.for)}${side('Against', cause.against)}`,
  ];
}
