// Imported into a process that is measured: says at its end how much memory it held at most. `maxRSS` would count what
// its parent held when it was forked, so Linux is asked for the peak of this very program.
import { readFileSync } from 'node:fs';

process.on('exit', () => {
  let kilobytes = process.resourceUsage().maxRSS;
  try {
    kilobytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? kilobytes);
  } catch {
    // Not Linux.
  }
  process.stderr.write(`peak ${kilobytes}\n`);
});
