/** What this browser remembers. Storage may be refused (private windows, policies): then nothing is remembered and all works. */
export function readStored(key: string): string | null {
  try {
    return localStorage.getItem(`cordboard.${key}`)
  } catch {
    return null
  }
}

/** `null` forgets. Returns whether it was kept. */
export function writeStored(key: string, value: string | null): boolean {
  try {
    if (value === null) localStorage.removeItem(`cordboard.${key}`)
    else localStorage.setItem(`cordboard.${key}`, value)
    return true
  } catch {
    return false
  }
}

/** All values whose keys start so. */
export function storedUnder(prefix: string): string[] {
  try {
    return Object.entries(localStorage).flatMap(([key, value]) =>
      key.startsWith(`cordboard.${prefix}`) ? [String(value)] : [],
    )
  } catch {
    return []
  }
}
