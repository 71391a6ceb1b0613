/** `1 hour`, `15 minutes`, `36 hours`, `7 days`, `6 hours 24 minutes`, `90 seconds` */
export function humanDuration(seconds: number): string {
  const unit = (count: number, name: string) => `${count} ${name}${count === 1 ? '' : 's'}`;
  if (seconds >= 172_800 && seconds % 86_400 === 0) return unit(seconds / 86_400, 'day');
  if (seconds < 60 || (seconds < 3600 && seconds % 60 !== 0)) return unit(seconds, 'second');
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = [
    hours && unit(hours, 'hour'),
    minutes && unit(minutes, 'minute'),
    rest && unit(rest, 'second'),
  ];
  return parts.filter(Boolean).join(' ');
}
