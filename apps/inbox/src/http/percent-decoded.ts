/** `null` for what is not percent-encoded UTF-8: anybody can send that. */
export function percentDecoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}
