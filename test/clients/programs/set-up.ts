import { loadKnowledgeBase } from '../../../kb/load.ts';
import { createEngine } from '../../../server/engine.ts';
import { startEmulator } from '../../emulator/server.ts';
import { ourFiles } from '../../kb/pages.ts';
import { makeClientHome } from '../../support/clients.ts';
import { realClients } from './real-clients.ts';

/** An emulator, the engine that judges what clients print, and every client that this machine has. */
export async function setUp() {
  const emulator = await startEmulator();
  const [home, compiled] = await Promise.all([makeClientHome(), makeClientHome()]);
  const listed = await realClients(emulator, home, compiled.path);
  return {
    emulator,
    home,
    engine: createEngine(loadKnowledgeBase(ourFiles()).kb),
    clients: listed.filter((client) => 'run' in client),
    missing: listed.filter((client) => 'missing' in client),
    async tearDown() {
      await emulator.close();
      await Promise.all([home.remove(), compiled.remove()]);
    },
  };
}
