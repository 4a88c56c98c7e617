/** One request after the other, each timed. */
import { percentile } from './pairs.ts'

/** Milliseconds. */
export type Latency = { p50: number; p95: number }

export async function timed(count: number, ask: (index: number) => Promise<unknown>): Promise<Latency> {
  const times: number[] = []
  for (let index = 0; index < count; index++) {
    const begun = performance.now()
    await ask(index)
    times.push(performance.now() - begun)
  }
  return latencyOf(times)
}

export function latencyOf(times: readonly number[]): Latency {
  return { p50: percentile(times, 0.5), p95: percentile(times, 0.95) }
}

/** Asks a floor, and reads what it says as a client would. */
export async function askFloor(url: string): Promise<{ items: unknown[] }> {
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity' } })
  return (await response.json()) as { items: unknown[] }
}
