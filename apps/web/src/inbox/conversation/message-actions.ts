/** What may be done with a message, by what its channel can. The server has the last word. */
import type { Channel } from '@cordboard/api-contract/channels'
import type { Message } from '@cordboard/api-contract/messages'

const arrived: readonly string[] = ['sent', 'delivered', 'read']

export function mayBeAnswered(message: Message, { namesMessages }: Channel['capabilities']): boolean {
  const { direction, delivery, kind, deletedAt } = message
  if (!namesMessages || direction === 'note' || kind !== 'message' || deletedAt !== null) return false
  return delivery === null || arrived.includes(delivery.state)
}

export function mayBeChanged(message: Message, can: Channel['capabilities']['edits'], now = new Date()): boolean {
  const { direction, delivery, deletedAt, occurredAt, way } = message
  if (!can || direction !== 'outbound' || deletedAt !== null || !arrived.includes(delivery?.state ?? '')) return false
  if (can.ways && !can.ways.includes(way ?? '')) return false
  return can.withinHours === null || now.getTime() - Date.parse(occurredAt) < can.withinHours * 3_600_000
}
