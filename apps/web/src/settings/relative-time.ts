const steps = [
  { unit: 'second', seconds: 1, below: 60 },
  { unit: 'minute', seconds: 60, below: 3_600 },
  { unit: 'hour', seconds: 3_600, below: 86_400 },
  { unit: 'day', seconds: 86_400, below: 30 * 86_400 },
  { unit: 'month', seconds: 30 * 86_400, below: 365 * 86_400 },
  { unit: 'year', seconds: 365 * 86_400, below: Infinity },
] as const

/** How long ago, or in how long, as people say it: "5 minutes ago", "2 小时前". */
export function relativeTime(time: string, locale: string, now: Date = new Date()): string {
  const seconds = (new Date(time).getTime() - now.getTime()) / 1_000
  const { unit, seconds: size } = steps.find(({ below }) => Math.abs(seconds) < below) ?? steps[5]
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit)
}
