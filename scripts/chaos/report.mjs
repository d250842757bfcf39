// What a run prints at its end.
import { bold, dim, green, red, say } from '../processes/terminal.mjs'
import { countBy, sumBy } from './books.mjs'

const EXAMPLES = 3

const count = (number, what) => say(`    ${String(number).padStart(8)}  ${what}`)

const counts = (record) =>
  Object.entries(record)
    .map(([name, number]) => `${name} ${number}`)
    .join(' · ') || 'none'

const dollars = (micros) => `$${(micros / 1e6).toFixed(6)}`

const showRequests = ({ attempts, upstream }, { events, admitted, refused, rowsOf }) => {
  const refusals = attempts.filter(({ end }) => end === 'refused')
  const cuts = attempts.filter(({ end }) => end === 'cut')
  say(bold('\n  Requests'))
  count(attempts.length, `sent (${counts(countBy(attempts, ({ end }) => end))})`)
  count(refusals.length, `refused (${counts(countBy(refusals, ({ code }) => code))})`)
  count(cuts.length, `cut (${counts(countBy(cuts, ({ code, kind }) => `${code}, ${kind}`))})`)
  count(upstream.served.size, 'reached the upstream, by its own count')
  count(events.length, 'usage rows in PostgreSQL')
  count(admitted.length, `of admitted requests (${counts(countBy(admitted, ({ outcome }) => outcome))})`)
  count(refused.length, `of refused requests (${counts(countBy(refused, ({ reason }) => reason))})`)
  count([...upstream.served.keys()].filter((agent) => !rowsOf.has(agent)).length, 'lost')
  count([...rowsOf.values()].filter((rows) => rows.length > 1).length, 'duplicates')
}

const showMoney = ({ seen }, { money, admitted }) => {
  const columns = ['cap', 'at stake', 'fullest', 'Redis', 'PostgreSQL', 'completed', 'upstream', 'reported']
  const row = (cells) => cells.map((cell) => cell.padStart(14)).join('')
  say(bold('\n  Money') + dim(`   spent + held looked at ${seen.samples} times`))
  say(dim(`    ${''.padEnd(22)}${row(columns)}`))
  for (const line of money) {
    const { capMicros, atStakeMicros, fullestMicros, redisMicros, postgresMicros, completedMicros } = line
    const cells = [capMicros, atStakeMicros, fullestMicros, redisMicros, postgresMicros, completedMicros]
    say(`    ${line.key.padEnd(22)}${row([...cells, line.upstreamCompletedMicros, line.reportedMicros].map(dollars))}`)
  }
  const spend = Map.groupBy(admitted, ({ outcome, tokensFrom }) => `${outcome}, ${tokensFrom}`)
  const parts = [...spend].map(([how, rows]) => `${how} ${dollars(sumBy(rows, ({ costMicros }) => costMicros))}`)
  say(dim(`    of all recorded spend: ${parts.join(' · ')}`))
}

const showRevocations = ({ revocations }) => {
  if (revocations.length === 0) return
  say(bold('\n  Revocations'))
  for (const { ended, answerMs, slowestMs } of revocations)
    count(ended.length, `streams open: answered in ${answerMs} ms, the last stream ended ${slowestMs} ms later`)
}

const describeCase = (broken, { windows, startedAt }) => {
  const { relay, ...facts } = Object(broken)
  const at = facts.startedAt ?? facts.at
  const window = at && windows.findLast(({ from }) => from <= at)
  const when = at ? ` ${((at - startedAt) / 1000).toFixed(1)} s in, ${window?.name ?? 'before the first round'}` : ''
  return `${JSON.stringify(relay ? { ...facts, relay: relay.name } : broken)}${when}`
}

const showPromises = (promises, world) => {
  say(bold('\n  Promises'))
  for (const [promise, broken] of Object.entries(promises)) {
    const isKept = broken.length === 0
    say(isKept ? `  ${green('✓')} ${promise}` : `  ${red('✗')} ${promise}: ${red(`broken ${broken.length} times`)}`)
    for (const one of broken.slice(0, EXAMPLES)) say(dim(`        ${describeCase(one, world)}`))
  }
}

/** Prints the books and the promises; gives the names of those that broke. */
export const report = (world, books, promises) => {
  showRequests(world, books)
  showMoney(world, books)
  showRevocations(world)
  showPromises(promises, world)
  return Object.keys(promises).filter((promise) => promises[promise].length > 0)
}
