import type { components, UpstreamAuth } from '@1relay/contracts'
import { type ApiClient, dataOf } from '../api.fetch.js'
import { readAuth } from '../parse/index.js'
import { CliProblem } from '../problem.js'

type Vendor = components['schemas']['Vendor']

export interface UpstreamOptions {
  readonly vendor?: string
  readonly tenant?: string
  readonly upstream?: string
  readonly auth?: string
  readonly tokenUrl?: string
  readonly scope?: string
  readonly audience?: string
  readonly clientAuth?: string
}

/** Where a key goes and how it is shown there: as the catalogue says, as the options say, or both. */
export const chooseUpstream = async (
  client: ApiClient,
  options: UpstreamOptions,
): Promise<{ upstream: string; auth: UpstreamAuth }> => {
  const vendor = options.vendor === undefined ? undefined : await findVendor(client, options.vendor)
  const upstream = options.upstream ?? (vendor === undefined ? undefined : addressOf(vendor, options.tenant))
  if (upstream === undefined)
    throw new CliProblem('usage', 'Say where the key goes: --vendor, or --upstream with --auth.')
  if (options.auth !== undefined) return { upstream, auth: readAuth(options.auth, options) }
  return { upstream, auth: authOf(vendor, options) }
}

const findVendor = async (client: ApiClient, slug: string): Promise<Vendor> => {
  const { vendors } = await dataOf(client.GET('/v1/vendors'))
  const vendor = vendors.find((one) => one.slug === slug)
  if (vendor === undefined) throw new CliProblem('not_found', `There is no vendor ${slug}. See: 1relay vendors`)
  return vendor
}

const addressOf = ({ name, slug, upstream, origins, tenant }: Vendor, given: string | undefined): string => {
  if (upstream !== null && !upstream.includes('{tenant}')) return upstream
  const [origin, ...others] = origins
  if (origin === undefined) throw new CliProblem('usage', `${name} tells each customer its address: add --upstream.`)
  if (others.length > 0)
    throw new CliProblem('usage', `${name} has several addresses: add --upstream with one of ${origins.join(', ')}.`)
  if (!origin.includes('{tenant}')) return origin
  if (given === undefined || !/^[A-Za-z0-9-]{1,63}$/.test(given)) {
    throw new CliProblem('usage', `${slug} needs --tenant: ${tenant ?? 'your part of its address.'}`)
  }
  return origin.replace('{tenant}', given)
}

const authOf = (vendor: Vendor | undefined, { tenant = '', scope, audience }: UpstreamOptions): UpstreamAuth => {
  const auth = vendor?.auth
  if (auth === undefined || auth === null)
    throw new CliProblem('usage', 'Say how the key is shown: --auth bearer, basic, header:NAME, query:NAME or oauth2.')
  const { kind, name = '', tokenUrl, clientAuth = 'basic' } = auth
  if (kind === 'bearer' || kind === 'basic') return { kind }
  if (kind !== 'oauth2') return { kind, name }
  if (tokenUrl === undefined)
    throw new CliProblem('usage', 'This vendor has a token URL for each customer: add --auth oauth2 --token-url.')
  const [asked, forWhom] = [scope ?? auth.scope, audience ?? auth.audience]
  return {
    kind,
    tokenUrl: tokenUrl.replace('{tenant}', tenant),
    clientAuth,
    ...(asked === undefined ? {} : { scope: asked }),
    ...(forWhom === undefined ? {} : { audience: forWhom }),
  }
}
