/** Starts what runs as long as an agent has the desk open. Calling it again does nothing. */
export function startDesk(): void {
  started = true
}
export let started = false
