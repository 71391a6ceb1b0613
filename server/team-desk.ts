import type { overlay as Overlay } from '../kb/overlay.ts';
import type { TeamPage } from '../kb/team-page.ts';
import type { KnowledgeBase, Problem, SourceFile } from '../kb/types.ts';
import type { TeamPlaces } from './protocol.ts';
import {
  addressOf,
  isPageOf,
  namedFolder,
  pathOf,
  readTeamFolder,
  samePath,
  TEAM_FOLDER,
  type TeamFiles,
  type TeamFolder,
} from './team.ts';

/** The pages of the team whose workspace is open. */
export interface TeamDesk {
  /** Reads everything anew. What is wrong in a page that is not open is logged, once for as long as it stays so. */
  load(places: TeamPlaces, open: readonly string[]): Promise<KnowledgeBase>;
  /** Address of the folder that is read instead of those of the workspace, where there is one. */
  named(places: TeamPlaces): string | null;
  /** Whether the address is that of a page. */
  owns(uri: string): boolean;
  /** What is wrong in a page with this text; null when the address is not that of a page. */
  problems(uri: string, text: string): Promise<Problem[] | null>;
}

export function createTeamDesk(kb: KnowledgeBase, log: (line: string) => void): TeamDesk {
  let folders: TeamFolder[] = [];
  let read: TeamFiles = { files: [], problems: [] };
  let told = new Set<string>();
  let parsed = new Map<string, { text: string; page: TeamPage }>();

  const merge = async (files: readonly SourceFile[]): Promise<ReturnType<typeof Overlay>> => {
    if (files.length === 0) return { kb, problems: [] };
    // Nobody without pages pays for the parser.
    const [{ overlay }, { parseTeamPage }] = await Promise.all([
      import('../kb/overlay.ts'),
      import('../kb/team-page.ts'),
    ]);
    const now: typeof parsed = new Map();
    const merged = overlay(kb, files, (file) => {
      const before = parsed.get(file.name);
      const page = before?.text === file.text ? before.page : parseTeamPage(file, kb);
      now.set(file.name, { text: file.text, page });
      return page;
    });
    parsed = now;
    return merged;
  };

  const owned = (uri: string): string | null => {
    const path = pathOf(uri);
    return path !== null && folders.some((folder) => isPageOf(folder, path)) ? path : null;
  };

  return {
    async load(places, open) {
      folders = foldersOf(places, log);
      const all = await Promise.all(folders.map(readTeamFolder));
      read = { files: all.flatMap(({ files }) => files), problems: all.flatMap(({ problems }) => problems) };
      const merged = await merge(read.files);
      const paths = new Set(open.map(pathOf));
      const lines = [...read.problems, ...merged.problems]
        .filter(({ file }) => !paths.has(file))
        .map(({ file, line, message }) => `${file}:${line}: ${message}`);
      for (const line of lines) if (!told.has(line)) log(line);
      told = new Set(lines);
      return merged.kb;
    },

    named({ folder }) {
      const path = folder === '' ? null : namedFolder(folder);
      return path === null ? null : addressOf(path);
    },

    owns: (uri) => owned(uri) !== null,

    async problems(uri, text) {
      const path = owned(uri);
      if (path === null) return null;
      const unread = read.problems.filter(({ file }) => samePath(file, path));
      if (unread.length > 0) return unread;
      const name = read.files.find((file) => samePath(file.name, path))?.name ?? path;
      const others = read.files.filter((file) => file.name !== name);
      return (await merge([...others, { name, text }])).problems.filter(({ file }) => file === name);
    },
  };
}

function foldersOf(
  { trusted, folder, workspaceFolders }: TeamPlaces,
  log: (line: string) => void,
): TeamFolder[] {
  if (!trusted) return [];
  if (folder !== '') {
    const path = namedFolder(folder);
    if (path === null)
      log(`sessionDoctor.teamPages is "${folder}"; write an absolute path, or one that begins with ~/`);
    return path === null ? [] : [{ path }];
  }
  return workspaceFolders
    .map(pathOf)
    .filter((path) => path !== null)
    .map((path) => ({ path: `${path}/${TEAM_FOLDER}`, within: path }));
}
