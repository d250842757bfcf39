import { Accounts1763683200000 } from './1763683200000-accounts.js'
import { Grants1763686800000 } from './1763686800000-grants.js'
import { Usage1763690400000 } from './1763690400000-usage.js'
import { SealedLabels1763701200000 } from './1763701200000-sealed-labels.js'
import { SignIn1763712000000 } from './1763712000000-sign-in.js'
import { AccountBudgets1763715600000 } from './1763715600000-account-budgets.js'
import { LinkUpdates1763719200000 } from './1763719200000-link-updates.js'
import { UsageSlots1763722800000 } from './1763722800000-usage-slots.js'
import { Forgetting1763740800000 } from './1763740800000-forgetting.js'
import { Departed1763744400000 } from './1763744400000-departed.js'
import { GrantOwners1763748000000 } from './1763748000000-grant-owners.js'
import { Workspaces1763751600000 } from './1763751600000-workspaces.js'
import { ProtectedKeys1763760000000 } from './1763760000000-protected-keys.js'
import { Audit1763770000000 } from './1763770000000-audit.js'
import { Management1763780000000 } from './1763780000000-management.js'
import { RedisContact1763790000000 } from './1763790000000-redis-contact.js'
import { Webhooks1763800000000 } from './1763800000000-webhooks.js'

/** Every migration, in order. Released ones are never edited: a change is a new one. */
export const migrations = [
  Accounts1763683200000,
  Grants1763686800000,
  Usage1763690400000,
  SealedLabels1763701200000,
  SignIn1763712000000,
  AccountBudgets1763715600000,
  LinkUpdates1763719200000,
  UsageSlots1763722800000,
  Forgetting1763740800000,
  Departed1763744400000,
  GrantOwners1763748000000,
  Workspaces1763751600000,
  ProtectedKeys1763760000000,
  Audit1763770000000,
  Management1763780000000,
  RedisContact1763790000000,
  Webhooks1763800000000,
] as const
