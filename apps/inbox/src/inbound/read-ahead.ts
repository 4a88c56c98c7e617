/** Reads parts of a lane ahead of whoever stores them, one at a time in this thread. */

export type Reading<Result> = {
  result: Promise<Result>
  /** Settles when nothing of it is read in this thread any more: it is done, or waits for another thread. */
  letGo: Promise<unknown>
}

/** The results in the order of the parts, while the ones to come are read. `most` items are in hand at a time, one part excepted. */
export async function* readAhead<Item, Result>(
  parts: readonly (readonly Item[])[],
  read: (part: readonly Item[]) => Reading<Result>,
  most: number,
): AsyncGenerator<Result> {
  const readings: Promise<Result>[] = []
  let inHand = 0
  let busyWith: number | null = null
  let over = false

  function readOn(): void {
    const index = readings.length
    const part = parts[index]
    if (over || busyWith !== null || !part || (inHand > 0 && inHand + part.length > most)) return
    busyWith = index
    inHand += part.length
    const { result, letGo } = read(part)
    // Whoever stores may have failed before; then nobody waits for this one.
    result.catch(() => undefined)
    readings.push(result)
    letGo.finally(() => free(index)).catch(() => undefined)
  }

  function free(index: number): void {
    if (busyWith === index) busyWith = null
    readOn()
  }

  try {
    for (const [index, part] of parts.entries()) {
      free(index - 1)
      const result = readings[index]
      if (!result) throw new Error('A part was not read.')
      yield await result
      inHand -= part.length
    }
  } finally {
    over = true
  }
}
