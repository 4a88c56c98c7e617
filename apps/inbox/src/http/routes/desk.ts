import { createApiKey, listApiKeys, revokeApiKey } from '../../agents/api-keys.ts'
import { removeDemo } from '../../demo/remove-demo.ts'
import { renameDesk } from '../../desk/rename-desk.ts'
import { agentOf } from '../caller.ts'
import { procedures } from '../procedures.ts'
import { rowIdOf } from '../row-id.ts'

export const deskRoutes = {
  update: procedures.desk.update.handler(({ input, context: { desk, caller } }) =>
    renameDesk(desk.db, input.name, { actorAgentId: agentOf(caller) }),
  ),
  demoPages: procedures.desk.demoPages.handler(async ({ context: { desk } }) => ({ items: [...desk.demoPages] })),
  removeDemo: procedures.desk.removeDemo.handler(({ context: { desk, caller } }) =>
    removeDemo(desk, { actorAgentId: agentOf(caller) }),
  ),
}

export const apiKeyRoutes = {
  list: procedures.apiKeys.list.handler(async ({ context: { desk } }) => ({
    items: await listApiKeys(desk.db),
    nextCursor: null,
  })),
  create: procedures.apiKeys.create.handler(({ input, context: { desk, caller } }) =>
    createApiKey(desk.db, { ...input, createdBy: agentOf(caller) }),
  ),
  revoke: procedures.apiKeys.revoke.handler(({ input, context: { desk } }) =>
    revokeApiKey(desk.db, rowIdOf(input.id, 'API key')),
  ),
}
