import { useQuery } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { useT } from '../i18n/translate.ts'

/** The pages answer on the machine of the desk only, so they are offered to whoever sits there. */
const isHere = ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname)

/** Where somebody who tries the desk out writes to it as a customer. */
export function DemoPages() {
  const t = useT()
  const { data } = useQuery({
    queryKey: ['demo-pages'],
    queryFn: ({ signal }) => api.desk.demoPages(undefined, { signal }),
    enabled: isHere,
    // The desk may have been started again, with its pages elsewhere.
    refetchOnWindowFocus: 'always',
  })
  if (!data || data.items.length === 0) return null
  return (
    <span>
      {t('demo.pages')}{' '}
      {data.items.map(({ channel, label, url }) => (
        <a
          key={channel}
          href={url}
          target="_blank"
          rel="noreferrer"
          className="me-2 inline-flex min-h-6 items-center font-medium underline underline-offset-2 hover:no-underline pointer-coarse:min-h-11"
        >
          {label}
        </a>
      ))}
    </span>
  )
}
