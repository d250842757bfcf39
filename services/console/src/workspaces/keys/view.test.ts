import { parseKeysView } from './view.js'

it('an address of the list of keys is read as far as it makes sense, and no further', () => {
  const search = {
    owner: 'everybody',
    status: 'active',
    connectionId: 'conn_x',
    environment: 'our production',
    q: ['a'],
  }
  expect(parseKeysView(search)).toEqual({ status: 'active' })
  expect(parseKeysView({ environment: 'Production', connectionId: 'conn_0Ab1Cd2Ef3Gh4Ij5' })).toEqual({
    environment: 'production',
    connectionId: 'conn_0Ab1Cd2Ef3Gh4Ij5',
  })
})
