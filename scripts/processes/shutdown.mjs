// Stops what was started, in the reverse of the order in which it was registered.

// One Ctrl-C arrives up to three times: from the terminal, through npm and through bootstrap.mjs.
const SAME_KEYPRESS_MS = 1000

/** `{ add(stop), run(), onSignal(handler) }`; `run` may be called twice and then waits for the first. */
export const makeShutdown = () => {
  const stops = []
  let running
  const stopAll = async () => {
    for (const stop of stops.reverse()) {
      try {
        await stop()
      } catch (error) {
        console.error(error)
      }
    }
  }
  const run = () => (running ??= stopAll())
  const onSignal = (first, second) => {
    let firstAt
    const onEach = (signal) => {
      if (firstAt === undefined) {
        firstAt = Date.now()
        first(signal)
      } else if (Date.now() - firstAt > SAME_KEYPRESS_MS) second(signal)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onEach)
    if (process.env.ONERELAY_BOOTSTRAP_PID === String(process.ppid)) {
      const parent = process.ppid
      const watch = setInterval(() => {
        if (process.ppid === parent) return
        clearInterval(watch)
        onEach('SIGHUP') // bootstrap.mjs was killed hard
      }, 500).unref()
    }
  }
  return { add: (stop) => stops.push(stop), run, onSignal }
}
