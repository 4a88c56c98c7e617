/** The demo's customers read our Markdown subset as it was typed, so there is nothing to turn it into. */
export function render(markdown: string): { text: string; html: null } {
  return { text: markdown.replace(/\r\n?/g, '\n'), html: null }
}
