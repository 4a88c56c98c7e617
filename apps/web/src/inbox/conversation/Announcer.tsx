import type { Message } from '@cordboard/api-contract/messages'
import { useEffect, useRef, useState } from 'react'

/** Tells a screen reader what arrives in the open conversation, and nothing else. */
export function Announcer({ messages }: { messages: readonly Message[] }) {
  const lastId = useRef<string | undefined>(undefined)
  const [heard, setHeard] = useState<{ id: string; words: string }[]>([])
  useEffect(() => {
    const before = messages.findIndex((message) => message.id === lastId.current)
    const arrived = before === -1 ? [] : messages.slice(before + 1).filter((message) => message.direction === 'inbound')
    lastId.current = messages.at(-1)?.id
    if (arrived.length === 0) return
    const words = arrived.map(({ id, author, body }) => ({
      id,
      words: `${author.name ?? author.address ?? ''}: ${body.text.slice(0, body.textFold ?? 500)}`,
    }))
    setHeard((all) => [...all.slice(-4), ...words])
  }, [messages])
  return (
    <div role="log" aria-live="polite" className="sr-only">
      {heard.map(({ id, words }) => (
        <p key={id}>{words}</p>
      ))}
    </div>
  )
}
