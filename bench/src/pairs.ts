/** Compares two things on a noisy machine: in turn, A B B A, so that what slows the machine slows both. */

export type Spread = { median: number; min: number; max: number }

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const median = ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2
  return { median, min: sorted[0] ?? NaN, max: sorted.at(-1) ?? NaN }
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN
}

export type Paired<Figures> = { ours: Figures[]; floor: Figures[] }

/** Runs `count` pairs, drops none. */
export async function runPairs<Figures>(
  count: number,
  sides: { ours: (pair: number) => Promise<Figures>; floor: (pair: number) => Promise<Figures> },
): Promise<Paired<Figures>> {
  const result: Paired<Figures> = { ours: [], floor: [] }
  for (let pair = 0; pair < count; pair++) {
    const order = pair % 2 === 0 ? (['ours', 'floor'] as const) : (['floor', 'ours'] as const)
    for (const side of order) result[side].push(await sides[side](pair))
  }
  return result
}

/** Ours divided by the floor, pair by pair. */
export function ratioOf<Figures>(pairs: Paired<Figures>, figure: (figures: Figures) => number): Spread {
  return spreadOf(
    pairs.ours.map((ours, index) => {
      const floor = pairs.floor[index]
      if (floor === undefined) throw new Error('A pair lacks its floor.')
      return figure(ours) / figure(floor)
    }),
  )
}
