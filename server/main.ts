import { serveIpc } from './process.ts';

serveIpc();
