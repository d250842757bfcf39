// What the bench says at its end: three tables, the floors, and what stood in the way.
import { bold, dim, green, red, say, yellow } from '../processes/terminal.mjs'
import { added, floors, isClean, ratio, spread } from './figures.mjs'

const number = (value) =>
  Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)))
const range = (value, unit = '') =>
  value === undefined ? '–' : `${number(value.median)}${unit} [${number(value.min)}–${number(value.max)}]`
// Errors are quick to send: figures of rows that had some would only mislead.
const over = (rows, figure) => (isClean(rows) ? range(spread(rows.map(figure))) : '–')

const table = (title, heads, rows) => {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map((row) => row[column].length)))
  const line = (cells) =>
    cells.map((cell, column) => cell[column === 0 ? 'padEnd' : 'padStart'](widths[column])).join('  ')
  say(`\n${bold(title)}\n  ${dim(line(heads))}`)
  for (const row of rows) say(`  ${line(row)}`)
}

/** How the answers of a row were wrong, in a word; empty when they were not. */
const trouble = (rows) => {
  if (isClean(rows)) return 'ok'
  const sum = (field) => rows.reduce((total, row) => total + (row[field] ?? 0), 0)
  return `NO RESULT: ${sum('ok')} ok, ${sum('non200')} not 200, ${sum('socketErrors')} broken, ${sum('unsent')} unsent`
}

const ratios = (measured, name, figure) =>
  ['http-proxy-3', 'nginx', 'portkey', 'byok-relay'].map((other) =>
    other === name || name === 'direct' ? '' : range(ratio(measured, name, other, figure)),
  )

const showSaturation = ({ saturation }) =>
  table(
    'Requests a second on one core (64 connections, 1 KB JSON both ways)',
    ['', 'req/s', 'core busy', 'CPU µs/req', '÷ http-proxy-3', '÷ nginx', '÷ Portkey', '÷ byok-relay', 'answers'],
    Object.entries(saturation).map(([name, rows]) => [
      name,
      over(rows, ({ perSecond }) => perSecond),
      over(rows, ({ busy }) => busy),
      over(rows, ({ cpuUs }) => cpuUs),
      ...ratios(saturation, name, ({ perSecond }) => perSecond),
      trouble(rows),
    ]),
  )

const showPaced = ({ paced }, rate) =>
  table(
    `Latency at ${rate} requests/s, µs; added: over what the same round measured without anything in between`,
    [
      '',
      'p50',
      'p99',
      'added p50',
      'added p99',
      'added p50 ÷ http-proxy-3',
      '÷ nginx',
      '÷ Portkey',
      '÷ byok-relay',
      'answers',
    ],
    Object.entries(paced).map(([name, rows]) => [
      name,
      over(rows, ({ latencyUs }) => latencyUs.p50),
      over(rows, ({ latencyUs }) => latencyUs.p99),
      name === 'direct' ? '' : over(rows, added(paced, 'p50')),
      name === 'direct' ? '' : over(rows, added(paced, 'p99')),
      ...ratios(paced, name, added(paced, 'p50')),
      trouble(rows),
    ]),
  )

const showStreams = (count, measured) =>
  table(
    `${count} streams side by side, 10 events/s each`,
    [
      '',
      'TTFB p50 µs',
      'TTFB p99 µs',
      'event delay p50 µs',
      'CPU µs/event',
      'RSS MB',
      'KB a stream',
      'RSS ÷ http-proxy-3',
      'TTFB p50 ÷ http-proxy-3',
      'open',
      'answers',
    ],
    Object.entries(measured).map(([name, rows]) => [
      name,
      over(rows, ({ firstByteUs }) => firstByteUs.p50),
      over(rows, ({ firstByteUs }) => firstByteUs.p99),
      over(rows, ({ delayUs }) => delayUs.p50),
      ...(name === 'direct'
        ? ['', '', '', '', '']
        : [
            over(rows, ({ cpuUsAnEvent }) => cpuUsAnEvent),
            over(rows, ({ residentMax }) => residentMax),
            over(rows, ({ residentMax, residentBefore }) => ((residentMax - residentBefore) * 1024) / count),
            range(ratio(measured, name, 'http-proxy-3', ({ residentMax }) => residentMax)),
            range(ratio(measured, name, 'http-proxy-3', ({ firstByteUs }) => firstByteUs.p50)),
          ]),
      over(rows, ({ openMax }) => openMax),
      trouble(rows),
    ]),
  )

const showFloors = (requests) => {
  say(`\n${bold('Floors')} (median of the ratios of each round)`)
  for (const { text, bound, value, isMet } of floors(requests)) {
    const verdict = value === undefined ? yellow('not measured') : isMet ? green('met') : red('MISSED')
    say(`  ${verdict}  ${text}: ${range(value)} (${bound})`)
  }
}

const showAudit = (audit) => {
  if (!audit) return
  say(
    `\n${bold('Was everything on?')} ${audit.isWhole ? green('yes') : red('NO: the figures of the relay are no result')}`,
  )
  say(
    `  ${audit.answered} answers counted by the generator, ${audit.allowed} usage events of admitted requests in the queue, ` +
      `${audit.refused} refused; ${audit.openHolds} holds left open; spent ${audit.spentMicros} µ$, priced ${audit.costMicros} µ$.`,
  )
}

/** Shows everything that was measured. */
export const showReport = ({ settings, machine, requests, streams, audit, skipped, titles }) => {
  say(
    `\n${machine.cpu}, ${machine.cores} cores, Linux ${machine.kernel}, Node ${machine.node}, ${machine.nginx ?? 'no nginx'}`,
  )
  say(
    dim(
      `  medians of ${settings.rounds} rounds [least–greatest]; ${settings.grants} tokens; load: ${machine.wrk ?? 'own generator'}`,
    ),
  )
  for (const title of Object.values(titles)) say(dim(`  ${title}`))
  if (!machine.isPinned) say(yellow('  Nothing is pinned to a core here: requests/s are not a core’s.'))
  showSaturation(requests)
  showPaced(requests, settings.rate)
  for (const [count, measured] of Object.entries(streams)) showStreams(count, measured)
  for (const [name, why] of Object.entries(skipped)) say(yellow(`\n  ${name} was skipped: ${why}`))
  showAudit(audit)
  showFloors(requests)
}
