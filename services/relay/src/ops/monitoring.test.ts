import { ERRORS } from '@1relay/contracts'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Metrics } from './index.js'

const infra = join(__dirname, '../../../../infra')
const read = (path: string): string => readFileSync(join(infra, path), 'utf8')
const OUTCOMES = ['completed', 'client_aborted', 'upstream_failed', 'cut_off', 'interrupted']

describe.each(['prometheus/alerts.yml', 'grafana/relays.json'])('infra/%s', (path) => {
  const text = read(path)

  it('asks for metrics that the relay has', async () => {
    const metrics = new Metrics({ openCalls: () => 0, waitingSettlements: () => 0 })
    const { text: exposition } = await metrics.expose()
    const known = new Set([...exposition.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name))
    const asked = [...text.matchAll(/\b((?:relay|process|nodejs)_[a-z0-9_]+)/g)].map(([, name = '']) => name)
    expect(asked).toContain('relay_calls_total')
    expect(asked.filter((name) => !known.has(name.replace(/_bucket$/, '')))).toEqual([])
  })

  it('asks for results that there are', () => {
    const asked = [...text.matchAll(/result!?=~?\\?"([a-z_|]+)/g)].flatMap(([, names = '']) => names.split('|'))
    expect(asked).not.toEqual([])
    const known = new Set<string>([...Object.keys(ERRORS), ...OUTCOMES])
    expect(asked.filter((name) => !known.has(name))).toEqual([])
  })
})
