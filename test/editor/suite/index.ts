import { format } from 'node:util';
import Mocha from 'mocha';

/** Called inside the extension host. Files are imported, not globbed, so that the bundle is complete. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: 'spec', color: false });
  mocha.suite.emit('pre-require', globalThis, 'suite', mocha);
  // The browser-hosted launcher shows the lines that begin so; the workbench logs through the same door.
  Mocha.reporters.Base.consoleLog = (...args: unknown[]) => {
    for (const line of format(...args).split('\n')) console.log(`[suite] ${line}`);
  };
  await import('./extension.test.ts');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} editor test(s) failed`);
}
