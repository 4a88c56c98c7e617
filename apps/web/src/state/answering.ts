/** Which message the reply being written in a conversation answers, where its channel lets a reply name one. Gone with the page. */
import type { Message } from '@cordboard/api-contract/messages'
import { create } from 'zustand'

export type Answered = NonNullable<Message['answers']>

const useAnswered = create<Record<string, Answered>>(() => ({}))

export function useAnswering(conversationId: string): Answered | null {
  return useAnswered((all) => all[conversationId] ?? null)
}

export function answering(conversationId: string): Answered | null {
  return useAnswered.getState()[conversationId] ?? null
}

export function answer(conversationId: string, message: Answered): void {
  useAnswered.setState({ [conversationId]: message })
}

export function answerNone(conversationId: string): void {
  const { [conversationId]: _, ...others } = useAnswered.getState()
  useAnswered.setState(others, true)
}
