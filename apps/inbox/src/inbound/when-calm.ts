export interface Calm extends Disposable {
  during<Result>(work: Promise<Result>): Promise<Result>
}

/** Acts each time that no work has been done for `calmMs` after some was. */
export function whenCalm(act: () => void, calmMs: number): Calm {
  let atWork = 0
  let waiting: NodeJS.Timeout | undefined
  return {
    async during(work) {
      atWork += 1
      clearTimeout(waiting)
      try {
        return await work
      } finally {
        atWork -= 1
        if (atWork === 0) waiting = setTimeout(act, calmMs).unref()
      }
    },
    [Symbol.dispose]: () => {
      atWork = Infinity
      clearTimeout(waiting)
    },
  }
}
