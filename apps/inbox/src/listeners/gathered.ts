/** What many ask of the database at once goes in few statements: whatever is asked for while one is under way goes with the next. */

const mostTogether = 500

type Ways<Item> = {
  /** Does what it can for all without waiting for any, and answers whom it has done it for. */
  together(items: readonly Item[]): Promise<ReadonlySet<Item>>
  /** For those that need patience, or whose own fault it may be that nothing was done for all. */
  alone(item: Item): Promise<void>
}

type Asked<Item> = { item: Item; resolve: () => void; reject: (error: unknown) => void }

export class Gathered<Item> {
  readonly #ways: Ways<Item>
  readonly #waiting: Asked<Item>[] = []
  #isRunning = false

  constructor(ways: Ways<Item>) {
    this.#ways = ways
  }

  /** What is asked for later is done later, unless it has to be done alone. */
  do(item: Item): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject })
      if (!this.#isRunning) this.#run().catch(reject)
    })
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    while (this.#waiting.length > 0) {
      const part = this.#waiting.splice(0, mostTogether)
      const done = await this.#together(part.map(({ item }) => item))
      for (const { item, resolve, reject } of part) {
        if (done.has(item)) resolve()
        else this.#ways.alone(item).then(resolve, reject)
      }
    }
    this.#isRunning = false
  }

  /** Whoever is the reason why nothing was done finds out alone. */
  async #together(items: readonly Item[]): Promise<ReadonlySet<Item>> {
    try {
      return await this.#ways.together(items)
    } catch {
      return new Set()
    }
  }
}
