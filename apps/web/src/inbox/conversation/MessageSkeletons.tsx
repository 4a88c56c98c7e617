import { Skeleton } from '../../ui/Skeleton.tsx'

export function MessageSkeletons() {
  return (
    <div aria-busy="true" className="flex flex-col gap-6">
      {['w-4/5', 'w-3/5', 'w-2/3'].map((width) => (
        <div key={width} className="flex flex-col gap-2">
          <Skeleton className="w-32" />
          <Skeleton className={`h-16 rounded-lg ${width}`} />
        </div>
      ))}
    </div>
  )
}
