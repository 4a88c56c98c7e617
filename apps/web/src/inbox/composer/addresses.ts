/** Addresses as agents type and paste them: `a@x.test, "B" <b@y.test>; c@z.test`. */
export type Named = { addresses: string[]; rest: string }

/** What could be an address, and what is left over as it was typed. */
export function readAddresses(typed: string, pattern: string): Named {
  const shape = new RegExp(pattern, 'u')
  const named: Named = { addresses: [], rest: '' }
  const left: string[] = []
  for (const part of typed.split(/[,;\n\uFF0C\uFF1B\u3001]/u).map((piece) => piece.trim())) {
    const bare = /<([^<>]*)>\s*$/u.exec(part)?.[1]?.trim() ?? part
    const words = shape.test(bare) ? [bare] : part.split(/\s+/u)
    if (part !== '' && words.every((word) => shape.test(word))) named.addresses.push(...words)
    else if (part !== '') left.push(part)
  }
  return { ...named, rest: left.join(', ') }
}

/** Without those in `before`, and nobody twice, whatever the case. */
export function addressesBeside(addresses: readonly string[], before: readonly string[]): string[] {
  const seen = new Set(before.map((address) => address.toLowerCase()))
  return addresses.filter((address) => {
    const key = address.toLowerCase()
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}
