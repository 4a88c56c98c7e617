/** Milliseconds since 1970 with fractions: what one process and PostgreSQL on this machine can both be held against. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}
