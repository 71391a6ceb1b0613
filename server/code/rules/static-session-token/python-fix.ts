import type { Edit, Fix } from '../../../types.ts';
import { applyEdits, indentAt, lineStart, removeItems, type Style, styleOf } from '../../edits.ts';
import { field, parts } from '../../nodes.ts';
import type { Origin } from '../../origins.ts';
import { python, pythonCleaner } from '../../python/moving.ts';
import { bindingOf, usesOf } from '../../python/names.ts';
import { originOf, partOf } from '../../python/origins.ts';
import { argumentsOf, argumentValue, calleeName, pathOf, unwrap } from '../../python/values.ts';
import { transplant } from '../../transplant.ts';
import type { Node } from '../../tree.ts';
import type { Culprit, Source } from '../../types.ts';
import { dropUnused } from '../../unused.ts';
import { DEFAULT_CHAIN, fixOf, REFRESH } from './offers.ts';
import { SESSION_PATH, type TokenCall, tokenCalls } from './python.ts';
import { refreshingHelper } from './python-helper.ts';

const NAMES = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'] as const;
const VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const LINE_LIMIT = 88;

/** The three credentials of a call: the arguments that carry them, and where each comes from. */
interface Credentials {
  doomed: Node[];
  /** Entries of a dictionary that holds more than credentials. */
  entries: Node[];
  origins: Origin[];
}

export function fixesInPython(source: Source, culprit: Culprit): Fix[] {
  const found = tokenCalls(source).find(
    ({ call }) => call.startIndex === culprit.start && call.endIndex === culprit.end,
  );
  const credentials = found === undefined ? null : credentialsOf(source, found);
  if (found === undefined || credentials === null) return [];
  return fromEnvironment(source, found.call, credentials) ?? fromAssumeRole(source, found, credentials) ?? [];
}

function credentialsOf(source: Source, { call, argument }: TokenCall): Credentials | null {
  const { named, positional } = argumentsOf(call);
  if (argument.type === 'dictionary_splat') return fromDictionary(source, argument);
  const isSession = SESSION_PATH.test(pathOf(source, field(call, 'function') ?? call) ?? '');
  const doomed = NAMES.map((name, at) => named.get(name) ?? (isSession ? positional[at] : undefined));
  if (doomed.some((node) => node === undefined)) return null;
  const nodes = doomed.filter((node) => node !== undefined);
  return { doomed: nodes, entries: [], origins: nodes.map((node) => originOf(source, argumentValue(node))) };
}

/** `**creds`: the dictionary must be written out, in the call or in a variable that only this call uses. */
function fromDictionary(source: Source, splat: Node): Credentials | null {
  const inner = splat.firstNamedChild;
  if (inner === null) return null;
  const origins = NAMES.map((name) => originOf(source, inner, [name]));
  const binding = inner.type === 'identifier' ? bindingOf(source, inner) : null;
  const dictionary = binding?.kind === 'value' ? unwrap(binding.value) : inner;
  if (dictionary.type !== 'dictionary') return null;
  const entries = NAMES.flatMap((name) => partOf(dictionary, name)?.parent ?? []);
  if (entries.length !== NAMES.length) return null;
  if (parts(dictionary).length === NAMES.length) return { doomed: [splat], entries: [], origins };
  const isShared = binding !== null && usesOf(source, binding.at).length > 1;
  return isShared ? null : { doomed: [], entries, origins };
}

function removals(
  source: Source,
  call: Node,
  { doomed, entries }: Credentials,
  first: string[] = [],
): Edit[] {
  const list = field(call, 'arguments');
  const dictionary = entries[0]?.parent ?? null;
  return [
    ...(list === null || (doomed.length === 0 && first.length === 0)
      ? []
      : removeItems(source, list, doomed, first)),
    ...(dictionary === null ? [] : removeItems(source, dictionary, entries)),
  ];
}

/** The standard variables are what the default chain reads first anyway. */
function fromEnvironment(source: Source, call: Node, credentials: Credentials): Fix[] | null {
  const isStandard = credentials.origins.every(
    (origin, at) => origin.kind === 'environment' && origin.name === VARIABLES[at],
  );
  if (!isStandard) return null;
  if (argumentsOf(call).named.has('profile_name') || sessionOf(source, call).kind === 'other') return [];
  const edits = removals(source, call, credentials);
  return fixOf(source, DEFAULT_CHAIN, [...edits, ...dropUnused(source, pythonCleaner([]), edits, '')]);
}

type Receiver =
  | { kind: 'module' }
  | { kind: 'constructor' }
  /** `session.client(…)`; `options` are the arguments that made the session, or how to ask it for its region. */
  | { kind: 'session'; options: string[] }
  | { kind: 'other' };

/** What a client is made of: boto3 itself, or a session whose own settings must be kept. */
function sessionOf(source: Source, call: Node): Receiver {
  const callee = field(call, 'function');
  const path = callee === null ? null : pathOf(source, callee);
  if (path === null || callee === null) return { kind: 'other' };
  if (/^boto3\.(?:client|resource)$/.test(path)) return { kind: 'module' };
  if (/^boto3(?:\.session)?\.Session$/.test(path)) return { kind: 'constructor' };
  if (!/^boto3(?:\.session)?\.Session\(\)\.(?:client|resource)$/.test(path)) return { kind: 'other' };
  const receiver = field(callee, 'object');
  if (receiver === null || callee.type !== 'attribute') return { kind: 'other' };
  const binding = receiver.type === 'identifier' ? bindingOf(source, receiver) : null;
  const made = binding?.kind === 'value' ? unwrap(binding.value) : unwrap(receiver);
  const given = made.type === 'call' ? argumentsOf(made).all : null;
  if (given === null || given.some((argument) => !/^region_name\s*=/.test(argument.text)))
    return { kind: 'other' };
  const hasRegion = argumentsOf(call).named.has('region_name') || given.length === 0;
  return { kind: 'session', options: hasRegion ? [] : given.map(({ text }) => text) };
}

