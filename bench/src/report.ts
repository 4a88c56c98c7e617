/** One line of a report: what was seen, beside its bar. */
import type { Spread } from './pairs.ts'

export type Line = {
  /** What was measured. */
  figure: string
  /** With its unit, as a person reads it. */
  seen: string
  bar: string | null
  /** `null`: nothing to hold it against, or the median holds while the spread lies on both sides of the bar. */
  met: boolean | null
  /** As measured, in the order measured. */
  samples: readonly number[]
}

/** Ours divided by something else, pair by pair. */
export function ratioLine(figure: string, ratio: Spread, atMost: number): Line {
  return { figure, seen: spreadText(ratio, 'x', 2), bar: `<= ${atMost}x`, ...verdict(ratio, atMost) }
}

/** Ours divided by something it must exceed. */
export function gainLine(figure: string, ratio: Spread, atLeast: number): Line {
  const met = ratio.min >= atLeast ? true : ratio.median >= atLeast ? null : false
  return { figure, seen: spreadText(ratio, 'x', 2), bar: `>= ${atLeast}x`, met, samples: ratio.samples }
}

export function limitLine(figure: string, value: number | Spread, unit: string, atMost: number): Line {
  const spread = typeof value === 'number' ? { median: value, min: value, max: value, samples: [value] } : value
  return { figure, seen: spreadText(spread, ` ${unit}`, 1), bar: `<= ${atMost} ${unit}`, ...verdict(spread, atMost) }
}

/** Something that must not happen, and how often it did. */
export function noneLine(figure: string, count: number): Line {
  return { figure, seen: String(count), bar: '= 0', met: count === 0, samples: [count] }
}

export function factLine(figure: string, seen: string, samples: readonly number[] = []): Line {
  return { figure, seen, bar: null, met: null, samples }
}

/** `2.10x (1.90 to 2.40)`; a single measurement stands alone. */
export function spreadText({ median, min, max }: Spread, unit: string, digits: number): string {
  const middle = `${median.toFixed(digits)}${unit}`
  return min === max ? middle : `${middle} (${min.toFixed(digits)} to ${max.toFixed(digits)})`
}

export function verdictText({ bar, met }: Pick<Line, 'bar' | 'met'>): string {
  if (bar === null) return ''
  return met === true ? 'yes' : met === false ? 'no' : 'inconclusive'
}

export function printLine(scenario: string, line: Line): void {
  const said = { yes: 'met', no: 'MISSED' }[verdictText(line)] ?? verdictText(line)
  console.log(
    `${scenario.padEnd(16)} ${line.figure.padEnd(52)} ${line.seen.padEnd(30)} ${(line.bar ?? '').padEnd(12)} ${said}`,
  )
}

function verdict(spread: Spread, atMost: number): Pick<Line, 'met' | 'samples'> {
  const met = spread.max <= atMost ? true : spread.median <= atMost ? null : false
  return { met, samples: spread.samples }
}
