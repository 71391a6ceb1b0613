import { loadKnowledgeBase } from '../../kb/load.ts';
import { type Overlaid, overlay } from '../../kb/overlay.ts';
import { formatProblem } from '../../kb/source.ts';
import type { Entry, ErrorPage, KnowledgeBase } from '../../kb/types.ts';
import { nameOf } from '../../kb/types.ts';
import { ourFiles } from '../kb/pages.ts';

/** Our own knowledge base, frozen: whoever changed a page of it in place would be caught. */
export const ours: KnowledgeBase = frozen(loadKnowledgeBase(ourFiles()).kb);

export const FOLDER = 'app/.session-doctor/';

/** Our knowledge base with these pages over it; names are seen from the team's folder. */
export function withPages(pages: Record<string, string>): Overlaid & { said: string[] } {
  const files = Object.entries(pages).map(([name, text]) => ({ name: FOLDER + name, text }));
  const { kb, problems } = overlay(ours, files);
  return { kb, problems, said: problems.map(formatProblem) };
}

export function entryOf(kb: KnowledgeBase, name: string): Entry | undefined {
  return kb.entries.find((entry) => nameOf(entry) === name);
}

export function errorOf(kb: KnowledgeBase, name: string): ErrorPage {
  const entry = entryOf(kb, name);
  if (entry?.kind !== 'error') throw new Error(`no error page ${name}`);
  return entry;
}

/** An addition to ExpiredToken that is right in all of its parts. */
export const ADDITION = `---
amends: ExpiredToken
aliases: [payments session ended]
runbook: { title: Payments runbook, url: https://runbooks.example.com/payments }
refresh-command: aws sso login --profile payments
references:
  - { title: Rota of the team, url: https://rota.example.com/ }
wordings:
  - { id: gateway-sentence, text: payments gateway refused our old session }
---

## Causes

### The nightly job keeps its session {#nightly-job}
for: session-taken-once

It starts at midnight, as [the rota](https://rota.example.com/) says.

## Diagnosis

### Look at the dashboard {#our-dashboard}
command: payctl sessions --last

## Fixes

### Restart the payments worker {#restart-payments}
causes: nightly-job, cached-credentials-reused

It takes a new session.

## Tip

- Ask in the channel of the team. {#ask-us}
`;

/** A new page that is complete. */
export const PAGE = `---
code: VaultLeaseEnded
title: The lease of the vault is past its end
verdict: The lease that gave these keys had ended.
action: Take a new lease.
raised-by: software
family: session-ended
aliases: [old lease]
spellings:
  - { sdk: vault agent, code: VaultLeaseEnded }
wordings:
  - { id: agent-sentence, text: the vault lease of this pod is over }
references:
  - { title: Vault at ours, url: https://vault.example.com/ }
reviewed: 2026-05-04
---

## Meaning

A lease ends.

## Causes

### The lease ended {#lease-ended}
for: session-refused-as-ended

It does.

## Diagnosis

### Look at the lease {#look-at-lease}
command: vault lease lookup

## Fixes

### Take a new lease {#new-lease}
causes: lease-ended

Then go on.

## Wrong fixes

### Wait {#wait}
wrong: Wait.
better: Take a new lease.
why: It does not come back.

## Neighbours

### ExpiredToken
question: Who refused?
here: The agent.
there: AWS.

## Examples

\`\`\`log match
VaultLeaseEnded: aws keys are gone
\`\`\`

\`\`\`log other
lease started
\`\`\`
`;

export function edit(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the page has no "${from}"`);
  return text.replace(from, () => to);
}

function frozen<T>(value: T): T {
  if (value !== null && typeof value === 'object')
    for (const inner of Object.values(Object.freeze(value))) frozen(inner);
  return value;
}
