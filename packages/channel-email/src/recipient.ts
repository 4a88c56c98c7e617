/** One address, typed by an agent who writes first. Stricter than what mail allows: a slip must not go to somebody else. */
const oneAddress =
  /^[^\s@<>()[\]\\,;:"\p{C}]{1,64}@(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u

export function recipient(typed: string): { key: string; address: string } | null {
  const address = typed.trim()
  return address.length <= 320 && oneAddress.test(address) ? { key: address.toLowerCase(), address } : null
}
