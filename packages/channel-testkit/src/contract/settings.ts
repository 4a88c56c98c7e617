/** Promises of the definition: what settings are, and what it says of itself. */
import assert from 'node:assert/strict'
import { z } from 'zod'
import { hasCredentials, item, staticItem, type ContractItem } from './item.ts'
import { leaksOf } from './secrets.ts'

export const settingsItems: readonly ContractItem[] = [
  item('refuses settings with a key it does not know, at any depth', async ({ definition, settings }) => {
    assert.ok(definition.settings.safeParse(settings).success)
    for (const path of objectPaths(settings)) {
      const surprised = structuredClone(settings)
      const target = path.reduce<Record<string, unknown>>(
        (at, key) => at[key] as Record<string, unknown>,
        surprised as Record<string, unknown>,
      )
      target['surprise'] = 1
      assert.equal(
        definition.settings.safeParse(surprised).success,
        false,
        `took an unknown key in settings.${path.join('.')}`,
      )
    }
  }),

  item('keeps its settings through JSON', async ({ definition, settings }) => {
    assert.deepEqual(definition.settings.parse(JSON.parse(JSON.stringify(settings))), settings)
  }),

  staticItem('names only secrets its settings form has', ({ settings, secretFields }) => {
    const schema = z.toJSONSchema(settings, { io: 'input' }) as JsonSchema
    for (const path of secretFields)
      assert.ok(hasField(schema, path.split('.')), `secretFields names ${path}, which the settings do not have`)
  }),

  item(
    'keeps every secret in a field named as secret',
    async ({ definition, settings, provider }) => {
      const blanked = structuredClone(settings) as Record<string, unknown>
      for (const path of definition.secretFields) blank(blanked, path.split('.'))
      assert.notEqual(
        leaksOf(provider.secrets(), settings).length,
        0,
        'the fake provider lists the secrets of its settings',
      )
      assert.deepEqual(leaksOf(provider.secrets(), blanked), [])
    },
    hasCredentials,
  ),

  item('knows under which identities the account writes', async ({ definition, settings }) => {
    const { keys } = definition.self(settings)
    assert.notEqual(keys.length, 0)
    for (const key of keys) assert.equal(key, key.trim().toLowerCase())
    assert.deepEqual(definition.self(settings), definition.self(settings))
  }),

  staticItem('states limits a composer can keep', ({ id, label, capabilities }) => {
    assert.match(id, /^[a-z][a-z0-9_-]*$/)
    assert.notEqual(label.trim(), '')
    assert.ok(capabilities.body.maxLength > 0)
    assert.notEqual(capabilities.body.formats.length, 0)
    const { attachments } = capabilities
    if (attachments)
      assert.ok(attachments.maxCount > 0 && attachments.maxBytes > 0 && attachments.mediaTypes.length > 0)
  }),
]

type JsonSchema = {
  properties?: Record<string, JsonSchema>
  anyOf?: JsonSchema[]
  oneOf?: JsonSchema[]
  allOf?: JsonSchema[]
}

function hasField(schema: JsonSchema, [head, ...rest]: readonly string[]): boolean {
  if (head === undefined) return true
  const branches = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])]
  const property = schema.properties?.[head]
  return (
    (property !== undefined && hasField(property, rest)) || branches.some((branch) => hasField(branch, [head, ...rest]))
  )
}

function objectPaths(value: object, path: readonly string[] = []): string[][] {
  const below = Object.entries(value).filter((entry): entry is [string, object] => isPlainObject(entry[1]))
  return [[...path], ...below.flatMap(([key, inner]) => objectPaths(inner, [...path, key]))]
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function blank(settings: Record<string, unknown>, [head = '', ...rest]: readonly string[]): void {
  if (!(head in settings)) return
  if (rest.length === 0) settings[head] = ''
  else if (isPlainObject(settings[head])) blank(settings[head] as Record<string, unknown>, rest)
}
