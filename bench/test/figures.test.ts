import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { renderFigures } from '../src/figures.ts'
import { ratioBetween, runInTurn, spreadOf } from '../src/pairs.ts'
import { factLine, gainLine, limitLine, ratioLine } from '../src/report.ts'
import { keepResult, writeFigures, type Places, type Result } from '../src/results.ts'
import { scenarios } from '../src/scenarios.ts'

function result(changes: Partial<Result> = {}): Result {
  return {
    scenario: 'list-api',
    form: 'full',
    date: '2026-11-23T20:15:30.000Z',
    commit: 'abc1234567',
    tookSeconds: 12.3,
    load: { before: [0.5, 1, 1.25], after: [1, 1, 1] },
    machine: { cpu: 'Some CPU', cores: 2, memoryGb: 24, kernel: 'linux 6.1 x64' },
    versions: { node: '26.10.0', postgres: '18.4', redis: '7.0.15', dovecot: '2.3.19', chromium: '156.0' },
    failure: null,
    lines: [ratioLine('first page', spreadOf([2.5, 2, 2.25]), 3)],
    ...changes,
  }
}

describe('a verdict', () => {
  test.each([
    [[2, 2.5, 2.9], true],
    [[2, 2.5, 3.1], null],
    [[2, 3.1, 3.2], false],
  ])('of %j against at most 3', (values, met) => {
    expect(ratioLine('x', spreadOf(values), 3).met).toBe(met)
    expect(limitLine('x', spreadOf(values), 'ms', 3).met).toBe(met)
  })

  test('against at least', () => {
    expect(gainLine('x', spreadOf([11, 12]), 10).met).toBe(true)
    expect(gainLine('x', spreadOf([9, 12, 13]), 10).met).toBe(null)
    expect(gainLine('x', spreadOf([8, 9, 13]), 10).met).toBe(false)
  })

  test('a side that was not measured is no pair', () => {
    expect(() => ratioBetween([1, 2], [1])).toThrow('lacks one side')
  })
})

test('sides take turns, forwards and backwards', async () => {
  const order: string[] = []
  const side = (name: string) => async () => order.push(name)
  await runInTurn(3, { a: side('a'), b: side('b') })
  expect(order.join('')).toBe('abbaab')
})

describe('docs/figures.md', () => {
  let folder: string
  let places: Places

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cordboard-figures-'))
    places = { results: join(folder, 'results'), figures: join(folder, 'figures.md') }
  })
  afterEach(() => rm(folder, { recursive: true, force: true }))

  const page = async () => {
    await writeFigures(places)
    return readFile(places.figures, 'utf8')
  }

  test('shows median, spread, bar and verdict, with machine, commit and load', async () => {
    await keepResult(result(), places)
    expect(await page()).toContain('| list-api | first page | 2.25x (2.00 to 2.50) | <= 3x | yes | full |')
    expect(await page()).toContain('Machine 1: Some CPU, 2 cores, 24 GB, linux 6.1 x64.')
    expect(await page()).toContain(
      '| 2026-11-23 20:15 UTC | abc1234567 | 1 | 0.5 1.0 1.3 | 1.0 1.0 1.0 | 12 s | 26.10.0 |',
    )
  })

  test('does not depend on the order in which scenarios ran', () => {
    const [a, b] = [result(), result({ scenario: 'cold-start' })]
    expect(renderFigures([a, b])).toBe(renderFigures([b, a]))
  })

  test('a scenario by itself renews its own rows and leaves the others', async () => {
    await keepResult(result(), places)
    await keepResult(result({ scenario: 'cold-start', lines: [factLine('start', '1.2 s')] }), places)
    await keepResult(result({ scenario: 'cold-start', lines: [factLine('start', '1.9 s')] }), places)
    expect(await page()).toContain('| cold-start | start | 1.9 s |')
    expect(await page()).not.toContain('1.2 s')
    expect(await page()).toContain('| list-api | first page |')
  })

  test('a short look never takes the place of a full measurement, and a tiny one of nothing', async () => {
    expect(await keepResult(result({ form: 'short' }), places)).toBe(true)
    expect(await keepResult(result({ form: 'full' }), places)).toBe(true)
    expect(await keepResult(result({ form: 'short' }), places)).toBe(false)
    expect(await keepResult(result({ form: 'tiny', scenario: 'cold-start' }), places)).toBe(false)
    expect(await page()).not.toContain('cold-start')
  })

  test('a failure is shown and counts as not held', async () => {
    await keepResult(result({ lines: [], failure: 'Lost or\n doubled | 3' }), places)
    expect(await page()).toContain('| list-api | failed: Lost or doubled \\| 3 |  |  | no | full |')
  })
})

test.each(Object.entries(scenarios))('%s can be loaded', async (_, { load }) => {
  expect(await load()).toBeTypeOf('function')
})
