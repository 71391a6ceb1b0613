import type { Block, ErrorPage, Inline, Probe } from '../../kb/types.ts';
import type { Incident } from '../logs/incident.ts';

export interface NextStep {
  text: string;
  command: string | null;
}

/** The step of the diagnosis that confirms a cause. */
const CONFIRMED_BY: Record<string, Probe> = {
  'session-ended-before-send': 'compare-timestamps',
  'cached-credentials-reused': 'compare-timestamps',
  'queue-or-retry-delay': 'measure-queue-delay',
  'presigned-url-outlived-session': 'inspect-presigned-url',
  'refresh-path-broken': 'check-refresh-path',
  'clock-drift': 'measure-clock-difference',
  'stale-environment-shadows-profile': 'trace-provider-chain',
  'web-identity-token-expired': 'check-refresh-path',
  'sso-session-ended': 'check-refresh-path',
  'role-chaining-limit': 'compare-timestamps',
  'wrong-credential-source': 'trace-provider-chain',
};
const MOST = 5;

/** What to do, from the knowledge base: the remedies of the first cause, then the step that confirms it. */
export function nextSteps(incident: Incident, pages: readonly ErrorPage[]): NextStep[] {
  const page = pages.find((one) => one.code === incident.code);
  if (page === undefined) return [];
  return stepsOf(
    incident,
    page,
    pages.filter((one) => one.family === page.family),
  );
}

function stepsOf(incident: Incident, page: ErrorPage, kin: readonly ErrorPage[] = []): NextStep[] {
  const cause = incident.undetermined ? undefined : incident.causes[0]?.id;
  const fixesOf = (one: ErrorPage) =>
    one.fixes.filter((fix) => cause !== undefined && fix.causes.includes(cause));
  const own = fixesOf(page);
  // A page that does not treat the cause leaves it to one of its family.
  const other = own.length > 0 ? undefined : kin.find((one) => fixesOf(one).length > 0);
  if (other !== undefined) return stepsOf(incident, other);
  const fixes = own;
  const probe = cause === undefined ? undefined : CONFIRMED_BY[cause];
  const steps = page.diagnosis.filter((step) => cause === undefined || step.probe === probe);
  const all: NextStep[] = [
    ...fixes.map((fix) => ({ text: sentence(fix.title, fix.body), command: null })),
    ...steps.map((step) => ({ text: sentence(step.title, step.body), command: step.command ?? null })),
  ];
  return (all.length > 0 ? all : [{ text: page.action, command: null }]).slice(0, MOST);
}

function sentence(title: string, body: readonly Block[]): string {
  const first = body.find((block): block is { p: Inline[] } => 'p' in block);
  const rest = first === undefined ? '' : words(first.p).split(/(?<=\.)\s/)[0];
  return rest === undefined || rest === '' ? `${title}.` : `${title}. ${rest}`;
}

function words(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => {
      if (typeof inline === 'string') return inline;
      if ('code' in inline) return inline.code;
      return words('strong' in inline ? inline.strong : 'em' in inline ? inline.em : inline.text);
    })
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
}
