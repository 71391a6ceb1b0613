/** Credentials of every shape that mean nothing anywhere, put together at run time so that no scanner takes them for real. */

const letters = 'QRSTUVWXYZ234567QRSTUVWX';

export const canary = {
  accessKeyId: `${'AS'}${'IA'}${letters.slice(0, 16)}`,
  userKeyId: `${'AK'}${'IA'}${letters.slice(4, 20)}`,
  secretAccessKey: `wJalrXUt${'nFEMI/K7MDENG'}/bPxRfiCY${'CANARYKEY1'}`,
  sessionToken: `${'IQoJ'}b3JpZ2luX2VjE${'Q2FuYXJ5UGFydDAxMjM0+/'.repeat(8)}==`,
  jwt: `eyJhbGciOiJSUzI1NiJ9.${'eyJDQU5BUlkiOiJjYW5hcnkifQ'}.${'c2lnbmF0dXJlLWNhbmFyeQ'}`,
  refreshToken: `${'Atzr'}|${'Zm9vYmFyQ2FuYXJ5'.repeat(3)}`,
} as const;

/** Parts of the canaries longer than four characters that stand in `output`. */
export function leaked(output: string): string[] {
  return Object.entries(canary).flatMap(([name, value]) => {
    for (let at = 4; at + 5 <= value.length; at++) {
      const part = value.slice(at, at + 8);
      if (part.length >= 8 && output.includes(part)) return [`${name}: …${part}…`];
    }
    return [];
  });
}
