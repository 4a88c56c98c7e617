import type { Completeness, CompletenessProgress } from '@cordboard/api-contract/completeness'
import type { SentenceCode } from '@cordboard/core/sentence'
import { useEffect, useRef, useState } from 'react'
import { completenessStream } from './completeness-stream.ts'

export type Check =
  | { status: 'idle' }
  | { status: 'running'; progress: CompletenessProgress | null }
  | { status: 'done'; result: Completeness }
  | { status: 'refused'; refusal: { detail: string; sentence: SentenceCode | null } }
  | { status: 'broken'; error: unknown }

/** A comparison as it happens. Starting again, or leaving the screen, ends the one before. */
export function useCompleteness(accountId: string): { check: Check; start: (fetchMissing: boolean) => void } {
  const [check, setCheck] = useState<Check>({ status: 'idle' })
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  async function run(fetchMissing: boolean, signal: AbortSignal): Promise<void> {
    try {
      for await (const news of completenessStream({ accountId, fetchMissing }, signal)) {
        if (signal.aborted) return
        if (news.kind === 'progress') setCheck({ status: 'running', progress: news.progress })
        if (news.kind === 'result') setCheck({ status: 'done', result: news.result })
        if (news.kind === 'refused') setCheck({ status: 'refused', refusal: news.refusal })
      }
      // A stream that ends without its result was cut on the way.
      if (!signal.aborted)
        setCheck((before) => (before.status === 'running' ? { status: 'broken', error: null } : before))
    } catch (error) {
      if (!signal.aborted) setCheck({ status: 'broken', error })
    }
  }

  return {
    check,
    start(fetchMissing) {
      running.current?.abort()
      running.current = new AbortController()
      setCheck({ status: 'running', progress: null })
      void run(fetchMissing, running.current.signal)
    },
  }
}
