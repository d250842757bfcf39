import { Menu } from '@mantine/core'
import { IconPlugConnected } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { openKey, sentenceOfCheck, type StoredKey } from '@1relay/custody'
import { problemIn, unwrap } from '../api/index.js'
import { useVaultStatus } from '../keyring/index.js'
import { toast } from '../ui/index.js'
import { useKeyCheck } from './use-key-check.js'
import { useOwner } from './use-owner.js'

/** Asks the provider whether it still takes a key of the vault. Needs the vault to be open. */
export const CheckKeyItem = ({ item, provider }: { item: StoredKey; provider: string }) => {
  const [owner, check] = [useOwner(), useKeyCheck()]
  const isLocked = !useVaultStatus().isOpen
  const run = useMutation({
    mutationFn: async () => {
      const { accountId, vaultKey } = await owner()
      return check(item.provider, unwrap(await openKey({ accountId, vaultKey: vaultKey(), item })))
    },
    onSuccess: (verdict) => {
      const sentence = sentenceOfCheck(verdict, provider)
      if (verdict === 'works') toast.done(sentence)
      else toast.warning(sentence)
    },
    onError: (error) => toast.problem(problemIn(error)),
  })
  return (
    <Menu.Item
      leftSection={<IconPlugConnected size={16} aria-hidden="true" />}
      onClick={() => run.mutate()}
      disabled={isLocked || run.isPending}
    >
      {isLocked ? 'Check that it works (unlock first)' : 'Check that it works'}
    </Menu.Item>
  )
}
