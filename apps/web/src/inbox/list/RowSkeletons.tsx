import { Skeleton } from '../../ui/Skeleton.tsx'
import { rowHeight } from './ConversationRow.tsx'

const widths = ['w-24', 'w-32', 'w-20', 'w-28', 'w-24', 'w-36', 'w-20', 'w-28']

export function RowSkeletons() {
  return (
    <div aria-busy="true">
      {widths.map((width, index) => (
        <div
          key={`${width}${String(index)}`}
          style={{ height: rowHeight }}
          className="flex flex-col justify-center gap-2 border-b px-3"
        >
          <Skeleton className={width} />
          <Skeleton className="w-3/5" />
          <Skeleton className="w-4/5" />
        </div>
      ))}
    </div>
  )
}
