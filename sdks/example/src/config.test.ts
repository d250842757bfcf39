import { readConfig } from './config.js'

const env = { ONERELAY_BASE_URL: 'http://localhost:3000', ONERELAY_CLIENT_ID: 'id', ONERELAY_CLIENT_SECRET: 'secret' }

describe('readConfig', () => {
  it.each(Object.keys(env))('says that %s is missing, and quotes nothing', (name) => {
    const config = readConfig({ ...env, [name]: '' })
    expect(config.ok).toBe(false)
    if (config.ok) return
    expect(config.problem).toContain(`needs ${name}.`)
    expect(config.problem).not.toContain('secret ')
  })

  it.each(['x', '70000', '-1', '1.5'])('refuses the port %j', (PORT) => {
    expect(readConfig({ ...env, PORT })).toMatchObject({ ok: false })
  })

  it('listens on this machine only, unless told otherwise', () => {
    expect(readConfig(env)).toMatchObject({ ok: true, host: '127.0.0.1', port: 3001 })
    expect(readConfig({ ...env, HOST: '0.0.0.0', PORT: '8080' })).toMatchObject({ host: '0.0.0.0', port: 8080 })
  })
})
