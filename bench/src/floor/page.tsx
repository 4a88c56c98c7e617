/** The least a list page can be on these libraries: React, a virtual list, two panes, 100,000 rows made in the browser. */
import { createRoot } from 'react-dom/client'
import { VList } from 'virtua'

const rows = Array.from({ length: 100_000 }, (_, n) => ({
  id: n,
  name: `Customer ${n}`,
  subject: `Refund for order ${n}`,
}))

function Page() {
  return (
    <div style={{ display: 'grid', gridTemplateColumns: '360px 1fr', height: '100vh' }}>
      <VList>
        {rows.slice(0, 50).map((row) => (
          <div key={row.id} style={{ height: 72 }}>
            <strong>{row.name}</strong>
            <div>{row.subject}</div>
          </div>
        ))}
      </VList>
      <main>Choose a conversation</main>
    </div>
  )
}

const root = document.getElementById('root')
if (root) createRoot(root).render(<Page />)
