/** Who is on the pretend X: a brand and its customers. */
export type Person = { id: string; username: string; name: string }

export const brand: Person = { id: '1111111111111111111', username: 'ExampleSupport', name: 'Example Support' }

const names = [
  'Mia Ortega',
  '王小明',
  'Jonas Weber',
  'Aisha Khan',
  'Lucas Ferreira',
  '陈思',
  'Grace Okafor',
  'Noah Berg',
  'Hana Kim',
  'Omar Haddad',
]

export const customers: readonly Person[] = names.map((name, index) => ({
  id: `20000000000000000${String(index).padStart(2, '0')}`,
  username: `customer_${index}`,
  name,
}))

export function personOf(id: string): Person | undefined {
  return [brand, ...customers].find((person) => person.id === id)
}
