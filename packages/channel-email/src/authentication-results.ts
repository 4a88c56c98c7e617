/** Reads an Authentication-Results field (RFC 8601): which server checked what, with which outcome. Pure. */

export type CheckedMethod = {
  /** `dkim`, `spf`, `dmarc`, … in lower case. */
  method: string
  /** `pass`, `fail`, `none`, … in lower case. */
  result: string
  /** `header.from`, `smtp.mailfrom`, … in lower case, with their values as written. The first counts. */
  properties: ReadonlyMap<string, string>
}

export type AuthenticationResults = {
  /** In lower case; empty where the field names no server, as Microsoft's do not. */
  server: string
  methods: readonly CheckedMethod[]
}

/** Longer ones come from nobody's server. */
const longestField = 8_000
const mostMethods = 40

/** `value` is unfolded. `null` for what is no such field, or for one that does not end where it should. */
export function readAuthenticationResults(value: string): AuthenticationResults | null {
  const parts = value.length > longestField ? null : partsOf(value)
  if (parts === null) return null
  const named = /^[^\s=]*(\s+\d+)?$/.test(parts[0]?.trim() ?? '')
  const server = named ? (parts[0]?.trim().split(/\s/)[0] ?? '').toLowerCase() : ''
  const methods = parts
    .slice(named ? 1 : 0, mostMethods)
    .map(methodOf)
    .filter((method) => method !== null)
  return { server, methods }
}

/** What stands between semicolons, without comments; quoted text is kept as one word. `null` where a quote or comment stays open. */
function partsOf(value: string): string[] | null {
  const parts: string[] = ['']
  let depth = 0
  let quoted = false
  for (let at = 0; at < value.length; at += 1) {
    const character = value[at] ?? ''
    const escaped = character === '\\' && (quoted || depth > 0)
    if (escaped) at += 1
    else if (character === '"' && depth === 0) quoted = !quoted
    else if (character === '(' && !quoted) depth += 1
    else if (character === ')' && depth > 0 && !quoted) depth -= 1
    else if (character === ';' && depth === 0 && !quoted) parts.push('')
    else if (depth === 0) parts[parts.length - 1] += quoted && /[\s;=]/.test(character) ? '_' : character
    if (escaped && quoted) parts[parts.length - 1] += '_'
  }
  return quoted || depth > 0 ? null : parts
}

function methodOf(part: string): CheckedMethod | null {
  const [first = '', ...rest] = part
    .replace(/\s*=\s*/g, '=')
    .trim()
    .split(/\s+/)
  const [, method = '', result = ''] = /^([a-z][\w-]*)(?:\/\d+)?=([a-z]+)$/i.exec(first) ?? []
  if (method === '') return null
  const properties = new Map<string, string>()
  for (const word of rest) {
    const [, name = '', value = ''] = /^([a-z]+\.[\w-]+)=(.*)$/i.exec(word) ?? []
    const key = name.toLowerCase()
    if (name !== '' && !properties.has(key)) properties.set(key, value)
  }
  return { method: method.toLowerCase(), result: result.toLowerCase(), properties }
}
