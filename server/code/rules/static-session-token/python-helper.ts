import type { Edit } from '../../../types.ts';
import { type Style, toEol } from '../../edits.ts';
import { descendants, field, leaves, parentOf } from '../../nodes.ts';
import { addImports, type Import, importBlock } from '../../python/imports.ts';
import { bindingOf, isModule, isVariable, scopeOf } from '../../python/names.ts';
import type { Node } from '../../tree.ts';
import type { Source } from '../../types.ts';

const NAME = 'assume_role_session';
const REFRESHER = 'create_assume_role_refresher';

/** A function of the file that makes a session which renews itself: its name, and the edits that put it there. */
export interface Helper {
  name: string;
  edits: Edit[];
}

export function refreshingHelper(source: Source, style: Style): Helper {
  const present = descendants(source.root, ['function_definition']).find(
    (definition) =>
      isModule(scopeOf(definition)) &&
      definition.text.includes(REFRESHER) &&
      definition.text.includes('request'),
  );
  const known = field(present ?? null, 'name');
  if (known !== null) return { name: known.text, edits: [] };
  const name = leaves(source, NAME).length === 0 ? NAME : `refreshing_${NAME}`;
  const boto3 = moduleName(source);
  const imports: Import[] = [
    ...(boto3 === null ? [{ line: 'import boto3', module: 'boto3' }] : []),
    { line: 'import botocore.session', module: 'botocore.session' },
    {
      line: `from botocore.credentials import (\n${style.indent}DeferredRefreshableCredentials,\n${style.indent}${REFRESHER},\n)`,
      module: 'botocore.credentials',
    },
  ];
  const added = addImports(source, style, imports);
  const definition = insertDefinition(source, style, helperText(name, boto3 ?? 'boto3', style));
  // One place can take both: then the imports come first.
  const clash = added.find(({ start }) => start === definition.start);
  if (clash === undefined) return { name, edits: [...added, definition] };
  clash.text += definition.text;
  return { name, edits: added };
}

/** What the file calls the module boto3, where all of the file can see it. */
function moduleName(source: Source): string | null {
  const found = leaves(source, 'boto3').find(
    (leaf) => leaf.type === 'identifier' && parentOf(leaf)?.type === 'dotted_name',
  );
  const statement = parentOf(parentOf(found));
  const name = statement?.type === 'aliased_import' ? field(statement, 'alias') : found;
  if (
    name == null ||
    !(isVariable(name) || parentOf(name)?.type === 'dotted_name') ||
    !isModule(scopeOf(name))
  )
    return null;
  const binding = bindingOf(source, name);
  return binding?.kind === 'import' && binding.path === 'boto3' ? name.text : null;
}

function helperText(name: string, boto3: string, { indent, quote }: Style): string {
  const q = quote;
  return [
    `def ${name}(sts, request, **options):`,
    `${indent}"""A boto3 session with the role's credentials, renewed before they end."""`,
    `${indent}session = botocore.session.Session()`,
    `${indent}session._credentials = DeferredRefreshableCredentials(`,
    `${indent}${indent}method=${q}assume-role${q},`,
    `${indent}${indent}refresh_using=${REFRESHER}(sts, request),`,
    `${indent})`,
    `${indent}return ${boto3}.Session(botocore_session=session, **options)`,
  ].join('\n');
}

/** After the imports, with two blank lines on both sides. */
function insertDefinition(source: Source, style: Style, text: string): Edit {
  const { last } = importBlock(source);
  const place = last === null ? 0 : endWithComment(source, last);
  const rest = source.text.slice(place);
  const newlines = /^(?:[ \t]*\r?\n)*/.exec(rest)?.[0].match(/\n/g)?.length ?? 0;
  const before = place === 0 ? '' : '\n\n\n';
  const tail = '\n'.repeat(rest.trim() === '' ? (newlines > 0 ? 0 : 1) : Math.max(0, 3 - newlines));
  return { start: place, end: place, text: toEol(`${before}${text}${tail}`, style) };
}

/** The end of a statement, and of a comment that stands beside it. */
function endWithComment({ text }: Source, statement: Node): number {
  const comment = /^[ \t]*#[^\r\n]*/.exec(text.slice(statement.endIndex));
  return statement.endIndex + (comment?.[0].length ?? 0);
}
