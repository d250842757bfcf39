import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import { addedHeaders } from './added-headers.js'

const contract = parse(readFileSync(join(__dirname, '../../../../contracts/openapi.yaml'), 'utf8')) as {
  components: { responses: { Passthrough: { headers: object } } }
}
const call = { requestId: 'r', overheadMs: 1, isDraining: false }
const namesOf = (headers: string[]) => headers.filter((_, at) => at % 2 === 0)

it('nothing is added to an answer that the contract does not name', () => {
  const rate = { limit: 60, remaining: 59, resetMs: 1000 }
  const added = namesOf(addedHeaders({ ...call, admission: { kind: 'admitted', budgetRoomMicros: 5, rate } }))
  expect(added.sort()).toEqual(Object.keys(contract.components.responses.Passthrough.headers).sort())
})

it('a token without a budget and a rate limit gets nothing about them', () => {
  const added = namesOf(addedHeaders({ ...call, admission: { kind: 'admitted', budgetRoomMicros: null, rate: null } }))
  expect(added).toEqual(['x-1relay-request-id', 'server-timing'])
})
