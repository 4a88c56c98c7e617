/** A grey bar in the place of words that are on their way. */
export function Skeleton({ className = '' }: { className?: string }) {
  return (
    <div
      aria-hidden="true"
      className={`appear-late h-3 animate-[pulse_1.4s_ease-in-out_infinite] rounded-sm bg-muted ${className}`}
    />
  )
}
