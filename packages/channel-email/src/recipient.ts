import { keyOf } from './readable-domain.ts'

/** One address, typed by an agent. Stricter than what mail allows: a slip must not go to somebody else. */
export const addressPattern =
  '^[^\\s@<>()[\\]\\\\,;:"\\p{C}]{1,64}@(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?\\.)+[\\p{L}\\p{N}-]{2,63}$'

const oneAddress = new RegExp(addressPattern, 'u')

export function recipient(typed: string): { key: string; address: string } | null {
  const address = typed.trim()
  return address.length <= 320 && oneAddress.test(address) ? { key: keyOf(address), address } : null
}
