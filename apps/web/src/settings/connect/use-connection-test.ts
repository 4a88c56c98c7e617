import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../api/error.ts'
import { untested, type Test } from './test-progress.ts'
import { verifyStream, type VerifyRequest } from './verify-stream.ts'

/**
 * A connection test as it happens. Starting again, or leaving the screen, ends the one before. `onRefused` hears of settings the
 * server would not even test.
 */
export function useConnectionTest(onRefused?: (refusal: ApiError) => void): {
  test: Test
  start: (request: VerifyRequest) => void
  forget: () => void
} {
  const [test, setTest] = useState<Test>(untested)
  const running = useRef<AbortController | null>(null)
  useEffect(() => () => running.current?.abort(), [])

  async function run(request: VerifyRequest, signal: AbortSignal): Promise<void> {
    try {
      for await (const news of verifyStream(request, signal)) {
        if (signal.aborted) return
        if (news.kind === 'step') setTest((before) => ({ ...before, steps: [...before.steps, news.step] }))
        if (news.kind === 'result') setTest((before) => ({ ...before, status: 'done', result: news.result }))
        if (news.kind === 'broken') setTest((before) => ({ ...before, status: 'broken' }))
      }
      // A stream that ends without its result was cut on the way.
      setTest((before) => (before.status === 'running' ? { ...before, status: 'broken' } : before))
    } catch (error) {
      if (signal.aborted) return
      setTest((before) => ({ ...before, status: 'broken', error }))
      if (error instanceof ApiError && error.field !== undefined) onRefused?.(error)
    }
  }
  function stop(): AbortController {
    running.current?.abort()
    return (running.current = new AbortController())
  }
  return {
    test,
    start: (request) => {
      setTest({ ...untested, status: 'running' })
      void run(request, stop().signal)
    },
    forget: () => {
      stop()
      setTest(untested)
    },
  }
}
