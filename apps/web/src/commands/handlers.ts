import { useEffect } from 'react'
import type { CommandId } from './commands.ts'

const handlers = new Map<CommandId, () => void>()

/** Says what a command does while this component is shown; `null` when it cannot be done now. The latest component wins. */
export function useCommand(id: CommandId, run: (() => void) | null): void {
  useEffect(() => {
    if (!run) return
    const before = handlers.get(id)
    handlers.set(id, run)
    return () => {
      if (handlers.get(id) !== run) return
      if (before) handlers.set(id, before)
      else handlers.delete(id)
    }
  }, [id, run])
}

export function canRun(id: CommandId): boolean {
  return handlers.has(id)
}

/** Runs a command; returns whether anything on screen could. */
export function runCommand(id: CommandId): boolean {
  const run = handlers.get(id)
  run?.()
  return run !== undefined
}
