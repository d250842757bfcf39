import { filterOf, parseAuditView } from './view.js'

const now = new Date('2026-11-21T12:00:00Z')

describe('an address of the audit', () => {
  it('is read as far as it makes sense, and no further', () => {
    const search = { kind: 'call', decision: 'maybe', status: '42x', method: 'get', range: 'ever', q: 7, keyId: '../x' }
    expect(parseAuditView(search)).toEqual({ kind: 'call' })
    expect(parseAuditView({ keyId: '0Ab1Cd2Ef3Gh4Ij5' })).toEqual({ keyId: '0Ab1Cd2Ef3Gh4Ij5' })
    expect(parseAuditView({ status: 423, method: 'POST' })).toEqual({ status: '423', method: 'POST' })
  })

  it('looks back a week unless it says otherwise', () => {
    expect(filterOf({ status: '423' }, now)).toEqual({ status: 423, from: '2026-11-14T12:00:00.000Z' })
    expect(filterOf({ range: 'all' }, now)).toEqual({})
  })
})
