// Usage: node scripts/bench/load.mjs < job.json      one measurement; prints its result as one line of JSON
// Job: { kind: 'closed' | 'rate' | 'streams', port, requests (raw HTTP, latin1), seconds, connections, rate, streams, rampMs }
// Everything is bounded: by the job's time plus a grace, and by the connections of the job.
import { readFileSync } from 'node:fs'
import { nowUs, openConnection } from './connection.mjs'

const GRACE_MS = 5000
const CONNECTIONS_MAX = 256
/** A send that is later than this against its schedule was held up, not rounded by the timer: it is timed from the schedule. */
const TIMER_GRAIN_US = 2000

const job = JSON.parse(readFileSync(0, 'utf8'))
const requests = job.requests.map((text) => Buffer.from(text, 'latin1'))
let turn = 0
const nextRequest = () => requests[turn++ % requests.length]
const tally = { ok: 0, non200: 0, socketErrors: 0, statuses: {} }

const count = (status) => {
  if (status === 200) tally.ok++
  else if (status === 0) tally.socketErrors++
  else tally.non200++
  if (status !== 200) tally.statuses[status] = (tally.statuses[status] ?? 0) + 1
}

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? null
const summarise = (values) => {
  const sorted = values.sort((a, b) => a - b)
  return { n: sorted.length, p50: percentile(sorted, 0.5), p99: percentile(sorted, 0.99), max: sorted.at(-1) ?? null }
}

/** As many requests as the connections allow, each answered before the next is sent. */
const closed = () =>
  new Promise((resolve) => {
    const from = nowUs()
    let isOver = false
    const connections = new Set()
    const keepBusy = (connection) => {
      connections.add(connection)
      const end = (status) => {
        if (isOver) return
        count(status)
        if (status !== 0) return connection.send(nextRequest(), { end })
        connections.delete(connection)
        setTimeout(() => !isOver && keepBusy(openConnection(job.port)), 50)
      }
      connection.send(nextRequest(), { end })
    }
    for (let i = 0; i < job.connections; i++) keepBusy(openConnection(job.port))
    setTimeout(() => {
      isOver = true
      const seconds = (nowUs() - from) / 1e6
      for (const connection of connections) connection.destroy()
      resolve({ ...tally, seconds })
    }, job.seconds * 1000)
  })

/** Requests on a fixed schedule, whatever the answers do. */
const rate = () =>
  new Promise((resolve) => {
    const idle = Array.from({ length: 8 }, () => openConnection(job.port))
    const total = Math.round(job.rate * job.seconds)
    const latencies = []
    const from = nowUs() + 50_000
    let [sent, open, opened, late, unsent] = [0, 0, idle.length, 0, 0]
    const finish = () => {
      clearTimeout(deadline)
      for (const connection of idle) connection.destroy()
      resolve({ ...tally, late, unsent: unsent + open, latencyUs: summarise(latencies) })
    }
    const deadline = setTimeout(finish, job.seconds * 1000 + GRACE_MS)
    const sendOne = (dueUs) => {
      let connection = idle.shift()
      while (connection && !connection.isOpen()) connection = idle.shift()
      if (!connection && opened++ >= CONNECTIONS_MAX) return unsent++
      connection ??= openConnection(job.port)
      const actual = nowUs()
      const wasHeldUp = actual - dueUs > TIMER_GRAIN_US
      if (wasHeldUp) late++
      const start = wasHeldUp ? dueUs : actual
      open++
      const end = (status) => {
        open--
        count(status)
        if (status === 200) latencies.push(nowUs() - start)
        if (status !== 0) idle.push(connection)
        if (sent === total && open === 0) finish()
      }
      return connection.send(nextRequest(), { end })
    }
    const tick = () => {
      for (; sent < total;) {
        const due = from + (sent * 1e6) / job.rate
        if (due > nowUs()) break
        sent++
        sendOne(due)
      }
      if (sent < total) setTimeout(tick, Math.max(1, Math.round((from + (sent * 1e6) / job.rate - nowUs()) / 1000)))
      else if (open === 0) finish()
    }
    tick()
  })

/** Streams that are opened one after another over the ramp and then run side by side to their end. */
const streams = () =>
  new Promise((resolve) => {
    const [firstBytes, delays] = [[], []]
    let [open, openMax, ended] = [0, 0, 0]
    const connections = []
    const finish = () => {
      clearTimeout(deadline)
      for (const connection of connections) connection.destroy()
      tally.socketErrors += job.streams - ended
      resolve({ ...tally, openMax, firstByteUs: summarise(firstBytes), delayUs: summarise(delays) })
    }
    const deadline = setTimeout(finish, job.rampMs + job.seconds * 1000 + 3 * GRACE_MS)
    const start = () => {
      const connection = openConnection(job.port)
      connections.push(connection)
      const from = nowUs()
      connection.send(nextRequest(), {
        first: () => {
          firstBytes.push(nowUs() - from)
          openMax = Math.max(openMax, ++open)
        },
        delay: (us) => delays.push(us),
        end: (status) => {
          open--
          count(status)
          connection.destroy()
          if (++ended === job.streams) finish()
        },
      })
    }
    for (let i = 0; i < job.streams; i++) setTimeout(start, (i * job.rampMs) / job.streams)
  })

const result = await { closed, rate, streams }[job.kind]()
process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0))
