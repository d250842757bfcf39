import { createReadStream, readFileSync } from 'node:fs'
import { type Expectation, linesOf, parseHead, type Problem, type ProblemKind, verifyChain } from '@1relay/audit'
import type { components } from '@1relay/contracts'
import type { Command } from 'commander'
import { bodyOf, dataOf } from '../api.fetch.js'
import { type CommonOptions, type Context, inWorkspace, show } from '../context.js'
import { inWords, plain, printFacts, printTable } from '../print/index.js'
import { CliProblem } from '../problem.js'
import { commonOptions, readPages } from './options.js'

type AuditRecord = components['schemas']['AuditRecord']

interface FilterOptions extends CommonOptions {
  readonly kind?: string
  readonly connection?: string
  readonly key?: string
  readonly decision?: string
  readonly status?: string
  readonly method?: string
  readonly search?: string
  readonly from?: string
  readonly to?: string
}

interface VerifyOptions {
  readonly head?: string
  readonly workspace?: string
  readonly publicKey?: string
  readonly json?: boolean
}

/** `audit`, with `export`, `head` and `verify`. */
export const addAuditCommands = (program: Command, context: Context): void => {
  const audit = program.command('audit').description('Every call and every change of the workspace.')
  filterOptions(commonOptions(audit.command('list', { isDefault: true })))
    .description('The latest records.')
    .option('--limit <count>', 'how many', '50')
    .action((options: FilterOptions & { limit: string }) => list(context, options))
  filterOptions(commonOptions(audit.command('export')))
    .description('Write the audit as a file. `chain` takes no filters: it is what `verify` reads.')
    .option('--format <format>', 'csv, jsonl or chain', 'csv')
    .option('--output <file>', 'a file, in place of stdout')
    .action((options: FilterOptions & { format: string; output?: string }) => exportFile(context, options))
  commonOptions(audit.command('head'))
    .description('The head of the chain, to be kept elsewhere and held against an export later.')
    .action((options: CommonOptions) => head(context, options))
  audit
    .command('verify <file>')
    .description('Check an exported chain offline: nothing changed, removed, inserted or reordered.')
    .option('--head <head>', 'a head that was told earlier: what a mail says, <seq>:<hash>, or @file')
    .option('--workspace <id>', 'of which workspace it has to be')
    .option('--public-key <key>', 'with which the installation signs')
    .option('--json', 'print JSON')
    .action((file: string, options: VerifyOptions) => verify(context, file, options))
}

const filterOptions = (command: Command): Command =>
  command
    .option('--kind <kind>', 'call or admin')
    .option('--connection <id>', 'of one protected key')
    .option('--key <id>', 'of one disposable key')
    .option('--decision <decision>', 'allowed or refused')
    .option('--status <code>', 'such as 403')
    .option('--method <method>', 'such as DELETE')
    .option('--search <text>', 'in paths, addresses, names')
    .option('--from <time>', 'ISO 8601')
    .option('--to <time>', 'ISO 8601')

// What a filter may be is for the contract to say: the server checks every one, and names what is wrong.
const queryOf = (options: FilterOptions): Record<string, never> => {
  const { kind, connection: connectionId, key: keyId, decision, status, method, search: q } = options
  const time = (text: string | undefined) =>
    text === undefined || Number.isNaN(Date.parse(text)) ? text : new Date(text).toISOString()
  const all = { kind, connectionId, keyId, decision, status, method, q, from: time(options.from), to: time(options.to) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<string, never>
}

const list = async (context: Context, options: FilterOptions & { limit: string }): Promise<void> => {
  if (!/^[1-9][0-9]{0,5}$/.test(options.limit)) throw new CliProblem('usage', '--limit is a count from 1 on.')
  const { client, workspaceId } = await inWorkspace(context, options)
  const limit = Number(options.limit)
  const records = await readPages(async (cursor) => {
    const params = { path: { workspaceId }, query: { ...queryOf(options), pageSize: Math.min(limit, 100), ...cursor } }
    const page = await dataOf(client.GET('/v1/workspaces/{workspaceId}/audit', { params }))
    return { items: page.records, nextCursor: page.nextCursor }
  }, limit)
  show(context, options, records, () =>
    records.length === 0
      ? 'No records.'
      : printTable(['AT', 'WHO', 'WHAT', 'DECISION', 'STATUS', 'FROM'], records.map(rowOf)),
  )
}

const rowOf = ({ at, call, act }: AuditRecord): string[] => {
  const time = at.replace(/\.\d+Z$/, 'Z')
  if (call !== null) {
    const reason = call.reason === null ? call.decision : `${call.decision}: ${call.reason}`
    return [
      time,
      call.keyOwner?.name ?? call.keyId,
      `${call.method} ${call.path}`,
      reason,
      String(call.status),
      call.ip,
    ]
  }
  return [time, act?.actor.label ?? '', `${act?.action ?? ''} ${act?.subject.label ?? ''}`, '', '', act?.ip ?? '']
}

const exportFile = async (
  context: Context,
  options: FilterOptions & { format: string; output?: string },
): Promise<void> => {
  const { format, output } = options
  if (format !== 'csv' && format !== 'jsonl' && format !== 'chain')
    throw new CliProblem('usage', '--format is csv, jsonl or chain.')
  const { client, workspaceId } = await inWorkspace(context, options)
  const query = { ...queryOf(options), format } as { format: 'chain' }
  const params = { path: { workspaceId }, query }
  const body = await bodyOf(client.GET('/v1/workspaces/{workspaceId}/audit/export', { params, parseAs: 'stream' }))
  try {
    if (output !== undefined) await context.terminal.writeFile(output, body)
    else await context.terminal.pipe(body)
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('E') === true)
      throw new CliProblem('failed', `${output ?? 'stdout'} cannot be written.`)
    throw new CliProblem('unreachable', 'The answer broke off: what was written is not complete.')
  }
  if (output !== undefined) context.terminal.tell(`Written to ${output}.`)
}

