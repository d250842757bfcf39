import { Burger, Drawer } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { Outlet } from '@tanstack/react-router'
import { SaveCodeFirst } from '../keyring/index.js'
import { AccountMenu } from './account-menu.js'
import classes from './app-frame.module.css'
import { Brand } from './brand.js'
import { LockButton, LockIcon } from './lock-button.js'
import { Navigation } from './navigation.js'
import { OfflineNotice } from './offline-notice.js'
import { SchemeSwitch } from './scheme-switch.js'
import { SharedPasswordNotice } from './shared-password-notice.js'
import { WorkspaceSwitcher } from './workspace-switcher.js'

/** The frame of a signed-in person: areas at the left, on a phone behind a button. */
export const AppFrame = () => {
  const [isMenuOpen, menu] = useDisclosure(false)
  return (
    <div className={classes['frame']}>
      <aside className={classes['side']}>
        <div className={classes['brand']}>
          <Brand />
        </div>
        <WorkspaceSwitcher />
        <Navigation />
        <div className={classes['foot']}>
          <LockButton />
          <AccountMenu />
        </div>
      </aside>
      <div className={classes['column']}>
        <header className={classes['top']}>
          <Burger
            opened={isMenuOpen}
            onClick={menu.toggle}
            size="sm"
            aria-label="Menu"
            className={classes['burger'] ?? ''}
          />
          <span className={classes['top-brand']}>
            <Brand />
          </span>
          <span className={classes['narrow-only']}>
            <LockIcon />
          </span>
          <SchemeSwitch />
        </header>
        <OfflineNotice />
        <SharedPasswordNotice />
        <main id="main" tabIndex={-1} className={classes['main']}>
          <SaveCodeFirst>
            <Outlet />
          </SaveCodeFirst>
        </main>
      </div>
      <Drawer
        opened={isMenuOpen}
        onClose={menu.close}
        size={280}
        title={<Brand />}
        closeButtonProps={{ 'aria-label': 'Close menu' }}
      >
        <WorkspaceSwitcher onNavigate={menu.close} />
        <Navigation onNavigate={menu.close} />
        <div className={classes['foot']}>
          <LockButton />
          <AccountMenu />
        </div>
      </Drawer>
    </div>
  )
}
