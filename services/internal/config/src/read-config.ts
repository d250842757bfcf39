import { z } from 'zod'

/** What `process.env` is. */
export type Environment = Readonly<Record<string, string | undefined>>

/** A configuration that a process cannot start with. The message is for the terminal; it holds no values. */
export class ConfigProblem extends Error {
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`
    super(`The configuration has ${count}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`)
    this.name = 'ConfigProblem'
    this.problems = problems
  }
}

// Our settings write sentences that follow the variable's name; zod's own messages are about types and never quote input.
const sentence = (issue: z.core.$ZodIssue, env: Environment): string => {
  const [variable = 'configuration', ...rest] = issue.path.map(String)
  const where = rest.length > 0 ? `${variable} (${rest.join('.')})` : variable
  const isUnexplained = env[variable] === undefined && !issue.message.startsWith('is missing')
  return isUnexplained ? `${where} is missing.` : `${where} ${issue.message}`
}

/**
 * The settings of `schema` (an object of variable name → setting) read from `env`. An empty variable counts as not
 * set. Throws ConfigProblem with everything that is wrong.
 */
export const readConfig = <Shape extends z.ZodRawShape>(
  shape: Shape,
  env: Environment,
): z.output<z.ZodObject<Shape>> => {
  const given = Object.fromEntries(Object.keys(shape).map((name) => [name, env[name] === '' ? undefined : env[name]]))
  const result = z.object(shape).safeParse(given)
  if (result.success) return result.data
  throw new ConfigProblem(result.error.issues.map((issue) => sentence(issue, given)))
}
