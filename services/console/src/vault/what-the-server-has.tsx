import { IconCloudLock, IconDeviceLaptop, IconEyeOff } from '@tabler/icons-react'
import classes from './vault.module.css'

/** Who has what, and what that is worth. No more than is true. */
export const WhatTheServerHas = () => (
  <ul className={classes['points']}>
    <li>
      <IconDeviceLaptop size={20} aria-hidden="true" />
      <div>
        <strong>Only in this browser</strong>
        <br />
        <span>your master password, the key it derives, and your API keys while the vault is open.</span>
      </div>
    </li>
    <li>
      <IconCloudLock size={20} aria-hidden="true" />
      <div>
        <strong>On our server</strong>
        <br />
        <span>
          your keys as ciphertext, the vault key wrapped, and how to derive. A copy of our database opens nothing.
        </span>
      </div>
    </li>
    <li>
      <IconEyeOff size={20} aria-hidden="true" />
      <div>
        <strong>What we cannot do</strong>
        <br />
        <span>reset your master password. If you lose it and the recovery code, the keys in the vault are gone.</span>
      </div>
    </li>
  </ul>
)
