/** Addresses that an editor obeys. The argument is data, encoded so that it can end neither a link nor an attribute. */
export function commandUrl(command: `sessionDoctor.${string}`, argument?: object): string {
  if (argument === undefined) return `command:${command}`;
  const encoded = encodeURIComponent(JSON.stringify([argument])).replace(
    /[()'!*~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16)}`,
  );
  return `command:${command}?${encoded}`;
}

const ENTRY_LINK = 'command:sessionDoctor.explainError?';

/** Opens a page of the knowledge base. */
export function entryUrl(name: string): string {
  return commandUrl('sessionDoctor.explainError', { name });
}

/** Whether `url` opens a page and carries nothing but encoded data. */
export function isEntryUrl(url: string): boolean {
  return url.startsWith(ENTRY_LINK) && /^[\w%.-]*$/.test(url.slice(ENTRY_LINK.length));
}

/** What the clipboard takes from a link. */
const MAX_COPY = 4000;

/** Puts `text`, already redacted, into the clipboard; null where it is too long to be a command, or nothing. */
export function copyUrl(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > MAX_COPY) return null;
  return commandUrl('sessionDoctor.copyText', { text: trimmed });
}
