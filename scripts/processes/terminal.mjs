// What the scripts say on the terminal: one line a step with its time, sentences instead of stacks.
const isTerminal = process.stdout.isTTY === true && !process.env.NO_COLOR
const paint = (code) => (text) => (isTerminal ? `\u001b[${code}m${text}\u001b[0m` : text)

export const bold = paint('1')
export const dim = paint('2')
export const green = paint('32')
export const red = paint('31')
export const yellow = paint('33')
export const cyan = paint('36')

/** Seconds since `startedAt`, as `1.2 s`. */
export const since = (startedAt) => `${((Date.now() - startedAt) / 1000).toFixed(1)} s`

export const say = (text) => console.log(text)
export const note = (text) => console.log(dim(`    ${text}`))
export const warn = (text) => console.log(yellow(`  ! ${text}`))

/** Runs one step and reports how it went; what it returns is returned, what it throws is thrown on. */
export const step = async (title, run) => {
  const startedAt = Date.now()
  say(dim(`  … ${title}`))
  try {
    const result = await run()
    say(`  ${green('✓')} ${title} ${dim(since(startedAt))}`)
    return result
  } catch (error) {
    say(`  ${red('✗')} ${title} ${dim(since(startedAt))}`)
    throw error
  }
}

/** A problem that a person can act on: shown as a sentence, without a stack. */
export class Problem extends Error {
  constructor(message, lines = []) {
    super(message)
    this.lines = lines
  }
}

/** Shows what stopped a script. */
export const showProblem = (error) => {
  const isExpected = error instanceof Problem
  console.error(`\n${red(isExpected ? error.message : (error.stack ?? String(error)))}`)
  for (const line of error.lines ?? []) console.error(dim(`    ${line}`))
  console.error('')
}
