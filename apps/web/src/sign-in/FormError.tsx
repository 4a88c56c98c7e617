import { CircleAlert } from 'lucide-react'

/** Why a form was not taken, above its fields. */
export function FormError({ children }: { children: string }) {
  return (
    <p role="alert" className="appear flex items-start gap-2 rounded-md bg-danger-bg px-3 py-2 text-sm text-danger">
      <CircleAlert size={16} aria-hidden="true" className="mt-0.5" />
      {children}
    </p>
  )
}
