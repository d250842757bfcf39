// The measurements, interleaved: every system once in a round, each round starting with another one, so that a slow minute
// of the machine falls on all of them.
import { note, warn } from '../processes/terminal.mjs'
import { openStreams, paced, saturate } from './generate.mjs'
import { startUpstream, SYSTEMS } from './systems.mjs'

const EVENT_EVERY_MS = 100
const RAMP_MS = 2000
// The relay is more code than its rivals and still gained a third in requests/s between the second and the tenth second of load.
const WARM_SECONDS = 6
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const rotated = (list, by) => [...list.slice(by % list.length), ...list.slice(0, by % list.length)]
const append = (table, name, row) => (table[name] ??= []).push(row)

const tryStart = async (name, upstream, context, skipped) => {
  try {
    return await SYSTEMS[name](context, upstream.port, upstream.pid)
  } catch (error) {
    skipped[name] = error.message
    warn(`${name} is skipped: ${error.message}`)
    return undefined
  }
}

const startAll = async (names, upstream, context, skipped) => {
  const systems = []
  for (const name of names) {
    const system = await tryStart(name, upstream, context, skipped)
    if (system) systems.push(system)
  }
  return systems
}

/** Requests a second and latencies: each system runs through all rounds in one process, warmed up before the first. */
export const measureRequests = async (settings, context, skipped) => {
  const { rounds, seconds, rate } = settings
  const tables = { saturation: {}, paced: {}, relayAnswered: 0 }
  const upstream = await startUpstream(context, 'json', { events: 1, everyMs: EVENT_EVERY_MS })
  const systems = await startAll(context.names, upstream, context, skipped)
  const told = (system, { ok }) => system.name.startsWith('relay') && (tables.relayAnswered += ok)
  for (const system of systems) told(system, await saturate(system, WARM_SECONDS, context))
  for (let round = 0; round < rounds; round++) {
    for (const system of rotated(systems, round)) {
      const full = await saturate(system, seconds, context)
      append(tables.saturation, system.name, full)
      await sleep(200)
      const slow = await paced(system, rate, seconds, context)
      append(tables.paced, system.name, slow)
      told(system, full)
      told(system, slow)
    }
    note(`round ${round + 1} of ${rounds}: requests`)
  }
  for (const system of systems) await system.stop()
  await upstream.stop()
  return tables
}

const streamOnce = async (name, count, upstream, settings, context, skipped) => {
  const system = await tryStart(name, upstream, context, skipped)
  if (!system) return undefined
  try {
    // Compiled code and pooled connections are part of a warm process; a memory figure without them would flatter.
    await saturate(system, 1, context)
    return await openStreams(system, count, { seconds: settings.seconds, rampMs: RAMP_MS }, context)
  } finally {
    await system.stop()
  }
}

/** Streams side by side: each measurement in a fresh process, because of the memory. */
export const measureStreams = async (settings, context, skipped) => {
  const tables = Object.fromEntries(settings.streams.map((count) => [count, {}]))
  const events = Math.ceil((RAMP_MS + settings.seconds * 1000) / EVENT_EVERY_MS)
  const upstream = await startUpstream(context, 'sse', { events, everyMs: EVENT_EVERY_MS })
  const names = context.names.filter((name) => !(name in skipped))
  for (let round = 0; round < settings.rounds; round++) {
    for (const count of settings.streams) {
      for (const name of rotated(names, round)) {
        const before = tables[count][name]
        // Who could not answer one stream in the first round is not asked again.
        if (before?.every(({ ok }) => ok === 0)) continue
        const row = await streamOnce(name, count, upstream, settings, context, skipped)
        if (row) append(tables[count], name, row)
      }
    }
    note(`round ${round + 1} of ${settings.rounds}: streams`)
  }
  await upstream.stop()
  return tables
}

/** The relay alone under load in a process that writes a CPU profile when it ends. */
export const profileRelay = async (settings, context) => {
  const upstream = await startUpstream(context, 'json', { events: 1, everyMs: EVENT_EVERY_MS })
  const relay = await SYSTEMS.relay(context, upstream.port)
  await saturate(relay, settings.seconds + WARM_SECONDS, context)
  await relay.stop()
  await upstream.stop()
}
