// The flags of `npm run bench`, read once.
import { parseArgs } from 'node:util'
import { Problem } from '../processes/terminal.mjs'
import { BYOK_RELAY } from './peers.mjs'

export const HELP = `Usage: npm run bench -- [flags]

Measures the relay with everything on against a bare http-proxy-3, nginx, Portkey's gateway and byok-relay, all on this
machine and in this run. How to read it: scripts/bench/README.md

  --rounds N        interleaved rounds (3; 1 to 20)
  --seconds N       seconds of each measurement (4; 1 to 30)
  --rate N          requests a second for the latencies (200; 10 to 2000)
  --streams A,B     concurrent streams (200,1000; each at most 2000; 0: none)
  --grants N        tokens that call the relay (500; 1 to 5000)
  --only A,B        systems: direct nginx http-proxy-3 relay relay-pages portkey byok-relay (all)
  --byok-relay SPEC what npm installs, or a folder with its packages (${BYOK_RELAY})
  --profile         a CPU profile of the relay at the end, with its top functions
  --no-build        measure the relay that services/relay/dist holds
  --json FILE       every number, for a machine
  --help            this
Environment: DATA_DIR (.data) keeps the peers between runs. Redis is the bench's own. Everything listens on 127.0.0.1.`

const NAMES = ['direct', 'nginx', 'http-proxy-3', 'relay', 'relay-pages', 'portkey', 'byok-relay']

const integer = (name, text, min, max) => {
  const value = Number(text)
  if (Number.isInteger(value) && value >= min && value <= max) return value
  throw new Problem(`--${name} must be a whole number from ${min} to ${max}.`)
}

const options = {
  rounds: { type: 'string', default: '3' },
  seconds: { type: 'string', default: '4' },
  rate: { type: 'string', default: '200' },
  streams: { type: 'string', default: '200,1000' },
  grants: { type: 'string', default: '500' },
  only: { type: 'string', default: NAMES.join() },
  'byok-relay': { type: 'string', default: BYOK_RELAY },
  profile: { type: 'boolean', default: false },
  'no-build': { type: 'boolean', default: false },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
}

const parse = (args) => {
  try {
    return parseArgs({ args, options }).values
  } catch (error) {
    throw new Problem(`${error.message} (--help lists the flags)`)
  }
}

/** What was asked for; throws a Problem that names the flag. */
export const readSettings = (args) => {
  const values = parse(args)
  const only = values.only.split(',')
  const unknown = only.find((name) => !NAMES.includes(name))
  if (unknown !== undefined) throw new Problem(`--only: there is no ${unknown}; choose from ${NAMES.join(', ')}.`)
  return {
    isHelp: values.help,
    rounds: integer('rounds', values.rounds, 1, 20),
    seconds: integer('seconds', values.seconds, 1, 30),
    rate: integer('rate', values.rate, 10, 2000),
    streams: values.streams
      .split(',')
      .map((text) => integer('streams', text, 0, 2000))
      .filter((count) => count > 0),
    grants: integer('grants', values.grants, 1, 5000),
    only: NAMES.filter((name) => only.includes(name)),
    byokRelay: values['byok-relay'],
    withProfile: values.profile,
    withBuild: !values['no-build'],
    json: values.json,
  }
}
