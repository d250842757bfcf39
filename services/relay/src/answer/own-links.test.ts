import { leadBack, withLeads } from './index.js'

const BASE = 'https://relay.example/conn_0123456789abcdef'
const lead = leadBack(['https://api.example.com'], BASE)

describe('leadBack', () => {
  it.each([
    'https://elsewhere.example/x',
    'https://api.example.com.evil.example/x',
    'https://api.example.com:8443/x',
    'https://api.example.com@evil.example/',
    'http://api.example.com/x',
    '//api.example.com/x',
    'x/y',
    '?page=2',
    '',
  ])('leaves %j, which is not surely the upstream’s own', (uri) => {
    expect(lead(uri)).toBe(uri)
  })

  it.each([
    ['https://api.example.com/v1/x?page=2#y', '/v1/x?page=2#y'],
    ['https://api.example.com', ''],
    ['https://api.example.com?page=2', '?page=2'],
    ['/v1/x', '/v1/x'],
  ])('leads %s back', (uri, rest) => {
    expect(lead(uri)).toBe(`${BASE}${rest}`)
  })
})

describe('withLeads', () => {
  it('leaves pairs without an address of their own as they are', () => {
    const pairs = ['Server', 'x', 'Location', 'https://elsewhere.example/']
    expect(withLeads(pairs, lead)).toBe(pairs)
  })

  it('leads redirects and every target of a Link, and nothing that only looks like one', () => {
    const api = 'https://api.example.com'
    const pairs = [
      ...['LOCATION', ` ${api}/a`, 'content-location', '/b'],
      ...[
        'Link',
        `<${api}/c?page=2>; rel="next", <https://elsewhere.example/>; rel="help"; title="<${api}/d>",</e>;rel=last`,
      ],
      ...['x-own', `${api}/f`],
    ]
    expect(withLeads(pairs, lead)).toEqual([
      ...['LOCATION', `${BASE}/a`, 'content-location', `${BASE}/b`],
      ...[
        'Link',
        `<${BASE}/c?page=2>; rel="next", <https://elsewhere.example/>; rel="help"; title="<${api}/d>",<${BASE}/e>;rel=last`,
      ],
      ...['x-own', `${api}/f`],
    ])
  })
})
