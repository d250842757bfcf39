// A run from the first start to the books.
import { note, say, step } from '../processes/terminal.mjs'
import { BREAKS } from './breaks.mjs'
import { closeBooks } from './books.mjs'
import { runClient } from './clients.mjs'
import { judge } from './ledger.mjs'
import { watchCaps } from './money.mjs'
import { probe, settleDown } from './quiet.mjs'
import { bagOf, seeded } from './random.mjs'
import { report } from './report.mjs'
import { allHealthy, startWorld } from './world.mjs'
import { wait } from './wait.mjs'

const round = async (world, kind) => {
  await wait(world.chance.whole(300, 2000))
  const window = { name: kind.name, during: kind.during, from: Date.now(), to: Infinity }
  world.windows.push(window)
  const words = await BREAKS[kind.name](world)
  await allHealthy(world)
  window.to = Date.now()
  if (words !== undefined) note(words)
}

const playRounds = async (world) => {
  const { rounds, kinds } = world.options
  const draw = bagOf(kinds, world.chance)
  for (let i = 1; i <= rounds; i++) {
    const kind = draw()
    await step(`round ${i} of ${rounds}: ${kind.what}`, () => round(world, kind))
  }
}

const underLoad = async (world, work) => {
  const { options } = world
  world.isLoaded = true
  const clients = Array.from({ length: options.clientCount }, (_, i) =>
    runClient(world, i, seeded(options.seed + i + 1)),
  )
  const load = Promise.all([watchCaps(world), ...clients])
  try {
    await work()
    await wait(1000)
  } finally {
    world.isLoaded = false
    await load
  }
}

/** Plays the rounds under load, waits until nothing is open, and prints the books; gives the exit code. */
export const run = async (folder, options, shutdown) => {
  const world = await step('PostgreSQL, Redis, control plane, relays, grants', () =>
    startWorld(folder, options, shutdown),
  )
  world.chance = seeded(options.seed)
  world.startedAt = Date.now()
  await underLoad(world, () => playRounds(world))
  const left = await step('what was left behind is finished', () => settleDown(world, { withCopies: true }))
  const wrong = await step('everybody asks again', () => probe(world))
  const leftAfter = await step('and that is finished, too', () => settleDown(world, { withCopies: false }))
  const books = await closeBooks(world)
  const broken = report(world, books, judge(world, books, { left: { ...left, ...leftAfter }, wrong }))
  const again = `seed ${options.seed}, ${options.rounds} rounds`
  say(broken.length === 0 ? `\n  Every promise was kept (${again}).` : `\n  Broken (${again}): ${broken.join('; ')}.`)
  return broken.length === 0 ? 0 : 1
}
