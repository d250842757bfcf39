import { redisKeys } from '@1relay/contracts'

/** The Lua sources, read by whoever wires the relay: a file's place differs between sources, build and tests. */
export interface AdmissionScripts {
  /** What the others use: time, calendar and money, then the form of a hold. */
  readonly buckets: string
  readonly holds: string
  readonly admit: string
  readonly extend: string
  readonly settle: string
  /** Runs many calls of the three. */
  readonly batch: string
}

/** A script that can be called: a function of `call`, a list of what is small, and `payload`, which passes through unread. */
export type ScriptName = 'admit' | 'extend' | 'settle'

/** The one script that Redis gets. */
export const wholeScript = ({ buckets, holds, admit, extend, settle, batch }: AdmissionScripts): string =>
  [keysOf(), buckets, holds, ...Object.entries({ admit, extend, settle }).map(asFunction), batch].join('\n')

const asFunction = ([name, source]: [string, string]): string => `local function ${name}(call, payload)\n${source}\nend`

/**
 * The keys of a ledger and a grant as Lua names them, from the one place that says how. They are made there and not sent with each call:
 * that would cost as much again as the rest of a batch.
 */
const keysOf = (): string => {
  const [ledger, grant] = ["' .. ledger .. '", "' .. grant .. '"]
  const names = {
    state: redisKeys.state(ledger, grant),
    open: redisKeys.open(ledger, grant),
    holds: redisKeys.holds(ledger),
    due: redisKeys.due(ledger),
    money: redisKeys.money(ledger),
    outbox: redisKeys.outbox(ledger),
    taken: redisKeys.taken(ledger, ''),
  }
  const fields = Object.entries(names).map(([name, key]) => `${name} = '${key}'`)
  return `local function keys_of(ledger, grant) return { ${fields.join(', ')} } end`
}
