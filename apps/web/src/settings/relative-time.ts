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
  return spaced(new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit))
}

/** Seconds to a tenth, and at least one: "0.3 sec", "0.3 秒". */
export function shortDuration(ms: number, locale: string): string {
  const format = new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: 'second',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  })
  return spaced(format.format(Math.max(0.1, ms / 1_000)))
}

/** A space stands between digits and Chinese characters, as in all our words. */
function spaced(words: string): string {
  return words.replaceAll(/(\d)(?=\p{Script=Han})/gu, '$1 ')
}
