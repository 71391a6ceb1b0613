import { fateOf, isOneShot, watchesExpiry } from '../../javascript/fates.ts';
import { bindingOf } from '../../javascript/names.ts';
import { commandOf, originOf } from '../../javascript/origins.ts';
import { type Sink, sinksOf } from '../../javascript/sinks.ts';
import {
  argumentsOf,
  calleeName,
  keyName,
  pathOf,
  propertyOf,
  stringOf,
  unwrap,
} from '../../javascript/values.ts';
import { field, isField, leaves, parentIf, parentOf, parts, remember } from '../../nodes.ts';
import type { Origin } from '../../origins.ts';
import { isAwsEndpoint } from '../../surroundings.ts';
import type { Node } from '../../tree.ts';
import type { Culprit, Source } from '../../types.ts';
import { messageOf, relatedTo, severityOf } from './verdict.ts';

/** Credentials with a fixed session token, and the clients that get them. */
export interface TokenObject {
  /** The object literal, or the `new Credentials(…)`. */
  credentials: Node;
  origin: Origin;
  sinks: Sink[];
}

export function detectInJavaScript(source: Source): Culprit[] {
  const refreshes = watchesExpiry(source);
  const seen = new Set<number>();
  return tokenObjects(source).flatMap(({ credentials, origin, sinks }) => {
    if (refreshes && origin.kind !== 'environment' && origin.kind !== 'literal') return [];
    return sinks.flatMap(({ node, options, provided }): Culprit[] => {
      if (
        seen.has(node.startIndex) ||
        hasOtherEndpoint(source, options) ||
        (provided && tellsExpiry(credentials))
      )
        return [];
      const always = node.type === 'call_expression' || node.type === 'assignment_expression';
      const severity = severityOf(origin, always ? 'stored' : fateOf(source, node), isOneShot(source, node));
      if (severity === null) return [];
      seen.add(node.startIndex);
      return [
        {
          start: node.startIndex,
          end: node.endIndex,
          severity,
          message: messageOf(origin, origin.kind === 'session' ? durationOf(source, origin.node) : null),
          related: relatedTo(origin, node),
        },
      ];
    });
  });
}

/** Every credentials object with a token that reaches a client, whatever becomes of the client. */
export function tokenObjects(source: Source): TokenObject[] {
  return remember<TokenObject[]>(source, 'static-session-token', [], () => findObjects(source));
}

function findObjects(source: Source): TokenObject[] {
  const literals = leaves(source, 'sessionToken').flatMap((leaf): TokenObject[] => {
    const property = leaf.type === 'shorthand_property_identifier' ? leaf : propertyAround(leaf);
    const credentials = parentOf(property);
    const value = property?.type === 'pair' ? field(property, 'value') : property;
    if (property === null || value === null || value === undefined || credentials?.type !== 'object')
      return [];
    if (isExample(source, propertyOf(credentials, 'accessKeyId')?.value ?? null)) return [];
    return [{ credentials, origin: originOf(source, value), sinks: sinksOf(source, credentials) }];
  });
  const made = leaves(source, 'Credentials').flatMap((leaf): TokenObject[] => {
    const callee = parentIf(leaf, 'member_expression') ?? leaf;
    const call = parentOf(callee);
    const token =
      call?.type === 'new_expression' && isField(callee, 'constructor') ? argumentsOf(call)[2] : undefined;
    if (
      call == null ||
      token === undefined ||
      !/^aws-sdk\b.*#Credentials$/.test(pathOf(source, callee) ?? '')
    )
      return [];
    const sink: Sink = { node: call, options: null, provided: false, keys: [], through: [] };
    if (isExample(source, argumentsOf(call)[0] ?? null)) return [];
    return [{ credentials: call, origin: originOf(source, token), sinks: [sink] }];
  });
  return [...literals, ...made].filter(({ sinks }) => sinks.length > 0);
}

function propertyAround(leaf: Node): Node | null {
  const key = leaf.type === 'string_fragment' ? parentOf(leaf) : leaf;
  return key !== null && isField(key, 'key') ? parentIf(key, 'pair') : null;
}

function isExample(source: Source, value: Node | null): boolean {
  return value !== null && originOf(source, value).kind === 'example';
}

function tellsExpiry(credentials: Node): boolean {
  return parts(credentials).some(
    (property) => /^expir/i.test(keyName(property) ?? property.text) || property.type === 'spread_element',
  );
}

/** `endpoint` names something that is not AWS, or that only the environment knows. */
function hasOtherEndpoint(source: Source, options: Node | null): boolean {
  const value = options === null ? null : propertyOf(options, 'endpoint')?.value;
  if (value == null) return false;
  const text = stringOf(unwrap(value));
  return text === null ? originOf(source, value).kind !== 'nothing' : !isAwsEndpoint(text);
}

/** A `DurationSeconds` that the call spells out. */
function durationOf(source: Source, call: Node): number | null {
  const request = requestOf(source, call);
  const value = request?.type === 'object' ? propertyOf(request, 'DurationSeconds')?.value : null;
  const text = value?.text.replaceAll('_', '') ?? '';
  const factors = /^\d{1,6}(?:\s*\*\s*\d{1,6})*$/.test(text) ? text.split('*').map(Number) : [];
  return factors.length === 0 ? null : factors.reduce((product, factor) => product * factor, 1);
}

/** The parameters of `sts.send(new AssumeRoleCommand(…))` or `sts.assumeRole(…)`, through a variable too. */
export function requestOf(source: Source, call: Node): Node | null {
  const first = argumentsOf(call)[0];
  if (first === undefined) return null;
  const command = calleeName(call) === 'send' ? commandOf(source, first) : call;
  const request = command === null ? undefined : argumentsOf(command)[0];
  if (request === undefined) return null;
  const binding = request.type === 'identifier' ? bindingOf(source, request) : null;
  return binding?.kind === 'value' && unwrap(binding.value).type === 'object'
    ? unwrap(binding.value)
    : request;
}
