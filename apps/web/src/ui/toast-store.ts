import { create } from 'zustand'

export type Toast = {
  id: number
  text: string
  tone: 'plain' | 'danger'
  action?: { label: string; run: () => void } | undefined
}

const visibleMs = 6_000
let lastId = 0

export const useToasts = create<{ toasts: Toast[] }>(() => ({ toasts: [] }))

/** Says what happened, in the past tense, with at most one action. Stays six seconds; the newest three are kept. Returns what removes it. */
export function showToast(toast: Omit<Toast, 'id' | 'tone'> & { tone?: Toast['tone'] }): () => void {
  const id = ++lastId
  const dismiss = () => dismissToast(id)
  useToasts.setState(({ toasts }) => ({ toasts: [...toasts.slice(-2), { tone: 'plain', ...toast, id }] }))
  setTimeout(dismiss, visibleMs)
  return dismiss
}

export function dismissToast(id: number): void {
  useToasts.setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }))
}
