import { find } from '../../kb/lookup.ts';
import { type KnowledgeBase, nameOf } from '../../kb/types.ts';
import { knowledgeBase } from '../assets.ts';
import { renderArticle } from '../render/article.ts';
import { renderText } from '../render/article-text.ts';
import { plain } from '../render/escape.ts';
import { redact, redactAll } from '../render/redact.ts';
import { oneOf, parse, print, standardInput, UsageError } from './usage.ts';

const USAGE = `session-doctor explain NAME_OR_TEXT [OPTIONS]

What the knowledge base says about an error code, a rule id, or a pasted message (- reads it from standard input).
Two names are tables: decisions (which question tells two errors apart) and lifetimes (every duration and limit).

  --list                all entries
  --format text|markdown|json
  --team-pages DIR      with the pages of your team in DIR (its errors/*.md and rules/*.md); what is wrong in them is
                        named, and the rest is used

Exit status: 0 found; 1 unknown (the nearest names are suggested); 2 usage.
`;

export async function run(args: string[]): Promise<number> {
  const parsed = parse(
    args,
    { list: { type: 'boolean' }, format: { type: 'string' }, 'team-pages': { type: 'string' } },
    USAGE,
  );
  if (parsed === null) return 0;
  const format = oneOf('format', parsed.values.format, ['text', 'markdown', 'json'], 'text');
  const kb = await withTeamPages(knowledgeBase(), parsed.values['team-pages']);
  if (parsed.values.list === true) {
    const rows = kb.entries.map((entry) => ({
      name: nameOf(entry),
      kind: entry.kind,
      title: redact(plain(entry.title)),
    }));
    if (format === 'json') print(JSON.stringify(rows, null, 2));
    else
      for (const { name, title } of rows)
        print(format === 'markdown' ? `- \`${name}\`: ${title}` : `${name.padEnd(36)} ${title}`);
    return 0;
  }
  const asked = parsed.positionals.join(' ');
  if (asked === '')
    throw new UsageError('explain takes a code, a rule id, a message, or - for standard input');
  if (/^(?:decisions|lifetimes)$/i.test(asked.trim())) {
    const { specialPage } = await import('../render/special-pages.ts');
    const page = specialPage(kb, asked);
    if (page !== null) {
      if (format === 'json') print(JSON.stringify({ title: page.title, markdown: page.markdown }, null, 2));
      else print(format === 'markdown' ? page.markdown : page.text);
      return 0;
    }
  }
  const found = find(kb, asked === '-' ? await standardInput() : asked);
  if (found.kind === 'unknown') {
    const near = found.nearest.length > 0 ? ` Nearest: ${found.nearest.join(', ')}.` : '';
    process.stderr.write(
      `session-doctor: nothing is known about "${redact(plain(asked, 80))}".${near} --list shows all entries.\n`,
    );
    return 1;
  }
  if (format === 'json') print(JSON.stringify(redactAll(found.entry), null, 2));
  else print(format === 'markdown' ? renderArticle(found.entry, kb) : renderText(found.entry, kb));
  return 0;
}

async function withTeamPages(kb: KnowledgeBase, folder: string | undefined): Promise<KnowledgeBase> {
  if (folder === undefined) return kb;
  if (folder === '') throw new UsageError('--team-pages takes a folder');
  // Only who has pages of a team waits for the parser.
  const [{ readTeamFolder }, { overlay }] = await Promise.all([
    import('../team.ts'),
    import('../../kb/overlay.ts'),
  ]);
  const { files, problems } = await readTeamFolder({ path: folder });
  const merged = overlay(kb, files);
  for (const { file, line, message } of [...problems, ...merged.problems])
    process.stderr.write(`session-doctor: ${plain(redact(`${file}:${line}: ${message}`), 600)}\n`);
  return merged.kb;
}
