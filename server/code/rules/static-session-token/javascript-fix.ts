import type { Edit, Fix } from '../../../types.ts';
import {
  indentAt,
  lineStart,
  reindent,
  removeItems,
  removeStatement,
  type Style,
  styleOf,
} from '../../edits.ts';
import { importName } from '../../javascript/imports.ts';
import { javascript, javascriptCleaner } from '../../javascript/moving.ts';
import { bindingOf } from '../../javascript/names.ts';
import { originOf } from '../../javascript/origins.ts';
import type { Sink } from '../../javascript/sinks.ts';
import {
  argumentsOf,
  calleeName,
  calleeOf,
  keyName,
  pathOf,
  propertyOf,
  unwrap,
} from '../../javascript/values.ts';
import { field, parentIf, parentOf, parts } from '../../nodes.ts';
import type { Origin } from '../../origins.ts';
import { transplant } from '../../transplant.ts';
import type { Node } from '../../tree.ts';
import type { Culprit, Source } from '../../types.ts';
import { dropUnused } from '../../unused.ts';
import { requestOf, type TokenObject, tokenObjects } from './javascript.ts';
import { DEFAULT_CHAIN, fixOf, REFRESH } from './offers.ts';

const KEYS = ['accessKeyId', 'secretAccessKey', 'sessionToken'] as const;
const VARIABLES = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'] as const;
const SDK = '@aws-sdk';
const LINE_LIMIT = 80;

export function fixesInJavaScript(source: Source, culprit: Culprit): Fix[] {
  for (const token of tokenObjects(source)) {
    const sink = token.sinks.find(
      ({ node }) => node.startIndex === culprit.start && node.endIndex === culprit.end,
    );
    if (sink === undefined) continue;
    const origins = originsOf(source, token.credentials);
    if (origins === null) return [];
    return (
      fromEnvironment(source, token, sink, origins) ?? fromAssumeRole(source, token, sink, origins) ?? []
    );
  }
  return [];
}

function originsOf(source: Source, credentials: Node): Origin[] | null {
  if (credentials.type !== 'object') return null;
  const values = KEYS.map((key) => propertyOf(credentials, key)?.value);
  return values.every((value) => value !== undefined) ? values.map((value) => originOf(source, value)) : null;
}

/** The property that gives the client its credentials, in options that are written out. */
function propertyFor(credentials: Node, { options, keys }: Sink): { property: Node; value: Node } | null {
  const [key] = keys;
  if (key === undefined) return null;
  const given = options === null ? null : propertyOf(options, key);
  if (given !== null) return given;
  const around = parentOf(credentials);
  return around?.type === 'pair' && keyName(around) === key ? { property: around, value: credentials } : null;
}

/** The standard variables are what the default chain reads first anyway. */
function fromEnvironment(
  source: Source,
  { credentials }: TokenObject,
  sink: Sink,
  origins: Origin[],
): Fix[] | null {
  if (!origins.every((origin, at) => origin.kind === 'environment' && origin.name === VARIABLES[at]))
    return null;
  const given = propertyFor(credentials, sink);
  const edits =
    given === null ? fromOptions(source, credentials, sink) : withoutProperty(source, given.property);
  if (edits.length === 0) return [];
  return fixOf(source, DEFAULT_CHAIN, [...edits, ...dropUnused(source, javascriptCleaner([]), edits, '')]);
}

function withoutProperty(source: Source, property: Node): Edit[] {
  const object = parentIf(property, 'object');
  return object === null ? [] : removeItems(source, object, [property]);
}

/** SDK v2: the three keys stand among the options. */
function fromOptions(source: Source, credentials: Node, { node, options, keys }: Sink): Edit[] {
  if (keys.length > 0 || options === null || options.id !== credentials.id) return [];
  const doomed = KEYS.flatMap((key) => propertyOf(credentials, key)?.property ?? []);
  const isAll = parts(credentials).length === doomed.length;
  const statement = parentOf(node);
  if (isAll && calleeName(node) === 'update' && statement?.type === 'expression_statement') {
    const edit = removeStatement(source, statement);
    if (edit !== null) return [edit];
  }
  return removeItems(source, credentials, doomed);
}

