/** Promises of `takeInventory`, where a channel has it: it says what the ledger lacks, and what is lacking can be taken in. */
import assert from 'node:assert/strict'
import { item, type ContractItem } from './item.ts'

const { signal } = new AbortController()

export const inventoryItems: readonly ContractItem[] = [
  item('lists under their keys what the provider has, and finds what the ledger lacks', async (stage) => {
    const markers = [await stage.customerSends(), await stage.customerSends()]
    await stage.receiveMarkers(markers)
    const connection = await stage.connect()
    if (!connection.takeInventory) return
    const complete = await connection.takeInventory(signal)
    assert.deepEqual(complete.places.flatMap(({ keys }) => keys).toSorted(), [...stage.host.rows.keys()].toSorted())
    assert.deepEqual(
      complete.places.flatMap(({ absent }) => absent),
      [],
    )

    const [lost = ''] = stage.host.rows.keys()
    stage.host.rows.delete(lost)
    const calls = stage.host.acceptCalls
    const lacking = await connection.takeInventory(signal)
    assert.equal(stage.host.acceptCalls, calls, 'an inventory stores nothing')
    assert.deepEqual(
      lacking.places.flatMap(({ absent }) => absent.map(({ key }) => key)),
      [lost],
    )

    const cursor = await stage.host.loadCursor()
    assert.ok(connection.takeIn, 'what is lacking can be taken in')
    await connection.takeIn([lost], signal)
    assert.ok(stage.host.rows.has(lost), 'what was lacking is there again')
    assert.deepEqual(await stage.host.loadCursor(), cursor, 'taking in moves no cursor')
  }),
]
