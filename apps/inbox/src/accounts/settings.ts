/** An account's settings in two halves: what may be shown, and what is sealed. A channel says by dotted paths which is which. */

export type Settings = Record<string, unknown>
/** Values by dotted path. */
export type SecretValues = Record<string, unknown>

/** In `shown` the place of a secret that is set holds `null`, so that one sees that it is set. */
export function splitSettings(
  settings: object,
  secretFields: readonly string[],
): { shown: Settings; secrets: SecretValues } {
  const shown = structuredClone(settings) as Settings
  const secrets: SecretValues = {}
  for (const path of secretFields) {
    const value = valueAt(shown, path)
    if (value === undefined || value === null) continue
    secrets[path] = value
    setAt(shown, path, null)
  }
  return { shown, secrets }
}

/** Puts secrets back; a place that already holds a value keeps it. */
export function joinSettings(shown: Settings, secrets: SecretValues): Settings {
  const joined = structuredClone(shown)
  for (const [path, value] of Object.entries(secrets)) {
    if ((valueAt(joined, path) ?? null) === null) setAt(joined, path, value)
  }
  return joined
}

function valueAt(settings: Settings, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (isSettings(value) ? value[name] : undefined), settings)
}

/** A secret whose surrounding part is gone (another way of signing in was chosen) is dropped. */
function setAt(settings: Settings, path: string, value: unknown): void {
  const names = path.split('.')
  const last = names.pop() ?? path
  const holder = names.reduce<unknown>((part, name) => (isSettings(part) ? part[name] : undefined), settings)
  if (isSettings(holder)) holder[last] = value
}

function isSettings(value: unknown): value is Settings {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
