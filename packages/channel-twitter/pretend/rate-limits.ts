/** Limits by endpoint, with the headers that tell of them. */
type Window = { remaining: number; resetAt: number }

export type Limits = Readonly<Record<string, { limit: number; windowMs: number }>>

/** As X had them in August 2026. */
export const realLimits: Limits = {
  'GET /2/dm_events': { limit: 15, windowMs: 900_000 },
  'GET /2/users/:id/mentions': { limit: 300, windowMs: 900_000 },
  'POST /2/dm_conversations/with/:id/messages': { limit: 15, windowMs: 900_000 },
  'POST /2/tweets': { limit: 100, windowMs: 900_000 },
}

const secondMs = 1_000

export class RateLimits {
  limits: Limits = {}
  readonly #windows = new Map<string, Window>()

  /** The headers of the answer, and whether it is a refusal. `now`: by X's clock. */
  take(method: string, path: string, now: number): { headers: Record<string, string>; refused: boolean } {
    const name = `${method} ${path.replace(/\/\d[\d-]{4,}(?=\/|$)/g, '/:id')}`
    const rule = this.limits[name] ?? { limit: 100_000, windowMs: 900_000 }
    const known = this.#windows.get(name)
    const window = known && known.resetAt > now ? known : { remaining: rule.limit, resetAt: now + rule.windowMs }
    this.#windows.set(name, window)
    const refused = window.remaining === 0
    if (!refused) window.remaining -= 1
    const headers = {
      'x-rate-limit-limit': String(rule.limit),
      'x-rate-limit-remaining': String(window.remaining),
      'x-rate-limit-reset': String(Math.ceil(window.resetAt / secondMs)),
    }
    return { headers, refused }
  }
}
