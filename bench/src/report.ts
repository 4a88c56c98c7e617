/** One line of a report: what was seen, beside its bar. */
import { cpus, loadavg } from 'node:os'
import type { Spread } from './pairs.ts'

export type Line = {
  scenario: string
  figure: string
  seen: string
  bar: string | null
  /** `null`: nothing to hold it against, or the spread lies on both sides of the bar. */
  met: boolean | null
}

export function ratioLine(scenario: string, figure: string, ratio: Spread, atMost: number): Line {
  const seen = `${ratio.median.toFixed(2)}x (${ratio.min.toFixed(2)} to ${ratio.max.toFixed(2)})`
  const met = ratio.max <= atMost ? true : ratio.min > atMost ? false : ratio.median <= atMost ? null : false
  return { scenario, figure, seen, bar: `<= ${atMost}x`, met }
}

export function limitLine(scenario: string, figure: string, value: number, unit: string, atMost: number): Line {
  return { scenario, figure, seen: `${value.toFixed(1)} ${unit}`, bar: `<= ${atMost} ${unit}`, met: value <= atMost }
}

export function factLine(scenario: string, figure: string, seen: string): Line {
  return { scenario, figure, seen, bar: null, met: null }
}

export function machineLine(): string {
  const load = loadavg().map((value) => value.toFixed(1))
  return `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.versions.node}, load ${load.join(' ')}, ${new Date().toISOString()}`
}

export function printLine({ scenario, figure, seen, bar, met }: Line): void {
  const verdict = bar === null ? '' : met === true ? 'met' : met === false ? 'MISSED' : 'inconclusive'
  console.log(`${scenario.padEnd(16)} ${figure.padEnd(44)} ${seen.padEnd(30)} ${(bar ?? '').padEnd(12)} ${verdict}`)
}
