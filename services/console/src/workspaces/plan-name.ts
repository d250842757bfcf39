import type { Workspace } from '../api/index.js'

const NAMES: Record<Workspace['plan'], string> = {
  free: 'Free',
  builder: 'Builder',
  team: 'Team',
  business: 'Business',
}

export const planName = (plan: Workspace['plan']): string => NAMES[plan]