function fromAssumeRole(
  source: Source,
  { credentials }: TokenObject,
  sink: Sink,
  origins: Origin[],
): Fix[] | null {
  const [session] = origins;
  if (session?.kind !== 'session' || origins.some(({ node }) => node.id !== session.node.id)) return null;
  const through = [...(session.through ?? []), ...sink.through];
  const given = propertyFor(credentials, sink);
  if (given === null || through.length > 1) return null;
  const sts = stsOf(source, session.node);
  const request = requestOf(source, session.node);
  if (sts === null || request === null || /\b(?:TokenCode|SerialNumber)\b/.test(request.text)) return null;
  const move = (node: Node) => {
    const text = transplant(source, javascript, node, sink.node, through[0] ?? null);
    return text === null ? null : reindent(text, indentAt(source.text, node.startIndex), '');
  };
  const params = move(request);
  const config = sts.options === null ? '' : move(sts.options);
  if (params === null || config === null) return null;
  const style = styleOf(source);
  const provider = importName(source, style, `${SDK}/credential-providers`, 'fromTemporaryCredentials');
  const edit = replaceValue(
    source,
    given,
    sink.options,
    (column, indent) =>
      provider.name + callText(params, config, column + provider.name.length, indent, style),
    style,
  );
  const unused = dropUnused(source, javascriptCleaner(through), [edit], `${edit.text} ${provider.name}`);
  return fixOf(source, REFRESH, [...provider.edits, edit, ...unused]);
}

type Write = (column: number, indent: string) => string;

/** Gives a property another value. Options on one line are spread over several when the value takes several. */
function replaceValue(
  source: Source,
  { property, value }: { property: Node; value: Node },
  options: Node | null,
  write: Write,
  style: Style,
): Edit {
  const key = property.type === 'shorthand_property_identifier' ? 'credentials: ' : '';
  const column = value.startIndex - lineStart(source.text, value.startIndex) + key.length;
  const indent = indentAt(source.text, value.startIndex);
  const text = write(column, indent);
  const isOneLine =
    options !== null &&
    parentOf(property)?.id === options.id &&
    options.startPosition.row === options.endPosition.row;
  if (!isOneLine || !text.includes('\n'))
    return { start: value.startIndex, end: value.endIndex, text: key + text };
  const deep = indent + style.indent;
  const lines = parts(options).map((one) => {
    if (one.id !== property.id) return one.text;
    const name = key === '' ? `${field(property, 'key')?.text}: ` : key;
    return name + write(deep.length + name.length, deep);
  });
  const body = lines.map((line) => `${deep}${line},${style.eol}`).join('');
  return { start: options.startIndex, end: options.endIndex, text: `{${style.eol}${body}${indent}}` };
}

/** `({ params: …, clientConfig: … })`, on one line where that fits. */
function callText(params: string, config: string, column: number, indent: string, style: Style): string {
  const entries = [entry('params', params), ...(config === '' ? [] : [entry('clientConfig', config)])];
  const line = `({ ${entries.join(', ')} })`;
  if (!line.includes('\n') && column + line.length < LINE_LIMIT) return line;
  const deep = indent + style.indent;
  const body = entries.map((text) => `${deep}${reindent(text, '', deep)},${style.eol}`).join('');
  return `({${style.eol}${body}${indent}})`;
}

function entry(key: string, value: string): string {
  return key === value ? key : `${key}: ${value}`;
}

/** The STS client of SDK v3 that takes the session: what its constructor is given. Null for any other. */
function stsOf(source: Source, call: Node): { options: Node | null } | null {
  const callee = calleeOf(call);
  const receiver = callee?.type === 'member_expression' ? field(callee, 'object') : null;
  if (receiver === null) return null;
  const isV3 = /^@aws-sdk\/client-sts#STS(?:Client)?\(\)$/.test(pathOf(source, receiver) ?? '');
  const isAssumeRole =
    calleeName(call) === 'assumeRole' || /\bAssumeRoleCommand\b/.test(commandName(source, call));
  if (!isV3 || !isAssumeRole) return null;
  const at = unwrap(receiver);
  const binding = at.type === 'identifier' ? bindingOf(source, at) : null;
  const made = binding?.kind === 'value' ? unwrap(binding.value) : at;
  if (made.type !== 'new_expression') return null;
  const [options] = argumentsOf(made);
  return {
    options:
      options === undefined || (options.type === 'object' && parts(options).length === 0) ? null : options,
  };
}

function commandName(source: Source, call: Node): string {
  const first = argumentsOf(call)[0];
  const binding = first?.type === 'identifier' ? bindingOf(source, first) : null;
  const command = binding?.kind === 'value' ? unwrap(binding.value) : first;
  return field(command ?? null, 'constructor')?.text ?? '';
}
