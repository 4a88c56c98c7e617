import { findContact, listContacts, renameContact } from '../../contacts/contacts.ts'
import { procedures } from '../procedures.ts'

const route = procedures.contacts

export const contactRoutes = {
  list: route.list.handler(({ input, context: { desk } }) => listContacts(desk.db, input)),
  get: route.get.handler(({ input, context: { desk } }) => findContact(desk.db, input.id)),
  update: route.update.handler(({ input, context: { desk } }) => renameContact(desk.db, input.id, input.name)),
}
