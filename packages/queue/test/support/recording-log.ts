import type { Log } from '@cordboard/core/channel/channel'

export type Line = { level: keyof Log; event: string; fields: Record<string, unknown> }

/** Keeps every line, so that a test can wait for a decision. */
export function recordingLog(): Log & { lines: Line[]; of(event: string): Line[] } {
  const lines: Line[] = []
  const at = (level: keyof Log) => (fields: Record<string, unknown>, event: string) => {
    lines.push({ level, event, fields })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    lines,
    of: (event) => lines.filter((line) => line.event === event),
  }
}
