/** What goes wrong on the pretend X, on demand: for the next request that fits, once. */
import type { Reply } from './endpoints.ts'

export type Fault =
  | { do: 'answer'; reply: Reply & { text?: string } }
  /** The connection ends before X has looked at the request. */
  | { do: 'cut_before' }
  /** X does it and the connection ends. */
  | { do: 'cut_after' }
  /** X does it and says nothing. */
  | { do: 'silence' }
  /** X does it, and the answer ends in the middle. */
  | { do: 'cut_within' }

export type Fitting = { method?: string; path?: RegExp }

export class Faults {
  readonly #planned: { fault: Fault; fits: Fitting }[] = []

  next(fault: Fault, fits: Fitting = {}): void {
    this.#planned.push({ fault, fits })
  }

  take(method: string, path: string): Fault | null {
    const index = this.#planned.findIndex(
      ({ fits }) => (fits.method ?? method) === method && (fits.path?.test(path) ?? true),
    )
    return index < 0 ? null : (this.#planned.splice(index, 1)[0]?.fault ?? null)
  }
}

/** What a proxy in front of X answers when X is down. */
export const badGateway: Reply & { text: string } = {
  status: 502,
  type: 'text/html',
  text: '<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>Something is technically wrong.</body></html>',
}