const head = async (context: Context, options: CommonOptions): Promise<void> => {
  const { client, workspaceId } = await inWorkspace(context, options)
  const { chain } = await dataOf(
    client.GET('/v1/workspaces/{workspaceId}/audit/chain', { params: { path: { workspaceId } } }),
  )
  show(context, options, chain.head, () => {
    const { head: last } = chain
    if (last === null) return 'The chain is empty.'
    const word = `1relay-audit-head:${last.workspaceId}:${last.seq}:${last.hash}:${last.publicKey}`
    return `${printFacts([
      ['Records', String(chain.records)],
      ['Last', String(last.seq)],
      ['At', last.recordedAt],
      ['Kept for', inWords(chain.retentionDays, 'day')],
    ])}\n\n${word}`
  })
}

const verify = async (context: Context, file: string, options: VerifyOptions): Promise<void> => {
  const expected = expectationOf(options)
  const result = await verifyChain(linesOf(createReadStream(file)), expected).catch(() => {
    throw new CliProblem('usage', `${file} cannot be read.`)
  })
  if (!result.ok) {
    throw new CliProblem('not_verified', `${file} does not verify: ${inProblem(result.problem)}`, { result })
  }
  show(context, options, result, () =>
    [
      `${file} verifies: ${inWords(result.records, 'record')}, none changed, removed or moved.`,
      ...(result.pruned === 0
        ? []
        : [`${inWords(result.pruned, 'older record')} had served their time: signed anchors stand for them.`]),
      KNOWN[result.knownHead],
      ...(result.isKeyExpected
        ? []
        : [`Signed with ${result.publicKey}: compare it with the key that a mailed head names.`]),
    ]
      .map(plain)
      .join('\n'),
  )
}

const KNOWN = {
  matched: 'The head that you kept is in it.',
  pruned: 'The head that you kept was of a record that has served its time.',
  none: 'It was compared with no head from outside: whoever runs the installation could have written it anew. Keep heads, and give one with --head.',
} as const

const expectationOf = ({ head: given, workspace, publicKey }: VerifyOptions): Expectation => {
  const known = given === undefined ? undefined : parseHead(given.startsWith('@') ? readText(given.slice(1)) : given)
  if (given !== undefined && known === undefined) throw new CliProblem('usage', 'There is no head in what --head says.')
  return {
    ...(known === undefined ? {} : { head: known }),
    ...(workspace === undefined ? {} : { workspaceId: workspace }),
    ...(publicKey === undefined ? {} : { publicKey }),
  }
}

const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw new CliProblem('usage', `${file} cannot be read.`)
  }
}

const SENTENCES: Readonly<Record<ProblemKind, string>> = {
  malformed: 'a line is not what belongs there',
  incomplete: 'the file stops before its end',
  wrong_workspace: 'it is of another workspace, or holds a record of one',
  wrong_key: 'it is signed with another key than the expected one',
  missing: 'records are missing, and no anchor stands for them',
  empty: 'there is no record in it, and nothing that is signed, so it proves nothing',
  out_of_order: 'a record stands where another one belongs',
  changed: 'a record was changed',
  forged_anchor: 'an anchor is not signed by this installation, or does not fit',
  forged_head: 'its head is not signed by this installation',
  truncated: 'it ends before the head that you kept',
  rewritten: 'it is another chain than the one whose head you kept',
  unknown_head: 'the head that you kept is of no record in it',
}

const inProblem = ({ kind, line, seq }: Problem): string =>
  `${SENTENCES[kind]} (line ${line}${seq === undefined ? '' : `, record ${seq}`}).`
