import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { isPageOf, namedFolder, pathOf, readTeamFolder } from '../../server/team.ts';
import { ADDITION } from './support.ts';

let box: string;
let workspace: string;
let team: string;
before(async () => {
  box = await mkdtemp(join(tmpdir(), 'team-pages-'));
  workspace = join(box, 'workspace');
  team = join(workspace, '.session-doctor');
  await mkdir(join(team, 'errors'), { recursive: true });
  await mkdir(join(box, 'outside'));
  await writeFile(join(box, 'outside/secret.md'), ADDITION);
  await writeFile(join(team, 'errors/good.md'), ADDITION);
});
after(() => rm(box, { recursive: true, force: true }));

const read = async () => {
  const { files, problems } = await readTeamFolder({ path: team, within: workspace });
  const near = (path: string) => path.slice(path.lastIndexOf('.session-doctor/') + '.session-doctor/'.length);
  return {
    names: files.map(({ name }) => near(name)),
    said: problems.map(({ file, message }) => `${near(file)}: ${message}`),
  };
};

/** What a hostile checkout could put in place of a page; what has to be said about it. */
const ODD: Record<string, { make(path: string): Promise<unknown> | unknown; says: string | RegExp }> = {
  'a link out of the folder': {
    make: (path) => symlink(join(box, 'outside/secret.md'), path),
    says: 'leads out of the folder of the team; put a copy of the page here',
  },
  'a relative link out of the folder': {
    make: (path) => symlink('../../../outside/secret.md', path),
    says: 'leads out of the folder of the team; put a copy of the page here',
  },
  'a link to itself': { make: (path) => symlink(path, path), says: 'is a link that leads back to itself' },
  'a link to nothing': {
    make: (path) => symlink('nowhere.md', path),
    says: 'leads nowhere; there is no such file',
  },
  'a folder': { make: (path) => mkdir(path), says: 'is no plain file; a page is a text file' },
  'a pipe': {
    make: (path) => execFileSync('mkfifo', [path]),
    says: 'is no plain file; a page is a text file',
  },
  'ten megabytes': {
    make: (path) => writeFile(path, 'x'.repeat(10 * 1024 * 1024)),
    says: 'the file has 10485760 bytes; a page may have 262144',
  },
};

for (const [what, { make, says }] of Object.entries(ODD)) {
  test(`in place of a page, ${what}: named, not read, and the others are`, {
    skip: process.platform === 'win32',
  }, async () => {
    const path = join(team, 'errors/odd.md');
    await make(path);
    try {
      assert.deepEqual(await read(), { names: ['errors/good.md'], said: [`errors/odd.md: ${says}`] });
    } finally {
      await rm(path, { recursive: true, force: true });
    }
  });
}

test('a link that stays in the folder is followed', { skip: process.platform === 'win32' }, async () => {
  await mkdir(join(team, 'shared'), { recursive: true });
  await writeFile(join(team, 'shared/page.md'), ADDITION);
  await symlink('../shared/page.md', join(team, 'errors/linked.md'));
  assert.deepEqual(await read(), { names: ['errors/good.md', 'errors/linked.md'], said: [] });
  await rm(join(team, 'errors/linked.md'));
});

test('only pages directly in errors/ and rules/ are read', async () => {
  await mkdir(join(team, 'errors/deeper'), { recursive: true });
  await mkdir(join(team, 'other'), { recursive: true });
  for (const name of [
    'errors/deeper/x.md',
    'other/x.md',
    'x.md',
    'errors/notes.txt',
    'errors/.draft.md',
    'errors/x.md.bak',
  ])
    await writeFile(join(team, name), ADDITION);
  assert.deepEqual(await read(), { names: ['errors/good.md'], said: [] });
});

test('a folder that is a link out is not read: errors/, and the folder itself', {
  skip: process.platform === 'win32',
}, async () => {
  await mkdir(join(box, 'outside/errors'), { recursive: true });
  await writeFile(join(box, 'outside/errors/x.md'), ADDITION);
  await symlink(join(box, 'outside'), join(team, 'rules'));
  assert.deepEqual((await read()).said, ['rules: leads out of the folder of the team; it is not read']);
  await rm(join(team, 'rules'));
  const other = join(box, 'other');
  await mkdir(other);
  await symlink(join(box, 'outside'), join(other, '.session-doctor'));
  const { files, problems } = await readTeamFolder({ path: join(other, '.session-doctor'), within: other });
  assert.deepEqual(files, []);
  assert.match(problems[0]?.message ?? '', /leads out of the workspace; name its target in the setting/);
  assert.equal(
    (await readTeamFolder({ path: join(box, 'outside') })).files.length,
    1,
    'a named folder is trusted to be meant',
  );
});

test('no folder: nothing to say in a workspace, one sentence where it was named', async () => {
  const nowhere = join(box, 'nowhere');
  assert.deepEqual(await readTeamFolder({ path: join(nowhere, 'x'), within: nowhere }), {
    files: [],
    problems: [],
  });
  const named = await readTeamFolder({ path: nowhere });
  assert.deepEqual(
    named.problems.map(({ message }) => message),
    ['there is no such folder'],
  );
  const file = await readTeamFolder({ path: join(team, 'errors/good.md') });
  assert.match(file.problems[0]?.message ?? '', /is no folder/);
});

test('which addresses are pages', () => {
  const folder = { path: '/w/.session-doctor' };
  for (const [uri, is] of [
    ['file:///w/.session-doctor/errors/x.md', true],
    ['file:///w/.session-doctor/rules/x%20y.md', true],
    ['file:///w/.session-doctor/x.md', false],
    ['file:///w/.session-doctor/errors/a/x.md', false],
    ['file:///w/.session-doctor/errors/../../x.md', false],
    ['file:///w/.session-doctor-2/errors/x.md', false],
  ] as const) {
    const path = pathOf(uri);
    assert.equal(path !== null && isPageOf(folder, path), is, uri);
  }
  for (const uri of ['untitled:x.md', 'vscode-remote://h/w/.session-doctor/errors/x.md', 'file://%', ''])
    assert.equal(pathOf(uri), null);
});

test('a setting names an absolute folder or one of the home folder', () => {
  assert.equal(namedFolder('~/team'), join(homedir(), 'team'));
  assert.equal(namedFolder('~'), homedir());
  assert.equal(namedFolder('/srv/team/'), '/srv/team/');
  for (const said of ['team', './team', '../team', '~other/team', ''])
    assert.equal(namedFolder(said), null, said);
});