function fromAssumeRole(source: Source, { call }: TokenCall, credentials: Credentials): Fix[] | null {
  const [session] = credentials.origins;
  if (session?.kind !== 'session' || session.operation !== 'assume_role') return null;
  const assume = session.node;
  if (credentials.origins.some(({ node }) => node.id !== assume.id)) return null;
  const receiver = sessionOf(source, call);
  const callee = field(call, 'function');
  const through = session.through ?? [];
  if (receiver.kind === 'other' || callee === null || through.length > 1) return null;
  const style = styleOf(source);
  const move = (node: Node) => transplant(source, python, node, call, through[0] ?? null);
  const sts = move(field(field(assume, 'function'), 'object') ?? assume);
  const request = requestOf(assume, move, style);
  if (sts === null || request === null || sts === assume.text) return null;
  const helper = refreshingHelper(source, style);
  const named = receiver.kind === 'constructor' ? nameArguments(call) : [];
  if (named === null) return null;
  const edits =
    receiver.kind === 'constructor'
      ? [
          { start: callee.startIndex, end: callee.endIndex, text: helper.name },
          ...removals(source, call, credentials, [sts, dictionary(request)]),
          ...named,
        ]
      : atReceiver(source, call, callee, receiver, removals(source, call, credentials), {
          helper: helper.name,
          sts,
          request,
          style,
        });
  const unused = dropUnused(source, pythonCleaner(through), edits, edits.map(({ text }) => text).join(' '));
  return fixOf(source, REFRESH, [...helper.edits, ...edits, ...unused]);
}

/** What `Session(…)` is given by place behind the credentials, by name; null for a session inside. */
function nameArguments(call: Node): Edit[] | null {
  const { positional, named } = argumentsOf(call);
  const [region, core, profile] = positional.slice(3);
  if (core !== undefined || named.has('botocore_session')) return null;
  return [
    { node: region, name: 'region_name' },
    { node: profile, name: 'profile_name' },
  ].flatMap(({ node, name }) =>
    node === undefined ? [] : [{ start: node.startIndex, end: node.startIndex, text: `${name}=` }],
  );
}

/** The entries of the request as a dictionary has them; null where it cannot be repeated without a person. */
function requestOf(assume: Node, move: (node: Node) => string | null, { quote }: Style): string[] | null {
  const { all, named, splats } = argumentsOf(assume);
  if (named.has('TokenCode') || all.length !== named.size + splats.length || all.length === 0) return null;
  const entries = all.map((argument) => {
    const value = argument.type === 'dictionary_splat' ? argument.firstNamedChild : field(argument, 'value');
    const text = value === null ? null : move(value);
    if (text === null) return null;
    return argument.type === 'dictionary_splat'
      ? `**${text}`
      : `${quote}${field(argument, 'name')?.text}${quote}: ${text}`;
  });
  return entries.every((entry) => entry !== null) ? entries : null;
}

function dictionary(entries: string[]): string {
  const [only] = entries;
  return entries.length === 1 && only?.startsWith('**') ? only.slice(2) : `{${entries.join(', ')}}`;
}

interface Call {
  helper: string;
  sts: string;
  request: string[];
  style: Style;
}

/** `boto3` in `boto3.client(…)` gives way to the call that makes the session; long lines are broken as Black does. */
function atReceiver(
  source: Source,
  call: Node,
  callee: Node,
  receiver: Receiver,
  removed: Edit[],
  { helper, sts, request, style }: Call,
): Edit[] {
  const object = field(callee, 'object');
  const target = object ?? callee;
  const suffix = object === null ? `.${calleeName(call)}` : '';
  const options = receiver.kind === 'session' ? receiver.options : [];
  const { text } = source;
  const lead = target.startIndex - lineStart(text, target.startIndex);
  const behind = removed.filter(({ start }) => start >= target.endIndex);
  const rest = applyEdits(text, behind).slice(target.endIndex).split(/\r?\n/, 1)[0]?.length ?? 0;
  const indent = indentAt(text, target.startIndex);
  const items = [sts, dictionary(request), ...options];
  const oneLine = `${helper}(${items.join(', ')})`;
  let made = oneLine;
  const isTooLong = lead + oneLine.length + suffix.length + rest > LINE_LIMIT;
  if (isTooLong || oneLine.includes('\n')) {
    const [deep, deeper] = [indent + style.indent, indent + style.indent + style.indent];
    const middle = `${deep}${items.join(', ')}`;
    const spread = [
      sts,
      `{${style.eol}${request.map((entry) => `${deeper}${entry},${style.eol}`).join('')}${deep}}`,
      ...options,
    ];
    const body =
      middle.length <= LINE_LIMIT && !middle.includes('\n')
        ? `${middle}${style.eol}`
        : spread.map((item) => `${deep}${item},${style.eol}`).join('');
    made = `${helper}(${style.eol}${body}${indent})`;
  }
  return [{ start: target.startIndex, end: target.endIndex, text: made + suffix }, ...removed];
}
