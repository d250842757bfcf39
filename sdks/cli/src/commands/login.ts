import type { Command } from 'commander'
import { type ApiClient, dataOf, done, openApi } from '../api.fetch.js'
import { type Context, show, signedIn } from '../context.js'
import { CliProblem } from '../problem.js'
import { forgetProfile, readOrigin, saveProfile } from '../profile/index.js'

interface LoginOptions {
  readonly origin?: string
  readonly email?: string
  readonly withToken?: boolean
  readonly link?: boolean
  readonly workspace?: string
}

const TOKEN_MAX = 4096

/** `login`, `logout`, `whoami`. */
export const addLoginCommands = (program: Command, context: Context): void => {
  program
    .command('login')
    .description('Sign in, with an account or with a management token.')
    .option('--origin <address>', 'where 1Relay is (asked for without it)')
    .option('--email <address>', 'of your account')
    .option('--link', 'sign in by a mailed link in place of a password')
    .option('--with-token', 'read a management token (rk_mgmt_…) from stdin')
    .option('--workspace <id>', 'the workspace that commands are about')
    .action((options: LoginOptions) => login(context, options))
  program
    .command('logout')
    .description('Sign out and forget the stored token.')
    .action(() => logout(context))
  program
    .command('whoami')
    .description('Where and as who this command asks.')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => whoami(context, options))
}

const login = async (context: Context, options: LoginOptions): Promise<void> => {
  const { terminal, settings, fetch } = context
  const typed =
    options.origin ?? settings.origin ?? (terminal.isInteractive ? await terminal.ask('Address of 1Relay: ') : '')
  const origin = readOrigin(typed)
  const client = openApi(fetch, origin, undefined)
  const token = options.withToken === true ? await readToken(context) : await signIn(context, client, options)
  const workspaceId = options.workspace ?? settings.workspaceId
  saveProfile(settings, { origin, token, ...(workspaceId === undefined ? {} : { workspaceId }) })
  terminal.tell(`Signed in to ${origin}. Kept in ${settings.file}, readable by you alone.`)
}

const readToken = async ({ terminal }: Context): Promise<string> => {
  const text = terminal.isInteractive
    ? await terminal.askSecret('Management token: ')
    : new TextDecoder().decode(await terminal.readInput(TOKEN_MAX))
  const token = text.trim()
  if (!/^(?:rk_mgmt|1r_st)_[0-9A-Za-z_]+$/.test(token)) {
    throw new CliProblem('usage', 'That is neither a management token (rk_mgmt_…) nor a session (1r_st_…).')
  }
  return token
}

const signIn = async ({ terminal }: Context, client: ApiClient, options: LoginOptions): Promise<string> => {
  if (!terminal.isInteractive)
    throw new CliProblem(
      'usage',
      'Nobody is there to type a password. Pipe a token in: 1relay login --with-token < file',
    )
  const email = options.email ?? (await terminal.ask('E-mail: '))
  const session = 'token' as const
  if (options.link !== true) {
    const password = await terminal.askSecret('Account password: ')
    return tokenIn(await dataOf(client.POST('/v1/auth/login', { body: { email, password, session } })))
  }
  await done(client.POST('/v1/auth/magic-link', { body: { email } }))
  terminal.tell(`A link is on its way to ${email}. Copy it here instead of opening it.`)
  const link = await terminal.askSecret('Link: ')
  const [token] = /[0-9A-Za-z]{59}$/.exec(link.trim()) ?? []
  if (token === undefined) throw new CliProblem('usage', 'That is not the whole link.')
  return tokenIn(await dataOf(client.POST('/v1/auth/magic-link/confirm', { body: { token, session } })))
}

const tokenIn = ({ sessionToken }: { sessionToken?: string }): string => {
  if (sessionToken === undefined) throw new CliProblem('failed', 'The server gave no session.')
  return sessionToken
}

const logout = async (context: Context): Promise<void> => {
  const { profile, client } = signedIn(context)
  // A management token belongs to others as well: it is forgotten here, not ended.
  if (profile.token.startsWith('1r_st_')) await done(client.POST('/v1/auth/logout')).catch(() => undefined)
  forgetProfile(context.settings)
  context.terminal.tell('Signed out.')
}

const whoami = async (context: Context, options: { json?: boolean }): Promise<void> => {
  const { profile, client } = signedIn(context)
  const { origin, workspaceId = null } = profile
  const isPerson = profile.token.startsWith('1r_st_')
  const email = isPerson ? (await dataOf(client.GET('/v1/account'))).account.email : null
  const who = email ?? `management token ${profile.token.split('_')[2] ?? ''}`
  show(context, options, { origin, workspaceId, email, isPerson }, () =>
    [`${who} at ${origin}`, ...(workspaceId === null ? [] : [`workspace ${workspaceId}`])].join('\n'),
  )
}
