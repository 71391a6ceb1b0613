import { descendants, enclosing, field, leaves, parentOf, remember } from '../../nodes.ts';
import type { Origin } from '../../origins.ts';
import { fateOf, isOneShot, watchesExpiry } from '../../python/fates.ts';
import { originOf } from '../../python/origins.ts';
import { argumentsOf, argumentValue, calleeName, pathOf, stringOf } from '../../python/values.ts';
import { isAwsEndpoint } from '../../surroundings.ts';
import type { Node } from '../../tree.ts';
import type { Culprit, Source } from '../../types.ts';
import { messageOf, relatedTo, severityOf } from './verdict.ts';

/** A call that is given a fixed session token, and the argument that carries it. */
export interface TokenCall {
  call: Node;
  argument: Node;
  origin: Origin;
}

const TAKES_TOKEN =
  /^(?:client|resource|Session|AioSession|create_client|setup_default_session|get_client|get_session)$/;
export const SESSION_PATH = /^(?:boto3|aioboto3)(?:\.session)?\.Session$/;

/** Arguments of other constructors that carry the token, by what the call resolves to. */
const OTHER_ARGUMENTS: [RegExp, string][] = [
  [/^s3fs(?:\.core)?\.S3FileSystem$/, 'token'],
  [/^pyarrow\.fs\.S3FileSystem$/, 'session_token'],
];

export function detectInPython(source: Source): Culprit[] {
  const refreshes = watchesExpiry(source);
  return tokenCalls(source).flatMap(({ call, origin }) => {
    if (refreshes && origin.kind !== 'environment' && origin.kind !== 'literal') return [];
    if (hasOtherEndpoint(source, call) || isExampleKey(source, call)) return [];
    const always = calleeName(call) === 'setup_default_session';
    const severity = severityOf(origin, always ? 'stored' : fateOf(source, call), isOneShot(source, call));
    if (severity === null) return [];
    return {
      start: call.startIndex,
      end: call.endIndex,
      severity,
      message: messageOf(origin, origin.kind === 'session' ? durationOf(origin.node) : null),
      related: relatedTo(origin, call),
    };
  });
}

/** Every call that passes a session token, whatever becomes of it. */
export function tokenCalls(source: Source): TokenCall[] {
  return remember<TokenCall[]>(source, 'static-session-token', [], () => findCalls(source));
}

function findCalls(source: Source): TokenCall[] {
  const found = new Map<number, TokenCall>();
  const add = (call: Node, argument: Node, origin: Origin) => {
    if (!found.has(call.startIndex)) found.set(call.startIndex, { call, argument, origin });
  };
  for (const name of ['aws_session_token', 'session_token', 'token']) {
    for (const leaf of leaves(source, name)) {
      const argument = parentOf(leaf);
      const call = parentOf(parentOf(argument));
      if (argument?.type !== 'keyword_argument' || call?.type !== 'call') continue;
      const value = field(argument, 'value');
      if (value !== null && takes(source, call, name)) add(call, argument, originOf(source, value));
    }
  }
  for (const call of positionalCalls(source)) {
    const token = argumentsOf(call).positional[2];
    if (token !== undefined) add(call, token, originOf(source, token));
  }
  if (mentionsDictionary(source.text)) {
    for (const splat of descendants(source.root, ['dictionary_splat'])) {
      const call = parentOf(parentOf(splat));
      const dictionary = splat.firstNamedChild;
      if (call?.type !== 'call' || dictionary === null || !TAKES_TOKEN.test(calleeName(call))) continue;
      const origin = originOf(source, dictionary, ['aws_session_token']);
      // A parameter such as `**options` may hold a token, and nothing here says that it does.
      if (origin.kind !== 'unknown' && origin.kind !== 'parameter') add(call, splat, origin);
    }
  }
  return [...found.values()].sort((a, b) => a.call.startIndex - b.call.startIndex);
}

function mentionsDictionary(text: string): boolean {
  return text.includes('**') && text.includes('aws_session_token');
}

function takes(source: Source, call: Node, name: string): boolean {
  const callee = field(call, 'function');
  const path = callee === null ? null : pathOf(source, callee);
  if (name === 'aws_session_token') return TAKES_TOKEN.test(path?.split('.').at(-1) ?? calleeName(call));
  return path !== null && OTHER_ARGUMENTS.some(([shape, argument]) => argument === name && shape.test(path));
}

/** `Session(key, secret, token)` and botocore's `set_credentials(key, secret, token)`. */
function positionalCalls(source: Source): Node[] {
  const named = [...source.text.matchAll(/\b([A-Za-z_]\w*)\s*\(/g)].filter(({ 1: name }) =>
    /Session$|^set_credentials$/.test(name ?? ''),
  );
  return named.flatMap((match) => {
    const leaf = source.root.descendantForIndex(match.index, match.index + (match[1]?.length ?? 0));
    const call = leaf === null ? null : enclosing(leaf, ['call']);
    const callee = field(call, 'function');
    if (call === null || callee === null || callee.endIndex !== leaf?.endIndex) return [];
    if (argumentsOf(call).positional.length < 3) return [];
    const path = pathOf(source, callee) ?? '';
    return SESSION_PATH.test(path) || /^(?:aio)?botocore\.session\..*\.set_credentials$/.test(path)
      ? [call]
      : [];
  });
}

/** An endpoint that is not AWS, or one that only the environment knows, as with emulators and other vendors. */
function hasOtherEndpoint(source: Source, call: Node): boolean {
  const { named, splats } = argumentsOf(call);
  const given = named.get('endpoint_url');
  const value = given === undefined ? null : argumentValue(given);
  if (value !== null) {
    const text = stringOf(value);
    return text === null ? originOf(source, value).kind !== 'nothing' : !isAwsEndpoint(text);
  }
  return splats.some((splat) => {
    const origin =
      splat.firstNamedChild === null ? null : originOf(source, splat.firstNamedChild, ['endpoint_url']);
    return origin !== null && ['literal', 'environment', 'example'].includes(origin.kind);
  });
}

function isExampleKey(source: Source, call: Node): boolean {
  const { named, positional } = argumentsOf(call);
  const key = named.get('aws_access_key_id') ?? named.get('aws_secret_access_key') ?? positional[0];
  return key !== undefined && originOf(source, argumentValue(key)).kind === 'example';
}

/** A `DurationSeconds` that the call spells out. */
export function durationOf(call: Node): number | null {
  const value = argumentsOf(call).named.get('DurationSeconds');
  const text = value === undefined ? '' : argumentValue(value).text.replaceAll('_', '');
  const factors = /^\d{1,6}(?:\s*\*\s*\d{1,6})*$/.test(text) ? text.split('*').map(Number) : [];
  return factors.length === 0 ? null : factors.reduce((product, factor) => product * factor, 1);
}
