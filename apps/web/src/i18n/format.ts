/** Times, sizes and numbers as people read them in the language shown. */
import { i18n } from '@lingui/core'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(time: string, name: string, options: Intl.DateTimeFormatOptions): string {
  const key = `${i18n.locale} ${name}`
  let formatter = formats.get(key)
  if (!formatter) formats.set(key, (formatter = new Intl.DateTimeFormat(i18n.locale, options)))
  return formatter.format(new Date(time))
}

const clock: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }

/** Today: the hour. This year: the day. Else the date. Short enough for a list row. */
export function shortTime(time: string, now = new Date()): string {
  const then = new Date(time)
  if (then.toDateString() === now.toDateString()) return format(time, 'clock', clock)
  if (then.getFullYear() === now.getFullYear()) return format(time, 'day', { month: 'short', day: 'numeric' })
  return format(time, 'date', { year: 'numeric', month: 'numeric', day: 'numeric' })
}

/** Today: the hour. Else day and hour. */
export function messageTime(time: string, now = new Date()): string {
  if (new Date(time).toDateString() === now.toDateString()) return format(time, 'clock', clock)
  return format(time, 'day clock', { month: 'short', day: 'numeric', ...clock })
}

/** The exact moment, for a tooltip. */
export function exactTime(time: string): string {
  return format(time, 'exact', { dateStyle: 'full', timeStyle: 'medium' })
}

/** Day and hour with the weekday: when something comes back. */
export function dayAndTime(time: string): string {
  return format(time, 'weekday', { weekday: 'short', month: 'short', day: 'numeric', ...clock })
}

export function longDate(time: string): string {
  return format(time, 'long', { dateStyle: 'long' })
}

/** Bytes as kB or MB, counted in thousands as mail servers count. */
export function fileSize(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [Math.max(1, bytes / 1000), 'kilobyte'] : [bytes / 1_000_000, 'megabyte']
  return new Intl.NumberFormat(i18n.locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value)
}

/** A count on a badge: exact to 999. */
export function badgeCount(count: number): string {
  return count > 999 ? '999+' : String(count)
}

/** An amount of money, to a hundredth of a cent where it is small. */
export function money(amount: number, currency: string): string {
  const digits = amount !== 0 && amount < 1 ? 4 : 2
  return new Intl.NumberFormat(i18n.locale, {
    style: 'currency',
    currency,
    minimumFractionDigits: 2,
    maximumFractionDigits: digits,
  }).format(amount)
}
