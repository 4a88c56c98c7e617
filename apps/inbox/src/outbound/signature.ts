/** What stands under a reply: the agent's own words, then the account's. Both are Markdown with a few variables. */
import { sql, type Transaction } from 'kysely'
import type { Tables } from '../db/tables.ts'

const variable = /\{\{\s*(agent\.name|account\.name)\s*\}\}/g
type Variable = 'agent.name' | 'account.name'

type Row = {
  account_name: string
  account_signature: string
  agent_name: string | null
  agent_signature: string | null
}

/** Empty when neither has one. */
export async function signatureFor(
  db: Pick<Transaction<Tables>, 'getExecutor'>,
  { accountId, agentId }: { accountId: string; agentId: string | null },
): Promise<string> {
  const { rows } = await sql<Row>`
    select account.name as account_name, account.signature as account_signature,
      agent.name as agent_name, agent.signature as agent_signature
    from channel_accounts account left join agents agent on agent.id = ${agentId}
    where account.id = ${accountId}`.execute(db)
  const [row] = rows
  if (!row) return ''
  const values = { 'agent.name': row.agent_name ?? '', 'account.name': row.account_name }
  return [row.agent_signature ?? '', row.account_signature]
    .map((text) => withVariables(text, values))
    .filter((text) => text !== '')
    .join('\n')
}

/** A variable nothing is known for leaves nothing behind. */
export function withVariables(text: string, values: Partial<Record<Variable, string>>): string {
  return text.replace(variable, (_, name: Variable) => values[name] ?? '').trim()
}
