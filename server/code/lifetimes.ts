/** `90` → "90 seconds", `900` → "15 minutes", `5400` → "90 minutes", `7200` → "2 hours". */
export function inWords(seconds: number): string {
  const [count, unit] =
    seconds % 3600 === 0 && seconds > 0
      ? [seconds / 3600, 'hour']
      : seconds % 60 === 0 && seconds > 0
        ? [seconds / 60, 'minute']
        : [seconds, 'second'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
