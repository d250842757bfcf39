// What a run of chaos can be told, and its help.
import { parseArgs } from 'node:util'
import { Problem } from '../processes/terminal.mjs'

const numbers = {
  rounds: [8, 'how many times something is broken'],
  seed: [undefined, 'decides what is broken, when, and what clients ask for; a run prints its own'],
  relays: [4, 'relay processes'],
  clients: [24, 'clients, each with one request at a time'],
  'redis-seconds': [10, 'how long Redis stays away when it is stopped'],
  'postgres-seconds': [60, 'how long PostgreSQL and the control plane stay away when they are stopped'],
  streams: [50, 'open streams when a grant is revoked'],
}

const flags = {
  'no-build': 'take what is built already',
  keep: 'leave logs and data in the temporary folder',
  help: 'this',
}

const describe = ([name, text, value]) => `  --${name.padEnd(18)} ${text}${value === undefined ? '' : ` (${value})`}`

/** The text of --help; `kinds` are the names and sentences of what may happen in a round. */
export const helpText = (kinds) =>
  [
    'npm run chaos -- [options]',
    '',
    'The real house under load (relays, control plane with its worker, PostgreSQL, Redis, an upstream that keeps its own',
    'accounting), while its parts are killed and started again. Ends with the books; the exit code is 1 when a promise broke.',
    '',
    ...Object.entries(numbers).map(([name, [value, text]]) => describe([name, text, value])),
    describe(['only a,b', 'break only these things; otherwise all of them in turn, in random order']),
    ...Object.entries(flags).map(([name, text]) => describe([name, text])),
    '',
    'What can break:',
    ...kinds.map(({ name, what }) => `  ${name.padEnd(20)} ${what}`),
  ].join('\n')

const readNumber = (name, text, fallback) => {
  const value = text === undefined ? fallback : Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new Problem(`--${name} takes a number.`)
}

const readOnly = (text, kinds) => {
  const names = text?.split(',') ?? []
  const unknown = names.find((name) => !kinds.some((kind) => kind.name === name))
  if (unknown !== undefined) throw new Problem(`Nothing is called ${unknown}; --help lists what can break.`)
  return names.length === 0 ? kinds : kinds.filter(({ name }) => names.includes(name))
}

/** Reads the command line; throws a Problem that says what is wrong with it. */
export const readOptions = (args, kinds) => {
  const options = {
    only: { type: 'string' },
    ...Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: 'string' }])),
    ...Object.fromEntries(Object.keys(flags).map((name) => [name, { type: 'boolean' }])),
  }
  let values
  try {
    values = parseArgs({ args, options }).values
  } catch (error) {
    throw new Problem(`${error.message} (--help lists the options)`)
  }
  const number = (name) => readNumber(name, values[name], numbers[name][0])
  return {
    isHelp: values.help === true,
    isBuilt: values['no-build'] === true,
    isKept: values.keep === true,
    kinds: readOnly(values.only, kinds),
    rounds: number('rounds'),
    seed: values.seed === undefined ? Math.floor(Math.random() * 1e6) : number('seed'),
    relayCount: Math.max(2, number('relays')),
    clientCount: Math.max(1, number('clients')),
    redisSeconds: number('redis-seconds'),
    postgresSeconds: number('postgres-seconds'),
    streamCount: number('streams'),
  }
}
