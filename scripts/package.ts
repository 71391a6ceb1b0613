import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createVSIX } from '@vscode/vsce';
import { buildAll, root } from './build.ts';

/** Builds `session-doctor.vsix` in the root; everything is bundled, so no package goes in. */
export async function packageExtension(): Promise<string> {
  const packagePath = join(root, 'session-doctor.vsix');
  await createVSIX({ cwd: root, packagePath, dependencies: false, rewriteRelativeLinks: false });
  return packagePath;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildAll();
  console.log(`Packed ${await packageExtension()}`);
}
