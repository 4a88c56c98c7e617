/** Looks for secrets in everything a channel says: logs, states, errors, verification steps. */

/** Every string reachable through plain data and errors, with their causes and stacks. */
export function everyString(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value]
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')]
  if (typeof value !== 'object' || value === null || seen.has(value)) return []
  seen.add(value)
  if (value instanceof Map || value instanceof Set) return [...value].flatMap((entry) => everyString(entry, seen))
  const isError = value instanceof Error
  const isPlain =
    Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null)
  if (!isError && !isPlain) return []
  const own = Object.getOwnPropertyNames(value).flatMap((name) => [
    name,
    ...everyString((value as Record<string, unknown>)[name], seen),
  ])
  return isError ? [value.message, ...own] : own
}

/** The strings among `said` that hold a secret, in clear or in base64 at any alignment. */
export function leaksOf(secrets: readonly string[], ...said: readonly unknown[]): string[] {
  const forms = secrets.filter((secret) => secret !== '').flatMap((secret) => [secret, ...base64Forms(secret)])
  return said.flatMap((value) => everyString(value)).filter((text) => forms.some((form) => text.includes(form)))
}

function base64Forms(secret: string): string[] {
  return [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]).toString('base64')
    // The first group is shared with what stands before the secret, the last with what follows.
    return encoded.slice(offset === 0 ? 0 : 4, Math.floor((offset + Buffer.byteLength(secret)) / 3) * 4)
  })
}
