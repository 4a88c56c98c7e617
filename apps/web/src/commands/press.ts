/** What was pressed, in the words of the command list: `e`, `shift+e`, `mod+enter`, `?`. */
type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'metaKey' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'isComposing'>

/**
 * `null` when it cannot be a command: while an input method composes, or with Alt, which types letters on many layouts. Letters go by
 * the character first and by the physical key on layouts that have no Latin letters.
 */
export function pressOf(event: KeyPress, isMac: boolean): string | null {
  if (event.isComposing || event.key === 'Process' || event.key === 'Dead' || event.altKey) return null
  if (isMac ? event.ctrlKey : event.metaKey) return null
  const mod = isMac ? event.metaKey : event.ctrlKey
  const key = keyName(event)
  if (key === null) return null
  const isSign = key.length === 1 && !/[a-z0-9]/.test(key)
  return `${mod ? 'mod+' : ''}${event.shiftKey && !isSign ? 'shift+' : ''}${key}`
}

function keyName({ key, code }: KeyPress): string | null {
  if (['Shift', 'Control', 'Meta', 'CapsLock', 'Tab'].includes(key)) return null
  if (key.length > 1 || key === ' ') return key.toLowerCase()
  const lower = key.toLowerCase()
  if (lower.charCodeAt(0) > 127 && code.startsWith('Key')) return code.slice(3).toLowerCase()
  return lower
}
