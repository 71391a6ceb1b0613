/** `10:02:14 UTC` on its day; only for times that are on UTC. */
export function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
}

/** ISO 8601, or null where the time is unknown or not on UTC. */
export function iso(at: number | null | undefined): string | null {
  if (at === null || at === undefined || Math.abs(at) > 8.64e15) return null;
  return new Date(at).toISOString();
}
