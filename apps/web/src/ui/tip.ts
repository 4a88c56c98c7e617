/** Marks an element for the one tooltip of the page (`TooltipHost`). The element needs a name of its own as well. */
export function tip(text: string, keys?: string): { 'data-tip': string; 'data-keys'?: string } {
  return keys === undefined ? { 'data-tip': text } : { 'data-tip': text, 'data-keys': keys }
}
