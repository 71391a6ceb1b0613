/** Commands that a user may copy: every word is quoted for the shells of the platform, or there is no command. */

import { plain } from '../render/escape.ts';
import { redact } from '../render/redact.ts';
import type { Platform } from './types.ts';

const BARE = /^[A-Za-z0-9_./:][A-Za-z0-9_./:-]*$/;
/** What means the same inside double quotes to PowerShell and to cmd; neither has an escape that the other knows. */
const WINDOWS_SAFE = /^[\p{L}\p{N} _.,:/@+=()-]+$/u;

/** `word` for a shell, or null where no quoting is safe: control characters, what is masked anyway, odd names on Windows. */
export function quote(word: string, platform: Platform): string | null {
  if (word === '' || word !== plain(word, 250) || word !== redact(word)) return null;
  if (BARE.test(word)) return word;
  if (platform === 'win32') return WINDOWS_SAFE.test(word) ? `"${word}"` : null;
  // A backslash before a closing quote means something else to fish, so it stands outside the quotes.
  return `'${word.replace(/['\\]/g, (mark) => `'\\${mark}'`)}'`;
}

/** `aws sso login --profile dev`; null when the profile cannot be quoted. */
export function withProfile(command: string, profile: string, platform: Platform): string | null {
  const quoted = quote(profile, platform);
  if (quoted === null) return null;
  // An option parser takes a word that begins with a dash for an option unless it is joined.
  return `${command} --profile${profile.startsWith('-') ? '=' : ' '}${quoted}`;
}

/** Removes variables from the current shell. */
export function unsetCommand(names: string[], platform: Platform): string {
  return platform === 'win32'
    ? `Remove-Item ${names.map((name) => `Env:${name}`).join(', ')}`
    : `unset ${names.join(' ')}`;
}

/** Sets the clock right: the first thing to try on the platform. */
export function clockCommand(platform: Platform): string {
  if (platform === 'win32') return 'w32tm /resync';
  return platform === 'darwin' ? 'sudo sntp -sS time.apple.com' : 'sudo chronyc makestep';
}
