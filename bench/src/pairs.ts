/** Compares two things on a noisy machine: in turn, A B B A, so that what slows the machine slows both. */

export type Spread = { median: number; min: number; max: number; samples: readonly number[] }

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN, samples: values }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

/** Runs every side `count` times, forwards and backwards in turn, and drops no round. */
export async function runInTurn<Side extends string, Figures>(
  count: number,
  sides: Record<Side, (round: number) => Promise<Figures>>,
): Promise<Record<Side, Figures[]>> {
  const names = Object.keys(sides) as Side[]
  const result = Object.fromEntries(names.map((name) => [name, [] as Figures[]])) as Record<Side, Figures[]>
  for (let round = 0; round < count; round++) {
    const order = round % 2 === 0 ? names : names.toReversed()
    for (const name of order) result[name].push(await sides[name](round))
  }
  return result
}

export type Paired<Figures> = { ours: Figures[]; floor: Figures[] }

export function runPairs<Figures>(
  count: number,
  sides: { ours: (pair: number) => Promise<Figures>; floor: (pair: number) => Promise<Figures> },
): Promise<Paired<Figures>> {
  return runInTurn(count, sides)
}

/** Ours divided by the floor, pair by pair. */
export function ratioOf<Figures>(pairs: Paired<Figures>, figure: (figures: Figures) => number): Spread {
  return ratioBetween(pairs.ours.map(figure), pairs.floor.map(figure))
}

export function ratioBetween(ours: readonly number[], floor: readonly number[]): Spread {
  if (ours.length !== floor.length) throw new Error('A pair lacks one side.')
  return spreadOf(ours.map((value, index) => value / (floor[index] ?? NaN)))
}
