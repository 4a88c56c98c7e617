/** A sentence in which what stands between backticks is typed or looked for as it stands, in every language. */
export function CodeWords({ children }: { children: string }) {
  return children.split('`').map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      <code key={part} translate="no" className="rounded-sm bg-muted px-1 py-0.5 text-[0.95em] wrap-anywhere">
        {part}
      </code>
    ),
  )
}
