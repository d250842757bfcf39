import { useQuery } from '@tanstack/react-query'
import { type HoldingGrant, type KeyPlace, listHoldingGrants } from '@1relay/custody'
import { unwrap } from '../api/index.js'
import { useVaultPorts } from '../keyring/index.js'
import { StatusBadge } from '../ui/index.js'
import classes from './vault.module.css'

/** The live connections and bot tokens that hold a key, asked for while `enabled`. */
export const useHoldingGrants = ({ provider, label }: KeyPlace, enabled: boolean) => {
  const ports = useVaultPorts()
  return useQuery({
    queryKey: ['sealed-grants', provider, label],
    queryFn: async () => unwrap(await listHoldingGrants(ports, { provider, label })),
    enabled,
    staleTime: 0,
  })
}

/** True when the grant noted that its credential came from this very key. */
export const isNoted = (grant: HoldingGrant, { provider, label }: KeyPlace): boolean =>
  grant.credentials.some((one) => one.provider === provider && one.label === label)

/** `3 connections and a bot token`. */
export const countInWords = (grants: readonly { readonly kind: HoldingGrant['kind'] }[]): string => {
  const connections = grants.filter(({ kind }) => kind === 'connection').length
  const bots = grants.length - connections
  const words = [
    ...(connections === 0 ? [] : [connections === 1 ? '1 connection' : `${connections} connections`]),
    ...(bots === 0 ? [] : [bots === 1 ? '1 bot token' : `${bots} bot tokens`]),
  ]
  return words.length === 0 ? 'nothing' : words.join(' and ')
}

/** Grants by name. */
export const GrantNames = ({ grants }: { grants: readonly HoldingGrant[] }) => (
  <ul className={classes['grants']}>
    {grants.map(({ grantId, kind, name }) => (
      <li key={grantId}>
        <span>{name}</span>
        <StatusBadge tone="quiet">{kind === 'connection' ? 'App' : 'Bot token'}</StatusBadge>
      </li>
    ))}
  </ul>
)
