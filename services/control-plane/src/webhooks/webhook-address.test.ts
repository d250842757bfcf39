import { reachOf } from './webhook-address.js'

const reach = (url: string, allowed: readonly string[] = []) => reachOf(new URL(url), allowed)

describe('reachOf', () => {
  it.each([
    'http://api.example.com/hook',
    'https://user@api.example.com/hook',
    'https://user:password@api.example.com/hook',
    'https://localhost/hook',
    'https://intranet/hook',
    'https://127.0.0.1/hook',
    'https://2130706433/hook',
    'https://10.0.0.8/hook',
    'https://169.254.169.254/latest',
    'https://[::1]/hook',
    'https://[::ffff:10.0.0.1]/hook',
    'ftp://api.example.com/hook',
  ])('lets nothing be sent to %s', (url) => {
    expect(reach(url)).toBeUndefined()
  })

  it.each(['https://api.example.com/hook?token=1', 'https://api.example.com:8443/', 'https://8.8.8.8/hook'])(
    'has every address of %s judged',
    (url) => {
      expect(reach(url)).toBe('guarded')
    },
  )

  it('leaves to the operator what may be called besides', () => {
    const allowed = ['http://localhost:*', 'https://hooks.intranet']
    expect(reach('http://localhost:3000/hook', allowed)).toBe('allowed')
    expect(reach('https://hooks.intranet/hook', allowed)).toBe('allowed')
    expect(reach('http://hooks.intranet/hook', allowed)).toBeUndefined()
    expect(reach('http://user@localhost:3000/hook', allowed)).toBeUndefined()
  })
})
