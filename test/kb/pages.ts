import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Loaded, loadKnowledgeBase } from '../../kb/load.ts';
import { formatProblem } from '../../kb/source.ts';
import type { ErrorPage, RulePage, SourceFile } from '../../kb/types.ts';

const root = fileURLToPath(new URL('../../kb/', import.meta.url));

/** The files of our own knowledge base. */
export function ourFiles(): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /\.(?:md|yaml)$/.test(name))
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8') }));
}

/** The smallest complete page of an error; `others` and the rule make the graph around it complete. */
export const ERROR = `---
code: OldToken
title: The token is old
verdict: The token was old.
action: Take a new one.
raised-by: service
family: session-ended
aliases: [stale token]
spellings:
  - { service: Amazon S3, code: OldToken, status: 400, message: The token is old. }
wordings:
  - { id: sentence, text: The provided token is quite old, context: aws }
references:
  - { title: Errors, url: "https://docs.example.org/errors" }
reviewed: 2026-04-21
---

## Meaning

It lives {{hour.default}}.

## Causes

### The clock stood still {#clock-drift}
for: seen
against: unseen

Text of the cause.

## Diagnosis

### Look at the clock {#look}
probe: measure-clock-difference
command: date -u

## Fixes

### Wind the clock {#wind}
causes: clock-drift
rules: no-clock

## Wrong fixes

### Wait {#wait}
wrong: Wait for it.
better: Wind it.
why: It does not wind itself.

## Neighbours

### ExpiredToken
question: Is it old?
here: Yes.
there: No.

## Examples

\`\`\`log match
error=OldToken
\`\`\`

\`\`\`log other
a token is old
\`\`\`
`;

export const RULE = `---
id: no-clock
title: There is no clock
verdict: This code has no clock.
severity: warning
languages: [python]
errors: [OldToken]
references:
  - { title: Errors, url: "https://docs.example.org/errors" }
reviewed: 2026-04
---

## Why

It loses time.

## Fix

Buy one.

## When it is fine

- On holidays. {#holidays}

## Languages

### Python {#python}

\`\`\`python bad
clock = None
\`\`\`

\`\`\`python good
clock = Clock()
\`\`\`
`;

export const LIFETIMES =
  'hour: { what: An hour, default: 3600, max: 43200, source: the sun, reviewed: 2026-04 }\n';
export const SIGNALS =
  'seen: { says: It is seen., engine: log }\nunseen: { says: It is not seen., engine: session }\n';

export const FILES: Record<string, string> = {
  'errors/OldToken.md': ERROR,
  'rules/no-clock.md': RULE,
  'lifetimes.yaml': LIFETIMES,
  'signals.yaml': SIGNALS,
};

/** Loads a small knowledge base; `changes` replace, add or (null) remove files. */
export function load(changes: Record<string, string | null> = {}): Loaded {
  const files = Object.entries({ ...FILES, ...changes });
  return loadKnowledgeBase(files.flatMap(([name, text]) => (text === null ? [] : [{ name, text }])));
}

/** Problems as `file:line: message`, without those of a small knowledge base that defines too few causes. */
export function complaints(changes: Record<string, string | null> = {}): string[] {
  return load(changes)
    .problems.filter(({ message }) => !message.startsWith('no page defines cause'))
    .map(formatProblem);
}

export function errorPage(loaded: Loaded, code = 'OldToken'): ErrorPage {
  const page = loaded.kb.entries.find((entry) => entry.kind === 'error' && entry.code === code);
  if (page?.kind !== 'error') throw new Error(`${code} was not loaded`);
  return page;
}

export function rulePage(loaded: Loaded, id = 'no-clock'): RulePage {
  const page = loaded.kb.entries.find((entry) => entry.kind === 'rule' && entry.id === id);
  if (page?.kind !== 'rule') throw new Error(`${id} was not loaded`);
  return page;
}

/** `text` with `from` replaced; fails when there is nothing to replace, so that no test passes by accident. */
export function edit(text: string, from: string, to: string): string {
  if (!text.includes(from)) throw new Error(`the model page does not hold: ${from}`);
  return text.replace(from, () => to);
}

/** 1-based line of the first line that holds `part`. */
export function lineWith(text: string, part: string): number {
  const at = text.split('\n').findIndex((line) => line.includes(part));
  if (at === -1) throw new Error(`no line holds: ${part}`);
  return at + 1;
}
