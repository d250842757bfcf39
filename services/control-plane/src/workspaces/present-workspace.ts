import { type Member, PLANS, type SeenWorkspace } from './workspace.js'

/** A workspace as the contract shows it. */
export const presentWorkspace = ({ id, name, plan, role, members, createdAt }: SeenWorkspace) => ({
  id,
  name,
  plan,
  limits: PLANS[plan],
  role,
  members,
  createdAt: createdAt.toISOString(),
})

export const presentMember = ({ joinedAt, ...member }: Member) => ({ ...member, joinedAt: joinedAt.toISOString() })
