import { expect, test } from 'vitest'
import { listFolders } from '../src/list-folders.ts'
import { FakeImap } from './fake-imap.ts'
import { fakeSettings } from './follow-fake.ts'
import { ledgerHost } from './ledger-host.ts'

const { signal } = new AbortController()

test('folders of any script and depth are named with what they are for, the inbox first', async () => {
  await using imap = await FakeImap.start()
  imap.addFolder('客户/支持')
  imap.addFolder('A, B & "C"')
  imap.addFolder('Papierkorb', '\\Trash')
  imap.addFolder('Archive', '\\Noselect')
  expect(await listFolders(fakeSettings(imap), ledgerHost(), signal)).toEqual([
    { name: 'INBOX', path: ['INBOX'], role: 'inbox' },
    { name: 'A, B & "C"', path: ['A, B & "C"'], role: null },
    { name: 'Papierkorb', path: ['Papierkorb'], role: 'trash' },
    { name: 'Sent', path: ['Sent'], role: 'sent' },
    { name: '客户/支持', path: ['客户', '支持'], role: null },
  ])
})

test('a mailbox that cannot be opened says why', async () => {
  await using imap = await FakeImap.start()
  imap.answerNext('LOGIN', 'NO [AUTHENTICATIONFAILED] No')
  await expect(listFolders(fakeSettings(imap), ledgerHost(), signal)).rejects.toMatchObject({ kind: 'needs_reauth' })
})
