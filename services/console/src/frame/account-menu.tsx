import { Menu } from '@mantine/core'
import { IconLogout, IconSettings, IconUserCircle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { accountQuery } from '../api/index.js'
import { useClient } from '../wiring/index.js'
import classes from './foot.module.css'
import { useSignOut } from './sign-out.js'

/** Who is signed in, and the way out. */
export const AccountMenu = () => {
  const { data: account } = useQuery(accountQuery(useClient()))
  const navigate = useNavigate()
  const signOut = useSignOut()
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <button type="button" className={classes['button']}>
          <IconUserCircle size={18} aria-hidden="true" />
          <span className={classes['email']}>{account?.email ?? 'Account'}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconSettings size={16} aria-hidden="true" />}
          onClick={() => void navigate({ to: '/settings' })}
        >
          Settings
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden="true" />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
