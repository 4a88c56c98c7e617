/** Where the keyboard goes when a stage replaces the one it stood in. As refs: called once, when the element appears. */
export function focusIt(element: HTMLElement | null): void {
  element?.focus()
}

/** The first field that still waits for something. */
export function focusFirstEmpty(element: HTMLElement | null): void {
  const fields = element?.querySelectorAll<HTMLInputElement>('input:not([type=checkbox])') ?? []
  const empty = [...fields].find((field) => field.value === '' && field.checkVisibility())
  empty?.focus()
}

/** The first field that is said to be wrong; after the next painting, because it says so only then. */
export function focusFirstFault(element: HTMLElement | null): void {
  requestAnimationFrame(() => element?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus())
}
