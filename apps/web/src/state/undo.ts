import { create } from 'zustand'

/** The last thing that can be taken back. */
export const useUndo = create<{ undo: (() => void) | null }>(() => ({ undo: null }))

export function setUndo(undo: (() => void) | null): void {
  useUndo.setState({ undo })
}

/** What was taken back by other means is not taken back again. */
export function forgetUndo(undone: () => void): void {
  if (useUndo.getState().undo === undone) setUndo(null)
}

/** Takes the last action back, once. */
export function undoLast(): void {
  const { undo } = useUndo.getState()
  setUndo(null)
  undo?.()
}
